#include "omnigraph/schema/check/check.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "omnigraph/base/format.h"
#include "omnigraph/schema/check/annotations.h"
#include "omnigraph/schema/check/automatic.h"
#include "omnigraph/schema/check/constraints.h"
#include "omnigraph/schema/check/draft.h"
#include "omnigraph/schema/check/interfaces.h"
#include "omnigraph/schema/check/resolve_type.h"
#include "omnigraph/schema/check/value_constraints.h"

namespace omnigraph::schema {

namespace {

void check_property_name(const DeclarationSyntax& owner, const Name& name, Findings& findings) {
  if (name.text[0] == '_') {
    findings.add(Code::kReservedName,
                 name.span,
                 format("{}: names that begin with `_` are reserved", describe(owner, name.text)));
  } else if (owner.kind == DeclarationSyntax::Kind::kEdge &&
             (name.text == "from" || name.text == "to")) {
    findings.add(Code::kReservedName,
                 name.span,
                 format("{}: `from` and `to` are reserved on edges, they name the ends in queries",
                        describe(owner, name.text)));
  }
}

// The source of a well-formed @embed; empty if there is none, or not where it may stand (reported).
std::string embed_source_of(const DeclarationSyntax& owner,
                            const PropertySyntax& property,
                            const PropertyType& type) {
  if (owner.kind == DeclarationSyntax::Kind::kEdge || type.scalar != ScalarKind::kVector) {
    return "";
  }
  for (const AnnotationSyntax& annotation : property.annotations) {
    if (annotation.name.text == "embed" && annotation.arguments.size() == 1) {
      const ArgumentSyntax& source = annotation.arguments[0];
      const bool is_name = source.form == ArgumentSyntax::Form::kString ||
                           source.form == ArgumentSyntax::Form::kName;
      return is_name && source.keyword.text.empty() ? source.text : "";
    }
  }
  return "";
}

void read_property(TypeDraft& draft, const PropertySyntax& syntax, Findings& findings) {
  check_property_name(*draft.syntax, syntax.name, findings);
  const std::optional<PropertyType> type = resolve_type(syntax.type, findings);
  Property property;
  property.name = syntax.name.text;
  property.type = type.value_or(PropertyType());
  property.annotations =
      check_property_annotations(*draft.syntax, syntax, type ? &*type : nullptr, findings);
  if (type) {
    property.embed_source = embed_source_of(*draft.syntax, syntax, *type);
    read_automatic(*draft.syntax, syntax, &property, findings);
  }
  property.span = syntax.name.span;
  if (!draft.properties.add(std::move(property), !type)) {
    findings.add(
        Code::kDuplicateProperty,
        syntax.name.span,
        format("duplicate property '{}' in {}", syntax.name.text, describe(*draft.syntax)));
  }
}

class SchemaCheck {
 public:
  SchemaCheck(const FileSyntax& file, Findings& findings) : file_(file), findings_(findings) {
    drafts_.reserve(file.declarations.size());  // the maps point into it
  }

  Catalog::Parts run() {
    for (const DeclarationSyntax& declaration : file_.declarations) {
      drafts_.push_back({&declaration, {}, {}, {}});
      read_members(drafts_.back());
      register_name(drafts_.back());
    }
    check_shared_names();
    size_t budget = kInterfaceBudget;
    for (TypeDraft& draft : drafts_) {
      if (draft.syntax->kind == DeclarationSyntax::Kind::kNode) {
        apply_interfaces(draft, interfaces_, interface_names_, budget, findings_);
      }
    }
    Catalog::Parts parts;
    parts.source = std::string(findings_.source());
    for (const TypeDraft& draft : drafts_) {
      assemble(draft, parts);
    }
    add_implementers(parts);
    return parts;
  }

 private:
  void read_members(TypeDraft& draft) {
    draft.annotations = check_type_annotations(*draft.syntax, findings_);
    for (const PropertySyntax& property : draft.syntax->properties) {
      read_property(draft, property, findings_);
    }
  }

  void register_name(TypeDraft& draft) {
    const Name& name = draft.syntax->name;
    switch (draft.syntax->kind) {
      case DeclarationSyntax::Kind::kInterface:
        register_in(interfaces_, interface_names_, draft, "interface");
        return;
      case DeclarationSyntax::Kind::kNode:
        register_in(nodes_, node_names_, draft, "node type");
        return;
      case DeclarationSyntax::Kind::kEdge:
        if (register_in(edges_, edge_names_, draft, "edge type")) {
          check_folded_name(name);
        }
        return;
    }
  }

