#include "omnigraph/graph/merge/merge_rules.h"

#include <array>

namespace omnigraph::graph {
namespace {

constexpr std::array<std::pair<Decision, std::string_view>, 4> kDecisionNames = {
    {{Decision::kFail, "fail"},
     {Decision::kOurs, "ours"},
     {Decision::kTheirs, "theirs"},
     {Decision::kNewest, "newest"}}};

}  // namespace

std::string_view to_string(ConflictKind kind) {
  switch (kind) {
    case ConflictKind::kDivergentInsert:
      return "divergent_insert";
    case ConflictKind::kDivergentUpdate:
      return "divergent_update";
    case ConflictKind::kDeleteVsUpdate:
      return "delete_vs_update";
    case ConflictKind::kValueConstraintViolation:
      return "value_constraint_violation";
    case ConflictKind::kUniqueViolation:
      return "unique_violation";
    case ConflictKind::kOrphanEdge:
      return "orphan_edge";
    case ConflictKind::kCardinalityViolation:
      return "cardinality_violation";
  }
  return "";
}

std::optional<Decision> decision_of(std::string_view text) {
  for (const auto& [decision, name] : kDecisionNames) {
    if (name == text) {
      return decision;
    }
  }
  return std::nullopt;
}

std::string_view to_string(Decision decision) {
  for (const auto& [known, name] : kDecisionNames) {
    if (known == decision) {
      return name;
    }
  }
  return "";
}

Result<Decision> MergeRules::decide(const std::string& table_key, const std::string& id) const {
  Decision decision = on_conflict;
  if (const auto table = by_table.find(table_key); table != by_table.end()) {
    decision = table->second;
  }
  if (const auto row = by_row.find({table_key, id}); row != by_row.end()) {
    decision = row->second;
  }
  return decision == Decision::kNewest && newest ? newest(table_key, id) : Result(decision);
}

}  // namespace omnigraph::graph
