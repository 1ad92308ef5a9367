#include "omnigraph/query/types/edges.h"

#include <algorithm>
#include <cctype>

#include "omnigraph/base/format.h"
#include "omnigraph/query/types/properties.h"

namespace omnigraph::query::types {
namespace {

using EntityTypes = std::vector<const schema::EntityType*>;

bool has_type(const EntityTypes& types, std::string_view name) {
  return std::any_of(types.begin(), types.end(), [&](const schema::EntityType* type) {
    return type->name == name;
  });
}

// What is known of an end while a selector is resolved.
struct End {
  const TraversalEnd& written;
  bool known = false;
  bool through_interface = false;
  EntityTypes types;

  End(Context& context, const TraversalEnd& end)
      : written(end),
        known(context.state(end.variable).typed),
        through_interface(context.state(end.variable).through_interface()),
        types(context.variable(end.variable).types) {}

  bool fits(std::string_view type) const { return !known || has_type(types, type); }
};

// The spelling of an edge in a traversal: "knows".
std::string traversal_spelling(const std::string& name) {
  std::string spelling = name;
  spelling[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(spelling[0])));
  return spelling;
}

// The edge of one name of a selector, or null after a report.
const schema::EntityType* find_edge(Context& context, const ast::Name& name) {
  const EntityTypes found = context.catalog.find_edges(name.text);
  if (found.size() == 1) {
    return found[0];
  }
  if (found.size() > 1) {
    std::string names;
    for (const schema::EntityType* edge : found) {
      names += (names.empty() ? "`" : ", `") + edge->name + "`";
    }
    context.findings.error(
        codes::kUnknownEdge, name.span, format("edge name `{}` may mean {}", name.text, names));
    return nullptr;
  }
  Diagnostic& diagnostic = context.findings.error(
      codes::kUnknownEdge, name.span, format("unknown edge type `{}`", name.text));
  std::vector<std::string> candidates;
  for (const schema::EntityType& edge : context.catalog.edges()) {
    candidates.push_back(traversal_spelling(edge.name));
  }
  context.findings.suggest(diagnostic, traversal_spelling(name.text), name.span, candidates);
  return nullptr;
}

// "; `worksAt` joins Person and Company": the edges that do fit the two ends.
std::string fitting_edges(const Context& context, const End& from, const End& to) {
  std::string names;
  size_t count = 0;
  constexpr size_t kMostNames = 5;
  for (const schema::EntityType& edge : context.catalog.edges()) {
    const bool out = from.fits(edge.from_type) && to.fits(edge.to_type);
    const bool in = from.fits(edge.to_type) && to.fits(edge.from_type);
    if ((out || in) && count++ < kMostNames) {
      names += (names.empty() ? "`" : ", `") + traversal_spelling(edge.name) + "`";
    }
  }
  return names;
}

void report_misfit(Context& context,
                   const schema::EntityType& edge,
                   const End& from,
                   const End& to) {
  const auto fits_neither = [&](const End& end) {
    return !end.fits(edge.from_type) && !end.fits(edge.to_type);
  };
  // The end that is wrong, and what the other one leaves it to be.
  const bool blame_from = fits_neither(from) || (!to.known && from.known);
  const End& wrong = blame_from ? from : to;
  std::string message = format("variable {} has type `{}`",
                               quoted_variable(wrong.written.name->text),
                               type_name(context, wrong.written.variable));
  if (fits_neither(wrong)) {
    message += format(", which is not an endpoint of edge {}", describe(edge));
  } else {
    const bool other_is_source =
        from.fits(edge.from_type) && (from.known || edge.from_type == edge.to_type);
    message += format(", but edge {} expects `{}` there",
                      describe(edge),
                      other_is_source ? edge.to_type : edge.from_type);
  }
  const std::string fitting = fitting_edges(context, from, to);
  context.findings.error(codes::kWrongEndpoint, wrong.written.name->span, message).fix =
      fitting.empty() ? "" : "edges that fit: " + fitting;
}

void report_ambiguous(Context& context,
                      const schema::EntityType& edge,
                      const End& from,
                      const End& to) {
  const End& open = from.through_interface ? from : to;
  context.findings
      .error(codes::kWrongEndpoint,
             open.written.name->span,
             format("edge {} can be followed either way here", describe(edge)))
      .fix = format(
      "narrow `${}`: `${}: {}`", open.written.name->text, open.written.name->text, edge.from_type);
}

// The direction of one member, or nothing after a report.
std::optional<Direction> directed(Context& context,
                                  const schema::EntityType& edge,
                                  const End& from,
                                  const End& to) {
  const bool same_type = edge.from_type == edge.to_type;
  const bool one_variable = from.written.variable == to.written.variable;
  const bool possible = same_type || !one_variable;
  const bool out = possible && from.fits(edge.from_type) && to.fits(edge.to_type);
  const bool in = possible && !same_type && from.fits(edge.to_type) && to.fits(edge.from_type);
  if (out && in && (from.known || to.known)) {
    report_ambiguous(context, edge, from, to);
    return std::nullopt;
  }
  if (out) {
    return Direction::kOut;
  }
  if (in) {
    return Direction::kIn;
  }
  report_misfit(context, edge, from, to);
  return std::nullopt;
}

std::optional<Direction> undirected(Context& context,
                                    const ast::EdgeSelector& selector,
                                    const schema::EntityType& edge,
                                    const End& from,
                                    const End& to) {
  const bool out = from.fits(edge.from_type) && to.fits(edge.to_type);
  const bool in = from.fits(edge.to_type) && to.fits(edge.from_type);
  if (edge.from_type != edge.to_type && !from.through_interface && !to.through_interface) {
    Diagnostic& diagnostic = context.findings.error(
        codes::kUndirectedEnds,
        selector.span,
        format("edge {} joins different types and cannot be followed undirected", describe(edge)));
    if (selector.edges.size() == 1) {
      diagnostic.fix = format("write `{}`", selector.edges[0].text);
      diagnostic.edits = {TextEdit{selector.span, selector.edges[0].text}};
      diagnostic.applicability = Applicability::kMachineApplicable;
    }
    return std::nullopt;
  }
  if (out && in) {
    return Direction::kBoth;
  }
  if (!out && !in) {
    report_misfit(context, edge, from, to);
    return std::nullopt;
  }
  return out ? Direction::kOut : Direction::kIn;
}

// `*`: all edges that fit. Both ends must be declared.
std::optional<std::vector<EdgeMember>> wildcard_members(Context& context,
                                                        const ast::EdgeSelector& selector,
                                                        const End& from,
                                                        const End& to) {
  for (const End* end : {&from, &to}) {
    if (!context.state(end->written.variable).declared) {
      context.findings
          .error(codes::kWrongEndpoint,
                 end->written.name->span,
                 format("variable {} needs a declared type beside `*`",
                        quoted_variable(end->written.name->text)))
          .fix = format("add `${}: Node` or a narrower type", end->written.name->text);
      return std::nullopt;
    }
  }
  std::vector<EdgeMember> members;
  for (const schema::EntityType& edge : context.catalog.edges()) {
    const bool out = from.fits(edge.from_type) && to.fits(edge.to_type);
    const bool in = from.fits(edge.to_type) && to.fits(edge.from_type);
    if (!out && !in) {
      continue;
    }
    if (selector.undirected) {
      members.push_back({&edge,
                         out && in ? Direction::kBoth
                         : out     ? Direction::kOut
                                   : Direction::kIn});
    } else if (out && in && edge.from_type != edge.to_type) {
      report_ambiguous(context, edge, from, to);
      return std::nullopt;
    } else {
      members.push_back({&edge, out ? Direction::kOut : Direction::kIn});
    }
  }
  return members;
}

// With neither end known all members run as written; two that run against each other leave it open
// what the ends are.
bool check_alternation(Context& context,
                       const ast::EdgeSelector& selector,
                       const std::vector<EdgeMember>& members,
                       const End& from,
                       const End& to) {
  if (from.known || to.known) {
    return true;
  }
  for (const EdgeMember& a : members) {
    for (const EdgeMember& b : members) {
      if (a.edge->from_type != a.edge->to_type && a.edge->from_type == b.edge->to_type &&
          a.edge->to_type == b.edge->from_type) {
        context.findings
            .error(codes::kWrongEndpoint,
                   selector.span,
                   format("edges {} and {} run both ways", describe(*a.edge), describe(*b.edge)))
            .fix = format("declare an end: `${}: {}`", from.written.name->text, a.edge->from_type);
        return false;
      }
    }
  }
  return true;
}

std::optional<std::vector<EdgeMember>> named_members(Context& context,
                                                     const ast::EdgeSelector& selector,
                                                     const End& from,
                                                     const End& to) {
  std::vector<EdgeMember> members;
  bool sound = true;
  for (const ast::Name& name : selector.edges) {
    const schema::EntityType* edge = find_edge(context, name);
    if (edge == nullptr) {
      sound = false;
      continue;
    }
    const bool repeated = std::any_of(members.begin(), members.end(), [&](const EdgeMember& other) {
      return other.edge == edge;
    });
    const std::optional<Direction> direction = selector.undirected
                                                   ? undirected(context, selector, *edge, from, to)
                                                   : directed(context, *edge, from, to);
    sound = sound && direction;
    if (direction && !repeated) {
      members.push_back({edge, *direction});
    }
  }
  if (!sound || !check_alternation(context, selector, members, from, to)) {
    return std::nullopt;
  }
  return members;
}

// The types that the members give the end, in the order of the schema; `source`: the side that Out
// starts from.
EntityTypes types_at(const Context& context, const std::vector<EdgeMember>& members, bool source) {
  EntityTypes types;
  for (const schema::EntityType& node : context.catalog.nodes()) {
    const bool used = std::any_of(members.begin(), members.end(), [&](const EdgeMember& member) {
      const bool at_from =
          member.direction == Direction::kBoth || (member.direction == Direction::kOut) == source;
      const bool at_to =
          member.direction == Direction::kBoth || (member.direction == Direction::kIn) == source;
      return (at_from && member.edge->from_type == node.name) ||
             (at_to && member.edge->to_type == node.name);
    });
    if (used) {
      types.push_back(&node);
    }
  }
  return types;
}

// Gives the end its type, or narrows it to what the edges join.
void settle(Context& context, const TraversalEnd& end, const EntityTypes& joined) {
  VariableInfo& info = context.variable(end.variable);
  VariableState& state = context.state(end.variable);
  if (!state.typed) {
    info.types = joined;
    state.typed = true;
  } else if (end.own) {
    EntityTypes both;
    std::copy_if(info.types.begin(),
                 info.types.end(),
                 std::back_inserter(both),
                 [&](const schema::EntityType* type) { return has_type(joined, type->name); });
    if (!both.empty()) {  // a wildcard without members joins nothing
      info.types = std::move(both);
    }
  }
}

}  // namespace

