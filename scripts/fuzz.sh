#!/usr/bin/env bash
# Builds the fuzz targets (Clang, libFuzzer, ASan+UBSan) and runs each for a while.
#   scripts/fuzz.sh SECONDS [TARGET...]
# Starts from the seeds that tests/fuzz makes with our own writers. Findings go to build/fuzz/findings; the
# corpora grow in build/fuzz/corpus.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/build-environment.sh
seconds=${1:-10}
shift || true
cmake --preset release >/dev/null
cmake --build --preset release --target og_write_fuzz_seeds
rm -rf build/fuzz-seeds
build/release/bin/og_write_fuzz_seeds build/fuzz-seeds
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target fuzzers
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(ls build/fuzz/bin/*_fuzz | xargs -n1 basename)
mkdir -p build/fuzz/findings
status=0
for target in "${targets[@]}"; do
  mkdir -p "build/fuzz/corpus/$target"
  if ! "build/fuzz/bin/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=0 -verbosity=0 \
      -artifact_prefix="build/fuzz/findings/$target-" "build/fuzz/corpus/$target" "build/fuzz-seeds/$target" >"build/fuzz/$target.log" 2>&1; then
    echo "fuzz: $target found something:"
    tail -30 "build/fuzz/$target.log"
    status=1
  else
    echo "fuzz: $target clean after $seconds s"
  fi
done
exit $status
