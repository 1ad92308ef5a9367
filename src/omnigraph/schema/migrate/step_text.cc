// The lines that people read.
#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/schema/migrate/step.h"

namespace omnigraph::schema {
namespace {

std::string type_text(const PropertyType& type) {
  std::string text;
  if (type.is_enum()) {
    text = "Enum(";
    for (const std::string& value : type.enum_values) {
      text += (text.back() == '(' ? "" : "|") + value;
    }
    text += ")";
  } else if (type.scalar == ScalarKind::kVector) {
    text = format("Vector({})", type.dimension);
  } else {
    text = scalar_name(type.scalar);
  }
  return (type.list ? "[" + text + "]" : text) + (type.nullable ? "?" : "");
}

std::string annotations_text(const std::vector<Annotation>& annotations) {
  std::string text;
  for (const Annotation& annotation : annotations) {
    text += (text.empty() ? "@" : ", @") + annotation.name;
    if (annotation.value) {
      text += "(" + *annotation.value + ")";
    }
  }
  return text.empty() ? "none" : text;
}

class StepText {
 public:
  explicit StepText(const MigrationStep& step)
      : name_(step.type_name),
        type_(format(
            "{} '{}'",
            step.type_kind == TypeKind::kInterface ? "interface" : type_kind_name(step.type_kind),
            step.type_name)),
        declared_(step.type_kind == TypeKind::kInterface
                      ? type_
                      : format("{} type '{}'", type_kind_name(step.type_kind), step.type_name)) {}

  std::string operator()(const AddType&) { return "add " + declared_; }
  std::string operator()(const RenameType& change) {
    const size_t quote = declared_.find('\'');
    return format("rename {}'{}' -> '{}'", declared_.substr(0, quote), change.from, name_);
  }
  std::string operator()(const RemoveType&) { return "remove " + declared_; }
  std::string operator()(const AddProperty& change) {
    return format(
        "add property '{}.{}' ({}) on {}{}",
        name_,
        change.property,
        type_text(change.type),
        type_,
        change.default_text.empty() ? "" : format(", stored rows get {}", change.default_text));
  }
  std::string operator()(const RenameProperty& change) {
    return format(
        "rename property '{}.{}' -> '{}.{}' on {}", name_, change.from, name_, change.to, type_);
  }
  std::string operator()(const RemoveProperty& change) {
    return format("remove property '{}.{}' from {}", name_, change.property, type_);
  }
  std::string operator()(const ChangeProperty& change) {
    return format("change property '{}.{}' ({} -> {}) on {}",
                  name_,
                  change.property,
                  type_text(change.from),
                  type_text(change.to),
                  type_);
  }
  std::string operator()(const AddConstraint& change) {
    return format("add constraint {} on {}", to_string(change.constraint), type_);
  }
  std::string operator()(const RemoveConstraint& change) {
    return format("remove constraint {} from {}", to_string(change.constraint), type_);
  }
  std::string operator()(const ChangeCardinality& change) {
    return format("change cardinality @card({}) -> @card({}) on {}",
                  to_string(change.from),
                  to_string(change.to),
                  type_);
  }
  std::string operator()(const ChangeInterfaces& change) {
    std::string names;
    for (const std::string& name : change.implements) {
      names += (names.empty() ? "" : ", ") + name;
    }
    return format("change interfaces of {} ({})", type_, names.empty() ? "none" : names);
  }
  std::string operator()(const UpdateTypeMetadata& change) {
    return format("update metadata on {} ({})", type_, annotations_text(change.annotations));
  }
  std::string operator()(const UpdatePropertyMetadata& change) {
    return format("update metadata on property '{}.{}' of {} ({})",
                  name_,
                  change.property,
                  type_,
                  annotations_text(change.annotations));
  }
  std::string operator()(const Unsupported& change) {
    return format("unsupported change on {}: {}", change.entity, change.reason);
  }

 private:
  std::string name_;
  std::string type_;      // "node 'Person'"
  std::string declared_;  // "node type 'Person'"
};

}  // namespace

std::string_view type_kind_name(TypeKind kind) {
  return kind == TypeKind::kInterface ? "interface" : kind == TypeKind::kNode ? "node" : "edge";
}

std::string to_text(const MigrationStep& step) {
  std::string text = std::visit(StepText(step), step.change);
  if (step.validates) {
    text += " [checks stored rows]";
  }
  if (step.rewrites) {
    text += " [writes a column]";
  }
  return text;
}

}  // namespace omnigraph::schema
