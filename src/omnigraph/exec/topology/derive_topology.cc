// How a topology is derived.
//
// Rows keep their positions as long as fragments are only added at the end, so most lists of the
// old topology (the *base*) are still right. What can make a list wrong:
//
//   an edge row is no longer live       its entry must go from the lists of both ends
//   an edge row is new                  an entry must come to the lists of both ends
//   a node row is no longer live        its list must go; entries that name it must go as well, or,
//                                       when the node was rewritten (same id, new position), move
//
//   before   out(a): [b, c]   in(c): [a, b]          c is updated: old position c, new one c'
//   after    out(a): [b, c']  in(c'): [a, b]  in(c): []
//
// The lists touched are made anew into an overlay; all others are read from the base. A list keeps
// its order by edge position because surviving entries keep theirs and new edges lie behind.
//
// Given up (the caller builds anew): fragments that changed or vanished, nodes that came back to
// life, edges without stored ends in the base while there are new nodes (one might be the missing
// end), and changes of more than about an eighth of the edges.
#include "omnigraph/exec/topology/derive_topology.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "omnigraph/columnar/array.h"

namespace omnigraph::exec {
namespace {

using columnar::ArrayPtr;
using columnar::kNullRow;
using graph::TableView;

bool live_in(const Buffer& live, uint32_t row) {
  return live.empty() || columnar::get_bit(live.data(), row);
}

// Rows of a table that are live in one state only. Positions ascend.
struct TableChange {
  bool comparable = false;      // the new fragments start with the old ones
  uint32_t base_positions = 0;  // positions that the base knows
  uint32_t new_positions = 0;   // positions behind them
  std::vector<uint32_t> died;
  std::vector<uint32_t> revived;
};

std::byte live_byte(const Buffer& live, size_t i) {
  return live.empty() ? std::byte{0xFF} : live.data()[i];
}

void compare_fragment(const FragmentState& before,
                      const TableView::Fragment& after,
                      TableChange* change) {
  for (size_t i = 0; i < columnar::bitmap_bytes(before.row_count); ++i) {
    if (live_byte(before.live, i) == live_byte(after.live, i)) {
      continue;
    }
    const auto end = std::min<uint32_t>(before.row_count, static_cast<uint32_t>(8 * i + 8));
    for (auto row = static_cast<uint32_t>(8 * i); row < end; ++row) {
      const bool was = live_in(before.live, row);
      if (was != live_in(after.live, row)) {
        (was ? change->died : change->revived).push_back(after.first_position + row);
      }
    }
  }
}

TableChange compare(const TableState& before, const TableView& after) {
  TableChange change;
  if (before.fragments.size() > after.fragments().size()) {
    return change;
  }
  for (size_t f = 0; f < before.fragments.size(); ++f) {
    const FragmentState& old = before.fragments[f];
    const TableView::Fragment& now = after.fragments()[f];
    if (old.content_key.empty() || old.content_key != now.source->content_key() ||
        old.row_count != now.row_count) {
      return change;
    }
    compare_fragment(old, now, &change);
    change.base_positions += now.row_count;
  }
  change.comparable = true;
  change.new_positions = after.position_count() - change.base_positions;
  return change;
}

// Where the dead rows of a node table went.
struct MovedNodes {
  absl::flat_hash_map<uint32_t, uint32_t> now;           // old position → new one or kNullRow
  absl::flat_hash_map<std::string, uint32_t> old_of_id;  // id → old position

  uint32_t remap(uint32_t position) const {
    const auto at = now.find(position);
    return at == now.end() ? position : at->second;
  }
};

Result<MovedNodes> find_moved(const TableView& view,
                              const graph::IdIndex& index,
                              const std::vector<uint32_t>& died) {
  MovedNodes moved;
  if (died.empty()) {
    return moved;
  }
  OG_ASSIGN_OR_RETURN(const ArrayPtr ids, view.take(0, died));
  for (size_t i = 0; i < died.size(); ++i) {
    const std::string_view id = ids->string_at(i);
    moved.now.emplace(died[i], index.find(id));
    moved.old_of_id.emplace(std::string(id), died[i]);
  }
  return moved;
}

// The positions that ends had in the base.
Result<std::vector<uint32_t>> old_ends(const TableView& edges,
                                       std::string_view column,
                                       const std::vector<uint32_t>& positions,
                                       const graph::IdIndex& index,
                                       const MovedNodes& moved) {
  OG_ASSIGN_OR_RETURN(const ArrayPtr ids, edges.take(*edges.column_index(column), positions));
  std::vector<uint32_t> ends;
  ends.reserve(positions.size());
  for (size_t i = 0; i < positions.size(); ++i) {
    const auto at = moved.old_of_id.find(std::string(ids->string_at(i)));
    ends.push_back(at != moved.old_of_id.end() ? at->second : index.find(ids->string_at(i)));
  }
  return ends;
}

struct Entry {
  uint32_t node = 0;
  uint32_t edge = 0;
};

// The lists of one direction that are made anew.
class Patch {
 public:
  Patch(const Adjacency& base, const MovedNodes& keys, const MovedNodes& others)
      : base_(base), keys_(keys), others_(others) {}

