#include "omnigraph/exec/topology/csr.h"

#include "omnigraph/base/check.h"
#include "omnigraph/columnar/array.h"

namespace omnigraph::exec {

using columnar::kNullRow;

size_t Csr::byte_size() const {
  return (offsets.capacity() + nodes.capacity() + edges.capacity()) * sizeof(uint32_t);
}

void AdjacencyOverlay::set(uint32_t node,
                           std::span<const uint32_t> nodes,
                           std::span<const uint32_t> edges) {
  OG_CHECK(nodes.size() == edges.size(), "an adjacency list needs one edge per node");
  const bool fresh =
      ranges_
          .emplace(node,
                   Range{static_cast<uint32_t>(nodes_.size()), static_cast<uint32_t>(nodes.size())})
          .second;
  OG_CHECK(fresh, "the list of a node is set once");
  nodes_.insert(nodes_.end(), nodes.begin(), nodes.end());
  edges_.insert(edges_.end(), edges.begin(), edges.end());
  if (node / 64 < dirty_.size()) {
    dirty_[node / 64] |= uint64_t{1} << (node % 64);
  }
}

bool AdjacencyOverlay::find_slow(uint32_t node, Neighbours* list) const {
  const auto at = ranges_.find(node);
  if (at == ranges_.end()) {
    return false;
  }
  *list = {nodes_.data() + at->second.begin, edges_.data() + at->second.begin, at->second.count};
  return true;
}

size_t AdjacencyOverlay::byte_size() const {
  return dirty_.capacity() * sizeof(uint64_t) +
         (nodes_.capacity() + edges_.capacity()) * sizeof(uint32_t) +
         ranges_.capacity() * (sizeof(uint32_t) + sizeof(Range) + 1);
}

size_t Topology::byte_size() const {
  if (derived()) {
    return out.overlay_bytes() + in.overlay_bytes();
  }
  return out.base()->byte_size() + in.base()->byte_size();
}

Csr build_csr(std::span<const uint32_t> keys, std::span<const uint32_t> others, size_t key_nodes) {
  Csr csr;
  csr.offsets.assign(key_nodes + 1, 0);
  size_t count = 0;
  for (size_t edge = 0; edge < keys.size(); ++edge) {
    if (keys[edge] != kNullRow && others[edge] != kNullRow) {
      ++csr.offsets[keys[edge] + 1];
      ++count;
    }
  }
  for (size_t node = 0; node < key_nodes; ++node) {
    csr.offsets[node + 1] += csr.offsets[node];
  }
  csr.nodes.resize(count);
  csr.edges.resize(count);
  // offsets[node] serves as the write cursor and ends up at the start of the next node's list, so
  // afterwards everything moves one place to the right again.
  for (size_t edge = 0; edge < keys.size(); ++edge) {
    if (keys[edge] == kNullRow || others[edge] == kNullRow) {
      continue;
    }
    const uint32_t at = csr.offsets[keys[edge]]++;
    csr.nodes[at] = others[edge];
    csr.edges[at] = static_cast<uint32_t>(edge);
  }
  for (size_t node = key_nodes; node > 0; --node) {
    csr.offsets[node] = csr.offsets[node - 1];
  }
  csr.offsets[0] = 0;
  return csr;
}

bool has_parallel_entries(const Csr& csr, size_t other_nodes) {
  // last_key[n] = 1 + the last node that listed n.
  std::vector<uint32_t> last_key(other_nodes, 0);
  for (size_t node = 0; node + 1 < csr.offsets.size(); ++node) {
    const auto mark = static_cast<uint32_t>(node + 1);
    for (uint32_t at = csr.offsets[node]; at < csr.offsets[node + 1]; ++at) {
      if (last_key[csr.nodes[at]] == mark) {
        return true;
      }
      last_key[csr.nodes[at]] = mark;
    }
  }
  return false;
}

}  // namespace omnigraph::exec
