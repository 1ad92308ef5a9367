// Goal: `and`, `or`, `not`, `is null`, `in`, `case` and comparisons give for every row what a plain
// evaluation of that one row gives, whatever the batch: the evaluator's choices (inner frames,
// constants, bitmaps) must not show. Method: random trees over random rows, some of them without an
// entity, in batches of several sizes; a failure prints its seed.
#include <map>
#include <optional>
#include <random>

#include <gtest/gtest.h>

#include "omnigraph/exec/expressions/expression_table_test_support.h"

namespace omnigraph::exec {
namespace {

using expression_testing::Cell;
using expression_testing::ExpressionTable;
using query::Expr;
using query::ExprPtr;
using query::Value;
using query::ValueKind;
using query::ast::CompareOp;
using Random = std::mt19937_64;

using Truth = std::optional<bool>;
using Number = std::optional<long double>;  // holds all numbers used here exactly

struct Row {
  std::map<std::string, Number> numbers;
  std::map<std::string, Truth> bools;
};

struct NumberColumn {
  const char* name;
  ValueKind kind;
};
constexpr NumberColumn kNumbers[] = {
    {"n", ValueKind::kI64}, {"i", ValueKind::kI32}, {"u", ValueKind::kU64}, {"x", ValueKind::kF64}};
constexpr const char* kBools[] = {"a", "b", "c"};

ExprPtr make(ValueKind kind, decltype(Expr::node) node) {
  auto expr = std::make_shared<Expr>();
  expr->type.kind = kind;
  expr->type.nullable = true;
  expr->node = std::move(node);
  return expr;
}

// A few values that meet each other across kinds.
Cell random_number(Random& random, ValueKind kind) {
  if (random() % 4 == 0) {
    return {};
  }
  const auto small = static_cast<int64_t>(random() % 5);
  switch (kind) {
    case ValueKind::kI64:
      return random() % 3 == 0 ? Cell((int64_t{1} << 53) + small) : Cell(small - 2);
    case ValueKind::kI32:
      return Cell(small - 2);
    case ValueKind::kU64:
      return random() % 3 == 0 ? Cell(UINT64_MAX - static_cast<uint64_t>(small))
                               : Cell(static_cast<uint64_t>(small));
    default:
      return random() % 3 == 0 ? Cell(9007199254740992.0 + static_cast<double>(small))
                               : Cell(static_cast<double>(small) / 2);
  }
}

Number number_of(const Value& value) {
  if (const auto* i = std::get_if<int64_t>(&value.data)) {
    return static_cast<long double>(*i);
  }
  if (const auto* u = std::get_if<uint64_t>(&value.data)) {
    return static_cast<long double>(*u);
  }
  if (const auto* d = std::get_if<double>(&value.data)) {
    return static_cast<long double>(*d);
  }
  return std::nullopt;
}

// Random trees.
class Grower {
 public:
  explicit Grower(Random& random) : random_(random) {}

  ExprPtr condition(int depth) {
    switch (depth == 0 ? random_() % 3 : random_() % 9) {
      case 0:
        return make(ValueKind::kBool, query::PropertyRef{0, kBools[random_() % 3]});
      case 1:
        return comparison(depth);
      case 2:
        return make(ValueKind::kBool, query::Constant{random_truth()});
      case 3:
      case 4:
        return make(ValueKind::kBool, query::AndExpr{condition(depth - 1), condition(depth - 1)});
      case 5:
      case 6:
        return make(ValueKind::kBool, query::OrExpr{condition(depth - 1), condition(depth - 1)});
      case 7:
        return make(ValueKind::kBool, query::NotExpr{condition(depth - 1)});
      default:
        return random_() % 2 == 0
                   ? make(ValueKind::kBool,
                          query::IsNullExpr{condition(depth - 1), random_() % 2 == 0})
                   : choice(depth);
    }
  }

 private:
  Value random_truth() { return random_() % 3 == 0 ? Value{} : Value{random_() % 2 == 0}; }

