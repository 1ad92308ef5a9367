#include "omnigraph/exec/aggregates/collect.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "omnigraph/columnar/builder.h"
#include "omnigraph/exec/results/encode_entities.h"
#include "omnigraph/exec/results/key_table.h"
#include "omnigraph/exec/results/tie_break.h"

namespace omnigraph::exec {
namespace {

using columnar::ArrayPtr;
using columnar::Builder;

std::optional<query::VarId> entity_of(const query::Expr& argument) {
  const auto* variable = std::get_if<query::VariableRef>(&argument.node);
  return variable == nullptr ? std::nullopt : std::optional(variable->variable);
}

std::vector<query::VarId> held_variables(const Collect::Options& options) {
  std::vector<query::VarId> held = options.canonical_order;
  const auto entity = entity_of(*options.argument);
  if (entity && std::find(held.begin(), held.end(), *entity) == held.end()) {
    held.push_back(*entity);
  }
  return held;
}

}  // namespace

Collect::Collect(RunState& run, Options options)
    : run_(run),
      options_(std::move(options)),
      entity_(entity_of(*options_.argument)),
      rows_(run.memory, run.context.query.variables.size(), held_variables(options_)) {}

Status Collect::add(const AggregateInput& input) {
  std::vector<uint32_t> with_value;
  for (uint32_t i = 0; i < input.groups.size(); ++i) {
    const bool null =
        entity_ ? input.entities->positions[i] == columnar::kNullRow : input.values->is_null(i);
    if (!null) {
      with_value.push_back(i);
      groups_.push_back(input.groups[i]);
    }
  }
  OG_RETURN_IF_ERROR(rows_.append(*input.rows, &with_value));
  byte_size_ += with_value.size() * sizeof(uint32_t);
  if (!entity_) {
    ArrayPtr values = with_value.size() == input.groups.size()
                          ? input.values
                          : columnar::take(*input.values, with_value);
    byte_size_ += values->byte_size();
    values_.push_back(std::move(values));
  }
  return {};
}

Result<std::vector<uint32_t>> Collect::ordered() {
  std::vector<uint32_t> order(groups_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(
      order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return groups_[a] < groups_[b]; });
  std::vector<TieRange> ties;
  for (size_t begin = 0; begin < order.size();) {
    size_t end = begin + 1;
    while (end < order.size() && groups_[order[begin]] == groups_[order[end]]) {
      ++end;
    }
    ties.push_back({begin, end});
    begin = end;
  }
  OG_RETURN_IF_ERROR(
      break_ties(run_.context, rows_.rows(), options_.canonical_order, std::move(ties), &order));
  return order;
}

Status Collect::drop_repeats(const ArrayPtr& values, std::vector<uint32_t>* order) {
  std::vector<uint32_t> groups;
  for (const uint32_t row : *order) {
    groups.push_back(groups_[row]);
  }
  std::vector<KeyColumn> keys;
  keys.push_back(key_column(groups));
  if (entity_) {
    keys.push_back(key_column(take_rows(rows_.rows(), *order).variables[*entity_]));
  } else {
    keys.push_back(key_column(columnar::take(*values, *order)));
  }
  KeyTable seen(run_.memory);
  std::vector<uint32_t> ids;
  std::vector<uint32_t> first;
  OG_RETURN_IF_ERROR(seen.assign(keys, order->size(), &ids, &first));
  for (uint32_t& place : first) {
    place = (*order)[place];
  }
  *order = std::move(first);
  return {};
}

Result<ArrayPtr> Collect::finish(uint32_t group_count) {
  OG_ASSIGN_OR_RETURN(std::vector<uint32_t> order, ordered());
  ArrayPtr values;
  if (entity_) {
    OG_ASSIGN_OR_RETURN(
        values,
        encode_entities(run_.context, run_.variable(*entity_), rows_.rows().variables[*entity_]));
  } else if (!values_.empty()) {
    values = columnar::concat(values_);
  }
  if (options_.distinct && !order.empty()) {
    OG_RETURN_IF_ERROR(drop_repeats(values, &order));
  }
  const columnar::DataType item = entity_ ? columnar::DataType(columnar::TypeKind::kString)
                                          : query::column_type(options_.argument->type);
  Builder lists(columnar::DataType::list(item));
  size_t at = 0;
  for (uint32_t group = 0; group < group_count; ++group) {
    for (; at < order.size() && groups_[order[at]] == group; ++at) {
      lists.child().append_from(*values, order[at]);
    }
    lists.finish_list();
  }
  return lists.finish();
}

}  // namespace omnigraph::exec