  bool register_in(DraftIndex& index,
                   std::vector<std::string>& names,
                   TypeDraft& draft,
                   std::string_view what) {
    const Name& name = draft.syntax->name;
    if (!index.emplace(name.text, &draft).second) {
      findings_.add(Code::kDuplicateType, name.span, format("duplicate {}: {}", what, name.text));
      return false;
    }
    names.push_back(name.text);
    return true;
  }

  // Queries find edges without regard to case.
  void check_folded_name(const Name& name) {
    std::string folded = name.text;
    for (char& c : folded) {
      c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    const auto [other, added] = folded_edges_.emplace(std::move(folded), name.text);
    if (!added) {
      findings_.add(
          Code::kEdgeNameCollision,
          name.span,
          format(
              "edge name collision after case folding: '{}' and '{}'", other->second, name.text));
    }
  }

  // A query's `$x: Name` means a node type or an interface.
  void check_shared_names() {
    for (const TypeDraft& draft : drafts_) {
      const Name& name = draft.syntax->name;
      if (draft.syntax->kind == DeclarationSyntax::Kind::kNode &&
          interfaces_.count(name.text) > 0) {
        findings_.add(Code::kNameTaken,
                      name.span,
                      format("{} has the name of an interface", describe(*draft.syntax)));
      }
    }
  }

  void assemble(const TypeDraft& draft, Catalog::Parts& parts) {
    const DeclarationSyntax& syntax = *draft.syntax;
    EntityType type;
    type.kind =
        syntax.kind == DeclarationSyntax::Kind::kEdge ? EntityKind::kEdge : EntityKind::kNode;
    type.name = syntax.name.text;
    type.span = syntax.name.span;
    if (syntax.kind == DeclarationSyntax::Kind::kInterface) {
      refuse_interface_constraints(syntax);
      parts.interfaces.push_back({type.name, draft.properties.properties(), {}, type.span});
      return;
    }
    apply_constraints(draft, type, findings_);
    type.table_key = (type.is_edge() ? "edge:" : "node:") + type.name;
    type.properties = draft.properties.properties();
    type.annotations = draft.annotations;
    type.implements = draft.implements;
    if (!type.is_edge()) {
      parts.nodes.push_back(std::move(type));
      return;
    }
    check_end(syntax, syntax.from, "source");
    check_end(syntax, syntax.to, "target");
    type.from_type = syntax.from.text;
    type.to_type = syntax.to.text;
    type.cardinality = read_cardinality(syntax, findings_);
    parts.edges.push_back(std::move(type));
  }

  void refuse_interface_constraints(const DeclarationSyntax& syntax) {
    for (const ConstraintSyntax& constraint : syntax.constraints) {
      findings_
          .add(Code::kConstraintPlace,
               constraint.span,
               format("{} holds properties only, found a constraint", describe(syntax)))
          .fix = "write it in the nodes that implement the interface";
    }
  }

  void check_end(const DeclarationSyntax& edge, const Name& end, std::string_view which) {
    if (end.text.empty() || nodes_.count(end.text) > 0) {
      return;
    }
    Diagnostic& diagnostic =
        findings_.add(Code::kUnknownEndpoint,
                      end.span,
                      format("{} references unknown {} type: {}", describe(edge), which, end.text));
    if (interfaces_.count(end.text) > 0) {
      diagnostic.fix = format("`{}` is an interface; edges join node types", end.text);
    } else {
      findings_.suggest(diagnostic, end.text, end.span, node_names_);
    }
  }

  static void add_implementers(Catalog::Parts& parts) {
    std::unordered_map<std::string, InterfaceType*> by_name;
    for (InterfaceType& interface : parts.interfaces) {
      by_name.emplace(interface.name, &interface);
    }
    for (const EntityType& node : parts.nodes) {
      for (const std::string& name : node.implements) {
        by_name.at(name)->implementers.push_back(node.name);
      }
    }
  }

  const FileSyntax& file_;
  Findings& findings_;
  std::vector<TypeDraft> drafts_;  // in text order
  DraftIndex interfaces_;
  DraftIndex nodes_;
  DraftIndex edges_;
  std::vector<std::string> interface_names_;
  std::vector<std::string> node_names_;
  std::vector<std::string> edge_names_;
  std::unordered_map<std::string, std::string> folded_edges_;  // in lower case → as declared
};

}  // namespace

Catalog::Parts check_schema(const FileSyntax& file, Findings& findings) {
  return SchemaCheck(file, findings).run();
}

}  // namespace omnigraph::schema
