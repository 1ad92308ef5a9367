// ExpressionTable: for tests: a few rows of one node type, given by columns, and expressions
// evaluated over them from their text. Each expression is evaluated over all rows at once and again
// row by row; both must agree.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "omnigraph/base/time.h"
#include "omnigraph/columnar/builder.h"
#include "omnigraph/exec/expressions/cell_text.h"
#include "omnigraph/exec/expressions/constant.h"
#include "omnigraph/exec/expressions/evaluator.h"
#include "omnigraph/query/syntax/parser.h"
#include "omnigraph/query/types/check.h"
#include "omnigraph/query/types/params.h"
#include "omnigraph/schema/compile.h"

namespace omnigraph::exec::expression_testing {

// One value of a row: "Ana", 30, 0.5, true, {} (null), list_cell({"x", "y"}). Dates are given as
// text.
struct Cell {
  query::Value value;
  Cell() = default;
  Cell(const char* text) : value{std::string(text)} {}  // NOLINT: rows read like literals
  Cell(std::string text) : value{std::move(text)} {}    // NOLINT
  Cell(int number) : value{int64_t{number}} {}          // NOLINT
  Cell(int64_t number) : value{number} {}               // NOLINT
  Cell(uint64_t number) : value{number} {}              // NOLINT
  Cell(double number) : value{number} {}                // NOLINT
  Cell(bool flag) : value{flag} {}                      // NOLINT
};

inline Cell list_cell(const std::vector<Cell>& items) {
  auto values = std::make_shared<query::ValueList>();
  for (const Cell& item : items) {
    values->push_back(item.value);
  }
  Cell cell;
  cell.value.data = std::shared_ptr<const query::ValueList>(std::move(values));
  return cell;
}

// The value as its property's type wants it.
inline query::Value stored_value(const Cell& cell, const schema::PropertyType& type) {
  const auto* text = std::get_if<std::string>(&cell.value.data);
  const auto* number = std::get_if<int64_t>(&cell.value.data);
  if (text != nullptr && type.scalar == schema::ScalarKind::kDate) {
    return query::Value{int64_t{parse_date(*text).value()}};
  }
  if (text != nullptr && type.scalar == schema::ScalarKind::kDateTime) {
    return query::Value{parse_instant(*text).value().ms};
  }
  const bool real =
      type.scalar == schema::ScalarKind::kF32 || type.scalar == schema::ScalarKind::kF64;
  if (number != nullptr && real) {
    return query::Value{static_cast<double>(*number)};
  }
  if (const auto* list = std::get_if<std::shared_ptr<const query::ValueList>>(&cell.value.data)) {
    query::ValueList items;
    for (const query::Value& item : **list) {
      Cell inner;
      inner.value = item;
      items.push_back(stored_value(inner, type));
    }
    return query::Value{std::make_shared<const query::ValueList>(std::move(items))};
  }
  return cell.value;
}

// "null", 'text', 12, 0.5, true, 2024-01-01, [1 null].
inline std::string row_text(const columnar::ArrayPtr& values, size_t i) {
  if (values->is_null(i)) {
    return "null";
  }
  if (values->kind() == columnar::TypeKind::kList) {
    std::string text = "[";
    for (size_t k = values->list_begin(i); k < values->list_end(i); ++k) {
      text += (text.size() == 1 ? "" : " ") + row_text(values->children()[0], k);
    }
    return text + "]";
  }
  const std::string text(CellText(Column{values})[i]);
  return values->kind() == columnar::TypeKind::kString ? "'" + text + "'" : text;
}

class ExpressionTable final : public TableSource {
 public:
  using ColumnCells = std::pair<std::string, std::vector<Cell>>;

  static constexpr const char* kSchema = R"(
    node Item {
      slug: String @key
      i: I32?  n: I64?  m: I64?  w: U32?  u: U64?  f: F32?  x: F64?  y: F64?
      s: String?  t: String?  a: Bool?  b: Bool?  c: Bool?
      day: Date?  day2: Date?  at: DateTime?  at2: DateTime?
      tags: [String]?  nums: [I64]?  unums: [U64]?  floats: [F32]?  flags: [Bool]?  days: [Date]?
    }
  )";

  // Columns that are not named are null; all named ones have the same length.
  explicit ExpressionTable(std::vector<ColumnCells> columns)
      : catalog_(schema::compile_schema(kSchema).value()), type_(*catalog_->find_node("Item")) {
    rows_ = columns.empty() ? 1 : columns[0].second.size();
    columnar::Batch batch;
    batch.row_count = rows_;
    for (const columnar::Field& field : type_.table_schema()) {
      batch.columns.push_back(make_column(field, columns));
    }
    view_ = graph::TableView::of_batches(catalog_, type_, {std::move(batch)});
  }

