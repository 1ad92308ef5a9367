#!/usr/bin/env bash
# Omnigraph on real data: the Debian packages that this machine could install, as a graph. Installs what
# is needed, builds the release binary, converts the package index, loads it, and asks questions that
# people really have. Everything it makes lies below build/.
#   scripts/demo.sh
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
show() {
  printf '\033[2m$ %s\033[0m\n' "$*"
  "$@"
}

say "Building (a few minutes the first time)"
scripts/setup.sh
. scripts/build-environment.sh
cmake --preset release >/dev/null
cmake --build --preset release --target omnigraph
export PATH="$PWD/build/release/bin:$PATH"

folder=build/demo
graph=$folder/packages
example=examples/debian-packages
rm -rf "$folder"
mkdir -p "$folder"

say "The data: this machine's package index"
show $example/fetch.sh $folder/index.txt
show $example/convert.py $folder/index.txt -o $folder/packages.jsonl

say "A graph from a schema, and the load as one commit"
show omnigraph init --schema $example/schema.pg $graph
show omnigraph load --data $folder/packages.jsonl --timing $graph

ask() {
  local question=$1
  shift
  say "$question"
  show omnigraph read --uri $graph --query $example/queries.gq --timing --name "$@"
}
ask "What depends on jq?" what_depends_on --params '{"name": "jq"}'
ask "What would go if jq went, up to three steps away, by section?" would_go_by_section --params '{"name": "jq"}'
ask "Who looks after the most packages?" top_maintainers
ask "Which shells does nobody need?" nobody_needs --params '{"section": "shells"}'
ask "Something about terminal multiplexers?" find_in_summary --params '{"text": "terminal multiplexer"}'
ask "Who can deliver mail?" providers_of --params '{"name": "mail-transport-agent"}'
ask "What is needed but does not exist?" unmet_dependencies

say "A change is one commit, whatever it touches: a note, and the edge that ties it to its package"
show omnigraph change --uri $graph --query $example/queries.gq --timing --name annotate \
  --params '{"name": "jq", "slug": "jq-1", "text": "Used by our release scripts: keep."}'
ask "The notes about jq" notes_about --params '{"name": "jq"}'

say "The history"
show omnigraph commit list $graph

say "The tables are open: LanceDB and every other Lance reader opens them as they are"
ls -d "$PWD/$graph"/lance/*/*.lance
printf '\nThe graph is in %s; try the other questions in %s/queries.gq.\n' "$graph" "$example"
