#include "bench/plain_walk.h"

#include <utility>

#include "omnigraph/base/clock.h"
#include "omnigraph/base/random.h"
#include "omnigraph/base/ulid.h"
#include "omnigraph/engine/snapshot_tables.h"
#include "omnigraph/graph/graph.h"
#include "omnigraph/io/open_store.h"

namespace omnigraph::bench {

struct PlainWalk::State {
  explicit State(std::unique_ptr<io::ObjectStore> opened)
      : store(std::move(opened)),
        ids(system_clock(), system_random()),
        cache(size_t{4} << 30),
        topologies(cache) {}

  std::unique_ptr<io::ObjectStore> store;
  UlidGenerator ids;
  graph::ReadCache cache;
  exec::TopologyCache topologies;
  std::unique_ptr<graph::Graph> graph;
  std::unique_ptr<engine::SnapshotReads> reads;
  graph::IdIndexPtr index;
  exec::TopologyPtr topology;
  uint64_t persons = 0;
  std::vector<uint32_t> seen;  // per person: the walk that has been there
  uint32_t walk = 0;
  std::vector<uint32_t> frontier;
  std::vector<uint32_t> next;
};

PlainWalk::PlainWalk(std::unique_ptr<State> state) : state_(std::move(state)) {}
PlainWalk::~PlainWalk() = default;

Result<std::unique_ptr<PlainWalk>> PlainWalk::open(const std::string& uri) {
  OG_ASSIGN_OR_RETURN(auto store, io::open_store(uri));
  auto state = std::make_unique<State>(std::move(store));
  OG_ASSIGN_OR_RETURN(
      state->graph,
      graph::Graph::open(
          {*state->store, system_clock(), system_random(), state->ids, state->cache}));
  OG_ASSIGN_OR_RETURN(const graph::SnapshotPtr head, state->graph->head());
  state->reads =
      std::make_unique<engine::SnapshotReads>(head, state->cache, state->topologies, nullptr);
  const schema::EntityType* person = head->catalog()->find_node("Person");
  const schema::EntityType* knows = head->catalog()->find_edge("Knows");
  if (person == nullptr || knows == nullptr) {
    return Error(ErrorCode::kInvalidArgument, "the graph is not of bench/data/synthetic.pg");
  }
  OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, head->table(*person));
  state->persons = view->row_count();
  state->seen.resize(view->position_count());
  OG_ASSIGN_OR_RETURN(state->index, state->reads->tables.id_index(*person));
  OG_ASSIGN_OR_RETURN(state->topology, state->reads->topologies.topology(*knows));
  return std::unique_ptr<PlainWalk>(new PlainWalk(std::move(state)));
}

uint64_t PlainWalk::person_count() const {
  return state_->persons;
}

Result<std::vector<uint32_t>> PlainWalk::positions(const std::vector<std::string>& ids) const {
  std::vector<uint32_t> found;
  for (const std::string& id : ids) {
    found.push_back(state_->index->find(id));
    if (found.back() == columnar::kNullRow) {
      return Error(ErrorCode::kNotFound, "no such person: " + id);
    }
  }
  return found;
}

uint64_t PlainWalk::count_within(uint32_t seed, int hops) {
  State& state = *state_;
  const exec::Csr& csr = *state.topology->out.base();
  ++state.walk;
  state.seen[seed] = state.walk;
  state.frontier.assign(1, seed);
  uint64_t count = 0;
  for (int hop = 0; hop < hops; ++hop) {
    state.next.clear();
    for (const uint32_t node : state.frontier) {
      for (uint32_t i = csr.offsets[node]; i < csr.offsets[node + 1]; ++i) {
        const uint32_t other = csr.nodes[i];
        if (state.seen[other] != state.walk) {
          state.seen[other] = state.walk;
          state.next.push_back(other);
        }
      }
    }
    count += state.next.size();
    std::swap(state.frontier, state.next);
  }
  return count;
}

}  // namespace omnigraph::bench
