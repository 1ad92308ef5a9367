#!/usr/bin/env bash
# Unit and conformance tests under sanitizers.
#   scripts/sanitize.sh debug   address and undefined behaviour
#   scripts/sanitize.sh tsan    threads, for the layers that have them
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/build-environment.sh
preset=$1
cmake --preset "$preset" -DOG_BENCH=OFF >/dev/null
case "$preset" in
  debug)
    cmake --build --preset "$preset" --target sanitized_tests
    ctest --preset "$preset" -j2 -L 'unit|conformance' -E '^layers$'
    ;;
  tsan)
    cmake --build --preset "$preset" --target threaded_tests
    # What one thread does alone is left to the other runs.
    GTEST_FILTER='-*Damage*:*RequestBudget*:*Crash*:*FailPoint*:Lineage*:Verify*:SealTable*:*SegmentsStayFew:*ManySmallCommits*' \
      ctest --preset "$preset" -j2 -R '^unit\.(base|io|graph|engine)$'
    ;;
  *)
    echo "usage: scripts/sanitize.sh debug|tsan" >&2
    exit 2
    ;;
esac
