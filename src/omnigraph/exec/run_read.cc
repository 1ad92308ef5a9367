// One read from its pattern to its rows: the pattern's operators push batches into the stages of
// the result (results/rows.h), put together here as the query needs them.
#include "omnigraph/exec/run_read.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "omnigraph/exec/operators/pattern_blocks.h"
#include "omnigraph/exec/operators/pipeline.h"
#include "omnigraph/exec/plan/conjunct.h"
#include "omnigraph/exec/plan/plan_pattern.h"
#include "omnigraph/exec/results/group.h"
#include "omnigraph/exec/results/order.h"
#include "omnigraph/exec/results/project.h"
#include "omnigraph/exec/results/select_rows.h"

namespace omnigraph::exec {
namespace {

using query::OutputColumn;
using query::Read;
using query::VarId;

// What every run needs, wired together.
struct Run {
  explicit Run(ExecContext& context)
      : own_topologies(context.query.catalog, context.tables, nullptr),
        state{context,
              context.topologies != nullptr ? *context.topologies : own_topologies,
              MemoryMeter(context.limits.memory_bytes)},
        blocks(state),
        evaluator(context, &blocks),
        scope{state, evaluator, {}} {}

  SnapshotTopologies own_topologies;
  RunState state;
  PatternBlocks blocks;
  Evaluator evaluator;
  PatternScope scope;
};

// Variables that the stages read of the pattern's rows.
VarSet variables_of_results(const Read& read) {
  VarSet wanted;
  const auto add = [&](const query::ExprPtr& expr) {
    if (expr != nullptr) {
      insert_variables(*expr, &wanted);
    }
  };
  std::for_each(read.group_keys.begin(), read.group_keys.end(), add);
  for (const query::AggregateCall& call : read.aggregates) {
    add(call.argument);
  }
  add(read.having);
  for (const OutputColumn& column : read.columns) {
    add(column.expr);
  }
  for (const query::OrderBy& order : read.order) {
    add(order.expr);
  }
  return wanted;
}

bool collects(const Read& read) {
  return std::any_of(
      read.aggregates.begin(), read.aggregates.end(), [](const query::AggregateCall& call) {
        return call.kind == query::ast::AggregateKind::kCollect;
      });
}

// Variables by which rows are told apart when their order keys are equal.
std::vector<VarId> entity_tie_break(const Read& read) {
  return read.order.empty() || read.aggregated || read.distinct ? std::vector<VarId>()
                                                                : read.tie_break;
}

VarSet wanted_of_pattern(const Read& read, const query::CheckedQuery& query) {
  VarSet wanted = variables_of_results(read);
  std::vector<VarId> more = entity_tie_break(read);
  if (collects(read)) {
    more = canonical_order(read.pattern, query);
  }
  for (const VarId v : more) {
    wanted.insert(v);
  }
  return wanted;
}

query::ExprPtr group_key_ref(const Read& read, size_t index) {
  auto expr = std::make_shared<query::Expr>();
  expr->type = read.group_keys[index]->type;
  expr->node = query::GroupKeyRef{static_cast<uint32_t>(index)};
  return expr;
}

Order::Options order_options(const Read& read, const RowWindow& window) {
  Order::Options options;
  for (const query::OrderBy& order : read.order) {
    options.keys.push_back({order.expr, {order.descending, order.nulls_first}});
  }
  if (read.distinct) {
    for (const OutputColumn& column : read.columns) {
      options.keys.push_back({column.expr, {}});
    }
  } else if (read.aggregated) {
    for (size_t k = 0; k < read.group_keys.size(); ++k) {
      options.keys.push_back({group_key_ref(read, k), {}});
    }
  }
  options.tie_break = entity_tie_break(read);
  options.reach = window.reach();
  if (read.aggregated) {
    options.variables = key_variables(read);
    return options;
  }
  VarSet held;
  for (const OutputColumn& column : read.columns) {
    insert_variables(*column.expr, &held);
  }
  for (const VarId v : options.tie_break) {
    held.insert(v);
  }
  options.variables = held.list();
  return options;
}

// The stages of a read, last one first; `first()` takes the pattern's rows.
class Stages {
 public:
  Stages(StageContext& context, RowWindow window, bool stop_early)
      : project_(context, window, stop_early) {
    const Read& read = context.read;
    RowStage* next = &project_;
    if (!read.order.empty()) {
      next = keep(std::make_unique<Order>(context, order_options(read, window), *next));
    }
    if (read.distinct) {
      next = keep(std::make_unique<Distinct>(context, *next));
    }
    if (read.having != nullptr) {
      next = keep(std::make_unique<Having>(context, *next));
    }
    if (read.aggregated) {
      next = keep(std::make_unique<Group>(context, *next));
    }
    first_ = next;
  }

