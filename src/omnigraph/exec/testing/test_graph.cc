#include "omnigraph/exec/testing/test_graph.h"

#include <algorithm>

#include "omnigraph/base/json_writer.h"
#include "omnigraph/base/time.h"
#include "omnigraph/columnar/builder.h"
#include "omnigraph/exec/encode_json.h"
#include "omnigraph/exec/plan/conjunct.h"
#include "omnigraph/exec/plan/plan_pattern.h"
#include "omnigraph/exec/run_read.h"
#include "omnigraph/query/testing/check_text.h"
#include "omnigraph/query/types/params.h"

namespace omnigraph::exec::testing {
namespace {

using columnar::Builder;
using columnar::DataType;
using columnar::TypeKind;
using query::Value;
using query::ValueList;

int64_t integer_of(const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value.data)) {
    return *flag ? 1 : 0;
  }
  return std::get<int64_t>(value.data);
}

double real_of(const Value& value) {
  const auto* real = std::get_if<double>(&value.data);
  return real != nullptr ? *real : static_cast<double>(std::get<int64_t>(value.data));
}

void append(const Value& value, const DataType& type, Builder* builder) {
  if (value.is_null()) {
    builder->append_null();
    return;
  }
  switch (type.kind) {
    case TypeKind::kBool:
      builder->append_bool(std::get<bool>(value.data));
      return;
    case TypeKind::kInt32:
    case TypeKind::kUInt32:
      builder->append<int32_t>(static_cast<int32_t>(integer_of(value)));
      return;
    case TypeKind::kInt64:
    case TypeKind::kUInt64:
      builder->append<int64_t>(integer_of(value));
      return;
    case TypeKind::kFloat32:
      builder->append<float>(static_cast<float>(real_of(value)));
      return;
    case TypeKind::kFloat64:
      builder->append<double>(real_of(value));
      return;
    case TypeKind::kDate32:
      builder->append<int32_t>(parse_date(std::get<std::string>(value.data)).value());
      return;
    case TypeKind::kDate64:
      builder->append<int64_t>(parse_instant(std::get<std::string>(value.data)).value().ms);
      return;
    case TypeKind::kString:
      builder->append_string(std::get<std::string>(value.data));
      return;
    case TypeKind::kList:
      for (const Value& item : *std::get<std::shared_ptr<const ValueList>>(value.data)) {
        append(item, *type.item, &builder->child());
      }
      builder->finish_list();
      return;
    case TypeKind::kFixedSizeList:
      builder->append_vector(*std::get<std::shared_ptr<const std::vector<float>>>(value.data));
      return;
    case TypeKind::kBinary:
    case TypeKind::kStruct:
      builder->append_null();
      return;
  }
}

std::string error_text(const Error& error) {
  return error.diagnostics().empty() ? std::string(error_code_name(error.code()))
                                     : error.diagnostics()[0].code;
}

// A query, its parameters and its context, ready to run.
struct Prepared {
  std::string error;
  std::string message;
  query::CheckedQueryPtr query;
  std::vector<Value> params;
};

Prepared prepare(const schema::CatalogPtr& catalog,
                 const std::string& body,
                 const RunOptions& options) {
  Prepared prepared;
  const auto checked =
      query::testing::check_text(catalog, "query t(" + options.params + ") { " + body + " }");
  if (checked.query == nullptr) {
    prepared.error = checked.errors.empty() ? "unsupported" : checked.first_code();
    prepared.message = checked.describe();
    return prepared;
  }
  prepared.query = checked.query;
  auto params = query::decode_params(*checked.query, options.params_json);
  if (!params.ok()) {
    prepared.error = error_text(params.error());
    prepared.message = params.error().message();
    return prepared;
  }
  prepared.params = *params;
  return prepared;
}

std::string cell_text(const ResultColumn& column, size_t chunk, size_t row) {
  JsonWriter json;
  write_json_cell(column, chunk, row, &json);
  const columnar::Array& values = *column.chunks[chunk];
  if (!column.json && values.kind() == TypeKind::kString && !values.is_null(row)) {
    return std::string(values.string_at(row));
  }
  std::string text = json.take();
  return text.starts_with('"') ? text.substr(1, text.size() - 2) : text;
}

