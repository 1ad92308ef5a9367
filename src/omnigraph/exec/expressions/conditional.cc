// Operands that only some rows need: and, or, case, coalesce.
//
//   and  evaluates its right side on rows where the left is true or null,
//   or   where the left is false or null,
//   case each condition on rows that no earlier branch took, each result on the rows it is taken
//   for, coalesce each argument on rows where all earlier ones are null.
#include <utility>

#include "omnigraph/exec/expressions/cast.h"
#include "omnigraph/exec/expressions/evaluation.h"

namespace omnigraph::exec {

using columnar::ArrayPtr;
using query::Expr;

namespace {

// Operands of a chain of one connective. Chains of comparisons lean to the left and can be long, so
// that side is walked and not recursed into.
template <typename Node>
std::vector<const Expr*> chain_operands(const Expr& left, const Expr& right) {
  std::vector<const Expr*> operands = {&right};
  const Expr* at = &left;
  while (const auto* inner = std::get_if<Node>(&at->node)) {
    operands.push_back(inner->right.get());
    at = inner->left.get();
  }
  operands.push_back(at);
  return {operands.rbegin(), operands.rend()};
}

// Values of `rows` (ascending) laid out over all `length` rows, null elsewhere.
ArrayPtr scattered(const Column& values, const std::vector<uint32_t>& rows, size_t length) {
  std::vector<uint32_t> indices(length, columnar::kNullRow);
  for (size_t i = 0; i < rows.size(); ++i) {
    indices[rows[i]] = static_cast<uint32_t>(values.row(i));
  }
  return columnar::take(*values.array, indices);
}

// Puts a column together from values of disjoint sets of rows.
class Mosaic {
 public:
  explicit Mosaic(size_t length) : picks_(length) {
    open_.reserve(length);
    for (uint32_t row = 0; row < length; ++row) {
      open_.push_back(row);
    }
  }

  // Rows without a value, ascending.
  const std::vector<uint32_t>& open() const { return open_; }
  bool untouched() const { return open_.size() == picks_.size(); }

  // Gives row open()[chosen[i]] the value of row i of `values`.
  void fill(Column values, const std::vector<uint32_t>& chosen) {
    const auto source = static_cast<uint32_t>(sources_.size());
    for (uint32_t i = 0; i < chosen.size(); ++i) {
      picks_[open_[chosen[i]]] = {source, i};
    }
    sources_.push_back(std::move(values));
    close(chosen);
  }
  // Gives row open()[k] the value of row k of `values`, for the k in `chosen`.
  void fill_from(Column values, const std::vector<uint32_t>& chosen) {
    const auto source = static_cast<uint32_t>(sources_.size());
    for (const uint32_t k : chosen) {
      picks_[open_[k]] = {source, k};
    }
    sources_.push_back(std::move(values));
    close(chosen);
  }
  // The rows open()[k] for the k in `chosen`.
  std::vector<uint32_t> rows_of(const std::vector<uint32_t>& chosen) const {
    std::vector<uint32_t> rows;
    rows.reserve(chosen.size());
    for (const uint32_t k : chosen) {
      rows.push_back(open_[k]);
    }
    return rows;
  }

  // Rows still open are null.
  Result<Column> finish(const columnar::DataType& type, size_t limit_bytes) const {
    OG_ASSIGN_OR_RETURN(ArrayPtr array, assemble(type, sources_, picks_, limit_bytes));
    return Column{std::move(array)};
  }

 private:
  void close(const std::vector<uint32_t>& chosen) {
    std::vector<uint32_t> left;
    left.reserve(open_.size() - chosen.size());
    size_t next = 0;
    for (uint32_t k = 0; k < open_.size(); ++k) {
      if (next < chosen.size() && chosen[next] == k) {
        ++next;
      } else {
        left.push_back(open_[k]);
      }
    }
    open_ = std::move(left);
  }

