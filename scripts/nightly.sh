#!/usr/bin/env bash
# What takes too long for every change: long fuzzing, clang-tidy on everything, benchmarks.
set -uo pipefail
cd "$(dirname "$0")/.."
status=0
scripts/setup.sh --checks --oracle || exit 1
scripts/fuzz.sh "${OG_FUZZ_SECONDS:-1800}" || status=1
scripts/check-tidy.sh --all || status=1
scripts/sanitize.sh debug || status=1
# Every public header compiles alone.
cmake --build --preset debug --target all_verify_interface_header_sets || status=1
scripts/sanitize.sh tsan || status=1
OG_RANDOM_SEEDS=20000 scripts/test.sh -R conformance.Random || status=1
OG_SIMULATION_SEEDS=10000 scripts/test.sh -R simulation.Histories || status=1
OG_MERGE_SEEDS=2000 scripts/test.sh -R unit.graph || status=1
OG_FLIPS_PER_OBJECT=100000000 scripts/test.sh -R unit.engine || status=1
OG_KILL_ROUNDS=1000 OG_LIFE_SEEDS=100 scripts/test.sh -L 'crash|oracle' || status=1
exit $status