std::vector<std::string> row_texts(const ResultSet& result) {
  std::vector<std::string> rows;
  for_each_row(result, [&](size_t chunk, size_t row) {
    std::string text;
    for (const ResultColumn& column : result.columns) {
      text += (text.empty() ? "" : ",") + cell_text(column, chunk, row);
    }
    rows.push_back(result.columns.size() == 1 ? text : "(" + text + ")");
  });
  return rows;
}

std::string join(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    text += (text.empty() ? "" : " ") + part;
  }
  return text;
}

}  // namespace

Cell Cell::list(std::vector<Cell> items) {
  auto values = std::make_shared<ValueList>();
  for (Cell& item : items) {
    values->push_back(std::move(item.value));
  }
  Cell cell;
  cell.value.data = std::shared_ptr<const ValueList>(std::move(values));
  return cell;
}

Cell Cell::vector(std::vector<float> items) {
  Cell cell;
  cell.value.data = std::make_shared<const std::vector<float>>(std::move(items));
  return cell;
}

void TestGraph::node(const std::string& type, const std::string& id, Cells cells) {
  Row row;
  row["_id"] = Cell(id);
  for (auto& [name, cell] : cells) {
    row[name] = std::move(cell);
  }
  rows_["node:" + type].push_back(std::move(row));
}

void TestGraph::edge(const std::string& type,
                     const std::string& id,
                     const std::string& source,
                     const std::string& target,
                     Cells cells) {
  Row row;
  row["_id"] = Cell(id);
  row["_src"] = Cell(source);
  row["_dst"] = Cell(target);
  for (auto& [name, cell] : cells) {
    row[name] = std::move(cell);
  }
  rows_["edge:" + type].push_back(std::move(row));
}

std::vector<columnar::Batch> make_batches(const schema::EntityType& type,
                                          const std::vector<std::map<std::string, Cell>>& rows,
                                          size_t batch_rows) {
  std::vector<columnar::Batch> batches;
  for (size_t begin = 0; begin < rows.size(); begin += batch_rows) {
    columnar::Batch batch;
    batch.row_count = std::min(batch_rows, rows.size() - begin);
    for (const columnar::Field& field : type.table_schema()) {
      Builder builder(field.type);
      for (size_t i = begin; i < begin + batch.row_count; ++i) {
        const auto at = rows[i].find(field.name);
        append(at == rows[i].end() ? Value() : at->second.value, field.type, &builder);
      }
      batch.columns.push_back(builder.finish());
    }
    batches.push_back(std::move(batch));
  }
  return batches;
}

Result<graph::TableViewPtr> TestGraph::table(const schema::EntityType& type) {
  graph::TableViewPtr& view = views_[type.table_key];
  if (view == nullptr) {
    view = graph::TableView::of_batches(
        catalog_, type, make_batches(type, rows_[type.table_key], fragment_rows_));
  }
  return view;
}

Result<graph::IdIndexPtr> TestGraph::id_index(const schema::EntityType& type) {
  graph::IdIndexPtr& index = indices_[type.table_key];
  if (index == nullptr) {
    OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, table(type));
    OG_ASSIGN_OR_RETURN(index, graph::build_id_index(*view));
  }
  return index;
}

std::string Outcome::text() const {
  return join(row_texts(result));
}

std::string Outcome::sorted_text() const {
  std::vector<std::string> rows_sorted = row_texts(result);
  std::sort(rows_sorted.begin(), rows_sorted.end());
  return join(rows_sorted);
}

Outcome run(TestGraph& graph, const std::string& body, const RunOptions& options) {
  Outcome outcome;
  Prepared prepared = prepare(graph.catalog(), body, options);
  outcome.error = prepared.error;
  outcome.message = prepared.message;
  if (prepared.query == nullptr || !prepared.error.empty()) {
    return outcome;
  }
  const CancelToken cancel;
  ExecContext context{
      *prepared.query, graph, prepared.params, 1'700'000'000'000, cancel, options.limits};
  auto result = run_read(context);
  if (!result.ok()) {
    outcome.error = error_text(result.error());
    outcome.message = result.error().message();
    return outcome;
  }
  outcome.result = std::move(*result);
  for_each_row(outcome.result, [&](size_t chunk, size_t row) {
    JsonWriter json;
    write_json_row(outcome.result, chunk, row, &json);
    outcome.rows.push_back(json.take());
  });
  return outcome;
}

