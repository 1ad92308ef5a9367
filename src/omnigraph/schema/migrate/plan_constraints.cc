#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/schema/migrate/plan_parts.h"

namespace omnigraph::schema {

void plan_constraints(TypeSteps& type,
                      const EntityType& was,
                      const EntityType& wanted,
                      const Renames& renames) {
  std::vector<Constraint> before = constraints_of(was);
  for (Constraint& constraint : before) {
    for (std::string& column : constraint.columns) {
      const auto renamed = renames.find(column);
      column = renamed == renames.end() ? column : renamed->second;
    }
    normalize(constraint);
  }
  const std::vector<Constraint> after = constraints_of(wanted);
  const auto missing_in = [](const std::vector<Constraint>& list, const Constraint& constraint) {
    return std::find(list.begin(), list.end(), constraint) == list.end();
  };
  for (const Constraint& constraint : after) {
    if (!missing_in(before, constraint)) {
      continue;
    }
    if (constraint.kind == Constraint::Kind::kKey) {
      type.refuse(
          "",
          format("adding constraint '{}' to '{}' is not supported in schema migration v1: ids are "
                 "made of it",
                 to_string(constraint),
                 type.name));
      continue;
    }
    type.add(AddConstraint{constraint}).validates = constraint.kind != Constraint::Kind::kIndex;
  }
  for (const Constraint& constraint : before) {
    if (!missing_in(after, constraint)) {
      continue;
    }
    if (constraint.kind == Constraint::Kind::kKey) {
      type.refuse("",
                  format("removing constraints from '{}' is not supported in schema migration v1: "
                         "ids are made of '{}'",
                         type.name,
                         to_string(constraint)));
      continue;
    }
    type.add(RemoveConstraint{constraint});
  }
}

}  // namespace omnigraph::schema
