#include "omnigraph/exec/operators/traverse.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "omnigraph/exec/operators/expand.h"

namespace omnigraph::exec {

using columnar::kNullRow;

Result<std::unique_ptr<Transform>> Traverse::make(PatternScope& scope,
                                                  const TraverseStep& step,
                                                  const std::vector<query::VarId>& keep) {
  OG_ASSIGN_OR_RETURN(HopSearch search, HopSearch::make(scope, *step.edge, step.reverse));
  const query::VarId end = step.reverse ? step.edge->from : step.edge->to;
  RowGather gather =
      make_gather(scope, keep, step.into ? std::nullopt : std::optional(end), std::nullopt);
  return std::unique_ptr<Transform>(
      new Traverse(scope, step, std::move(gather), std::move(search)));
}

Traverse::Traverse(PatternScope& scope,
                   const TraverseStep& step,
                   RowGather gather,
                   HopSearch search)
    : scope_(scope),
      start_(step.reverse ? step.edge->to : step.edge->from),
      end_(step.reverse ? step.edge->from : step.edge->to),
      into_(step.into),
      gather_(std::move(gather)),
      search_(std::move(search)) {
  const auto& ends = scope.run.variable(end_).types;
  for (const schema::EntityType* type : search_.types()) {
    const auto at = std::find(ends.begin(), ends.end(), type);
    end_type_.push_back(at == ends.end() ? uint16_t{0}
                                         : static_cast<uint16_t>(at - ends.begin() + 1));
  }
}

uint16_t Traverse::search_type(const query::VariableInfo& variable,
                               const EntityColumn& column,
                               uint32_t row) const {
  const schema::EntityType* type =
      variable.types[column.type_index.empty() ? 0 : column.type_index[row]];
  const auto at = std::find(search_.types().begin(), search_.types().end(), type);
  return static_cast<uint16_t>(at - search_.types().begin());
}

Result<Flow> Traverse::process(RowBatch batch, Sink& next) {
  const EntityColumn& start = batch.variables[start_];
  gather_.begin(batch);
  for (uint32_t row = 0; row < batch.row_count;) {
    uint32_t end = row + 1;
    while (into_ && end < batch.row_count && start.positions[end] == start.positions[row] &&
           (start.type_index.empty() || start.type_index[end] == start.type_index[row])) {
      ++end;
    }
    if (start.positions[row] != kNullRow && (into_ || !scope_.is_settled(batch, row))) {
      OG_ASSIGN_OR_RETURN(const Flow flow,
                          into_ ? test_rows(batch, row, end, next) : expand_row(batch, row, next));
      if (flow == Flow::kEnough) {
        return flow;
      }
    }
    row = end;
  }
  return gather_.flush(next);
}

Result<Flow> Traverse::expand_row(const RowBatch& batch, uint32_t row, Sink& next) {
  Flow flow = Flow::kMore;
  const auto visit = [&](const Level& level) -> Result<bool> {
    if (end_type_[level.type] == 0) {
      return true;
    }
    const auto type = static_cast<uint16_t>(end_type_[level.type] - 1);
    for (size_t done = 0; done < level.positions.size();) {
      if (gather_.room() == 0) {
        OG_ASSIGN_OR_RETURN(flow, gather_.flush(next));
        if (flow == Flow::kEnough || scope_.is_settled(batch, row)) {
          return false;
        }
      }
      const size_t count = std::min(gather_.room(), level.positions.size() - done);
      gather_.append_nodes(row, type, level.positions.data() + done, count);
      done += count;
    }
    return true;
  };
  const query::VariableInfo& variable = scope_.run.variable(start_);
  const EntityColumn& start = batch.variables[start_];
  OG_RETURN_IF_ERROR(search_.run(search_type(variable, start, row), start.positions[row], visit));
  return flow;
}

Result<Flow> Traverse::test_rows(const RowBatch& batch, uint32_t row, uint32_t end, Sink& next) {
  const EntityColumn& starts = batch.variables[start_];
  const EntityColumn& ends = batch.variables[end_];
  const query::VariableInfo& end_variable = scope_.run.variable(end_);
  // Ends that have not been met yet: (search type, position).
  absl::flat_hash_map<std::pair<uint16_t, uint32_t>, bool> sought;
  for (uint32_t r = row; r < end; ++r) {
    if (ends.positions[r] != kNullRow) {
      sought.emplace(std::pair(search_type(end_variable, ends, r), ends.positions[r]), false);
    }
  }
  size_t missing = sought.size();
  const auto visit = [&](const Level& level) -> Result<bool> {
    for (const uint32_t position : level.positions) {
      const auto at = sought.find(std::pair(level.type, position));
      if (at != sought.end() && !at->second) {
        at->second = true;
        --missing;
      }
    }
    return missing != 0;
  };
  OG_RETURN_IF_ERROR(search_.run(
      search_type(scope_.run.variable(start_), starts, row), starts.positions[row], visit));
  for (uint32_t r = row; r < end; ++r) {
    if (ends.positions[r] == kNullRow ||
        !sought[std::pair(search_type(end_variable, ends, r), ends.positions[r])]) {
      continue;
    }
    if (gather_.room() == 0) {
      OG_ASSIGN_OR_RETURN(const Flow flow, gather_.flush(next));
      if (flow == Flow::kEnough) {
        return flow;
      }
    }
    gather_.append(r, 0, 0, 0, 0);
  }
  return Flow::kMore;
}

}  // namespace omnigraph::exec