  // The base's list of `old_node` (a position of the base) no longer holds.
  void touch(uint32_t old_node) { touched_.push_back(old_node); }

  // Makes the touched lists from those of the base. `dead_edges` ascend.
  void rebuild(const std::vector<uint32_t>& dead_edges) {
    std::sort(touched_.begin(), touched_.end());
    touched_.erase(std::unique(touched_.begin(), touched_.end()), touched_.end());
    for (const uint32_t old_node : touched_) {
      const uint32_t node = keys_.remap(old_node);
      if (node != old_node) {
        lists_[old_node];
      }
      if (node == kNullRow) {
        continue;
      }
      std::vector<Entry>& list = lists_[node];
      const Neighbours old = base_.of(old_node);
      for (uint32_t i = 0; i < old.count; ++i) {
        const uint32_t other = others_.remap(old.nodes[i]);
        if (other != kNullRow &&
            !std::binary_search(dead_edges.begin(), dead_edges.end(), old.edges[i])) {
          list.push_back({other, old.edges[i]});
        }
      }
    }
  }

  // Adds an edge between new positions. After rebuild().
  void add(uint32_t node, Entry entry) {
    const auto [at, fresh] = lists_.try_emplace(node);
    if (fresh) {
      const Neighbours old = base_.of(node);
      for (uint32_t i = 0; i < old.count; ++i) {
        at->second.push_back({old.nodes[i], old.edges[i]});
      }
    }
    at->second.push_back(entry);
  }

  // `entry_change`: entries that came, less those that went. `parallel`: a list has one node twice.
  Adjacency finish(int64_t* entry_change, bool* parallel) {
    const size_t base_nodes = base_.base()->offsets.empty() ? 0 : base_.base()->offsets.size() - 1;
    auto overlay = std::make_shared<AdjacencyOverlay>(base_nodes);
    std::vector<uint32_t> nodes;
    std::vector<uint32_t> edges;
    for (auto& [node, list] : lists_) {
      std::sort(
          list.begin(), list.end(), [](const Entry& a, const Entry& b) { return a.edge < b.edge; });
      nodes.clear();
      edges.clear();
      for (const Entry& entry : list) {
        nodes.push_back(entry.node);
        edges.push_back(entry.edge);
      }
      overlay->set(node, nodes, edges);
      *entry_change +=
          static_cast<int64_t>(list.size()) - static_cast<int64_t>(base_.of(node).count);
      std::sort(nodes.begin(), nodes.end());
      *parallel = *parallel || std::adjacent_find(nodes.begin(), nodes.end()) != nodes.end();
    }
    return Adjacency(base_.base(), std::move(overlay));
  }