  ExprPtr number() {
    const NumberColumn& column = kNumbers[random_() % 4];
    if (random_() % 3 != 0) {
      return make(column.kind, query::PropertyRef{0, column.name});
    }
    Cell cell = random_number(random_, column.kind);
    return make(column.kind, query::Constant{cell.value});
  }

  ExprPtr comparison(int) {
    if (random_() % 4 == 0) {
      query::ValueList items;
      for (size_t k = random_() % 12; k > 0; --k) {
        items.push_back(random_number(random_, ValueKind::kF64).value);
      }
      auto list = std::make_shared<Expr>();
      list->type.kind = ValueKind::kF64;
      list->type.list = true;
      list->node =
          query::Constant{Value{std::make_shared<const query::ValueList>(std::move(items))}};
      return make(ValueKind::kBool, query::InExpr{number(), list});
    }
    return make(ValueKind::kBool,
                query::CompareExpr{static_cast<CompareOp>(random_() % 6), number(), number()});
  }

  ExprPtr choice(int depth) {
    query::CaseExpr result;
    for (size_t k = random_() % 3 + 1; k > 0; --k) {
      result.branches.emplace_back(condition(depth - 1), condition(depth - 1));
    }
    result.otherwise = random_() % 2 == 0 ? condition(depth - 1) : nullptr;
    return make(ValueKind::kBool, std::move(result));
  }

