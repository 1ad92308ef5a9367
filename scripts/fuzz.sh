#!/usr/bin/env bash
# Builds the fuzz targets (Clang, libFuzzer, ASan+UBSan) and runs each for a while, two at a time.
#   scripts/fuzz.sh SECONDS [TARGET...]
# Starts from the seeds that tests/fuzz makes with our own writers. Findings go to build/fuzz/findings; the
# corpora grow in build/fuzz/corpus.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/build-environment.sh
seconds=${1:-10}
shift || true
cmake --preset release -DOG_TESTS=ON >/dev/null
cmake --build --preset release --target og_write_fuzz_seeds
rm -rf build/fuzz-seeds
build/release/bin/og_write_fuzz_seeds build/fuzz-seeds
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target fuzzers
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(ls build/fuzz/bin/*_fuzz | xargs -n1 basename)
mkdir -p build/fuzz/findings

run_one() {
  local target=$1 seconds=$2
  mkdir -p "build/fuzz/corpus/$target"
  if "build/fuzz/bin/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
      -verbosity=0 -artifact_prefix="build/fuzz/findings/$target-" \
      "build/fuzz/corpus/$target" "build/fuzz-seeds/$target" >"build/fuzz/$target.log" 2>&1; then
    local runs
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "build/fuzz/$target.log")
    echo "fuzz: $target clean after $seconds s, $runs inputs"
  else
    echo "fuzz: $target found something:"
    tail -30 "build/fuzz/$target.log"
    return 1
  fi
}
export -f run_one
printf '%s\n' "${targets[@]}" | xargs -P 2 -I{} bash -c 'run_one "$1" "$2"' _ {} "$seconds"