 private:
  const Adjacency& base_;
  const MovedNodes& keys_;
  const MovedNodes& others_;
  std::vector<uint32_t> touched_;
  absl::flat_hash_map<uint32_t, std::vector<Entry>> lists_;
};

// The edges that the new state has and the base has not: position by position, with their ends.
Status add_new_edges(const TopologyTables& tables,
                     const TableChange& change,
                     Patch* out,
                     Patch* in) {
  const auto add = [&](const EdgeEnds& ends, uint32_t first_position) {
    for (size_t i = 0; i < ends.sources.size(); ++i) {
      if (ends.sources[i] != kNullRow && ends.targets[i] != kNullRow) {
        const auto edge = static_cast<uint32_t>(first_position + i);
        out->add(ends.sources[i], {ends.targets[i], edge});
        in->add(ends.targets[i], {ends.sources[i], edge});
      }
    }
  };
  for (const uint32_t position : change.revived) {
    const TableView::Fragment& fragment =
        tables.edges->fragments()[tables.edges->fragment_of(position)];
    const uint32_t row = position - fragment.first_position;
    EdgeEnds ends;
    OG_RETURN_IF_ERROR(resolve_ends(tables, fragment, row, row + 1, &ends));
    add(ends, position);
  }
  for (const TableView::Fragment& fragment : tables.edges->fragments()) {
    if (fragment.first_position >= change.base_positions && fragment.row_count != 0) {
      EdgeEnds ends;
      OG_RETURN_IF_ERROR(resolve_ends(tables, fragment, 0, fragment.row_count, &ends));
      add(ends, fragment.first_position);
    }
  }
  return {};
}

// Entries that the changes touch, to weigh them against building anew.
uint64_t work_of(const Topology& base,
                 const TableChange& edges,
                 const TableChange& from,
                 const TableChange& to) {
  uint64_t work = edges.died.size() + edges.revived.size() + edges.new_positions;
  for (const uint32_t node : from.died) {
    work += 1 + base.out.of(node).count;
  }
  for (const uint32_t node : to.died) {
    work += 1 + base.in.of(node).count;
  }
  return work;
}

bool worth_deriving(const Topology& base,
                    const TableChange& edges,
                    const TableChange& from,
                    const TableChange& to) {
  if (!edges.comparable || !from.comparable || !to.comparable) {
    return false;
  }
  if (!from.revived.empty() || !to.revived.empty()) {
    return false;
  }
  if (base.skipped_count != 0 && (from.new_positions != 0 || to.new_positions != 0)) {
    return false;
  }
  constexpr uint64_t kAlwaysWorth = 1024;
  return work_of(base, edges, from, to) <= kAlwaysWorth + base.edge_count / 8;
}

}  // namespace

Result<std::optional<TopologyPtr>> derive_topology(const TopologyPtr& base,
                                                   const TopologyState& base_state,
                                                   const TopologyTables& tables) {
  const TableChange edges = compare(base_state.edges, *tables.edges);
  const TableChange from = compare(base_state.from, *tables.from);
  const TableChange to = compare(base_state.to, *tables.to);
  if (!worth_deriving(*base, edges, from, to)) {
    return std::optional<TopologyPtr>();
  }
  OG_ASSIGN_OR_RETURN(const MovedNodes moved_from,
                      find_moved(*tables.from, *tables.from_index, from.died));
  OG_ASSIGN_OR_RETURN(const MovedNodes moved_to, find_moved(*tables.to, *tables.to_index, to.died));
  Patch out(base->out, moved_from, moved_to);
  Patch in(base->in, moved_to, moved_from);

  OG_ASSIGN_OR_RETURN(const auto dead_sources,
                      old_ends(*tables.edges, "_src", edges.died, *tables.from_index, moved_from));
  OG_ASSIGN_OR_RETURN(const auto dead_targets,
                      old_ends(*tables.edges, "_dst", edges.died, *tables.to_index, moved_to));
  for (size_t i = 0; i < edges.died.size(); ++i) {
    if (dead_sources[i] != kNullRow) {
      out.touch(dead_sources[i]);
    }
    if (dead_targets[i] != kNullRow) {
      in.touch(dead_targets[i]);
    }
  }
  for (const uint32_t node : from.died) {
    out.touch(node);
    const Neighbours targets = base->out.of(node);
    std::for_each(targets.nodes, targets.nodes + targets.count, [&](uint32_t t) { in.touch(t); });
  }
  for (const uint32_t node : to.died) {
    in.touch(node);
    const Neighbours sources = base->in.of(node);
    std::for_each(sources.nodes, sources.nodes + sources.count, [&](uint32_t s) { out.touch(s); });
  }
  out.rebuild(edges.died);
  in.rebuild(edges.died);
  OG_RETURN_IF_ERROR(add_new_edges(tables, edges, &out, &in));

  auto derived = std::make_shared<Topology>();
  int64_t entry_change = 0;
  int64_t same_change = 0;
  derived->has_parallel_edges = base->has_parallel_edges;
  derived->out = out.finish(&entry_change, &derived->has_parallel_edges);
  derived->in = in.finish(&same_change, &derived->has_parallel_edges);
  derived->edge_count =
      static_cast<uint64_t>(static_cast<int64_t>(base->edge_count) + entry_change);
  derived->skipped_count = tables.edges->row_count() - derived->edge_count;
  return std::optional<TopologyPtr>(std::move(derived));
}

}  // namespace omnigraph::exec
