#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "omnigraph/base/random.h"
#include "omnigraph/exec/testing/test_graph.h"
#include "omnigraph/exec/topology/derive_topology.h"
#include "omnigraph/exec/topology/topology_cache.h"
#include "omnigraph/graph/table/memory_source.h"
#include "omnigraph/query/testing/check_text.h"

namespace omnigraph::exec {
namespace {

using columnar::kNullRow;
using graph::TableView;
using testing::Cell;

using Entries = std::vector<std::pair<uint32_t, uint32_t>>;  // (node, edge)

Entries entries_of(const Adjacency& adjacency, uint32_t node) {
  const Neighbours list = adjacency.of(node);
  Entries entries;
  for (uint32_t i = 0; i < list.count; ++i) {
    entries.emplace_back(list.nodes[i], list.edges[i]);
  }
  return entries;
}

// Rows in memory that have a name, as those of a data file.
class NamedSource final : public graph::FragmentSource {
 public:
  NamedSource(columnar::Batch rows, std::string key)
      : rows_(std::move(rows)), key_(std::move(key)) {}
  uint32_t row_count() const override { return rows_.row_count(); }
  Result<columnar::ArrayPtr> read(size_t column, uint32_t begin, uint32_t end) override {
    return rows_.read(column, begin, end);
  }
  Result<columnar::ArrayPtr> take(size_t column, std::span<const uint32_t> rows) override {
    return rows_.take(column, rows);
  }
  Result<std::vector<graph::ColumnBounds>> bounds(size_t column) override {
    return rows_.bounds(column);
  }
  std::string content_key() const override { return key_; }
  std::string column_key(size_t) const override { return {}; }

 private:
  graph::MemorySource rows_;
  std::string key_;
};

schema::CatalogPtr catalog() {
  static const schema::CatalogPtr made = query::testing::schema_of(
      "node N { slug: String @key }\nnode M { slug: String @key }\n"
      "edge E: N -> N { }\nedge F: N -> M { }\n");
  return made;
}

// A table whose versions are made by appending fragments and deleting rows.
class VersionedTable {
 public:
  explicit VersionedTable(const schema::EntityType& type) : type_(type) {}

  void append(const std::vector<std::map<std::string, Cell>>& rows) {
    if (rows.empty()) {
      return;
    }
    Fragment fragment;
    fragment.rows = testing::make_batches(type_, rows, rows.size())[0];
    fragment.live.assign(rows.size(), true);
    fragments_.push_back(std::move(fragment));
  }
  void erase(uint32_t position) {
    for (Fragment& fragment : fragments_) {
      if (position < fragment.live.size()) {
        fragment.live[position] = false;
        return;
      }
      position -= static_cast<uint32_t>(fragment.live.size());
    }
  }
  // The last `staged` fragments have no names.
  graph::TableViewPtr view(size_t staged = 0) const {
    std::vector<TableView::Fragment> fragments;
    for (size_t f = 0; f < fragments_.size(); ++f) {
      const Fragment& from = fragments_[f];
      TableView::Fragment fragment;
      const bool is_staged = f + staged >= fragments_.size();
      const std::string key = type_.name + std::to_string(f);
      fragment.source = std::make_shared<NamedSource>(from.rows, is_staged ? "" : key);
      fragment.staged = is_staged;
      fragment.row_count = static_cast<uint32_t>(from.live.size());
      BufferBuilder bits;
      bits.resize(columnar::bitmap_bytes(from.live.size()));
      std::string deleted;
      for (size_t i = 0; i < from.live.size(); ++i) {
        if (from.live[i]) {
          columnar::set_bit(bits.data(), i);
          ++fragment.live_count;
        } else {
          deleted += "," + std::to_string(i);
        }
      }
      if (!deleted.empty()) {
        fragment.live = bits.finish();
      }
      fragment.state_key = is_staged ? "" : key + deleted;
      fragments.push_back(std::move(fragment));
    }
    return std::make_shared<const TableView>(catalog(), type_, std::move(fragments));
  }

