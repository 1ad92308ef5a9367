#include "support/reference/run_plain.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "omnigraph/base/json_writer.h"
#include "omnigraph/query/types/expr_walk.h"
#include "support/reference/aggregate.h"
#include "support/reference/match.h"
#include "support/reference/write_plain.h"

namespace omnigraph::testing {
namespace {

using query::Expr;
using query::Read;

// A row on its way to the result.
struct Candidate {
  PlainRow row;
  PlainList columns;  // evaluated for distinct only
  PlainList order_keys;
};

class ReadRun {
 public:
  ReadRun(const PlainContext& context, const Read& read) : context_(context), read_(read) {}

  // The steps are those of the language's section 7.1, in its order.
  Result<PlainAnswer> run() {
    OG_ASSIGN_OR_RETURN(std::vector<PlainRow> rows,
                        match_pattern(context_, read_.pattern, empty_row(context_)));
    sort_canonically(read_.tie_break, rows);
    if (read_.aggregated) {
      OG_ASSIGN_OR_RETURN(rows, groups_of(rows));
    }
    OG_RETURN_IF_ERROR(keep_having(rows));
    std::vector<Candidate> candidates;
    for (PlainRow& row : rows) {
      candidates.push_back({std::move(row), {}, {}});
    }
    if (read_.distinct) {
      OG_RETURN_IF_ERROR(drop_repeats(candidates));
    }
    OG_RETURN_IF_ERROR(sort(candidates));
    return finish(candidates);
  }

  Result<std::string> line_of(const PlainRow& row) {
    std::string line = "{";
    for (const query::OutputColumn& column : read_.columns) {
      OG_ASSIGN_OR_RETURN(const PlainValue value, evaluate(context_, *column.expr, row));
      line += line.size() == 1 ? "" : ",";
      append_json_string(line, column.name);
      line += ':';
      append_json(line, value, column.expr->type, shows_type(*column.expr));
    }
    return line + "}";
  }

 private:
  // One row per group, in the order of the keys. Without keys there is one group, even of no rows.
  Result<std::vector<PlainRow>> groups_of(const std::vector<PlainRow>& rows) {
    std::map<PlainList, std::vector<PlainRow>, LessTuple> groups;
    if (read_.group_keys.empty()) {
      groups[{}];
    }
    for (const PlainRow& row : rows) {
      PlainList keys;
      for (const query::ExprPtr& key : read_.group_keys) {
        OG_ASSIGN_OR_RETURN(PlainValue value, evaluate(context_, *key, row));
        keys.push_back(std::move(value));
      }
      groups[keys].push_back(row);
    }
    std::vector<PlainRow> result;
    for (const auto& [keys, members] : groups) {
      PlainRow group = empty_row(context_);
      group.group_keys = keys;
      for (const query::AggregateCall& call : read_.aggregates) {
        OG_ASSIGN_OR_RETURN(
            PlainValue value,
            aggregate_rows(
                context_, {call.kind, call.distinct, call.argument.get(), call.type}, members));
        group.aggregates.push_back(std::move(value));
      }
      result.push_back(std::move(group));
    }
    return result;
  }

  Status keep_having(std::vector<PlainRow>& rows) {
    if (read_.having == nullptr) {
      return {};
    }
    std::vector<PlainRow> kept;
    for (PlainRow& row : rows) {
      OG_ASSIGN_OR_RETURN(const bool keep, holds(context_, *read_.having, row));
      if (keep) {
        kept.push_back(std::move(row));
      }
    }
    rows = std::move(kept);
    return {};
  }

  Status drop_repeats(std::vector<Candidate>& candidates) {
    std::set<PlainList, LessTuple> seen;
    std::vector<Candidate> kept;
    for (Candidate& candidate : candidates) {
      for (const query::OutputColumn& column : read_.columns) {
        OG_ASSIGN_OR_RETURN(PlainValue value, evaluate(context_, *column.expr, candidate.row));
        candidate.columns.push_back(std::move(value));
      }
      if (seen.insert(candidate.columns).second) {
        kept.push_back(std::move(candidate));
      }
    }
    candidates = std::move(kept);
    return {};
  }

