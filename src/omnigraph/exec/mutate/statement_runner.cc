#include "omnigraph/exec/mutate/statement_runner.h"

#include <algorithm>
#include <numeric>

#include "omnigraph/base/format.h"
#include "omnigraph/columnar/builder.h"
#include "omnigraph/exec/mutate/store_cast.h"
#include "omnigraph/exec/run_read.h"
#include "omnigraph/graph/load/row_key.h"
#include "omnigraph/graph/validate/row_checks.h"

namespace omnigraph::exec {

using columnar::ArrayPtr;
using columnar::Batch;
using columnar::Builder;
using columnar::kNullRow;
using schema::EntityType;

Error runtime_error(std::string_view code, std::string message) {
  Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.message = std::move(message);
  return Error::from_diagnostics({std::move(diagnostic)});
}

StatementRunner::StatementRunner(ExecContext& outer,
                                 StagedTables& staged,
                                 const MutationServices& services,
                                 MutationOutcome& outcome)
    : outer_(outer),
      staged_(staged),
      services_(services),
      outcome_(outcome),
      tables_(staged),
      topologies_(outer.query.catalog, tables_, services.topologies),
      context_{outer.query,
               tables_,
               outer.params,
               outer.now_ms,
               outer.cancel,
               outer.limits,
               &topologies_} {}

Status StatementRunner::run(const query::Statement& statement) {
  OG_RETURN_IF_ERROR(outer_.cancel.check());
  place_ = statement.span;
  switch (statement.kind) {
    case query::ast::StatementKind::kInsert:
      return insert(statement);
    case query::ast::StatementKind::kUpdate:
      return update(statement);
    case query::ast::StatementKind::kDelete:
      return remove(statement);
    case query::ast::StatementKind::kUpsert:
      break;
  }
  return Error(ErrorCode::kUnsupported, "upsert is not supported yet");
}

void StatementRunner::count(const EntityType& type, uint64_t rows) {
  (type.is_edge() ? outcome_.affected_edges : outcome_.affected_nodes) += rows;
}

Status StatementRunner::put(const EntityType& type,
                            Batch rows,
                            std::span<const uint32_t> replaced) {
  OG_ASSIGN_OR_RETURN(graph::StagedTable * table, staged_.staged(type));
  table->put(std::move(rows), replaced);
  outcome_.places.puts[type.table_key].push_back(place_);
  count(type, replaced.size());
  return {};
}

Status StatementRunner::erase(const EntityType& type, std::span<const uint32_t> positions) {
  OG_ASSIGN_OR_RETURN(graph::StagedTable * table, staged_.staged(type));
  table->erase(positions);
  outcome_.places.erased[type.table_key] = place_;
  count(type, positions.size());
  return {};
}

namespace {

size_t column_named(const columnar::Schema& schema, std::string_view name) {
  for (size_t c = 0; c < schema.size(); ++c) {
    if (schema[c].name == name) {
      return c;
    }
  }
  return SIZE_MAX;
}

// The table's column that an assignment fills: ends of edges are written "@src" and "@dst".
std::string column_name(const std::string& property) {
  return property == "@src" ? "_src" : property == "@dst" ? "_dst" : property;
}

}  // namespace

Result<std::vector<ArrayPtr>> StatementRunner::assigned_columns(const query::Statement& statement,
                                                                const RowBatch& rows) {
  const columnar::Schema schema = statement.type->table_schema();
  std::vector<ArrayPtr> columns(schema.size());
  for (const query::PropertyAssignment& assignment : statement.assignments) {
    OG_ASSIGN_OR_RETURN(ArrayPtr values, evaluate_rows(context_, *assignment.value, rows));
    const size_t at = column_named(schema, column_name(assignment.property));
    if (at == SIZE_MAX) {
      return Error(ErrorCode::kInternal,
                   format("assignment to an unknown column '{}'", assignment.property));
    }
    const schema::Property* property = statement.type->find_property(assignment.property);
    if (property != nullptr) {
      OG_ASSIGN_OR_RETURN(values, cast_for_store(values, *property, statement.type->name));
    }
    columns[at] = std::move(values);
  }
  return columns;
}

Status StatementRunner::embed_columns(const EntityType& type,
                                      const columnar::Schema& schema,
                                      const std::vector<bool>& assigned,
                                      bool inserting,
                                      std::vector<ArrayPtr>* columns) {
  for (const schema::Property& property : type.properties) {
    if (property.embed_source.empty()) {
      continue;
    }
    const size_t target = column_named(schema, property.name);
    const size_t source = column_named(schema, property.embed_source);
    if (assigned[target] || (!inserting && !assigned[source])) {
      continue;
    }
    if (!services_.embed) {
      if (!property.type.nullable) {
        return Error(ErrorCode::kInvalidArgument,
                     format("property '{}' of {} has no value, and no embedding provider is set to "
                            "make it from '{}': give "
                            "the vector, or set OMNIGRAPH_EMBEDDINGS_MOCK=1 for test vectors",
                            property.name,
                            type.name,
                            property.embed_source));
      }
      // The vector of another text would be wrong: it is pending until it is embedded.
      (*columns)[target] = columnar::make_nulls(schema[target].type, (*columns)[source]->length());
      continue;
    }
    Builder builder(schema[target].type);
    std::vector<float> vector(static_cast<size_t>(property.type.dimension));
    const ArrayPtr& texts = (*columns)[source];
    for (size_t i = 0; i < texts->length(); ++i) {
      if (texts->is_null(i)) {
        builder.append_null();
        continue;
      }
      OG_RETURN_IF_ERROR(services_.embed(texts->string_at(i), vector));
      builder.append_vector(vector);
    }
    (*columns)[target] = builder.finish();
  }
  return {};
}

Status StatementRunner::check_rows(const EntityType& type, const Batch& rows) const {
  const graph::RowChecks checks(type);
  if (const auto violation = checks.check(rows)) {
    return runtime_error(violation->code, violation->message);
  }
  return {};
}

Status StatementRunner::check_end(const query::Statement& statement,
                                  const std::string& node_type,
                                  std::string_view id,
                                  bool source) {
  const EntityType* node = outer_.query.catalog->find_node(node_type);
  const std::vector<std::string_view> ids = {id};
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

namespace {

// The id of a new row: from its key, else a fresh one.
Result<std::string> id_of_new_row(const EntityType& type,
                                  const columnar::Schema& schema,
                                  const std::vector<ArrayPtr>& columns,
                                  UlidGenerator& ids) {
  if (type.key.empty()) {
    return ids.next();
  }
  std::vector<std::string> parts;
  for (const std::string& key : type.key) {
    const ArrayPtr& cell = columns[column_named(schema, key)];
    if (cell == nullptr || cell->is_null(0)) {
      return runtime_error("R120",
                           format("insert missing @key property '{}' of {}", key, type.name));
    }
    parts.push_back(graph::cell_text(*cell, 0));
  }
  return graph::key_id(parts);
}

ArrayPtr one_string(std::string_view text) {
  Builder builder{columnar::DataType(columnar::TypeKind::kString)};
  builder.append_string(text);
  return builder.finish();
}

}  // namespace

Status StatementRunner::insert(const query::Statement& statement) {
  const EntityType& type = *statement.type;
  const columnar::Schema schema = type.table_schema();
  RowBatch one;
  one.row_count = 1;
  one.variables.resize(outer_.query.variables.size());
  OG_ASSIGN_OR_RETURN(std::vector<ArrayPtr> columns, assigned_columns(statement, one));
  std::vector<bool> assigned;
  for (size_t c = 0; c < columns.size(); ++c) {
    // An explicit null counts as absent: an @embed target is then filled.
    assigned.push_back(columns[c] != nullptr && !columns[c]->is_null(0));
    if (columns[c] == nullptr) {
      columns[c] = columnar::make_nulls(schema[c].type, 1);
    }
  }
  OG_RETURN_IF_ERROR(embed_columns(type, schema, assigned, true, &columns));
  OG_ASSIGN_OR_RETURN(const std::string id, id_of_new_row(type, schema, columns, services_.ids));
  columns[0] = one_string(id);
  const Batch row{1, std::move(columns)};
  OG_RETURN_IF_ERROR(check_rows(type, row));

  std::vector<uint32_t> replaced = {kNullRow};
  if (type.is_edge()) {
    const std::string_view source = row.columns[1]->string_at(0);
    const std::string_view target = row.columns[2]->string_at(0);
    OG_RETURN_IF_ERROR(check_end(statement, type.from_type, source, true));
    OG_RETURN_IF_ERROR(check_end(statement, type.to_type, target, false));
    outcome_.trace.inserted_edges.push_back({&type, {std::string(source)}, {std::string(target)}});
  } else if (!type.key.empty()) {
    const std::vector<std::string_view> ids = {id};
    OG_ASSIGN_OR_RETURN(replaced, tables_.find_ids(type, ids));
  }
  return put(type, row, replaced);
}

Status StatementRunner::update(const query::Statement& statement) {
  const EntityType& type = *statement.type;
  OG_ASSIGN_OR_RETURN(const std::vector<uint32_t> positions,
                      run_target(context_, statement.target, statement.self));
  if (positions.empty()) {
    return {};
  }
  RowBatch rows;
  rows.row_count = positions.size();
  rows.variables.resize(outer_.query.variables.size());
  rows.variables[statement.self].bound = true;
  rows.variables[statement.self].positions = positions;
  OG_ASSIGN_OR_RETURN(std::vector<ArrayPtr> columns, assigned_columns(statement, rows));
  OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, tables_.table(type));
  std::vector<bool> assigned;
  for (size_t c = 0; c < columns.size(); ++c) {
    assigned.push_back(columns[c] != nullptr);
    if (columns[c] == nullptr) {
      OG_ASSIGN_OR_RETURN(columns[c], view->take(c, positions));
    }
  }
  OG_RETURN_IF_ERROR(embed_columns(type, view->columns(), assigned, false, &columns));
  Batch batch{positions.size(), std::move(columns)};
  OG_RETURN_IF_ERROR(check_rows(type, batch));
  return put(type, std::move(batch), positions);
}

Status StatementRunner::remove(const query::Statement& statement) {
  const EntityType& type = *statement.type;
  OG_ASSIGN_OR_RETURN(const std::vector<uint32_t> positions,
                      run_target(context_, statement.target, statement.self));
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
  for (const EntityType& edge : outer_.query.catalog->edges()) {
    const bool by_source = edge.from_type == node.name;
    const bool by_target = edge.to_type == node.name;
    if (!by_source && !by_target) {
      continue;
    }
    OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, tables_.table(edge));
    OG_ASSIGN_OR_RETURN(const std::vector<uint32_t> positions,
                        edges_at(*view, ids, by_source, by_target));
    if (positions.empty()) {
      continue;
    }
    OG_RETURN_IF_ERROR(erase(edge, positions));
  }
  return {};
}

}  // namespace omnigraph::exec
