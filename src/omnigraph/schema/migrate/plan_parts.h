// The parts of planning one type: its properties and its constraints.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "omnigraph/schema/migrate/plan.h"

namespace omnigraph::schema {

// Where the steps of one type go.
struct TypeSteps {
  TypeKind kind = TypeKind::kNode;
  std::string name;
  std::string old_name;
  std::vector<MigrationStep>* steps = nullptr;

  template <typename Change>
  MigrationStep& add(Change change) {
    steps->push_back({kind, name, std::move(change)});
    return steps->back();
  }
  // `property`: empty if the type itself is meant.
  void refuse(const std::string& property, std::string reason) {
    std::string entity = std::string(type_kind_name(kind)) + ":" + name;
    add(Unsupported{property.empty() ? entity : entity + "." + property, std::move(reason)});
  }
};

// Properties that have another name now: earlier → later.
using Renames = std::map<std::string, std::string>;

// `key`: the members of the accepted type's key.
Renames plan_properties(TypeSteps& type,
                        const std::vector<Property>& before,
                        const std::vector<Property>& after,
                        const std::vector<std::string>& key,
                        const PlanOptions& options);

void plan_constraints(TypeSteps& type,
                      const EntityType& was,
                      const EntityType& wanted,
                      const Renames& renames);

}  // namespace omnigraph::schema
