#!/usr/bin/env bash
# Installs what is needed, builds Omnigraph (Release) and runs all tests.
#   scripts/test.sh [ctest arguments]      for example: scripts/test.sh -R unit.graph
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh --oracle
. scripts/build-environment.sh
cmake --preset release -DOG_TESTS=ON >build-release.log 2>&1 || { cat build-release.log; exit 1; }
rm -f build-release.log
cmake --build --preset release
ctest --preset release "$@"
