// Topology of one edge type: compressed adjacency in both directions over node positions, built
// once per state of the tables and shared by every query on it. It holds positions only; properties
// stay in the tables and are fetched late.
//
//   offsets   0    2 2       5          neighbours of node i: entries [offsets[i], offsets[i + 1])
//             |    | |       |
//   nodes     7  3 | 0  0  4            position of the node at the other end
//   edges     1  8 | 2  5  6            position of the edge row
//
// Entries of a node ascend by edge position, so results are the same however the topology came to
// be. Parallel edges keep an entry each. Edges whose ends are not stored are left out and counted.
//
// Immutable and thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace omnigraph::exec {

// The entries of one node: `count` node and edge positions, side by side. A loan of the
// Adjacency's.
struct Neighbours {
  const uint32_t* nodes = nullptr;
  const uint32_t* edges = nullptr;
  uint32_t count = 0;
};

// The arrays of one direction for nodes [0, offsets.size() - 1).
struct Csr {
  std::vector<uint32_t> offsets;
  std::vector<uint32_t> nodes;
  std::vector<uint32_t> edges;
  size_t byte_size() const;
};

// Lists that replace those of a Csr for some nodes: what few changes make of a large base.
class AdjacencyOverlay {
 public:
  // `base_nodes`: nodes the base knows; others may have lists as well.
  explicit AdjacencyOverlay(size_t base_nodes) : dirty_((base_nodes + 63) / 64) {}

  // Sets the list of `node`; once per node. Both spans have equal lengths.
  void set(uint32_t node, std::span<const uint32_t> nodes, std::span<const uint32_t> edges);
  // False if the base's list holds.
  bool find(uint32_t node, Neighbours* list) const {
    if (node / 64 < dirty_.size() && (dirty_[node / 64] >> (node % 64) & 1) == 0) {
      return false;
    }
    return find_slow(node, list);
  }
  size_t byte_size() const;

 private:
  struct Range {
    uint32_t begin = 0;
    uint32_t count = 0;
  };
  bool find_slow(uint32_t node, Neighbours* list) const;

  std::vector<uint64_t> dirty_;  // may a base node have a list here?
  absl::flat_hash_map<uint32_t, Range> ranges_;
  std::vector<uint32_t> nodes_;
  std::vector<uint32_t> edges_;
};

// One direction of a topology.
class Adjacency {
 public:
  Adjacency() = default;
  explicit Adjacency(std::shared_ptr<const Csr> base,
                     std::shared_ptr<const AdjacencyOverlay> overlay = nullptr)
      : base_(std::move(base)), overlay_(std::move(overlay)) {}

  // No entries for a node without edges and for positions that no node has.
  Neighbours of(uint32_t node) const {
    Neighbours list;
    if (overlay_ != nullptr && overlay_->find(node, &list)) {
      return list;
    }
    if (size_t{node} + 1 >= base_->offsets.size()) {
      return list;
    }
    const uint32_t begin = base_->offsets[node];
    return {
        base_->nodes.data() + begin, base_->edges.data() + begin, base_->offsets[node + 1] - begin};
  }
  void prefetch(uint32_t node) const {
    if (size_t{node} + 1 < base_->offsets.size()) {
      __builtin_prefetch(base_->offsets.data() + node);
    }
  }
  const std::shared_ptr<const Csr>& base() const { return base_; }
  size_t overlay_bytes() const { return overlay_ == nullptr ? 0 : overlay_->byte_size(); }

 private:
  std::shared_ptr<const Csr> base_ = std::make_shared<const Csr>();
  std::shared_ptr<const AdjacencyOverlay> overlay_;
};

struct Topology {
  Adjacency out;  // source → target
  Adjacency in;   // target → source
  uint64_t edge_count = 0;
  uint64_t skipped_count = 0;      // edges with an end that is not stored
  bool has_parallel_edges = true;  // false: no pair of nodes has two edges in one direction
  // What a cache charges for it: all of a full one, the overlays of a derived one.
  size_t byte_size() const;
  bool derived() const { return out.overlay_bytes() + in.overlay_bytes() != 0; }
};
using TopologyPtr = std::shared_ptr<const Topology>;

// The ends of the edges at positions first, first + 1, …; kNullRow marks an edge without this end,
// or one that is not live. Equal lengths.
struct EdgeEnds {
  std::vector<uint32_t> sources;
  std::vector<uint32_t> targets;
};

// Counting sort by node: entry e joins nodes keys[e] and others[e]; kNullRow on either side leaves
// it out. `key_nodes`: number of positions on the key side. O(edges + nodes).
Csr build_csr(std::span<const uint32_t> keys, std::span<const uint32_t> others, size_t key_nodes);

// True if some node has two entries for one neighbour. `other_nodes`: positions on the other side.
bool has_parallel_entries(const Csr& csr, size_t other_nodes);

}  // namespace omnigraph::exec
