#include "omnigraph/graph/validate/constraints.h"

namespace omnigraph::graph {

TableChange change_of(StagedTable& staged) {
  TableChange change;
  change.before = staged.base();
  change.after = staged.view();
  change.kept = staged.base()->fragments().size();
  change.origins = staged.origins();
  return change;
}

bool has_constraints(const schema::EntityType& type) {
  return !type.unique.empty() || (type.is_edge() && !type.cardinality.is_default());
}

Result<std::optional<ConstraintViolation>> check_constraints(const TableChange& change) {
  const schema::EntityType& type = change.after->type();
  for (const std::vector<std::string>& properties : type.unique) {
    OG_ASSIGN_OR_RETURN(auto found, find_unique_violations(change, properties, 1));
    if (!found.empty()) {
      return std::optional(std::move(found.front()));
    }
  }
  if (type.is_edge() && !type.cardinality.is_default()) {
    OG_ASSIGN_OR_RETURN(auto found, find_cardinality_violations(change, 1));
    if (!found.empty()) {
      return std::optional(std::move(found.front()));
    }
  }
  return std::optional<ConstraintViolation>();
}

}  // namespace omnigraph::graph