 private:
  struct Fragment {
    columnar::Batch rows;
    std::vector<bool> live;
  };
  const schema::EntityType& type_;
  std::vector<Fragment> fragments_;
};

std::map<std::string, Cell> node_row(const std::string& id) {
  return {{"_id", Cell(id)}, {"slug", Cell(id)}};
}
std::map<std::string, Cell> edge_row(const std::string& source, const std::string& target) {
  return {{"_id", Cell(source + target)}, {"_src", Cell(source)}, {"_dst", Cell(target)}};
}

TopologyTables tables_of(const graph::TableViewPtr& nodes, const graph::TableViewPtr& edges) {
  const graph::IdIndexPtr index = graph::build_id_index(*nodes).value();
  return {edges, nodes, nodes, index, index};
}

TEST(Topology, ListsNeighboursOfBothDirectionsByEdgePosition) {
  VersionedTable nodes(*catalog()->find_node("N"));
  VersionedTable edges(*catalog()->find_edge("E"));
  nodes.append({node_row("a"), node_row("b")});
  nodes.append({node_row("c")});
  edges.append({edge_row("a", "c"), edge_row("a", "b"), edge_row("c", "c")});
  edges.append({edge_row("b", "c"), edge_row("a", "c")});
  const auto topology = build_topology(tables_of(nodes.view(), edges.view())).value();
  EXPECT_EQ(entries_of(topology->out, 0), (Entries{{2, 0}, {1, 1}, {2, 4}}));
  EXPECT_EQ(entries_of(topology->out, 2), (Entries{{2, 2}}));
  EXPECT_EQ(entries_of(topology->in, 2), (Entries{{0, 0}, {2, 2}, {1, 3}, {0, 4}}));
  EXPECT_EQ(entries_of(topology->in, 0), Entries());
  EXPECT_EQ(entries_of(topology->out, 99), Entries());
  EXPECT_EQ(topology->edge_count, 5U);
  EXPECT_TRUE(topology->has_parallel_edges);
}

TEST(Topology, LeavesOutEdgesWithoutStoredEndsAndCountsThem) {
  VersionedTable nodes(*catalog()->find_node("N"));
  VersionedTable edges(*catalog()->find_edge("E"));
  nodes.append({node_row("a"), node_row("b")});
  edges.append({edge_row("a", "zz"), edge_row("zz", "a"), edge_row("a", "b"), edge_row("b", "a")});
  edges.erase(3);
  const auto topology = build_topology(tables_of(nodes.view(), edges.view())).value();
  EXPECT_EQ(topology->edge_count, 1U);
  EXPECT_EQ(topology->skipped_count, 2U);
  EXPECT_FALSE(topology->has_parallel_edges);
  EXPECT_EQ(entries_of(topology->out, 0), (Entries{{1, 2}}));
}

void expect_same(const Topology& a, const Topology& b, uint32_t node_count) {
  for (uint32_t node = 0; node < node_count; ++node) {
    ASSERT_EQ(entries_of(a.out, node), entries_of(b.out, node)) << "out of " << node;
    ASSERT_EQ(entries_of(a.in, node), entries_of(b.in, node)) << "in of " << node;
  }
  EXPECT_EQ(a.edge_count, b.edge_count);
  EXPECT_EQ(a.skipped_count, b.skipped_count);
}

// A graph that changes at random, as commits change it: edges come and go, nodes are rewritten (the
// same id at a new position), deleted with their edges or, against the rules, without them.
class ChangingGraph {
 public:
  explicit ChangingGraph(uint64_t seed) : random_(seed) {
    std::vector<std::map<std::string, Cell>> rows;
    for (int i = 0; i < 40; ++i) {
      rows.push_back(node_row("n" + std::to_string(i)));
      ids_.push_back("n" + std::to_string(i));
    }
    nodes_.append(rows);
    for (size_t i = 0; i < ids_.size(); ++i) {
      node_position_[ids_[i]] = static_cast<uint32_t>(i);
    }
    node_count_ = static_cast<uint32_t>(ids_.size());
    append_edges(2000);
  }

  void change() {
    append_edges(pick(4));
    for (size_t i = pick(4); i > 0 && !edges_alive_.empty(); --i) {
      erase_edge(pick(edges_alive_.size()));
    }
    std::vector<std::map<std::string, Cell>> rewritten;
    for (size_t i = pick(3); i > 0; --i) {
      const std::string id = ids_[pick(ids_.size())];
      nodes_.erase(node_position_[id]);
      rewritten.push_back(node_row(id));
      node_position_[id] = node_count_++;
    }
    nodes_.append(rewritten);
    if (pick(3) == 0 && ids_.size() > 10) {
      const size_t gone = pick(ids_.size());
      nodes_.erase(node_position_[ids_[gone]]);
      ids_.erase(ids_.begin() + static_cast<ptrdiff_t>(gone));
    }
  }

  TopologyTables tables(size_t staged = 0) const {
    return tables_of(nodes_.view(), edges_.view(staged));
  }
  uint32_t node_count() const { return node_count_; }

