#!/usr/bin/env bash
# Writes the package index of this machine, as apt knows it, to a file: one stanza for each available package.
#
#   fetch.sh FILE
#
# Downloads the index first if this machine has none (that needs root, or sudo). Works on Debian and its relatives.
set -euo pipefail

if [[ $# -ne 1 || $1 == -* ]]; then
  echo "usage: $0 FILE" >&2
  exit 2
fi
output=$1

for tool in apt-get apt-cache; do
  if ! command -v "$tool" >/dev/null; then
    echo "$0: $tool not found: this example reads the package index of Debian or a relative of it" >&2
    exit 1
  fi
done

# Lists the downloaded index files. Without any, `apt-cache dumpavail` would show the installed packages only.
index_files() {
  apt-get indextargets --format '$(FILENAME)' 'Created-By: Packages'
}

if [[ -z $(index_files) ]]; then
  echo "no package index on this machine yet: running apt-get update" >&2
  if [[ $(id -u) -eq 0 ]]; then
    apt-get update >&2
  elif command -v sudo >/dev/null; then
    sudo apt-get update >&2
  else
    echo "$0: run 'apt-get update' as root first" >&2
    exit 1
  fi
  if [[ -z $(index_files) ]]; then
    echo "$0: apt-get update brought no package index; see /etc/apt/sources.list" >&2
    exit 1
  fi
fi

mkdir -p "$(dirname "$output")"
apt-cache dumpavail > "$output.part"
mv "$output.part" "$output"
echo "$output: $(grep -c '^Package:' "$output") package stanzas" >&2