  Result<graph::TableViewPtr> table(const schema::EntityType&) override {
    ++table_calls;
    return view_;
  }
  Result<graph::IdIndexPtr> id_index(const schema::EntityType&) override {
    return Error(ErrorCode::kInternal, "no index here");
  }

  // The values of `expression` over variable $p, one per row, separated by blanks; or "R101 7..12"
  // (code and span in the expression); or what the checker says.
  std::string eval(const std::string& expression,
                   const std::string& params = "",
                   const std::string& params_json = "") {
    const std::string before = "query q(" + params + ") { match { $p: Item } return { ";
    const std::string source = before + expression + " as result } }";
    const auto query = check(source);
    if (!query.ok()) {
      return query.error().message();
    }
    const auto& expr = *std::get<query::Read>((*query)->body).columns[0].expr;
    const auto values = query::decode_params(**query, params_json);
    if (!values.ok()) {
      return values.error().message();
    }
    CancelToken cancel;
    ExecContext context{**query, *this, *values, now_ms, cancel, limits, nullptr};
    const std::string together = evaluate(context, expr, all_rows(), before.size());
    std::string apart;
    for (uint32_t row = 0; row < rows_; ++row) {
      const std::string one = evaluate(context, expr, {row}, before.size());
      if (one.rfind("R1", 0) == 0) {
        apart = one;
        break;
      }
      apart += (row == 0 ? "" : " ") + one;
    }
    EXPECT_EQ(together, apart) << expression;
    return together;
  }

  Result<query::CheckedQueryPtr> check(const std::string& source) {
    OG_ASSIGN_OR_RETURN(const query::ast::File file, query::parse_query_file(source));
    return query::check_query(catalog_, file.queries[0], source);
  }

  size_t row_count() const { return rows_; }
  const schema::CatalogPtr& catalog() const { return catalog_; }
  std::vector<uint32_t> all_rows() const {
    std::vector<uint32_t> rows;
    for (uint32_t row = 0; row < rows_; ++row) {
      rows.push_back(row);
    }
    return rows;
  }
  static RowBatch batch_of(std::vector<uint32_t> positions) {
    RowBatch batch;
    batch.row_count = positions.size();
    batch.variables.resize(1);
    batch.variables[0].bound = true;
    batch.variables[0].positions = std::move(positions);
    return batch;
  }

  int64_t now_ms = 1'700'000'000'123;  // 2023-11-14T22:13:20.123Z
  ExecLimits limits;
  int table_calls = 0;

 private:
  columnar::ArrayPtr make_column(const columnar::Field& field,
                                 const std::vector<ColumnCells>& columns) const {
    const schema::Property* property = type_.find_property(field.name);
    query::ValueType type;
    type.kind = query::ValueKind::kString;
    if (property != nullptr) {
      type = query::value_type(property->type);
    }
    std::vector<columnar::ArrayPtr> cells;
    for (size_t row = 0; row < rows_; ++row) {
      query::Value value;
      if (property == nullptr || field.name == "slug") {
        value.data = "r" + std::to_string(row);
      }
      for (const auto& [name, given] : columns) {
        if (name == field.name) {
          value = stored_value(given[row], property->type);
        }
      }
      cells.push_back(constant_column(value, type, 1));
    }
    return columnar::concat(cells);
  }

  static std::string evaluate(ExecContext& context,
                              const query::Expr& expr,
                              std::vector<uint32_t> rows,
                              size_t offset) {
    Evaluator evaluator(context, nullptr);
    const auto values = evaluator.evaluate(expr, batch_of(std::move(rows)));
    if (!values.ok()) {
      if (values.error().diagnostics().empty()) {
        return std::string(error_code_name(values.error().code()));
      }
      const Diagnostic& diagnostic = values.error().diagnostics()[0];
      return diagnostic.code + " " + std::to_string(diagnostic.span.begin - offset) + ".." +
             std::to_string(diagnostic.span.end - offset);
    }
    EXPECT_TRUE((*values)->type() == query::column_type(expr.type))
        << columnar::to_string((*values)->type()) << " for " << query::to_string(expr.type);
    std::string text;
    for (size_t i = 0; i < (*values)->length(); ++i) {
      EXPECT_TRUE(expr.type.nullable || !(*values)->is_null(i)) << "null in a column without nulls";
      text += (i == 0 ? "" : " ") + row_text(*values, i);
    }
    return text;
  }

  schema::CatalogPtr catalog_;
  const schema::EntityType& type_;
  size_t rows_ = 0;
  graph::TableViewPtr view_;
};

struct ExpressionCase {
  std::string expression;
  std::string values;
};

inline void expect_values(ExpressionTable& table, const std::vector<ExpressionCase>& cases) {
  for (const ExpressionCase& one : cases) {
    EXPECT_EQ(table.eval(one.expression), one.values) << one.expression;
  }
}

}  // namespace omnigraph::exec::expression_testing