 private:
  size_t pick(size_t count) { return random_.below(count); }
  void append_edges(size_t count) {
    std::vector<std::map<std::string, Cell>> rows;
    for (size_t i = 0; i < count; ++i) {
      rows.push_back(edge_row(ids_[pick(ids_.size())], ids_[pick(ids_.size())]));
      edges_alive_.push_back(edge_count_++);
    }
    edges_.append(rows);
  }
  void erase_edge(size_t index) {
    edges_.erase(edges_alive_[index]);
    edges_alive_.erase(edges_alive_.begin() + static_cast<ptrdiff_t>(index));
  }

  SeededRandom random_;
  VersionedTable nodes_{*catalog()->find_node("N")};
  VersionedTable edges_{*catalog()->find_edge("E")};
  std::vector<std::string> ids_;
  std::map<std::string, uint32_t> node_position_;
  std::vector<uint32_t> edges_alive_;
  uint32_t node_count_ = 0;
  uint32_t edge_count_ = 0;
};

// Goal: a derived topology cannot be told from one that is built. Method: many random histories,
// each state derived from the first one and compared list by list.
TEST(DeriveTopology, GivesWhatBuildingGives) {
  size_t derived_count = 0;
  for (uint64_t seed = 0; seed < 60; ++seed) {
    ChangingGraph graph(seed);
    const TopologyTables base_tables = graph.tables();
    const TopologyPtr base = build_topology(base_tables).value();
    const TopologyState base_state = state_of(base_tables);
    for (int step = 0; step < 6; ++step) {
      graph.change();
      const TopologyTables now = graph.tables();
      const auto derived = derive_topology(base, base_state, now).value();
      if (derived) {
        ++derived_count;
        expect_same(**derived, *build_topology(now).value(), graph.node_count());
      }
    }
  }
  EXPECT_GT(derived_count, 200U);
}

TEST(DeriveTopology, GivesUpWhenTheOldStateIsNotThePrefix) {
  VersionedTable nodes(*catalog()->find_node("N"));
  VersionedTable edges(*catalog()->find_edge("E"));
  nodes.append({node_row("a"), node_row("b")});
  edges.append({edge_row("a", "b")});
  const TopologyTables small = tables_of(nodes.view(), edges.view());
  edges.append({edge_row("b", "a")});
  const TopologyTables large = tables_of(nodes.view(), edges.view());
  const TopologyPtr base = build_topology(large).value();
  EXPECT_FALSE(derive_topology(base, state_of(large), small).value().has_value());
}

TEST(TopologyCache, SharesOneTopologyPerState) {
  graph::ReadCache cache(size_t{64} << 20);
  TopologyCache topologies(cache);
  ChangingGraph graph(1);
  const TopologyPtr first = topologies.get(graph.tables()).value();
  EXPECT_EQ(topologies.get(graph.tables()).value(), first);
  graph.change();
  const TopologyPtr second = topologies.get(graph.tables()).value();
  EXPECT_TRUE(second->derived());
  EXPECT_EQ(second->out.base(), first->out.base());
  EXPECT_EQ(topologies.get(graph.tables()).value(), second);
  expect_same(*second, *build_topology(graph.tables()).value(), graph.node_count());
}

TEST(TopologyCache, DerivesStagedRowsButDoesNotKeepThem) {
  graph::ReadCache cache(size_t{64} << 20);
  TopologyCache topologies(cache);
  VersionedTable nodes(*catalog()->find_node("N"));
  VersionedTable edges(*catalog()->find_edge("E"));
  nodes.append({node_row("a"), node_row("b")});
  edges.append({edge_row("a", "b")});
  const TopologyPtr base = topologies.get(tables_of(nodes.view(), edges.view())).value();
  edges.append({edge_row("b", "a")});
  const TopologyTables staged = tables_of(nodes.view(), edges.view(/*staged=*/1));
  const size_t bytes = cache.byte_size();
  const TopologyPtr one = topologies.get(staged).value();
  const TopologyPtr two = topologies.get(staged).value();
  EXPECT_NE(one, two);
  EXPECT_EQ(one->out.base(), base->out.base());
  EXPECT_EQ(entries_of(one->out, 1), (Entries{{0, 1}}));
  EXPECT_EQ(cache.byte_size(), bytes);
}

TEST(TopologyCache, BuildsAnewWhatDoesNotFitItsBudget) {
  graph::ReadCache cache(16);
  TopologyCache topologies(cache);
  ChangingGraph graph(2);
  const TopologyPtr first = topologies.get(graph.tables()).value();
  const TopologyPtr second = topologies.get(graph.tables()).value();
  EXPECT_NE(first, second);
  expect_same(*first, *second, graph.node_count());
}

}  // namespace
}  // namespace omnigraph::exec
