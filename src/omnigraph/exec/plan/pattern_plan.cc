#include "omnigraph/exec/plan/pattern_plan.h"

#include "omnigraph/base/format.h"

namespace omnigraph::exec {
namespace {

using query::CheckedQuery;
using query::PatternEdge;
using query::VarId;

std::string name_of(const CheckedQuery& query, VarId v) {
  return "$" + query.variables[v].name;
}

std::string edge_text(const CheckedQuery& query, const PatternEdge& edge, bool reverse, bool into) {
  std::string members;
  for (const query::EdgeMember& member : edge.members) {
    members += (members.empty() ? "" : "|") + member.edge->name;
  }
  return format("{} {}{}{} {}",
                name_of(query, reverse ? edge.to : edge.from),
                reverse ? "<" : "",
                members,
                into ? " into" : "",
                name_of(query, reverse ? edge.from : edge.to));
}

std::string bounds_text(const PatternEdge& edge) {
  return edge.max_hops ? format("{{{},{}}}", edge.min_hops, *edge.max_hops)
                       : format("{{{},}}", edge.min_hops);
}

struct StepText {
  const CheckedQuery& query;

  std::string operator()(const ScanStep& step) const {
    return format("scan {}{}", name_of(query, step.variable), step.pages.empty() ? "" : " pruned");
  }
  std::string operator()(const LookupStep& step) const {
    return format("lookup {}", name_of(query, step.variable));
  }
  std::string operator()(const ExpandStep& step) const {
    return format("expand {}{}",
                  edge_text(query, *step.edge, step.reverse, step.into),
                  step.first_only ? " first" : "");
  }
  std::string operator()(const TraverseStep& step) const {
    return format("traverse {} {}",
                  edge_text(query, *step.edge, step.reverse, step.into),
                  bounds_text(*step.edge));
  }
  std::string operator()(const FilterStep& step) const {
    return query::can_raise(*step.condition) ? "filter raising" : "filter";
  }
  std::string operator()(const CrossStep& step) const {
    std::string text = "cross (";
    for (size_t i = 0; i < step.side->steps.size(); ++i) {
      text += (i == 0 ? "" : "; ") + std::visit(*this, step.side->steps[i].node);
    }
    return text + ")";
  }
};

}  // namespace

std::string to_string(const PatternPlan& plan, const CheckedQuery& query) {
  std::string text;
  for (const Step& step : plan.steps) {
    text += std::visit(StepText{query}, step.node) + "\n";
  }
  return text;
}

}  // namespace omnigraph::exec
