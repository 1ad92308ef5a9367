#include "omnigraph/exec/mutate/statement_runner.h"

#include <algorithm>
#include <numeric>

#include "omnigraph/base/format.h"
#include "omnigraph/exec/run_read.h"
#include "omnigraph/graph/validate/automatic_values.h"

namespace omnigraph::exec {

using columnar::ArrayPtr;
using columnar::Batch;
using columnar::kNullRow;
using query::Statement;
using schema::EntityType;

Error runtime_error(std::string_view code, std::string message) {
  Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.message = std::move(message);
  return Error::from_diagnostics({std::move(diagnostic)});
}

StatementRunner::StatementRunner(const ExecContext& outer,
                                 StagedTables& staged,
                                 const MutationServices& services,
                                 MutationOutcome& outcome)
    : staged_(staged),
      services_(services),
      outcome_(outcome),
      tables_(staged),
      context_{
          outer.query, tables_, outer.params, outer.now_ms, outer.cancel, outer.limits, nullptr} {}

void StatementRunner::advance() {
  tables_.advance();
  topologies_.emplace(context_.query.catalog, tables_, services_.topologies);
  context_.topologies = &*topologies_;
}

Status StatementRunner::run(const Statement& statement) {
  OG_RETURN_IF_ERROR(context_.cancel.check());
  place_ = statement.span;
  advance();
  switch (statement.kind) {
    case query::ast::StatementKind::kInsert:
      return insert(statement);
    case query::ast::StatementKind::kUpsert:
      return upsert(statement);
    case query::ast::StatementKind::kUpdate:
      return update(statement);
    case query::ast::StatementKind::kDelete:
      return remove(statement);
  }
  return {};
}

// ---- Changes of tables -------------------------------------------------------------------------

void StatementRunner::count(const EntityType& type, uint64_t rows) {
  (type.is_edge() ? outcome_.affected_edges : outcome_.affected_nodes) += rows;
}

Status StatementRunner::put(const Statement& statement,
                            Batch rows,
                            std::span<const uint32_t> replaced) {
  const EntityType& type = *statement.type;
  OG_RETURN_IF_ERROR(staged_.put(type, std::move(rows), replaced));
  outcome_.places.puts[type.table_key].push_back(place_);
  count(type, replaced.size());
  if (statement.returning.empty()) {
    return {};
  }
  advance();
  OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, tables_.table(type));
  std::vector<uint32_t> positions(replaced.size());
  std::iota(positions.begin(), positions.end(), view->fragments().back().first_position);
  return return_rows(statement, std::move(positions));
}

Status StatementRunner::erase(const EntityType& type, std::span<const uint32_t> positions) {
  OG_RETURN_IF_ERROR(staged_.erase(type, positions));
  outcome_.places.erased[type.table_key] = place_;
  count(type, positions.size());
  return {};
}

Status StatementRunner::return_rows(const Statement& statement, std::vector<uint32_t> positions) {
  OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, tables_.table(*statement.type));
  OG_ASSIGN_OR_RETURN(const ArrayPtr ids, view->take(0, positions));
  std::vector<uint32_t> order(positions.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return ids->string_at(a) < ids->string_at(b);
  });
  for (uint32_t& row : order) {
    row = positions[row];
  }
  OG_ASSIGN_OR_RETURN(
      outcome_.rows,
      project_rows(context_, statement.returning, rows_of(statement, std::move(order))));
  return {};
}

// ---- Values ------------------------------------------------------------------------------------

RowBatch StatementRunner::rows_of(const Statement& statement,
                                  std::vector<uint32_t> positions) const {
  RowBatch rows;
  rows.row_count = positions.size();
  rows.variables.resize(context_.query.variables.size());
  rows.variables[statement.self].bound = true;
  rows.variables[statement.self].positions = std::move(positions);
  return rows;
}

Status StatementRunner::assign(const Statement& statement,
                               Which which,
                               const RowBatch& rows,
                               RowValues* values) {
  std::vector<const query::PropertyAssignment*> assignments;
  std::vector<const query::Expr*> exprs;
  for (const query::PropertyAssignment& assignment : statement.assignments) {
    const bool key = statement.type->is_key_member(assignment.property);
    if (which == Which::kAll || key == (which == Which::kKey)) {
      assignments.push_back(&assignment);
      exprs.push_back(assignment.value.get());
    }
  }
  OG_ASSIGN_OR_RETURN(std::vector<ArrayPtr> made, evaluate_rows(context_, exprs, rows));
  for (size_t i = 0; i < assignments.size(); ++i) {
    OG_RETURN_IF_ERROR(values->assign(assignments[i]->property, std::move(made[i])));
  }
  return {};
}

// ---- Insert and upsert -------------------------------------------------------------------------

Status StatementRunner::insert(const Statement& statement) {
  const EntityType& type = *statement.type;
  RowBatch one;
  one.row_count = 1;
  one.variables.resize(context_.query.variables.size());
  RowValues values(type, 1, context_.now_ms, services_);
  OG_RETURN_IF_ERROR(assign(statement, Which::kAll, one, &values));
  OG_RETURN_IF_ERROR(values.complete_new());
  OG_ASSIGN_OR_RETURN(const std::string id, values.make_id());
  values.set_id(id);
  uint32_t replaced = kNullRow;
  if (!type.key.empty()) {
    const std::string_view ids[] = {id};
    OG_ASSIGN_OR_RETURN(const std::vector<uint32_t> found, tables_.find_ids(type, ids));
    replaced = found[0];
  }
  return put_new(statement, values, replaced);
}

