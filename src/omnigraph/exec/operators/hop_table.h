// HopTable: the adjacency lists that one hop of a pattern edge runs over, by the type of the node
// it starts from. Alternations, undirected edges and ends of several types give several lists per
// node.
#pragma once

#include <vector>

#include "omnigraph/exec/context.h"
#include "omnigraph/exec/topology/topology_source.h"

namespace omnigraph::exec {

struct Hop {
  const Adjacency* forward = nullptr;   // from the start to the neighbours
  const Adjacency* backward = nullptr;  // from a neighbour back to starts
  uint16_t to_type = 0;                 // index into the end types
  uint16_t edge_type = 0;               // index into the edge variable's types; 0 without one
  // The list the other way round of an undirected edge: self-loops stand in the first one already.
  bool skip_self = false;
};

struct HopRequest {
  const query::PatternEdge& edge;
  bool reverse = false;  // from edge.to to edge.from
  // Node types that a hop may start from and may reach.
  const std::vector<const schema::EntityType*>& start_types;
  const std::vector<const schema::EntityType*>& end_types;
  // The edge variable's types; null without one.
  const std::vector<const schema::EntityType*>* edge_types = nullptr;
};

struct HopTable {
  std::vector<std::vector<Hop>> by_start;  // per start type
  // Per start type: can the lists of a node name one neighbour twice?
  std::vector<uint8_t> repeats;
  std::vector<size_t> end_counts;  // positions per end type
  std::vector<TopologyPtr> held;   // keeps the adjacencies alive

  static Result<HopTable> make(ExecContext& context,
                               TopologySource& topologies,
                               const HopRequest& request);
};

}  // namespace omnigraph::exec
