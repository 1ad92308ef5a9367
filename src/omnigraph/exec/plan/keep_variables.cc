#include "omnigraph/exec/plan/keep_variables.h"

#include "omnigraph/exec/plan/conjunct.h"

namespace omnigraph::exec {
namespace {

// What a step reads of the rows that come to it.
void insert_needs(const Step& step, VarSet* needs) {
  if (const auto* lookup = std::get_if<LookupStep>(&step.node)) {
    insert_variables(*lookup->ids, needs);
  } else if (const auto* filter = std::get_if<FilterStep>(&step.node)) {
    insert_variables(*filter->condition, needs);
  } else if (const auto* expand = std::get_if<ExpandStep>(&step.node)) {
    needs->insert(expand->edge->from);
    needs->insert(expand->edge->to);
  } else if (const auto* traverse = std::get_if<TraverseStep>(&step.node)) {
    needs->insert(traverse->edge->from);
    needs->insert(traverse->edge->to);
  }
}

}  // namespace

void keep_variables(std::vector<Step>* steps, VarSet wanted) {
  for (size_t i = steps->size(); i-- > 0;) {
    Step& step = (*steps)[i];
    step.keep = wanted.list();
    if (auto* cross = std::get_if<CrossStep>(&step.node)) {
      auto side = std::make_shared<PatternPlan>(*cross->side);
      keep_variables(&side->steps, wanted);
      cross->side = std::move(side);
    }
    insert_needs(step, &wanted);
  }
}

}  // namespace omnigraph::exec
