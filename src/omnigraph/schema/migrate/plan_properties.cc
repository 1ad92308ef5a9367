#include <algorithm>
#include <set>

#include "omnigraph/base/format.h"
#include "omnigraph/schema/migrate/plan_parts.h"
#include "omnigraph/schema/migrate/schema_ir.h"
#include "omnigraph/schema/migrate/type_mapping.h"

namespace omnigraph::schema {
namespace {

std::vector<const Property*> properties_by_name(const std::vector<Property>& list) {
  std::vector<const Property*> sorted;
  for (const Property& property : list) {
    sorted.push_back(&property);
  }
  std::sort(sorted.begin(), sorted.end(), [](const Property* a, const Property* b) {
    return a->name < b->name;
  });
  return sorted;
}

// Whether values that were allowed may not be any more.
bool loses_enum_values(const PropertyType& from, const PropertyType& to) {
  return to.is_enum() && (!from.is_enum() || !std::includes(to.enum_values.begin(),
                                                            to.enum_values.end(),
                                                            from.enum_values.begin(),
                                                            from.enum_values.end()));
}

std::string default_text(const Property& property) {
  for (const Annotation& annotation : property.annotations) {
    if (annotation.name == "default" && annotation.value) {
      return *annotation.value;
    }
  }
  return "";
}

class PropertyPlanner {
 public:
  PropertyPlanner(TypeSteps& type,
                  const std::vector<Property>& before,
                  const std::vector<Property>& after,
                  const std::vector<std::string>& key,
                  const PlanOptions& options)
      : type_(type), before_(before), after_(after), key_(key), options_(options) {}

  Renames run() {
    for (const Property* wanted : properties_by_name(after_)) {
      plan_one(*wanted);
    }
    for (const Property* was : properties_by_name(before_)) {
      if (claimed_.count(was->name) == 0) {
        remove(*was);
      }
    }
    return std::move(renames_);
  }

 private:
  bool is_interface() const { return type_.kind == TypeKind::kInterface; }

  void plan_one(const Property& wanted) {
    const Property* was = earlier_property(before_, after_, wanted);
    const std::string claim = renamed_from(wanted.annotations);
    if (was == nullptr && claim.empty()) {
      add(wanted);
      return;
    }
    if (was == nullptr || !claimed_.insert(was->name).second) {
      refuse_claim(wanted, claim);
      return;
    }
    if (was->name != wanted.name) {
      renames_[was->name] = wanted.name;
      type_.add(RenameProperty{was->name, wanted.name});
    }
    change_type(*was, wanted);
    const auto annotations = lasting_annotations(wanted.annotations);
    if (annotations != lasting_annotations(was->annotations)) {
      type_.add(UpdatePropertyMetadata{wanted.name, annotations});
    }
  }

  void add(const Property& wanted) {
    if (wanted.type.nullable || is_interface()) {
      type_.add(AddProperty{wanted.name, wanted.type, ""});
    } else if (wanted.default_value) {
      type_.add(AddProperty{wanted.name, wanted.type, default_text(wanted)}).rewrites = true;
    } else {
      type_.refuse(wanted.name,
                   format("adding required property '{}.{}' requires a backfill and is not "
                          "supported in schema migration v1: give it a @default, or make it "
                          "nullable",
                          type_.name,
                          wanted.name));
    }
  }

  void refuse_claim(const Property& wanted, const std::string& claim) {
    const bool exists = std::any_of(before_.begin(), before_.end(), [&](const Property& property) {
      return property.name == claim;
    });
    type_.refuse(wanted.name,
                 exists ? format("property '{}.{}' claims '{}', which another declaration has: "
                                 "that is not supported in schema migration v1",
                                 type_.name,
                                 wanted.name,
                                 claim)
                        : format("property '{}.{}' declares @rename_from(\"{}\") but no accepted "
                                 "property with that name exists",
                                 type_.name,
                                 wanted.name,
                                 claim));
  }

  void change_type(const Property& was, const Property& wanted) {
    if (was.type == wanted.type) {
      return;
    }
    const bool to_float =
        was.type.scalar != wanted.type.scalar &&
        (wanted.type.scalar == ScalarKind::kF32 || wanted.type.scalar == ScalarKind::kF64);
    const bool in_key = std::find(key_.begin(), key_.end(), was.name) != key_.end();
    if (!is_widening(was.type, wanted.type) || (to_float && in_key)) {
      type_.refuse(wanted.name,
                   format("changing property type for '{}.{}' ({} to {}) is not supported in "
                          "schema migration v1",
                          type_.name,
                          wanted.name,
                          to_string(was.type),
                          to_string(wanted.type)));
      return;
    }
    MigrationStep& step = type_.add(ChangeProperty{wanted.name, was.type, wanted.type});
    if (!is_interface()) {
      step.rewrites = was.type.scalar != wanted.type.scalar;
      step.validates =
          (was.type.nullable && !wanted.type.nullable) || loses_enum_values(was.type, wanted.type);
    }
  }

  void remove(const Property& was) {
    if (std::find(key_.begin(), key_.end(), was.name) != key_.end()) {
      type_.refuse(was.name,
                   format("removing property '{}.{}' is not supported in schema migration v1: it "
                          "is in the @key",
                          type_.name,
                          was.name));
    } else if (is_interface() || options_.allow_data_loss) {
      type_.add(RemoveProperty{was.name});
    } else {
      type_.refuse(was.name,
                   format("removing property '{}.{}' is not supported in schema migration v1 "
                          "without --allow-data-loss",
                          type_.name,
                          was.name));
    }
  }

  TypeSteps& type_;
  const std::vector<Property>& before_;
  const std::vector<Property>& after_;
  const std::vector<std::string>& key_;
  const PlanOptions& options_;
  std::set<std::string> claimed_;
  Renames renames_;
};

}  // namespace

bool is_widening(const PropertyType& from, const PropertyType& to) {
  if (from.list != to.list || from.dimension != to.dimension) {
    return false;
  }
  if (from.scalar == to.scalar) {
    return true;
  }
  if (from.list) {
    return false;
  }
  switch (to.scalar) {
    case ScalarKind::kI64:
      return from.scalar == ScalarKind::kI32 || from.scalar == ScalarKind::kU32;
    case ScalarKind::kU64:
      return from.scalar == ScalarKind::kU32;
    case ScalarKind::kF64:
      return from.scalar == ScalarKind::kF32 || from.scalar == ScalarKind::kI32 ||
             from.scalar == ScalarKind::kU32;
    default:
      return false;
  }
}

Renames plan_properties(TypeSteps& type,
                        const std::vector<Property>& before,
                        const std::vector<Property>& after,
                        const std::vector<std::string>& key,
                        const PlanOptions& options) {
  return PropertyPlanner(type, before, after, key, options).run();
}

}  // namespace omnigraph::schema
