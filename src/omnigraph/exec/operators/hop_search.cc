#include "omnigraph/exec/operators/hop_search.h"

#include <algorithm>
#include <utility>

#include "omnigraph/base/format.h"

namespace omnigraph::exec {
namespace {

using query::PatternEdge;
using schema::EntityType;

// Bounds above this count towards the work limit (language specification, 7.2).
constexpr uint64_t kUncountedHopsMax = 16;

void add_type(const EntityType* type, std::vector<const EntityType*>* types) {
  if (type != nullptr && std::find(types->begin(), types->end(), type) == types->end()) {
    types->push_back(type);
  }
}

bool any_left(const std::vector<std::vector<uint32_t>>& lists) {
  return std::any_of(lists.begin(), lists.end(), [](const auto& list) { return !list.empty(); });
}

}  // namespace

Result<HopSearch> HopSearch::make(PatternScope& scope, const PatternEdge& edge, bool reverse) {
  HopSearch search(scope, edge);
  search.limited_ = edge.members.size() > 1 || !edge.max_hops || *edge.max_hops > kUncountedHopsMax;
  for (const query::VarId end : {edge.from, edge.to}) {
    for (const EntityType* type : scope.run.variable(end).types) {
      add_type(type, &search.types_);
    }
  }
  const schema::Catalog& catalog = *scope.run.context.query.catalog;
  for (const query::EdgeMember& member : edge.members) {
    add_type(catalog.find_node(member.edge->from_type), &search.types_);
    add_type(catalog.find_node(member.edge->to_type), &search.types_);
  }
  OG_ASSIGN_OR_RETURN(
      search.hops_,
      HopTable::make(
          scope.run.context, scope.run.topologies, {edge, reverse, search.types_, search.types_}));
  for (const size_t count : search.hops_.end_counts) {
    search.visited_.emplace_back(count);
  }
  search.reached_.resize(search.types_.size());
  search.frontier_.resize(search.types_.size());
  search.next_.resize(search.types_.size());
  return search;
}

Status HopSearch::run(uint16_t start_type,
                      uint32_t start,
                      const std::function<Result<bool>(const Level&)>& visit) {
  Status status = search(start_type, start, visit);
  for (size_t type = 0; type < types_.size(); ++type) {
    // An error may have left nodes that are visited but not yet reached.
    visited_[type].clear(reached_[type]);
    visited_[type].clear(next_[type]);
    reached_[type].clear();
    frontier_[type].clear();
    next_[type].clear();
  }
  return status;
}

Status HopSearch::search(uint16_t start_type,
                         uint32_t start,
                         const std::function<Result<bool>(const Level&)>& visit) {
  visited_[start_type].insert(start);
  reached_[start_type].push_back(start);
  frontier_[start_type].push_back(start);
  if (in_bounds(0)) {
    OG_ASSIGN_OR_RETURN(const bool more, visit({0, start_type, frontier_[start_type]}));
    if (!more) {
      return {};
    }
  }
  for (uint64_t distance = 1; !edge_.max_hops || distance <= *edge_.max_hops; ++distance) {
    bool self_loop = false;
    OG_RETURN_IF_ERROR(expand_frontier(start_type, start, &self_loop));
    std::swap(frontier_, next_);
    for (size_t type = 0; type < types_.size(); ++type) {
      reached_[type].insert(reached_[type].end(), frontier_[type].begin(), frontier_[type].end());
    }
    if (!edge_.max_hops && distance > scope_.run.context.limits.hop_limit && any_left(frontier_)) {
      return run_error("R201",
                       format("an open-ended traversal went on for more than {} hops: hop_limit",
                              scope_.run.context.limits.hop_limit));
    }
    const std::vector<uint32_t> self(1, start);
    if (self_loop && distance == 1 && in_bounds(1) && !in_bounds(0)) {
      OG_ASSIGN_OR_RETURN(const bool more, visit({1, start_type, self}));
      if (!more) {
        return {};
      }
    }
    for (size_t type = 0; type < types_.size(); ++type) {
      if (frontier_[type].empty() || !in_bounds(distance)) {
        continue;
      }
      OG_ASSIGN_OR_RETURN(const bool more,
                          visit({distance, static_cast<uint16_t>(type), frontier_[type]}));
      if (!more) {
        return {};
      }
    }
    if (!any_left(frontier_)) {
      return {};
    }
  }
  return {};
}

Status HopSearch::expand_frontier(uint16_t start_type, uint32_t start, bool* self_loop) {
  constexpr size_t kAhead = 8;
  for (size_t type = 0; type < types_.size(); ++type) {
    next_[type].clear();
  }
  OG_RETURN_IF_ERROR(scope_.run.context.cancel.check());
  for (size_t type = 0; type < types_.size(); ++type) {
    const std::vector<uint32_t>& nodes = frontier_[type];
    for (const Hop& hop : hops_.by_start[type]) {
      PositionSet& visited = visited_[hop.to_type];
      std::vector<uint32_t>& next = next_[hop.to_type];
      uint64_t entries = 0;
      for (size_t i = 0; i < nodes.size(); ++i) {
        if (i + kAhead < nodes.size()) {
          hop.forward->prefetch(nodes[i + kAhead]);
        }
        const Neighbours list = hop.forward->of(nodes[i]);
        entries += list.count;
        for (uint32_t at = 0; at < list.count; ++at) {
          if (visited.insert(list.nodes[at])) {
            next.push_back(list.nodes[at]);
          } else if (list.nodes[at] == start && nodes[i] == start && type == start_type &&
                     hop.to_type == start_type) {
            *self_loop = true;
          }
        }
      }
      OG_RETURN_IF_ERROR(count_work(entries));
    }
  }
  return {};
}

Status HopSearch::count_work(uint64_t entries) {
  if (!limited_) {
    return {};
  }
  scope_.run.traversal_work += entries;
  if (scope_.run.traversal_work > scope_.run.context.limits.traversal_work_limit) {
    return run_error("R202",
                     format("a traversal looked at more than {} edges: traversal_work_limit",
                            scope_.run.context.limits.traversal_work_limit));
  }
  return {};
}

}  // namespace omnigraph::exec
