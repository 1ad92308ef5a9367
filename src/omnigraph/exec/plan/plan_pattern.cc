// How a plan is chosen.
//
// Greedy, without enumeration: patterns are small, and two facts decide nearly everything: whether
// a variable can be looked up by id, and whether an edge leads from what is already bound.
//
//   1. Conditions are applied as soon as their variables are bound, if they can neither raise nor
//      hold a block.
//   2. Variables whose id is given by constants are looked up first.
//   3. An edge between bound variables is a test and comes before everything that adds rows.
//   4. Then a variable whose id is given by bound variables is looked up.
//   5. Then the edge that leads from a bound variable to the fewest rows is followed: few entries
//   per
//      node, a selective condition on the new variable, one hop rather than several.
//   6. If no edge leads on, the most selective variable of what is left is scanned; behind bound
//      variables that whole component becomes a side plan that is matched once and crossed.
//   7. Conditions with blocks come when all variables are bound, those that can raise last, in text
//      order: errors must not depend on the plan.
#include "omnigraph/exec/plan/plan_pattern.h"

#include <algorithm>

#include "omnigraph/exec/plan/conjunct.h"
#include "omnigraph/exec/plan/estimate.h"
#include "omnigraph/exec/plan/keep_variables.h"

namespace omnigraph::exec {
namespace {

using query::PatternEdge;
using query::VarId;

class Planner {
 public:
  Planner(const query::Pattern& pattern,
          const Estimates& estimates,
          std::vector<Conjunct> conjuncts,
          const VarSet& outer)
      : estimates_(estimates), conjuncts_(std::move(conjuncts)), bound_(outer) {
    VarSet of_edges;
    for (const PatternEdge& edge : pattern.edges) {
      edges_.push_back(&edge);
      if (edge.edge_variable) {
        of_edges.insert(*edge.edge_variable);
      }
    }
    for (const VarId v : pattern.variables) {
      if (!of_edges.contains(v)) {
        unbound_.push_back(v);
      }
    }
  }

  PatternPlan plan() {
    place_filters();
    place_lookups(/*constants=*/true);
    place_all();
    place_late_filters();
    return std::move(plan_);
  }

 private:
  void add(auto step) {
    Step added;
    added.node = std::move(step);
    plan_.steps.push_back(std::move(added));
  }

  void bind(VarId v) {
    bound_.insert(v);
    std::erase(unbound_, v);
  }

  bool is_unbound(VarId v) const {
    return std::find(unbound_.begin(), unbound_.end(), v) != unbound_.end();
  }

  // The conditions whose variables are all bound by now.
  void place_filters() {
    std::erase_if(conjuncts_, [&](const Conjunct& conjunct) {
      if (conjunct.raises || conjunct.block || !bound_.contains_all(conjunct.variables)) {
        return false;
      }
      add(FilterStep{conjunct.expr});
      return true;
    });
  }

  void place_late_filters() {
    for (const bool raising : {false, true}) {
      for (const Conjunct& conjunct : conjuncts_) {
        if (conjunct.raises == raising) {
          add(FilterStep{conjunct.expr});
          plan_.can_raise = plan_.can_raise || raising;
        }
      }
    }
  }

  // A look-up that can be made now. `constants`: only ids given by one constant each, so that
  // looking up several variables gives one row and not many.
  const IdCondition* usable_lookup(const Conjunct& conjunct, bool constants) const {
    for (const IdCondition& ids : conjunct.ids) {
      const bool known = constants ? ids.needs.empty() && !ids.ids->type.list
                                   : !ids.needs.empty() && bound_.contains_all(ids.needs);
      if (known && is_unbound(ids.variable)) {
        return &ids;
      }
    }
    return nullptr;
  }

  void place_lookup(size_t conjunct, const IdCondition& ids) {
    const VarId v = ids.variable;
    add(LookupStep{v, ids.ids});
    conjuncts_.erase(conjuncts_.begin() + static_cast<ptrdiff_t>(conjunct));
    bind(v);
    place_filters();
  }

  bool place_lookups(bool constants) {
    bool any = false;
    for (size_t i = 0; i < conjuncts_.size();) {
      if (const IdCondition* ids = usable_lookup(conjuncts_[i], constants)) {
        place_lookup(i, *ids);
        any = true;
        i = 0;
      } else {
        ++i;
      }
    }
    return any;
  }

  void place_all() {
    while (!unbound_.empty() || !edges_.empty()) {
      if (place_test() || place_lookups(/*constants=*/false) || place_expansion()) {
        continue;
      }
      const VarId root = best_root();
      if (bound_.empty()) {
        place_root(root);
      } else {
        place_component(root);
      }
    }
  }

  void place_edge(size_t index, bool reverse, bool into) {
    const PatternEdge* edge = edges_[index];
    if (is_one_hop(*edge)) {
      add(ExpandStep{edge, reverse, into, false});
    } else {
      add(TraverseStep{edge, reverse, into});
    }
    edges_.erase(edges_.begin() + static_cast<ptrdiff_t>(index));
    bind(edge->from);
    bind(edge->to);
    if (edge->edge_variable) {
      bind(*edge->edge_variable);
    }
    place_filters();
  }

