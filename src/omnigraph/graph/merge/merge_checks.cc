#include "omnigraph/graph/merge/merge_checks.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/columnar/builder.h"
#include "omnigraph/graph/index/find_rows.h"
#include "omnigraph/graph/validate/constraints.h"
#include "omnigraph/graph/validate/row_checks.h"
#include "omnigraph/lance/index/value_order.h"

namespace omnigraph::graph {
namespace {

using columnar::ArrayPtr;

MergeConflict conflict_in(const std::string& table_key, ConflictKind kind, std::string message) {
  MergeConflict conflict;
  conflict.table_key = table_key;
  conflict.kind = kind;
  conflict.message = std::move(message);
  return conflict;
}

// `["email"]`
std::string quoted_list(const std::vector<std::string>& properties) {
  std::string text = "[";
  for (const std::string& property : properties) {
    text += format("{}\"{}\"", text.size() == 1 ? "" : ", ", property);
  }
  return text + "]";
}

// The first violation in the merged rows; it speaks for the table.
void check_values(const StagedTable& staged, std::vector<MergeConflict>* conflicts) {
  const schema::EntityType& type = staged.base()->type();
  if (const auto violation = RowChecks(type).check(staged.live_rows().batch)) {
    conflicts->push_back(
        conflict_in(type.table_key, ConflictKind::kValueConstraintViolation, violation->message));
    conflicts->back().properties = {violation->property};
  }
}

}  // namespace

Status check_merged_rows(StagedTable& staged,
                         bool source_staged,
                         std::vector<MergeConflict>* conflicts) {
  check_values(staged, conflicts);
  const schema::EntityType& type = staged.base()->type();
  const TableChange change = change_of(staged);
  for (const std::vector<std::string>& properties : type.unique) {
    OG_ASSIGN_OR_RETURN(const auto violations,
                        find_unique_violations(change, properties, kConflictsTold));
    for (const ConstraintViolation& violation : violations) {
      const std::vector<std::string>& ids = violation.detail.ids;
      const bool first_staged = change.after->fragment_of(violation.positions[0]) >= change.kept;
      const bool second_staged = change.after->fragment_of(violation.positions[1]) >= change.kept;
      const bool both = first_staged && second_staged;
      MergeConflict conflict = conflict_in(type.table_key,
                                           ConflictKind::kUniqueViolation,
                                           format("unique constraint {} violated by '{}' and '{}'",
                                                  quoted_list(properties),
                                                  std::min(ids[0], ids[1]),
                                                  std::max(ids[0], ids[1])));
      conflict.row_id =
          both ? std::max(ids[0], ids[1]) : ids[first_staged == source_staged ? 0 : 1];
      conflict.properties = properties;
      conflicts->push_back(std::move(conflict));
    }
  }
  if (type.is_edge() && !type.cardinality.is_default()) {
    OG_ASSIGN_OR_RETURN(const auto violations, find_cardinality_violations(change, kConflictsTold));
    for (const ConstraintViolation& violation : violations) {
      conflicts->push_back(
          conflict_in(type.table_key, ConflictKind::kCardinalityViolation, violation.message));
    }
  }
  return {};
}

Status check_orphans(const TableView& edges,
                     size_t column,
                     const std::string& node_type,
                     const std::vector<std::string>& deleted,
                     std::vector<MergeConflict>* conflicts) {
  columnar::Builder builder{columnar::DataType(columnar::TypeKind::kString)};
  for (const std::string& id : deleted) {
    builder.append_string(id);
  }
  const ArrayPtr keys = lance::sorted_distinct(*builder.finish());
  OG_ASSIGN_OR_RETURN(const std::vector<FoundRow> found,
                      find_rows(edges, column, *keys, {0, edges.fragments().size()}));
  std::vector<uint32_t> positions;
  for (size_t i = 0; i < std::min(found.size(), kConflictsTold); ++i) {
    positions.push_back(found[i].position);
  }
  OG_ASSIGN_OR_RETURN(const ArrayPtr ids, edges.take(0, positions));
  for (size_t i = 0; i < positions.size(); ++i) {
    MergeConflict conflict = conflict_in(edges.type().table_key,
                                         ConflictKind::kOrphanEdge,
                                         format("{} '{}' not found in {}",
                                                column == 1 ? "src" : "dst",
                                                keys->string_at(found[i].key),
                                                node_type));
    conflict.row_id = std::string(ids->string_at(i));
    conflicts->push_back(std::move(conflict));
  }
  return {};
}

}  // namespace omnigraph::graph