std::string describe(const schema::EntityType& edge) {
  return format("`{}: {} -> {}`", edge.name, edge.from_type, edge.to_type);
}

std::optional<std::vector<EdgeMember>> resolve_members(Context& context,
                                                       const ast::EdgeSelector& selector,
                                                       const TraversalEnd& from,
                                                       const TraversalEnd& to) {
  const End from_end(context, from);
  const End to_end(context, to);
  std::optional<std::vector<EdgeMember>> members =
      selector.wildcard ? wildcard_members(context, selector, from_end, to_end)
                        : named_members(context, selector, from_end, to_end);
  if (members) {
    settle(context, from, types_at(context, *members, true));
    settle(context, to, types_at(context, *members, false));
  }
  return members;
}

std::optional<HopRange> check_bounds(Context& context,
                                     const std::optional<ast::HopBounds>& bounds) {
  HopRange range;
  if (!bounds) {
    return range;
  }
  range.min = bounds->min;
  range.max = bounds->max;
  if (range.max && *range.max < range.min) {
    context.findings.error(
        codes::kHopBoundsOrNearest,
        bounds->span,
        format("invalid traversal bounds {{{},{}}}; max must be >= min", range.min, *range.max));
    return std::nullopt;
  }
  return range;
}

}  // namespace omnigraph::query::types
