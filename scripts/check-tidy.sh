#!/usr/bin/env bash
# clang-tidy on the sources that changed since a revision (default: the parent of HEAD).
#   scripts/check-tidy.sh [REVISION | --all]
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/build-environment.sh
base=${1:-HEAD~1}
if [ "$base" = --all ]; then
  mapfile -t files < <(git ls-files 'src/*.cc' 'apps/*.cc' | grep -vE '_(bench|fuzz)\.cc$')
else
  git rev-parse -q --verify "$base" >/dev/null || base=HEAD
  mapfile -t files < <(git diff --name-only --diff-filter=d "$base" -- 'src/*.cc' 'apps/*.cc' | grep -vE '_(bench|fuzz|test)\.cc$' | head -12)
fi
if [ ${#files[@]} -eq 0 ]; then
  echo "tidy: no source changed"
  exit 0
fi
cmake --preset tidy -DOG_TIDY=OFF -DOG_BENCH=OFF >/dev/null || exit 1
cmake --build build/tidy --target og_lance_proto >/dev/null || exit 1
printf '%s\n' "${files[@]}" | xargs -P 2 -n 1 clang-tidy-14 --quiet -p build/tidy 2>/dev/null
