#include "support/reference/hops.h"

#include <algorithm>
#include <set>
#include <utility>

namespace omnigraph::testing {
namespace {

using query::Direction;
using query::EdgeMember;
using query::PatternEdge;

// A node by type and id: an edge names its ends so, without the entity at hand.
using Place = std::pair<std::string, std::string>;

Place place_of(const PlainEntity& node) {
  return {node.type->name, node.id};
}

// Calls visit(near, far) for each way the edge can be walked by `member`.
template <typename Visit>
void for_each_way(const EdgeMember& member, const PlainEntity& edge, Visit&& visit) {
  const Place source{edge.type->from_type, edge.source};
  const Place target{edge.type->to_type, edge.target};
  if (member.direction != Direction::kIn) {
    visit(source, target);
  }
  if (member.direction != Direction::kOut) {
    visit(target, source);
  }
}

// The nodes that one hop reaches from any of `places`.
std::set<Place> one_hop(const PlainGraph& graph,
                        const PatternEdge& pattern,
                        const std::set<Place>& places) {
  std::set<Place> reached;
  for (const EdgeMember& member : pattern.members) {
    for (const PlainEntity& edge : graph.of(*member.edge)) {
      for_each_way(member, edge, [&](const Place& near, const Place& far) {
        if (places.contains(near)) {
          reached.insert(far);
        }
      });
    }
  }
  return reached;
}

}  // namespace

bool joins(const PatternEdge& pattern,
           const PlainEntity& edge,
           const PlainEntity& from,
           const PlainEntity& to) {
  bool found = false;
  for (const EdgeMember& member : pattern.members) {
    if (member.edge != edge.type) {
      continue;
    }
    for_each_way(member, edge, [&](const Place& near, const Place& far) {
      found = found || (near == place_of(from) && far == place_of(to));
    });
  }
  return found;
}

Result<bool> is_joined(const PlainGraph& graph,
                       const PatternEdge& pattern,
                       const PlainEntity& from,
                       const PlainEntity& to) {
  constexpr uint64_t kHopLimit = 256;
  const Place start = place_of(from);
  const Place goal = place_of(to);
  const auto allowed = [&](uint64_t distance) {
    return distance >= pattern.min_hops && (!pattern.max_hops || distance <= *pattern.max_hops);
  };
  if (start == goal) {
    const bool loop = allowed(1) && one_hop(graph, pattern, {start}).contains(start);
    return allowed(0) || loop;
  }
  std::set<Place> seen = {start};
  std::set<Place> frontier = {start};
  for (uint64_t distance = 1; !frontier.empty(); ++distance) {
    if (pattern.max_hops && distance > *pattern.max_hops) {
      return false;
    }
    std::set<Place> next;
    for (const Place& place : one_hop(graph, pattern, frontier)) {
      if (seen.insert(place).second) {
        next.insert(place);
      }
    }
    if (!pattern.max_hops && distance > kHopLimit && !next.empty()) {
      return run_time_error("R201", "too many levels");
    }
    if (next.contains(goal)) {
      return allowed(distance);
    }
    frontier = std::move(next);
  }
  return false;
}

}  // namespace omnigraph::testing