Status StatementRunner::upsert(const Statement& statement) {
  const EntityType& type = *statement.type;
  const RowBatch one = rows_of(statement, {kNullRow});  // the row is null as long as none is found
  RowValues added(type, 1, context_.now_ms, services_);
  OG_RETURN_IF_ERROR(assign(statement, Which::kKey, one, &added));
  added.complete_key();
  OG_ASSIGN_OR_RETURN(const std::string id, added.make_id());
  const std::string_view ids[] = {id};
  OG_ASSIGN_OR_RETURN(const std::vector<uint32_t> found, tables_.find_ids(type, ids));
  if (found[0] == kNullRow) {
    OG_RETURN_IF_ERROR(assign(statement, Which::kOthers, one, &added));
    OG_RETURN_IF_ERROR(added.complete_new());
    added.set_id(id);
    return put_new(statement, added, kNullRow);
  }
  RowValues values(type, 1, context_.now_ms, services_);
  OG_RETURN_IF_ERROR(assign(statement, Which::kOthers, rows_of(statement, found), &values));
  OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, tables_.table(type));
  OG_RETURN_IF_ERROR(values.complete_stored(*view, found));
  OG_RETURN_IF_ERROR(values.check());
  return put(statement, values.take(), found);
}

Status StatementRunner::put_new(const Statement& statement, RowValues& values, uint32_t replaced) {
  OG_RETURN_IF_ERROR(values.check());
  if (statement.type->is_edge()) {
    OG_RETURN_IF_ERROR(check_ends(statement, values));
  }
  const uint32_t replaced_rows[] = {replaced};
  Batch row = values.take();
  if (replaced != kNullRow) {
    OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, tables_.table(*statement.type));
    OG_RETURN_IF_ERROR(graph::keep_created(*view, replaced_rows, &row));
  }
  return put(statement, std::move(row), replaced_rows);
}

Status StatementRunner::check_ends(const Statement& statement, const RowValues& values) {
  constexpr size_t kSourceColumn = 1;
  constexpr size_t kTargetColumn = 2;
  const EntityType& type = *statement.type;
  const std::string_view source = values.text(kSourceColumn);
  const std::string_view target = values.text(kTargetColumn);
  OG_RETURN_IF_ERROR(check_end(statement, type.from_type, source, true));
  OG_RETURN_IF_ERROR(check_end(statement, type.to_type, target, false));
  outcome_.trace.inserted_edges.push_back({&type, {std::string(source)}, {std::string(target)}});
  return {};
}

Status StatementRunner::check_end(const Statement& statement,
                                  const std::string& node_type,
                                  std::string_view id,
                                  bool source) {
  const EntityType* node = context_.query.catalog->find_node(node_type);
  const std::string_view ids[] = {id};
  OG_ASSIGN_OR_RETURN(const auto positions, tables_.find_ids(*node, ids));
  if (positions[0] != kNullRow) {
    return {};
  }
  return runtime_error("R110",
                       format("{} '{}' not found in {} (edge {})",
                              source ? "src" : "dst",
                              id,
                              node_type,
                              statement.type->name));
}

// ---- Update and delete -------------------------------------------------------------------------

Status StatementRunner::update(const Statement& statement) {
  const EntityType& type = *statement.type;
  OG_ASSIGN_OR_RETURN(const std::vector<uint32_t> positions,
                      run_target(context_, statement.target, statement.self));
  if (positions.empty()) {
    return statement.returning.empty() ? Status() : return_rows(statement, {});
  }
  RowValues values(type, positions.size(), context_.now_ms, services_);
  OG_RETURN_IF_ERROR(assign(statement, Which::kAll, rows_of(statement, positions), &values));
  OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, tables_.table(type));
  OG_RETURN_IF_ERROR(values.complete_stored(*view, positions));
  OG_RETURN_IF_ERROR(values.check());
  return put(statement, values.take(), positions);
}

Status StatementRunner::remove(const Statement& statement) {
  const EntityType& type = *statement.type;
  OG_ASSIGN_OR_RETURN(const std::vector<uint32_t> positions,
                      run_target(context_, statement.target, statement.self));
  if (!statement.returning.empty()) {
    OG_RETURN_IF_ERROR(return_rows(statement, positions));
  }
  if (positions.empty()) {
    return {};
  }
  std::vector<std::string> ids;
  if (!type.is_edge()) {
    OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, tables_.table(type));
    OG_ASSIGN_OR_RETURN(const ArrayPtr column, view->take(0, positions));
    for (size_t i = 0; i < column->length(); ++i) {
      ids.emplace_back(column->string_at(i));
    }
  }
  OG_RETURN_IF_ERROR(erase(type, positions));
  return type.is_edge() ? Status() : cascade(type, ids);
}

Status StatementRunner::cascade(const EntityType& node, const std::vector<std::string>& ids) {
  auto& gone = outcome_.trace.deleted_nodes[node.name];
  gone.insert(gone.end(), ids.begin(), ids.end());
  for (const EntityType& edge : context_.query.catalog->edges()) {
    const bool by_source = edge.from_type == node.name;
    const bool by_target = edge.to_type == node.name;
    if (!by_source && !by_target) {
      continue;
    }
    OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, tables_.table(edge));
    OG_ASSIGN_OR_RETURN(const std::vector<uint32_t> positions,
                        edges_at(*view, ids, by_source, by_target));
    if (!positions.empty()) {
      OG_RETURN_IF_ERROR(erase(edge, positions));
    }
  }
  return {};
}

}  // namespace omnigraph::exec
