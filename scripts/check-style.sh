#!/usr/bin/env bash
# Formatting, layers and the grep rules of CONTRIBUTING.md. Seconds; changes nothing.
#   scripts/check-style.sh --fix   formats instead of complaining
set -uo pipefail
cd "$(dirname "$0")/.."
status=0
mapfile -t files < <(git ls-files '*.h' '*.cc')

if [ "${1:-}" = --fix ]; then
  clang-format-14 -i "${files[@]}"
else
  clang-format-14 --dry-run -Werror "${files[@]}" 2>/tmp/omnigraph-format.$$ || {
    echo "format: these files are not formatted (scripts/check-style.sh --fix):"
    grep -oE '^[^:]+' /tmp/omnigraph-format.$$ | grep -E '\.(cc|h)$' | sort -u
    status=1
  }
  rm -f /tmp/omnigraph-format.$$
fi

python3 cmake/check_layers.py . || status=1

# Rules that a grep can check, on product code: our code does not throw or assert, takes time and
# randomness from base only, and has no friends.
mapfile -t product < <(git ls-files 'src/*.h' 'src/*.cc' | grep -vE '_(test|bench|fuzz)\.cc$')
rule() {
  local what=$1 pattern=$2
  shift 2
  local found
  found=$(grep -nE "$pattern" "$@" | grep -vE ':[0-9]+:\s*//' || true)
  if [ -n "$found" ]; then
    echo "rule: $what"
    echo "$found"
    status=1
  fi
}
mapfile -t outside_base < <(printf '%s\n' "${product[@]}" | grep -v '^src/omnigraph/base/')
rule "our code does not throw" '(^|[^_[:alnum:]])throw[ ;]' "${product[@]}"
rule "use OG_CHECK, not assert" '(^|[^_[:alnum:]])assert\(' "${product[@]}"
rule "no friend" '(^|[^_[:alnum:]])friend ' "${product[@]}"
rule "time comes from base/clock.h" 'system_clock::now|steady_clock::now|gettimeofday|std::time\(' "${outside_base[@]}"
rule "randomness comes from base/random.h" 'std::random_device|std::mt19937|[^_[:alnum:]]rand\(\)' "${outside_base[@]}"
rule "no <format>, <source_location>, <ranges>: Clang 14 cannot read them" '#include <(format|source_location|ranges)>' "${product[@]}"
[ $status -eq 0 ] && echo "style: clean"
exit $status
