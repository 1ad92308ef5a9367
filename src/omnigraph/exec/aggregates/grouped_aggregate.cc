#include "omnigraph/exec/aggregates/grouped_aggregate.h"

#include <utility>

#include "omnigraph/exec/aggregates/collect.h"

namespace omnigraph::exec {
namespace {

EntityColumn take_entities(const EntityColumn& column, const std::vector<uint32_t>& rows) {
  EntityColumn taken;
  taken.bound = true;
  for (const uint32_t row : rows) {
    taken.positions.push_back(column.positions[row]);
    if (!column.type_index.empty()) {
      taken.type_index.push_back(column.type_index[row]);
    }
  }
  return taken;
}

}  // namespace

GroupedAggregate::GroupedAggregate(RunState& run, Evaluator& evaluator, AggregateSpec spec)
    : run_(run), evaluator_(evaluator), spec_(std::move(spec)) {
  if (spec_.argument != nullptr) {
    if (const auto* variable = std::get_if<query::VariableRef>(&spec_.argument->node)) {
      entity_ = variable->variable;
    }
  }
  if (spec_.kind == query::ast::AggregateKind::kCollect) {
    accumulator_ = std::make_unique<Collect>(
        run, Collect::Options{spec_.distinct, spec_.argument.get(), spec_.canonical_order});
    return;
  }
  accumulator_ = make_accumulator(spec_.kind, spec_.argument.get(), spec_.type);
  const bool extreme = spec_.kind == query::ast::AggregateKind::kMin ||
                       spec_.kind == query::ast::AggregateKind::kMax;
  if (spec_.distinct && spec_.argument != nullptr && !extreme) {
    seen_ = std::make_unique<KeyTable>(run.memory);
  }
}

Status GroupedAggregate::add(const RowBatch& rows,
                             std::span<const uint32_t> groups,
                             uint32_t group_count) {
  AggregateInput input;
  input.groups = groups;
  input.group_count = group_count;
  input.rows = &rows;
  if (entity_) {
    input.entities = &rows.variables[*entity_];
  } else if (spec_.argument != nullptr) {
    OG_ASSIGN_OR_RETURN(input.values, evaluator_.evaluate(*spec_.argument, rows));
  }
  if (seen_ != nullptr) {
    OG_RETURN_IF_ERROR(add_distinct(std::move(input)));
  } else {
    OG_RETURN_IF_ERROR(accumulator_->add(input));
  }
  const size_t bytes = accumulator_->byte_size();
  if (bytes > charged_bytes_) {
    OG_RETURN_IF_ERROR(run_.memory.charge(bytes - charged_bytes_));
    charged_bytes_ = bytes;
  }
  return {};
}

Status GroupedAggregate::add_distinct(AggregateInput input) {
  std::vector<KeyColumn> keys;
  keys.push_back(key_column(input.groups));
  keys.push_back(input.entities != nullptr ? key_column(*input.entities)
                                           : key_column(input.values));
  std::vector<uint32_t> ids;
  std::vector<uint32_t> fresh;
  OG_RETURN_IF_ERROR(seen_->assign(keys, input.groups.size(), &ids, &fresh));
  std::vector<uint32_t> groups;
  for (const uint32_t row : fresh) {
    groups.push_back(input.groups[row]);
  }
  input.groups = groups;
  EntityColumn entities;
  if (input.entities != nullptr) {
    entities = take_entities(*input.entities, fresh);
    input.entities = &entities;
  } else {
    input.values = columnar::take(*input.values, fresh);
  }
  return accumulator_->add(input);
}

std::vector<query::VarId> canonical_order(const query::Pattern& pattern,
                                          const query::CheckedQuery& query) {
  std::vector<query::VarId> order;
  for (const query::ValueKind kind : {query::ValueKind::kNode, query::ValueKind::kEdge}) {
    for (const query::VarId v : pattern.variables) {
      if (query.variables[v].kind == kind && !query.variables[v].anonymous) {
        order.push_back(v);
      }
    }
  }
  return order;
}

}  // namespace omnigraph::exec
