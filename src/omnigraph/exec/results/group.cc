#include "omnigraph/exec/results/group.h"

#include <utility>

namespace omnigraph::exec {

using columnar::ArrayPtr;

std::vector<query::VarId> key_variables(const query::Read& read) {
  std::vector<query::VarId> variables;
  for (const query::ExprPtr& key : read.group_keys) {
    if (const auto* variable = std::get_if<query::VariableRef>(&key->node)) {
      variables.push_back(variable->variable);
    }
  }
  return variables;
}

Group::Group(StageContext& context, RowStage& next)
    : context_(context),
      next_(next),
      table_(context.run.memory),
      first_rows_(context.run.memory,
                  context.run.context.query.variables.size(),
                  key_variables(context.read)),
      key_chunks_(context.read.group_keys.size()) {
  for (const query::AggregateCall& call : context.read.aggregates) {
    AggregateSpec spec{call.kind, call.distinct, call.argument, call.type, {}};
    if (call.kind == query::ast::AggregateKind::kCollect) {
      spec.canonical_order = canonical_order(context.read.pattern, context.run.context.query);
    }
    aggregates_.push_back(
        std::make_unique<GroupedAggregate>(context.run, context.evaluator, std::move(spec)));
  }
}

Result<Flow> Group::consume(Rows rows) {
  const auto& keys = context_.read.group_keys;
  std::vector<KeyColumn> columns;
  std::vector<ArrayPtr> values(keys.size());
  for (size_t k = 0; k < keys.size(); ++k) {
    if (const auto v = entity_variable(*keys[k], context_.read)) {
      columns.push_back(key_column(rows.batch.variables[*v]));
      continue;
    }
    OG_ASSIGN_OR_RETURN(values[k], context_.evaluator.evaluate(*keys[k], rows.batch));
    columns.push_back(key_column(values[k]));
  }
  std::vector<uint32_t> fresh;
  OG_RETURN_IF_ERROR(table_.assign(columns, rows.row_count(), &groups_, &fresh));
  if (!fresh.empty()) {
    OG_RETURN_IF_ERROR(first_rows_.append(rows.batch, &fresh));
    for (size_t k = 0; k < keys.size(); ++k) {
      if (values[k] != nullptr) {
        key_chunks_[k].push_back(columnar::take(*values[k], fresh));
      }
    }
  }
  for (const auto& aggregate : aggregates_) {
    OG_RETURN_IF_ERROR(aggregate->add(rows.batch, groups_, table_.size()));
  }
  return Flow::kMore;
}

Status Group::finish() {
  const auto& keys = context_.read.group_keys;
  const uint32_t group_count = keys.empty() ? 1 : table_.size();
  if (group_count == 0) {
    return next_.finish();
  }
  Rows groups;
  groups.batch = first_rows_.rows();
  groups.batch.row_count = group_count;
  for (size_t k = 0; k < keys.size(); ++k) {
    groups.grouped.keys.push_back(key_chunks_[k].empty() ? nullptr
                                                         : columnar::concat(key_chunks_[k]));
  }
  for (const auto& aggregate : aggregates_) {
    OG_ASSIGN_OR_RETURN(ArrayPtr values, aggregate->finish(group_count));
    groups.grouped.aggregates.push_back(std::move(values));
  }
  const Result<Flow> flow = next_.consume(std::move(groups));
  return flow.ok() ? next_.finish() : Status(flow.error());
}

}  // namespace omnigraph::exec