  RowStage& first() { return *first_; }
  Project& project() { return project_; }

 private:
  RowStage* keep(std::unique_ptr<RowStage> stage) {
    stages_.push_back(std::move(stage));
    return stages_.back().get();
  }

  Project project_;
  std::vector<std::unique_ptr<RowStage>> stages_;
  RowStage* first_ = nullptr;
};

// The seam between the pattern and the stages.
class StageSink final : public Sink {
 public:
  explicit StageSink(RowStage& stage) : stage_(stage) {}
  Result<Flow> consume(RowBatch batch) override {
    Rows rows;
    rows.batch = std::move(batch);
    return stage_.consume(std::move(rows));
  }

 private:
  RowStage& stage_;
};

// Collects the positions of one variable.
class PositionSink final : public Sink {
 public:
  explicit PositionSink(VarId variable) : variable_(variable) {}
  Result<Flow> consume(RowBatch batch) override {
    const std::vector<uint32_t>& found = batch.variables[variable_].positions;
    positions_.insert(positions_.end(), found.begin(), found.end());
    return Flow::kMore;
  }
  std::vector<uint32_t> take_sorted() {
    std::sort(positions_.begin(), positions_.end());
    positions_.erase(std::unique(positions_.begin(), positions_.end()), positions_.end());
    return std::move(positions_);
  }

 private:
  VarId variable_;
  std::vector<uint32_t> positions_;
};

Status run_pattern(Run& run, const PatternPlan& plan, Sink& sink) {
  OG_ASSIGN_OR_RETURN(Pipeline pipeline, Pipeline::make(run.scope, plan));
  BatchSource unit = BatchSource::unit(run.state.context.query.variables.size());
  return pipeline.run(unit, sink);
}

}  // namespace

Result<ResultSet> run_read(ExecContext& context) {
  const auto* read = std::get_if<Read>(&context.query.body);
  if (read == nullptr) {
    return Error(ErrorCode::kInvalidArgument, "the query is a mutation, not a read");
  }
  OG_RETURN_IF_ERROR(context.cancel.check());
  OG_ASSIGN_OR_RETURN(const RowWindow window, row_window(*read, context.params));
  Run run(context);
  OG_ASSIGN_OR_RETURN(
      const PatternPlan plan,
      plan_pattern(context,
                   {read->pattern, VarSet(), wanted_of_pattern(*read, context.query), false}));
  StageContext stage_context{run.state, run.evaluator, *read};
  const bool having_raises = read->having != nullptr && query::can_raise(*read->having);
  Stages stages(stage_context, window, !plan.can_raise && !having_raises);
  StageSink sink(stages.first());
  OG_RETURN_IF_ERROR(run_pattern(run, plan, sink));
  OG_RETURN_IF_ERROR(stages.first().finish());
  return stages.project().take_result();
}

Result<std::vector<uint32_t>> run_target(ExecContext& context,
                                         const query::Pattern& pattern,
                                         VarId self) {
  OG_RETURN_IF_ERROR(context.cancel.check());
  Run run(context);
  VarSet wanted;
  wanted.insert(self);
  OG_ASSIGN_OR_RETURN(const PatternPlan plan,
                      plan_pattern(context, {pattern, VarSet(), wanted, false}));
  PositionSink sink(self);
  OG_RETURN_IF_ERROR(run_pattern(run, plan, sink));
  return sink.take_sorted();
}

Result<std::vector<columnar::ArrayPtr>> evaluate_rows(ExecContext& context,
                                                      const std::vector<const query::Expr*>& exprs,
                                                      const RowBatch& rows) {
  Run run(context);
  std::vector<columnar::ArrayPtr> values;
  for (const query::Expr* expr : exprs) {
    OG_ASSIGN_OR_RETURN(columnar::ArrayPtr column, run.evaluator.evaluate(*expr, rows));
    values.push_back(std::move(column));
  }
  return values;
}

Result<ResultSet> project_rows(ExecContext& context,
                               const std::vector<OutputColumn>& columns,
                               RowBatch rows) {
  Run run(context);
  Read read;
  read.columns = columns;
  StageContext stage_context{run.state, run.evaluator, read};
  Project project(stage_context, RowWindow(), false);
  Rows all;
  all.batch = std::move(rows);
  OG_ASSIGN_OR_RETURN(const Flow flow, project.consume(std::move(all)));
  static_cast<void>(flow);
  return project.take_result();
}

}  // namespace omnigraph::exec
