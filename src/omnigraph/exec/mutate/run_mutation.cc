#include "omnigraph/exec/mutate/run_mutation.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/columnar/builder.h"
#include "omnigraph/exec/mutate/statement_runner.h"
#include "omnigraph/graph/index/find_rows.h"
#include "omnigraph/lance/index/value_order.h"

namespace omnigraph::exec {

using columnar::ArrayPtr;

Result<MutationOutcome> run_mutation(ExecContext& context,
                                     StagedTables& staged,
                                     const MutationServices& services) {
  MutationOutcome outcome;
  StatementRunner runner(context, staged, services, outcome);
  for (const query::Statement& statement :
       std::get<query::Mutation>(context.query.body).statements) {
    OG_RETURN_IF_ERROR(runner.run(statement));
  }
  OG_RETURN_IF_ERROR(check_end_state(staged, outcome.places));
  return outcome;
}

Result<std::vector<uint32_t>> edges_at(const graph::TableView& view,
                                       std::span<const std::string> ids,
                                       bool by_source,
                                       bool by_target) {
  constexpr size_t kSourceColumn = 1;
  constexpr size_t kTargetColumn = 2;
  columnar::Builder builder{columnar::DataType(columnar::TypeKind::kString)};
  for (const std::string& id : ids) {
    builder.append_string(id);
  }
  const ArrayPtr keys = lance::sorted_distinct(*builder.finish());
  std::vector<uint32_t> positions;
  for (const size_t column : {kSourceColumn, kTargetColumn}) {
    if (column == kSourceColumn ? by_source : by_target) {
      OG_ASSIGN_OR_RETURN(const auto rows,
                          graph::find_rows(view, column, *keys, {0, view.fragments().size()}));
      for (const graph::FoundRow& row : rows) {
        positions.push_back(row.position);
      }
    }
  }
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  return positions;
}

namespace {

Status ends_exist(const schema::EntityType& node,
                  const std::vector<std::string>& ids,
                  TableSource& tables) {
  const std::vector<std::string_view> wanted(ids.begin(), ids.end());
  OG_ASSIGN_OR_RETURN(const auto positions, tables.find_ids(node, wanted));
  for (size_t i = 0; i < ids.size(); ++i) {
    if (positions[i] == columnar::kNullRow) {
      return Error(ErrorCode::kConflict,
                   format("a node that an inserted edge refers to was deleted meanwhile: {} '{}' — "
                          "refresh and retry",
                          node.name,
                          ids[i]));
    }
  }
  return {};
}

}  // namespace

Status revalidate(const MutationTrace& trace,
                  const schema::Catalog& catalog,
                  const std::set<std::string>& written,
                  TableSource& tables) {
  for (const MutationTrace::Ends& ends : trace.inserted_edges) {
    const schema::EntityType& source = *catalog.find_node(ends.edge->from_type);
    const schema::EntityType& target = *catalog.find_node(ends.edge->to_type);
    if (!written.contains(source.table_key)) {
      OG_RETURN_IF_ERROR(ends_exist(source, ends.sources, tables));
    }
    if (!written.contains(target.table_key)) {
      OG_RETURN_IF_ERROR(ends_exist(target, ends.targets, tables));
    }
  }
  for (const auto& [node_type, ids] : trace.deleted_nodes) {
    for (const schema::EntityType& edge : catalog.edges()) {
      const bool by_source = edge.from_type == node_type;
      const bool by_target = edge.to_type == node_type;
      if ((!by_source && !by_target) || written.contains(edge.table_key)) {
        continue;
      }
      OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, tables.table(edge));
      OG_ASSIGN_OR_RETURN(const auto positions, edges_at(*view, ids, by_source, by_target));
      if (!positions.empty()) {
        return Error(ErrorCode::kConflict,
                     format("an edge to a deleted node was added meanwhile: {} — refresh and retry",
                            edge.name));
      }
    }
  }
  return {};
}

}  // namespace omnigraph::exec
