// Conflicts of merges, as lines for people and as JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/json_writer.h"
#include "omnigraph/engine/engine.h"

namespace omnigraph::cli {

// "merge conflicts: node:Person:Bob (divergent_update); … and 3 more"
std::string conflicts_message(const std::vector<graph::MergeConflict>& conflicts);

// A line per conflict, in columns, 100 at most:
//   divergent_update  Person/Bob  age      divergent update for id 'Bob'
// `decisions`: of a merge that is resolved step by step; each line then begins with its decision,
// "open", or "-" if there is no side to take.
std::string conflict_lines(const std::vector<graph::MergeConflict>& conflicts,
                           const std::vector<graph::RowDecision>* decisions = nullptr);

// Can somebody choose a side? Else a rule is broken by both sides together, and one of them has to
// change first.
bool is_decidable(const graph::MergeConflict& conflict);
// What is decided of it; null if nothing is.
const graph::RowDecision* find_decision(const std::vector<graph::RowDecision>& decisions,
                                        const graph::MergeConflict& conflict);

// "merge_conflicts": [{"table_key":…,"row_id":…,"kind":…,"message":…,"properties":[…]}], with
// "decision" where `decisions` are given.
void write_conflicts(JsonWriter& json,
                     const std::vector<graph::MergeConflict>& conflicts,
                     const std::vector<graph::RowDecision>* decisions = nullptr);

}  // namespace omnigraph::cli
