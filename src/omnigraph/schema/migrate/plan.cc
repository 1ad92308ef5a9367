#include "omnigraph/schema/migrate/plan.h"

#include <algorithm>
#include <set>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/schema/migrate/plan_parts.h"
#include "omnigraph/schema/migrate/schema_ir.h"
#include "omnigraph/schema/migrate/type_mapping.h"

namespace omnigraph::schema {
namespace {

template <typename T>
std::vector<const T*> sorted_by_name(const std::vector<T>& list) {
  std::vector<const T*> sorted;
  for (const T& item : list) {
    sorted.push_back(&item);
  }
  std::sort(sorted.begin(), sorted.end(), [](const T* a, const T* b) { return a->name < b->name; });
  return sorted;
}

std::vector<std::string> sorted_names(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return names;
}

bool wider(const Cardinality& from, const Cardinality& to) {
  return to.min <= from.min && (!to.max || (from.max && *to.max >= *from.max));
}

class Planner {
 public:
  Planner(const Catalog& accepted, const Catalog& desired, const PlanOptions& options)
      : accepted_(accepted), desired_(desired), options_(options) {}

  std::vector<MigrationStep> run() {
    plan_interfaces();
    plan_types(TypeKind::kNode, accepted_.nodes(), desired_.nodes());
    plan_types(TypeKind::kEdge, accepted_.edges(), desired_.edges());
    return std::move(steps_);
  }

 private:
  void plan_interfaces() {
    for (const InterfaceType* wanted : sorted_by_name(desired_.interfaces())) {
      TypeSteps type{TypeKind::kInterface, wanted->name, wanted->name, &steps_};
      const InterfaceType* was = accepted_.find_interface(wanted->name);
      if (was == nullptr) {
        type.add(AddType());
        continue;
      }
      plan_properties(type, was->properties, wanted->properties, {}, options_);
    }
    for (const InterfaceType* was : sorted_by_name(accepted_.interfaces())) {
      if (desired_.find_interface(was->name) == nullptr) {
        TypeSteps{TypeKind::kInterface, was->name, was->name, &steps_}.add(RemoveType());
      }
    }
  }

  void plan_types(TypeKind kind,
                  const std::vector<EntityType>& before,
                  const std::vector<EntityType>& after) {
    std::set<std::string> claimed;
    for (const EntityType* wanted : sorted_by_name(after)) {
      TypeSteps type{kind, wanted->name, wanted->name, &steps_};
      const EntityType* was = earlier_type(before, after, *wanted);
      const std::string claim = renamed_from(wanted->annotations);
      if (was == nullptr && !claim.empty()) {
        refuse_claim(type, claim, before);
        continue;
      }
      if (was == nullptr) {
        type.add(AddType());
        continue;
      }
      if (!claimed.insert(was->name).second) {
        refuse_claim(type, claim, before);
        continue;
      }
      type.old_name = was->name;
      plan_type(type, *was, *wanted);
    }
    for (const EntityType* was : sorted_by_name(before)) {
      if (claimed.count(was->name) != 0) {
        continue;
      }
      TypeSteps type{kind, was->name, was->name, &steps_};
      if (options_.allow_data_loss) {
        type.add(RemoveType());
      } else {
        type.refuse("",
                    format("removing {} type '{}' is not supported in schema migration v1 without "
                           "--allow-data-loss",
                           type_kind_name(kind),
                           was->name));
      }
    }
  }

  // A @rename_from that finds nothing, or what another declaration has.
  void refuse_claim(TypeSteps& type,
                    const std::string& claim,
                    const std::vector<EntityType>& before) {
    const bool exists = std::any_of(before.begin(), before.end(), [&](const EntityType& candidate) {
      return candidate.name == claim;
    });
    const std::string_view kind = type_kind_name(type.kind);
    type.refuse("",
                exists ? format("{} '{}' claims '{}', which another declaration has: that is not "
                                "supported in schema migration v1",
                                kind,
                                type.name,
                                claim)
                       : format("{} '{}' declares @rename_from(\"{}\") but no accepted {} with "
                                "that name exists",
                                kind,
                                type.name,
                                claim,
                                kind));
  }

  void plan_type(TypeSteps& type, const EntityType& was, const EntityType& wanted) {
    if (was.name != wanted.name) {
      type.add(RenameType{was.name});
    }
    if (wanted.is_edge()) {
      plan_edge(type, was, wanted);
    } else if (sorted_names(was.implements) != sorted_names(wanted.implements)) {
      type.add(ChangeInterfaces{sorted_names(wanted.implements)});
    }
    const auto annotations = lasting_annotations(wanted.annotations);
    if (annotations != lasting_annotations(was.annotations)) {
      type.add(UpdateTypeMetadata{annotations});
    }
    const Renames renames =
        plan_properties(type, was.properties, wanted.properties, was.key, options_);
    plan_constraints(type, was, wanted, renames);
  }

  void plan_edge(TypeSteps& type, const EntityType& was, const EntityType& wanted) {
    if (later_node(was.from_type) != wanted.from_type ||
        later_node(was.to_type) != wanted.to_type) {
      type.refuse("",
                  format("changing edge endpoints on '{}' is not supported in schema migration v1",
                         wanted.name));
    }
    if (was.cardinality.min != wanted.cardinality.min ||
        was.cardinality.max != wanted.cardinality.max) {
      MigrationStep& step = type.add(ChangeCardinality{was.cardinality, wanted.cardinality});
      step.validates = !wider(was.cardinality, wanted.cardinality);
    }
  }

  // What an accepted node type is called now; empty if it is gone.
  std::string later_node(const std::string& name) const {
    for (const EntityType& node : desired_.nodes()) {
      const EntityType* was = earlier_type(accepted_.nodes(), desired_.nodes(), node);
      if (was != nullptr && was->name == name) {
        return node.name;
      }
    }
    return "";
  }

  const Catalog& accepted_;
  const Catalog& desired_;
  const PlanOptions& options_;
  std::vector<MigrationStep> steps_;
};

}  // namespace

const Unsupported* MigrationPlan::obstacle() const {
  for (const MigrationStep& step : steps) {
    if (const auto* unsupported = std::get_if<Unsupported>(&step.change)) {
      return unsupported;
    }
  }
  return nullptr;
}

MigrationPlan plan_migration(CatalogPtr accepted, CatalogPtr desired, const PlanOptions& options) {
  MigrationPlan plan{std::move(accepted), std::move(desired), {}};
  plan.steps = Planner(*plan.accepted, *plan.desired, options).run();
  return plan;
}

}  // namespace omnigraph::schema