  // Rows come in canonical order, groups in the order of their keys: a stable sort keeps both as
  // the tie-break. Distinct rows are told apart by their columns.
  Status sort(std::vector<Candidate>& candidates) {
    for (Candidate& candidate : candidates) {
      for (const query::OrderBy& order : read_.order) {
        OG_ASSIGN_OR_RETURN(PlainValue key, evaluate(context_, *order.expr, candidate.row));
        candidate.order_keys.push_back(std::move(key));
      }
    }
    if (read_.distinct) {
      std::stable_sort(
          candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
            return LessTuple()(a.columns, b.columns);
          });
    }
    std::stable_sort(candidates.begin(),
                     candidates.end(),
                     [&](const Candidate& a, const Candidate& b) { return before(a, b); });
    return {};
  }

  bool before(const Candidate& a, const Candidate& b) const {
    for (size_t i = 0; i < read_.order.size(); ++i) {
      const query::OrderBy& order = read_.order[i];
      const PlainValue& x = a.order_keys[i];
      const PlainValue& y = b.order_keys[i];
      if (x.is_null() != y.is_null()) {
        return x.is_null() == order.nulls_first;
      }
      const int comparison = compare(x, y);
      if (comparison != 0) {
        return (comparison < 0) != order.descending;
      }
    }
    return false;
  }

  Result<std::optional<size_t>> row_count(const std::optional<query::RowLimit>& limit) const {
    if (!limit) {
      return std::optional<size_t>();
    }
    if (const auto* number = std::get_if<uint64_t>(&*limit)) {
      return std::optional<size_t>(*number);
    }
    const PlainValue& value = context_.params[std::get<query::ParamRef>(*limit).index];
    if (value.is_null()) {
      return std::optional<size_t>();
    }
    if (value.integer() < 0) {
      return run_time_error("R004", "skip and limit cannot be negative");
    }
    return std::optional<size_t>(static_cast<size_t>(value.integer()));
  }

  Result<PlainAnswer> finish(const std::vector<Candidate>& candidates) {
    OG_ASSIGN_OR_RETURN(const auto skip, row_count(read_.skip));
    OG_ASSIGN_OR_RETURN(const auto limit, row_count(read_.limit));
    const size_t begin = std::min(skip.value_or(0), candidates.size());
    const size_t due = std::min(limit.value_or(candidates.size()), candidates.size() - begin);
    PlainAnswer answer;
    answer.ordered = !read_.order.empty();
    const bool cut = due < candidates.size();
    const bool any_of = cut && !answer.ordered;
    if (any_of) {
      answer.any_of_count = due;
    }
    for (size_t i = 0; i < candidates.size(); ++i) {
      if (any_of || (i >= begin && i < begin + due)) {
        OG_ASSIGN_OR_RETURN(std::string line, line_of(candidates[i].row));
        answer.lines.push_back(std::move(line));
      }
    }
    return answer;
  }

  // Whole nodes carry @type if the variable they come from may be of several types.
  bool shows_type(const Expr& expr) const {
    if (const auto* variable = std::get_if<query::VariableRef>(&expr.node)) {
      return context_.query.variables[variable->variable].polymorphic();
    }
    if (const auto* key = std::get_if<query::GroupKeyRef>(&expr.node)) {
      return shows_type(*read_.group_keys[key->index]);
    }
    if (const auto* aggregate = std::get_if<query::AggregateRef>(&expr.node)) {
      const query::ExprPtr& argument = read_.aggregates[aggregate->index].argument;
      return argument != nullptr && shows_type(*argument);
    }
    if (const auto* block = std::get_if<query::AggregateBlockExpr>(&expr.node)) {
      return block->argument != nullptr && shows_type(*block->argument);
    }
    bool any = false;
    query::for_each_operand(
        expr, [&](const query::ExprPtr& operand) { any = any || shows_type(*operand); });
    return any;
  }

  const PlainContext& context_;
  const Read& read_;
};

}  // namespace

Result<PlainAnswer> run_plain_read(const PlainContext& context) {
  return ReadRun(context, std::get<Read>(context.query.body)).run();
}

Result<std::string> result_line(const PlainContext& context,
                                const std::vector<query::OutputColumn>& columns,
                                const PlainRow& row) {
  Read read;
  read.columns = columns;
  return ReadRun(context, read).line_of(row);
}

PlainContext plain_context(const query::CheckedQuery& query,
                           const PlainGraph& graph,
                           const std::vector<query::Value>& params,
                           int64_t now_ms) {
  PlainContext context{query, graph, {}, now_ms};
  for (size_t i = 0; i < params.size(); ++i) {
    context.params.push_back(from_checked(params[i], query.params[i].type));
  }
  return context;
}

}  // namespace omnigraph::testing
