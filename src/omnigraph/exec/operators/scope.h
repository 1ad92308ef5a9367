// What the operators of one run share (RunState), and what those of one pattern share
// (PatternScope).
#pragma once

#include <cstdint>
#include <vector>

#include "omnigraph/exec/context.h"
#include "omnigraph/exec/expressions/evaluator.h"
#include "omnigraph/exec/operators/memory_meter.h"
#include "omnigraph/exec/topology/topology_source.h"

namespace omnigraph::exec {

struct RunState {
  ExecContext& context;
  TopologySource& topologies;
  MemoryMeter memory;
  uint64_t traversal_work = 0;  // adjacency entries examined by limited traversals (R202)

  const query::VariableInfo& variable(query::VarId v) const { return context.query.variables[v]; }
};

struct PatternScope {
  RunState& run;
  Evaluator& evaluator;
  // In blocks that only ask whether there is a solution: 1 for outer rows that have one already, so
  // that operators skip what else comes of them. Empty elsewhere.
  std::vector<uint8_t> settled;

  bool is_settled(const RowBatch& batch, size_t row) const {
    return !settled.empty() && settled[batch.origin[row]] != 0;
  }
};

// An error of a run: code R….
Error run_error(const char* code, std::string message);

}  // namespace omnigraph::exec
