#!/usr/bin/env bash
# Installs what building and testing Omnigraph needs: Debian (bookworm) packages, as root or through
# sudo. Idempotent: installs only what is missing, and asks for nothing.
#   scripts/setup.sh            to build and test
#   scripts/setup.sh --checks   also what CI's other checks need (Clang, clang-tidy)
#   scripts/setup.sh --oracle   also LanceDB for Node, into .cache/oracle: the second opinion on our tables
set -euo pipefail
cd "$(dirname "$0")/.."

build_packages=(
  g++ cmake ninja-build ccache mold pkg-config git ca-certificates python3
  libssl-dev libsimdjson-dev nlohmann-json3-dev libyaml-cpp-dev libcli11-dev
  libprotobuf-dev protobuf-compiler libzstd-dev liblz4-dev zlib1g-dev libroaring-dev libxxhash-dev libre2-dev
  libutf8proc-dev libabsl-dev libfmt-dev libgtest-dev libgmock-dev libbenchmark-dev
)
check_packages=(clang-14 libclang-rt-14-dev clang-format-14 clang-tidy-14 strace)

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "setup: root rights or sudo are needed to run: $*" >&2
    return 1
  fi
}

install_packages() {
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  if [ ${#missing[@]} -gt 0 ]; then
    echo "setup: installing ${missing[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  fi
}

install_oracle() {
  command -v node >/dev/null && command -v npm >/dev/null || install_packages nodejs npm
  if [ ! -d .cache/oracle/node_modules/@lancedb/lancedb ]; then
    echo "setup: installing LanceDB for the tests (about 550 MB)"
    mkdir -p .cache/oracle
    cp tests/oracle/package.json .cache/oracle/
    (cd .cache/oracle && npm install --no-audit --no-fund --loglevel=error >/dev/null)
  fi
}

install_packages "${build_packages[@]}"
for option in "$@"; do
  case "$option" in
    --checks) install_packages "${check_packages[@]}" ;;
    --oracle) install_oracle ;;
    *) echo "setup: unknown option $option" >&2; exit 2 ;;
  esac
done
