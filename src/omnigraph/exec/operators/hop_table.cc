#include "omnigraph/exec/operators/hop_table.h"

#include <algorithm>

namespace omnigraph::exec {
namespace {

using query::Direction;
using schema::EntityType;

struct Orientations {
  const EntityType* edge = nullptr;
  bool out = false;
  bool in = false;
};

// The members with their orientations as the traversal runs, each edge type once.
std::vector<Orientations> orientations_of(const HopRequest& request) {
  std::vector<Orientations> all;
  for (const query::EdgeMember& member : request.edge.members) {
    auto at = std::find_if(
        all.begin(), all.end(), [&](const Orientations& o) { return o.edge == member.edge; });
    if (at == all.end()) {
      all.push_back({member.edge, false, false});
      at = all.end() - 1;
    }
    const bool both = member.direction == Direction::kBoth;
    const bool out = (member.direction == Direction::kOut) != request.reverse;
    at->out = at->out || both || out;
    at->in = at->in || both || !out;
  }
  return all;
}

uint16_t index_of(const std::vector<const EntityType*>* types, const EntityType* type) {
  if (types == nullptr) {
    return 0;
  }
  const auto at = std::find(types->begin(), types->end(), type);
  return at == types->end() ? uint16_t{0} : static_cast<uint16_t>(at - types->begin());
}

class TableBuilder {
 public:
  TableBuilder(const HopRequest& request, HopTable* table) : request_(request), table_(table) {}

  void add(const Orientations& member, const Topology& topology) {
    if (member.out) {
      add_lists(member.edge->from_type,
                member.edge->to_type,
                {&topology.out, &topology.in, 0, index_of(request_.edge_types, member.edge), false},
                topology.has_parallel_edges);
    }
    if (member.in) {
      const bool same_lists = member.out && member.edge->from_type == member.edge->to_type;
      add_lists(
          member.edge->to_type,
          member.edge->from_type,
          {&topology.in, &topology.out, 0, index_of(request_.edge_types, member.edge), same_lists},
          topology.has_parallel_edges);
    }
  }

 private:
  void add_lists(const std::string& start, const std::string& end, Hop hop, bool parallel) {
    for (size_t s = 0; s < request_.start_types.size(); ++s) {
      for (size_t e = 0; e < request_.end_types.size(); ++e) {
        if (request_.start_types[s]->name != start || request_.end_types[e]->name != end) {
          continue;
        }
        hop.to_type = static_cast<uint16_t>(e);
        table_->by_start[s].push_back(hop);
        table_->repeats[s] = parallel || table_->by_start[s].size() > 1 ? 1 : table_->repeats[s];
      }
    }
  }

  const HopRequest& request_;
  HopTable* table_;
};

}  // namespace

Result<HopTable> HopTable::make(ExecContext& context,
                                TopologySource& topologies,
                                const HopRequest& request) {
  HopTable table;
  table.by_start.resize(request.start_types.size());
  table.repeats.assign(request.start_types.size(), 0);
  for (const EntityType* type : request.end_types) {
    OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, context.tables.table(*type));
    table.end_counts.push_back(view->position_count());
  }
  TableBuilder builder(request, &table);
  for (const Orientations& member : orientations_of(request)) {
    OG_ASSIGN_OR_RETURN(TopologyPtr topology, topologies.topology(*member.edge));
    builder.add(member, *topology);
    table.held.push_back(std::move(topology));
  }
  return table;
}

}  // namespace omnigraph::exec