  Random& random_;
};

Number plain_number(const Expr& expr, const Row& row) {
  if (const auto* constant = std::get_if<query::Constant>(&expr.node)) {
    return number_of(constant->value);
  }
  return row.numbers.at(std::get<query::PropertyRef>(expr.node).property);
}

bool plain_compare(CompareOp op, long double a, long double b) {
  switch (op) {
    case CompareOp::kEqual:
      return a == b;
    case CompareOp::kNotEqual:
      return a != b;
    case CompareOp::kLess:
      return a < b;
    case CompareOp::kLessEqual:
      return a <= b;
    case CompareOp::kGreater:
      return a > b;
    case CompareOp::kGreaterEqual:
      return a >= b;
  }
  return false;
}

Truth plain_member(const query::InExpr& in, const Row& row) {
  const Number needle = plain_number(*in.needle, row);
  if (!needle) {
    return std::nullopt;
  }
  const Value& list = std::get<query::Constant>(in.list->node).value;
  for (const Value& item : *std::get<std::shared_ptr<const query::ValueList>>(list.data)) {
    if (number_of(item) == needle) {
      return true;
    }
  }
  return false;
}

// One row, by the tables of the language specification.
Truth plain(const Expr& expr, const Row& row) {
  if (const auto* constant = std::get_if<query::Constant>(&expr.node)) {
    return constant->value.is_null() ? Truth() : Truth(std::get<bool>(constant->value.data));
  }
  if (const auto* property = std::get_if<query::PropertyRef>(&expr.node)) {
    return row.bools.at(property->property);
  }
  if (const auto* both = std::get_if<query::AndExpr>(&expr.node)) {
    const Truth a = plain(*both->left, row);
    const Truth b = plain(*both->right, row);
    return a == Truth(false) || b == Truth(false) ? Truth(false) : a && b ? Truth(true) : Truth();
  }
  if (const auto* either = std::get_if<query::OrExpr>(&expr.node)) {
    const Truth a = plain(*either->left, row);
    const Truth b = plain(*either->right, row);
    return a == Truth(true) || b == Truth(true) ? Truth(true) : a && b ? Truth(false) : Truth();
  }
  if (const auto* negation = std::get_if<query::NotExpr>(&expr.node)) {
    const Truth a = plain(*negation->operand, row);
    return a ? Truth(!*a) : Truth();
  }
  if (const auto* test = std::get_if<query::IsNullExpr>(&expr.node)) {
    return plain(*test->operand, row).has_value() == test->negated;
  }
  if (const auto* in = std::get_if<query::InExpr>(&expr.node)) {
    return plain_member(*in, row);
  }
  if (const auto* choice = std::get_if<query::CaseExpr>(&expr.node)) {
    for (const auto& [condition, result] : choice->branches) {
      if (plain(*condition, row) == Truth(true)) {
        return plain(*result, row);
      }
    }
    return choice->otherwise ? plain(*choice->otherwise, row) : Truth();
  }
  const auto& comparison = std::get<query::CompareExpr>(expr.node);
  const Number a = plain_number(*comparison.left, row);
  const Number b = plain_number(*comparison.right, row);
  return a && b ? Truth(plain_compare(comparison.op, *a, *b)) : Truth();
}

constexpr size_t kRows = 200;

// Random cells, and the same as plain rows; a last row stands for "no entity".
std::vector<ExpressionTable::ColumnCells> random_columns(Random& random, std::vector<Row>* rows) {
  std::vector<ExpressionTable::ColumnCells> columns;
  rows->assign(kRows + 1, {});
  for (const NumberColumn& column : kNumbers) {
    std::vector<Cell> cells;
    for (size_t i = 0; i < kRows; ++i) {
      cells.push_back(random_number(random, column.kind));
      (*rows)[i].numbers[column.name] = number_of(cells.back().value);
    }
    rows->back().numbers[column.name] = std::nullopt;
    columns.emplace_back(column.name, std::move(cells));
  }
  for (const char* name : kBools) {
    std::vector<Cell> cells;
    for (size_t i = 0; i < kRows; ++i) {
      const Truth truth = random() % 3 == 0 ? Truth() : Truth(random() % 2 == 0);
      cells.push_back(truth ? Cell(*truth) : Cell());
      (*rows)[i].bools[name] = truth;
    }
    rows->back().bools[name] = std::nullopt;
    columns.emplace_back(name, std::move(cells));
  }
  return columns;
}

void check_batch(Evaluator& evaluator,
                 const Expr& expr,
                 Random& random,
                 size_t size,
                 const std::vector<Row>& rows) {
  std::vector<uint32_t> positions;
  std::vector<size_t> picked;
  for (size_t i = 0; i < size; ++i) {
    picked.push_back(random() % rows.size());
    positions.push_back(picked.back() + 1 == rows.size() ? columnar::kNullRow
                                                         : static_cast<uint32_t>(picked.back()));
  }
  const RowBatch batch = ExpressionTable::batch_of(std::move(positions));
  const auto values = evaluator.evaluate(expr, batch);
  ASSERT_TRUE(values.ok()) << values.error().message();
  std::vector<uint32_t> selected;
  for (size_t i = 0; i < size; ++i) {
    const Truth got = (*values)->is_null(i) ? Truth() : Truth((*values)->bool_at(i));
    const Truth want = plain(expr, rows[picked[i]]);
    ASSERT_EQ(got, want) << "row " << i << " of " << size;
    if (want == Truth(true)) {
      selected.push_back(static_cast<uint32_t>(i));
    }
  }
  EXPECT_EQ(evaluator.select(expr, batch).value(), selected);
}

TEST(RandomExpressions, AgreeWithAPlainEvaluation) {
  for (uint64_t seed = 0; seed < 150; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    std::vector<Row> rows;
    ExpressionTable table(random_columns(random, &rows));
    query::CheckedQuery query;
    query.variables.resize(1);
    query.variables[0].types = {table.catalog()->find_node("Item")};
    CancelToken cancel;
    ExecContext context{query, table, {}, 0, cancel, {}, nullptr};
    Evaluator evaluator(context, nullptr);
    Grower grower(random);
    for (int round = 0; round < 5; ++round) {
      const ExprPtr expr = grower.condition(static_cast<int>(random() % 5) + 1);
      for (const size_t size : {size_t{1}, size_t{3}, size_t{8}, size_t{64}, size_t{201}}) {
        check_batch(evaluator, *expr, random, size, rows);
        if (HasFatalFailure()) {
          return;
        }
      }
    }
  }
}

}  // namespace
}  // namespace omnigraph::exec