  std::vector<uint32_t> open_;
  std::vector<Pick> picks_;
  std::vector<Column> sources_;
};

std::vector<uint32_t> all_rows(size_t length) {
  std::vector<uint32_t> rows(length);
  for (uint32_t row = 0; row < length; ++row) {
    rows[row] = row;
  }
  return rows;
}

}  // namespace

Result<Column> Evaluation::node(const Expr&, const query::AndExpr& conjunction, Frame& frame) {
  return connect_all(Connective::kAnd,
                     chain_operands<query::AndExpr>(*conjunction.left, *conjunction.right),
                     frame);
}

Result<Column> Evaluation::node(const Expr&, const query::OrExpr& disjunction, Frame& frame) {
  return connect_all(
      Connective::kOr, chain_operands<query::OrExpr>(*disjunction.left, *disjunction.right), frame);
}

Result<Column> Evaluation::connect_all(Connective connective,
                                       const std::vector<const Expr*>& operands,
                                       Frame& frame) {
  OG_ASSIGN_OR_RETURN(Column result, eval(*operands[0], frame));
  for (size_t i = 1; i < operands.size(); ++i) {
    OG_ASSIGN_OR_RETURN(result, connect_next(connective, result, *operands[i], frame));
  }
  return result;
}

Result<Column> Evaluation::connect_next(Connective connective,
                                        const Column& left,
                                        const Expr& right,
                                        Frame& frame) {
  const size_t length = frame.row_count();
  std::vector<uint32_t> undecided = undecided_rows(connective, left, length);
  if (undecided.empty()) {
    return left;
  }
  // An inner frame costs about what a quarter of the rows costs.
  const bool everything =
      undecided.size() == length || (undecided.size() >= length - length / 4 && !can_raise(right));
  if (everything) {
    OG_ASSIGN_OR_RETURN(const Column all, eval(right, frame));
    return connect(connective, left, all, length);
  }
  Frame inner(frame, undecided);
  OG_ASSIGN_OR_RETURN(Column some, eval(right, inner));
  if (!some.constant) {
    some = Column{scattered(some, undecided, length)};
  }
  return connect(connective, left, some, length);
}

Result<Column> Evaluation::eval_as(const Expr& expr, const query::ValueType& type, Frame& frame) {
  OG_ASSIGN_OR_RETURN(const Column column, eval(expr, frame));
  return cast(column, expr.type, type, expr.span);
}

Result<Column> Evaluation::node(const Expr& expr, const query::CaseExpr& choice, Frame& frame) {
  Mosaic mosaic(frame.row_count());
  for (const auto& [condition, result] : choice.branches) {
    if (mosaic.open().empty()) {
      break;
    }
    std::vector<uint32_t> chosen;
    if (mosaic.untouched()) {
      OG_ASSIGN_OR_RETURN(const Column holds, eval(*condition, frame));
      chosen = true_rows(holds, frame.row_count());
    } else {
      Frame inner(frame, mosaic.open());
      OG_ASSIGN_OR_RETURN(const Column holds, eval(*condition, inner));
      chosen = true_rows(holds, inner.row_count());
    }
    if (chosen.size() == frame.row_count()) {
      return eval_as(*result, expr.type, frame);
    }
    if (!chosen.empty()) {
      Frame inner(frame, mosaic.rows_of(chosen));
      OG_ASSIGN_OR_RETURN(Column values, eval_as(*result, expr.type, inner));
      mosaic.fill(std::move(values), chosen);
    }
  }
  if (choice.otherwise && mosaic.untouched()) {
    return eval_as(*choice.otherwise, expr.type, frame);
  }
  if (choice.otherwise && !mosaic.open().empty()) {
    Frame inner(frame, mosaic.open());
    OG_ASSIGN_OR_RETURN(Column values, eval_as(*choice.otherwise, expr.type, inner));
    mosaic.fill(std::move(values), all_rows(inner.row_count()));
  }
  return mosaic.finish(query::column_type(expr.type), limit_bytes());
}

Result<Column> Evaluation::coalesce(const Expr& expr,
                                    const std::vector<query::ExprPtr>& arguments,
                                    Frame& frame) {
  Mosaic mosaic(frame.row_count());
  for (const query::ExprPtr& argument : arguments) {
    if (mosaic.open().empty()) {
      break;
    }
    Column values;
    if (mosaic.untouched()) {
      OG_ASSIGN_OR_RETURN(values, eval_as(*argument, expr.type, frame));
      if (values.array->null_count() == 0) {
        return values;
      }
    } else {
      Frame inner(frame, mosaic.open());
      OG_ASSIGN_OR_RETURN(values, eval_as(*argument, expr.type, inner));
    }
    const std::vector<uint32_t> chosen = true_rows(null_test(values, true), mosaic.open().size());
    if (!chosen.empty()) {
      mosaic.fill_from(std::move(values), chosen);
    }
  }
  return mosaic.finish(query::column_type(expr.type), limit_bytes());
}

}  // namespace omnigraph::exec
