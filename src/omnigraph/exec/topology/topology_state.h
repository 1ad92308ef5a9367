// TopologyState: which contents a topology was built from. Two equal states give the same topology;
// a state that only adds to another one (more fragments behind, more deletions) can be derived from
// it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "omnigraph/base/bytes.h"
#include "omnigraph/exec/topology/build_topology.h"

namespace omnigraph::exec {

struct FragmentState {
  std::string content_key;  // empty: rows in memory, known to nobody else
  uint32_t row_count = 0;
  Buffer live;  // as TableView::Fragment::live
};

struct TableState {
  std::vector<FragmentState> fragments;
};

struct TopologyState {
  TableState edges;
  TableState from;
  TableState to;
};

TableState state_of(const graph::TableView& view);
TopologyState state_of(const TopologyTables& tables);

// Names the whole state, deletions included; empty if a table has rows or deletions that only exist
// in memory.
std::string state_name(const TopologyTables& tables);

}  // namespace omnigraph::exec
