// The JSON of steps.
#include "omnigraph/schema/migrate/schema_ir.h"
#include "omnigraph/schema/migrate/step.h"

namespace omnigraph::schema {
namespace {

class StepJson {
 public:
  StepJson(JsonWriter& json, const MigrationStep& step) : json_(json), step_(step) {}

  void operator()(const AddType&) {
    begin("add_type");
    json_.member("name", step_.type_name);
  }
  void operator()(const RenameType& change) {
    begin("rename_type");
    json_.member("from", change.from);
    json_.member("to", step_.type_name);
  }
  void operator()(const RemoveType&) {
    begin("remove_type");
    json_.member("name", step_.type_name);
  }
  void operator()(const AddProperty& change) {
    begin_property("add_property", change.property);
    json_.key("property_type");
    write_json(json_, change.type);
    if (!change.default_text.empty()) {
      json_.member("default", change.default_text);
    }
  }
  void operator()(const RenameProperty& change) {
    begin("rename_property");
    json_.member("type_name", step_.type_name);
    json_.member("from", change.from);
    json_.member("to", change.to);
  }
  void operator()(const RemoveProperty& change) {
    begin_property("remove_property", change.property);
  }
  void operator()(const ChangeProperty& change) {
    begin_property("change_property_type", change.property);
    json_.key("from");
    write_json(json_, change.from);
    json_.key("to");
    write_json(json_, change.to);
  }
  void operator()(const AddConstraint& change) { constraint("add_constraint", change.constraint); }
  void operator()(const RemoveConstraint& change) {
    constraint("remove_constraint", change.constraint);
  }
  void operator()(const ChangeCardinality& change) {
    begin("change_cardinality");
    json_.member("type_name", step_.type_name);
    json_.key("from");
    write_json(json_, change.from);
    json_.key("to");
    write_json(json_, change.to);
  }
  void operator()(const ChangeInterfaces& change) {
    begin("change_interfaces");
    json_.member("type_name", step_.type_name);
    json_.key("implements");
    json_.begin_array();
    for (const std::string& name : change.implements) {
      json_.string(name);
    }
    json_.end_array();
  }
  void operator()(const UpdateTypeMetadata& change) {
    begin("update_type_metadata");
    json_.member("name", step_.type_name);
    json_.key("annotations");
    write_json(json_, change.annotations);
  }
  void operator()(const UpdatePropertyMetadata& change) {
    begin_property("update_property_metadata", change.property);
    json_.key("annotations");
    write_json(json_, change.annotations);
  }
  void operator()(const Unsupported& change) {
    json_.member("kind", "unsupported_change");
    json_.member("entity", change.entity);
    json_.member("reason", change.reason);
  }

 private:
  void begin(std::string_view kind) {
    json_.member("kind", kind);
    json_.member("type_kind", type_kind_name(step_.type_kind));
  }
  void begin_property(std::string_view kind, const std::string& property) {
    begin(kind);
    json_.member("type_name", step_.type_name);
    json_.member("property_name", property);
  }
  void constraint(std::string_view kind, const Constraint& constraint) {
    begin(kind);
    json_.member("type_name", step_.type_name);
    json_.key("constraint");
    write_json(json_, constraint);
  }

  JsonWriter& json_;
  const MigrationStep& step_;
};

}  // namespace

void write_json(JsonWriter& json, const MigrationStep& step) {
  json.begin_object();
  std::visit(StepJson(json, step), step.change);
  if (!std::holds_alternative<Unsupported>(step.change)) {
    json.key("effect");
    json.begin_array();
    if (step.rewrites) {
      json.string("rewrite");
    }
    if (step.validates) {
      json.string("validate");
    }
    json.end_array();
  }
  json.end_object();
}

}  // namespace omnigraph::schema
