#include "omnigraph/exec/mutate/end_checks.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/validate/constraints.h"

namespace omnigraph::exec {
namespace {

// The statement that a violation is laid to: the one that staged the last of its rows; if none of
// them is staged, edges went.
SourceSpan place_of(const graph::ConstraintViolation& violation,
                    const graph::TableChange& change,
                    const StagedPlaces& places) {
  const std::string& key = change.after->type().table_key;
  size_t fragment = 0;
  for (const uint32_t position : violation.positions) {
    fragment = std::max(fragment, change.after->fragment_of(position));
  }
  const auto puts = places.puts.find(key);
  if (fragment >= change.kept && puts != places.puts.end() &&
      fragment - change.kept < puts->second.size()) {
    return puts->second[fragment - change.kept];
  }
  const auto erased = places.erased.find(key);
  return erased == places.erased.end() ? SourceSpan() : erased->second;
}

Error violation_error(graph::ConstraintViolation violation, SourceSpan place) {
  const bool unique = violation.detail.rule == "unique";
  Diagnostic finding;
  finding.code = unique ? "R133" : "R134";
  finding.message = std::move(violation.message);
  if (unique) {
    finding.message +=
        format(" rows '{}' and '{}'", violation.detail.ids[0], violation.detail.ids[1]);
  }
  finding.span = place;
  std::string message = finding.code + ": " + finding.message;
  violation.detail.diagnostics.push_back(std::move(finding));
  return Error(ErrorCode::kInvalidArgument, std::move(message), std::move(violation.detail));
}

}  // namespace

Status check_end_state(StagedTables& staged, const StagedPlaces& places) {
  for (const auto& [key, table] : staged.tables()) {
    if (!table->changed() || !graph::has_constraints(table->base()->type())) {
      continue;
    }
    const graph::TableChange change = graph::change_of(*table);
    OG_ASSIGN_OR_RETURN(auto violation, graph::check_constraints(change));
    if (violation) {
      const SourceSpan place = place_of(*violation, change, places);
      return violation_error(*std::move(violation), place);
    }
  }
  return {};
}

}  // namespace omnigraph::exec
