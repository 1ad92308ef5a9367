// What a merge is asked to do where both sides changed the same, and what it reports.
//
// Words: *source* is merged into *target*; *ours* is the target's side, *theirs* the source's.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnigraph/base/result.h"

namespace omnigraph::graph {

enum class ConflictKind : uint8_t {
  kDivergentInsert,  // both inserted the id, with different values
  kDivergentUpdate,  // both changed the row
  kDeleteVsUpdate,   // one deleted the row, the other changed it
  kValueConstraintViolation,
  kUniqueViolation,
  kOrphanEdge,  // an edge of one side, a node that the other deleted
  kCardinalityViolation,
};
// "divergent_insert", …
std::string_view to_string(ConflictKind kind);

struct MergeConflict {
  std::string table_key;
  std::optional<std::string> row_id;
  ConflictKind kind = ConflictKind::kDivergentInsert;
  std::string message;
  std::vector<std::string> properties;  // divergent rows: in which they diverge
};

// How a row conflict is decided.
enum class Decision : uint8_t {
  kFail,    // it is reported
  kOurs,    // the target's values, where they conflict
  kTheirs,  // the source's
  kNewest,  // those of the side that changed the row last
};
// "fail", "ours", "theirs", "newest". Nothing for another text.
std::optional<Decision> decision_of(std::string_view text);
std::string_view to_string(Decision decision);

struct MergeRules {
  Decision on_conflict = Decision::kFail;
  std::map<std::string, Decision> by_table;
  // Of single rows, by table key and id; they win over the others.
  std::map<std::pair<std::string, std::string>, Decision> by_row;
  // Rows are merged as a whole: two sides that changed different properties of one conflict.
  bool whole_rows = false;
  // Tells which side changed a row last, for kNewest: kOurs or kTheirs.
  std::function<Result<Decision>(const std::string& table_key, const std::string& id)> newest;

  // For a conflict about a row; kNewest is looked up. Errors: those of `newest`.
  Result<Decision> decide(const std::string& table_key, const std::string& id) const;
};

}  // namespace omnigraph::graph
