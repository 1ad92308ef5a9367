#include "omnigraph/schema/check/interfaces.h"

#include <algorithm>
#include <unordered_set>

#include "omnigraph/base/format.h"

namespace omnigraph::schema {

namespace {

void unite_annotations(std::vector<Annotation>& into, const std::vector<Annotation>& from) {
  std::unordered_set<std::string> present;
  for (const Annotation& annotation : into) {
    present.insert(annotation.name);
  }
  for (const Annotation& annotation : from) {
    if (present.count(annotation.name) == 0) {
      into.push_back(annotation);
    }
  }
}

// About the bytes of a copy.
size_t weight(const Property& property) {
  size_t bytes = sizeof(Property) + property.name.size();
  for (const Annotation& annotation : property.annotations) {
    bytes += sizeof(Annotation) + annotation.name.size() +
             (annotation.value ? annotation.value->size() : 0);
  }
  for (const std::string& value : property.type.enum_values) {
    bytes += sizeof(std::string) + value.size();
  }
  return bytes;
}

// False if the budget is used up.
bool draw(size_t& budget, size_t amount, const DeclarationSyntax& node, Findings& findings) {
  if (budget == 0) {
    return false;
  }
  if (amount < budget) {
    budget -= amount;
    return true;
  }
  budget = 0;
  findings.add(Code::kTooLarge,
               node.name.span,
               format("the schema is too large: interfaces add more than {} bytes to its nodes",
                      kInterfaceBudget));
  return false;
}

// `own`: the properties that the node itself declares.
void apply_interface(TypeDraft& node,
                     const TypeDraft& interface,
                     SourceSpan mention,
                     const std::unordered_set<std::string>& own,
                     size_t& budget,
                     Findings& findings) {
  for (const Property& wanted : interface.properties.properties()) {
    if (!draw(budget, weight(wanted), *node.syntax, findings)) {
      return;
    }
    const bool broken = interface.properties.is_broken(wanted.name);
    Property* present = node.properties.find(wanted.name);
    if (present == nullptr) {
      node.properties.add(wanted, broken);
      continue;
    }
    const bool is_own = own.count(wanted.name) > 0;
    const bool comparable = !broken && !node.properties.is_broken(wanted.name);
    if (comparable && !(present->type == wanted.type)) {
      findings.add(Code::kInterfaceMismatch,
                   is_own ? present->span : mention,
                   format("{} property '{}' has type {} but interface {} declares it as {}",
                          describe(*node.syntax),
                          wanted.name,
                          to_string(present->type),
                          interface.syntax->name.text,
                          to_string(wanted.type)));
    } else if (!is_own) {
      unite_annotations(present->annotations, wanted.annotations);
      if (present->embed_source.empty()) {
        present->embed_source = wanted.embed_source;
      }
    }
  }
}

}  // namespace

void apply_interfaces(TypeDraft& node,
                      const DraftIndex& interfaces,
                      const std::vector<std::string>& interface_names,
                      size_t& budget,
                      Findings& findings) {
  const std::vector<std::string> names = node.properties.names();
  const std::unordered_set<std::string> own(names.begin(), names.end());
  std::unordered_set<std::string> seen;
  for (const Name& mention : node.syntax->implements) {
    const auto found = interfaces.find(mention.text);
    if (found == interfaces.end()) {
      Diagnostic& diagnostic = findings.add(
          Code::kUnknownInterface,
          mention.span,
          format("{} implements unknown interface '{}'", describe(*node.syntax), mention.text));
      findings.suggest(diagnostic, mention.text, mention.span, interface_names);
    } else if (seen.insert(mention.text).second) {
      node.implements.push_back(mention.text);
      apply_interface(node, *found->second, mention.span, own, budget, findings);
    }
  }
}

}  // namespace omnigraph::schema
