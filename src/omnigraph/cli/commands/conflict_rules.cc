#include "omnigraph/cli/commands/conflict_rules.h"

#include "omnigraph/base/format.h"

namespace omnigraph::cli {

std::optional<std::pair<std::string, graph::Decision>> parse_type_decision(std::string_view text) {
  const size_t equals = text.rfind('=');
  if (equals == std::string_view::npos || equals == 0) {
    return std::nullopt;
  }
  const auto decision = graph::decision_of(text.substr(equals + 1));
  return decision ? std::optional(std::pair(std::string(text.substr(0, equals)), *decision))
                  : std::nullopt;
}

Result<graph::MergeRules> merge_rules(const ConflictOptions& options) {
  graph::MergeRules rules;
  const auto decision = graph::decision_of(options.on_conflict);
  if (!decision) {
    return Error(ErrorCode::kInvalidArgument,
                 format("unknown decision '{}' (expected: fail, ours, theirs, newest)",
                        options.on_conflict));
  }
  rules.on_conflict = *decision;
  for (const std::string& text : options.by_type) {
    const auto parsed = parse_type_decision(text);
    if (!parsed) {
      return Error(ErrorCode::kInvalidArgument,
                   format("'{}' is not of the form TYPE=DECISION", text));
    }
    const auto [at, added] = rules.by_table.emplace(parsed->first, parsed->second);
    if (!added && at->second != parsed->second) {
      return Error(ErrorCode::kInvalidArgument,
                   format("two decisions for '{}': {} and {}",
                          parsed->first,
                          to_string(at->second),
                          to_string(parsed->second)));
    }
  }
  return rules;
}

}  // namespace omnigraph::cli