std::string plan_text(TestGraph& graph, const std::string& body, const RunOptions& options) {
  const Prepared prepared = prepare(graph.catalog(), body, options);
  if (prepared.query == nullptr || !prepared.error.empty()) {
    return prepared.error + " " + prepared.message;
  }
  const CancelToken cancel;
  ExecContext context{*prepared.query, graph, prepared.params, 0, cancel, options.limits};
  const auto& read = std::get<query::Read>(prepared.query->body);
  VarSet wanted;
  for (const query::OutputColumn& column : read.columns) {
    insert_variables(*column.expr, &wanted);
  }
  const auto plan = plan_pattern(context, {read.pattern, VarSet(), wanted, false});
  return plan.ok() ? to_string(*plan, *prepared.query) : plan.error().message();
}

std::unique_ptr<TestGraph> language_graph() {
  auto graph = std::make_unique<TestGraph>(query::testing::language_schema());
  const Cell none;
  const auto person = [&](const char* slug,
                          const char* name,
                          Cell age,
                          Cell city,
                          Cell tags,
                          Cell bio,
                          Cell born,
                          Cell seen,
                          bool active,
                          Cell emb) {
    graph->node("Person",
                slug,
                {{"slug", slug},
                 {"name", name},
                 {"age", age},
                 {"city", city},
                 {"tags", tags},
                 {"bio", bio},
                 {"born", born},
                 {"seen", seen},
                 {"active", active},
                 {"emb", emb}});
  };
  person("a",
         "Ana",
         30,
         "Rome",
         Cell::list({"x", "y"}),
         "graph databases",
         "1994-05-01",
         "2024-01-01T12:00:00Z",
         true,
         Cell::vector({0, 0}));
  person("b",
         "Bob",
         25,
         "Oslo",
         Cell::list({"y"}),
         "vector search",
         "1999-01-15",
         none,
         true,
         Cell::vector({1, 0}));
  person("c",
         "Cyd",
         41,
         none,
         Cell::list({}),
         "graph search graph",
         none,
         none,
         false,
         Cell::vector({0, 2}));
  person("d", "Dan", none, "Rome", none, none, none, none, true, none);
  person(
      "e", "Eve", 30, "Oslo", Cell::list({"x"}), "cooking", none, none, true, Cell::vector({3, 4}));
  graph->node("Company", "acme", {{"slug", "acme"}, {"name", "Acme"}, {"size", 100}});
  graph->node("Company", "zeta", {{"slug", "zeta"}, {"name", "Zeta"}});
  const auto keyed = [&](const char* type, const char* source, const char* target, Cells cells) {
    graph->edge(type,
                std::string("[\"") + source + "\",\"" + target + "\"]",
                source,
                target,
                std::move(cells));
  };
  keyed("Knows", "a", "b", {{"since", 2019}, {"weight", 0.5}});
  keyed("Knows", "a", "c", {{"since", 2021}, {"weight", 1.0}});
  keyed("Knows", "b", "c", {{"since", none}, {"weight", 0.25}});
  keyed("Knows", "c", "d", {{"since", 2020}, {"weight", 2.0}});
  keyed("Knows", "d", "a", {{"since", 2022}, {"weight", 0.75}});
  keyed("Knows", "e", "e", {{"since", 2018}, {"weight", 0.1}});
  graph->edge("Likes", "l1", "a", "b", {{"note", "tea"}});
  graph->edge("Likes", "l2", "a", "b", {{"note", none}});
  graph->edge("Likes", "l3", "c", "a", {{"note", "art"}});
  keyed("WorksAt", "a", "acme", {{"role", "eng"}, {"salary", 100}});
  keyed("WorksAt", "b", "acme", {{"role", "ops"}, {"salary", 80}});
  keyed("WorksAt", "c", "zeta", {{"role", "eng"}, {"salary", 120}});
  return graph;
}

}  // namespace omnigraph::exec::testing