  bool place_test() {
    for (size_t i = 0; i < edges_.size(); ++i) {
      if (bound_.contains(edges_[i]->from) && bound_.contains(edges_[i]->to)) {
        place_edge(i, false, true);
        return true;
      }
    }
    return false;
  }

  bool place_expansion() {
    size_t best = edges_.size();
    bool best_reverse = false;
    double best_rows = 0;
    for (size_t i = 0; i < edges_.size(); ++i) {
      const bool reverse = bound_.contains(edges_[i]->to);
      if (!reverse && !bound_.contains(edges_[i]->from)) {
        continue;
      }
      const double rows = estimates_.expansion(*edges_[i], reverse, conjuncts_, bound_);
      if (best == edges_.size() || rows < best_rows) {
        best = i;
        best_reverse = reverse;
        best_rows = rows;
      }
    }
    if (best == edges_.size()) {
      return false;
    }
    place_edge(best, best_reverse, false);
    return true;
  }

  // The index of a condition that gives `v`'s ids by constants, and its part that does.
  std::pair<size_t, const IdCondition*> constant_lookup(VarId v) const {
    for (size_t i = 0; i < conjuncts_.size(); ++i) {
      for (const IdCondition& ids : conjuncts_[i].ids) {
        if (ids.variable == v && ids.needs.empty()) {
          return {i, &ids};
        }
      }
    }
    return {0, nullptr};
  }

  VarId best_root() const {
    VarId best = unbound_[0];
    double best_rows = -1;
    for (const VarId v : unbound_) {
      const bool lookup = constant_lookup(v).second != nullptr;
      const double rows = lookup ? 0 : estimates_.rows(v) * selectivity(v, conjuncts_, bound_);
      if (best_rows < 0 || rows < best_rows) {
        best = v;
        best_rows = rows;
      }
    }
    return best;
  }

  void place_root(VarId root) {
    if (const auto [conjunct, ids] = constant_lookup(root); ids != nullptr) {
      place_lookup(conjunct, *ids);
      return;
    }
    ScanStep scan;
    scan.variable = root;
    for (const Conjunct& conjunct : conjuncts_) {
      if (conjunct.pages && conjunct.pages->variable == root && !conjunct.raises) {
        scan.pages.push_back(*conjunct.pages);
      }
    }
    add(std::move(scan));
    bind(root);
    place_filters();
  }

  // Rows flow already and `root` hangs together with none of their variables: what it hangs
  // together with is matched on its own.
  void place_component(VarId root) {
    Planner side(*this, component_of(root));
    side.place_all();
    for (const VarId v : side.bound_.list()) {
      bind(v);
    }
    std::erase_if(conjuncts_, [&](const Conjunct& conjunct) {
      return !conjunct.raises && !conjunct.block && side.bound_.contains_all(conjunct.variables);
    });
    std::erase_if(edges_,
                  [&](const PatternEdge* edge) { return side.bound_.contains(edge->from); });
    add(CrossStep{std::make_shared<const PatternPlan>(std::move(side.plan_))});
    place_filters();
  }

  VarSet component_of(VarId root) const {
    VarSet members;
    members.insert(root);
    for (bool grown = true; grown;) {
      grown = false;
      for (const PatternEdge* edge : edges_) {
        if (members.contains(edge->from) != members.contains(edge->to)) {
          members.insert(edge->from);
          members.insert(edge->to);
          grown = true;
        }
      }
    }
    return members;
  }

  // A planner for some variables of `whole` that hang together, with nothing bound before.
  Planner(const Planner& whole, const VarSet& members) : estimates_(whole.estimates_) {
    VarSet available = members;
    for (const PatternEdge* edge : whole.edges_) {
      if (members.contains(edge->from)) {
        edges_.push_back(edge);
        if (edge->edge_variable) {
          available.insert(*edge->edge_variable);
        }
      }
    }
    for (const VarId v : members.list()) {
      unbound_.push_back(v);
    }
    for (const Conjunct& conjunct : whole.conjuncts_) {
      if (!conjunct.raises && !conjunct.block && available.contains_all(conjunct.variables)) {
        conjuncts_.push_back(conjunct);
      }
    }
  }

  const Estimates& estimates_;
  std::vector<Conjunct> conjuncts_;        // not placed yet, in text order
  std::vector<const PatternEdge*> edges_;  // not placed yet, in text order
  std::vector<VarId> unbound_;             // variables to bind, without those of edges
  VarSet bound_;
  PatternPlan plan_;
};

}  // namespace

Result<PatternPlan> plan_pattern(ExecContext& context, const PlanRequest& request) {
  OG_ASSIGN_OR_RETURN(const Estimates estimates, Estimates::of(context, request.pattern));
  Planner planner(request.pattern,
                  estimates,
                  analyse_filters(request.pattern, context.query, context.params),
                  request.outer);
  PatternPlan plan = planner.plan();
  if (request.exists && !plan.steps.empty()) {
    if (auto* expand = std::get_if<ExpandStep>(&plan.steps.back().node)) {
      expand->first_only = true;
    }
  }
  keep_variables(&plan.steps, request.wanted);
  return plan;
}

}  // namespace omnigraph::exec
