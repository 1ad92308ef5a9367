#include "omnigraph/schema/check/annotations.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "omnigraph/base/format.h"
#include "omnigraph/schema/check/draft.h"
#include "omnigraph/schema/check/fitness.h"

namespace omnigraph::schema {

namespace {

using Form = ArgumentSyntax::Form;

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Annotation stored(const AnnotationSyntax& syntax, std::string_view source) {
  Annotation annotation{syntax.name.text, std::nullopt};
  if (syntax.arguments.size() == 1 && syntax.arguments[0].keyword.text.empty()) {
    annotation.value = syntax.arguments[0].text;
  } else if (!syntax.arguments.empty()) {
    const ArgumentSyntax& first = syntax.arguments.front();
    const size_t begin = first.keyword.text.empty() ? first.span.begin : first.keyword.span.begin;
    annotation.value = source.substr(begin, syntax.arguments.back().span.end - begin);
  }
  return annotation;
}

// Refuses `argument=` in an annotation that has only the keywords `known`. False if there was one.
bool check_keywords(const AnnotationSyntax& annotation,
                    std::initializer_list<std::string_view> known,
                    Findings& findings) {
  for (const ArgumentSyntax& argument : annotation.arguments) {
    if (!argument.keyword.text.empty() && !is_one_of(argument.keyword.text, known)) {
      findings.add(
          Code::kUnknownAnnotationArgument,
          argument.keyword.span,
          format("`@{}` has no argument '{}'", annotation.name.text, argument.keyword.text));
      return false;
    }
  }
  return true;
}

// @description and @instruction.
void check_text(const AnnotationSyntax& annotation, std::string_view where, Findings& findings) {
  if (!check_keywords(annotation, {}, findings)) {
    return;
  }
  const bool is_string =
      annotation.arguments.size() == 1 && annotation.arguments[0].form == Form::kString;
  if (!is_string) {
    findings.add(
        Code::kAnnotationValue,
        annotation.span,
        format(
            "`@{}` of {} takes exactly one string in double quotes", annotation.name.text, where));
  } else if (annotation.arguments[0].text.empty()) {
    findings.add(Code::kAnnotationValue,
                 annotation.arguments[0].span,
                 format("`@{}` of {} must not be empty", annotation.name.text, where));
  }
}

void check_rename(const AnnotationSyntax& annotation, std::string_view where, Findings& findings) {
  if (!check_keywords(annotation, {}, findings)) {
    return;
  }
  const bool is_name = annotation.arguments.size() == 1 &&
                       (annotation.arguments[0].form == Form::kString ||
                        annotation.arguments[0].form == Form::kName) &&
                       !annotation.arguments[0].text.empty();
  if (!is_name) {
    findings.add(Code::kAnnotationValue,
                 annotation.span,
                 format("`@rename_from` of {} takes the old name", where));
  }
}

// Rules that hold wherever the annotation stands. False if the annotation has been refused.
bool check_anywhere(const AnnotationSyntax& annotation,
                    std::string_view where,
                    std::unordered_set<std::string>& seen,
                    Findings& findings) {
  const std::string& name = annotation.name.text;
  const bool once = is_one_of(name,
                              {"key",
                               "unique",
                               "index",
                               "embed",
                               "description",
                               "instruction",
                               "rename_from",
                               "default",
                               "auto"});
  if (once && !seen.insert(name).second) {
    findings.add(Code::kAnnotationRepeated,
                 annotation.span,
                 format("{} declares @{} multiple times", where, name));
    return false;
  }
  if (is_one_of(name, {"range", "check"})) {
    findings.add(Code::kAnnotationValue, annotation.span, format("`@{}` needs its arguments", name))
        .fix = name == "range" ? "write `@range(property, 0..100)` in the node's body"
                               : "write `@check(property, \"pattern\")` in the node's body";
    return false;
  }
  if (name == "card") {
    findings
        .add(Code::kAnnotationPlace,
             annotation.span,
             format("`@card` is for edges only, found on {}", where))
        .fix = "write it on an edge's line, behind the end types";
    return false;
  }
  return true;
}

void check_embed(const DeclarationSyntax& owner,
                 const AnnotationSyntax& annotation,
                 const std::string& where,
                 const PropertyType* type,
                 Findings& findings) {
  if (owner.kind == DeclarationSyntax::Kind::kEdge) {
    findings.add(Code::kAnnotationPlace,
                 annotation.span,
                 format("`@embed` is not supported on edge properties: {}", where));
    return;
  }
  if (type != nullptr && type->scalar != ScalarKind::kVector) {
    findings.add(
        Code::kEmbedSource,
        annotation.span,
        format(
            "`@embed` is only supported on vector properties: {} is {}", where, to_string(*type)));
    return;
  }
  if (!check_keywords(annotation, {"model"}, findings)) {
    return;
  }
  size_t sources = 0;
  for (const ArgumentSyntax& argument : annotation.arguments) {
    if (argument.keyword.text == "model") {
      findings.add_unsupported(argument.keyword.span, "the argument `model` of `@embed`");
      continue;
    }
    const bool is_name = argument.form == Form::kString || argument.form == Form::kName;
    sources += is_name && !argument.text.empty() ? 1 : 2;
  }
  if (sources != 1) {
    findings.add(Code::kAnnotationValue,
                 annotation.span,
                 format("`@embed` of {} takes the name of one source property", where));
  }
}

void check_constraint_annotation(const DeclarationSyntax& owner,
                                 const PropertySyntax& property,
                                 const AnnotationSyntax& annotation,
                                 const PropertyType* type,
                                 Findings& findings) {
  const std::string& name = annotation.name.text;
  const std::string where = describe(owner, property.name.text);
  if (owner.kind == DeclarationSyntax::Kind::kEdge && name == "key") {
    findings.add(Code::kAnnotationPlace,
                 annotation.span,
                 format("`@key` is not supported on edge properties: {}", where));
    return;
  }
  if (type == nullptr) {
    return;
  }
  std::string unfit = reason_unfit(name, *type);
  if (unfit.empty() && name == "index" && type->list) {
    unfit = "is a list";
  }
  if (!unfit.empty()) {
    findings.add(Code::kConstraintType,
                 annotation.span,
                 format("`@{}` does not fit {}: it {}", name, where, unfit));
  }
}

// Refuses what may not stand on the line of a type. False if it was refused.
bool check_type_place(const DeclarationSyntax& declaration,
                      const AnnotationSyntax& annotation,
                      Findings& findings) {
  const std::string& name = annotation.name.text;
  if (declaration.kind == DeclarationSyntax::Kind::kInterface) {
    findings.add(Code::kAnnotationPlace,
                 annotation.span,
                 format("an interface takes no annotations, found `@{}`", name));
    return false;
  }
  if (is_one_of(name, {"default", "auto", "computed"})) {
    findings.add(Code::kAnnotationPlace,
                 annotation.span,
                 format("`@{}` is only supported on properties", name));
    return false;
  }
  if (!is_one_of(name, {"key", "unique", "index", "embed"})) {
    return true;
  }
  if (declaration.kind == DeclarationSyntax::Kind::kEdge) {
    Diagnostic& diagnostic =
        findings.add(Code::kAnnotationPlace,
                     annotation.span,
                     format("`@{}` is not supported on edges: {}", name, declaration.name.text));
    if (is_one_of(name, {"unique", "index"})) {
      diagnostic.fix = format("name the columns: `@{}(@src, @dst)`", name);
    }
    return false;
  }
  findings.add(Code::kAnnotationPlace,
               annotation.span,
               format("`@{}` is only supported on node properties (or as body constraint): {}",
                      name,
                      describe(declaration)));
  return false;
}

}  // namespace

std::vector<Annotation> check_type_annotations(const DeclarationSyntax& declaration,
                                               Findings& findings) {
  const std::string where = describe(declaration);
  std::vector<Annotation> annotations;
  std::unordered_set<std::string> seen;
  for (const AnnotationSyntax& annotation : declaration.annotations) {
    if (!check_type_place(declaration, annotation, findings) ||
        !check_anywhere(annotation, where, seen, findings)) {
      continue;
    }
    annotations.push_back(stored(annotation, findings.source()));
    if (is_one_of(annotation.name.text, {"description", "instruction"})) {
      check_text(annotation, where, findings);
    } else if (annotation.name.text == "rename_from") {
      check_rename(annotation, where, findings);
    }
  }
  return annotations;
}

std::vector<Annotation> check_property_annotations(const DeclarationSyntax& owner,
                                                   const PropertySyntax& property,
                                                   const PropertyType* type,
                                                   Findings& findings) {
  const std::string where = describe(owner, property.name.text);
  std::vector<Annotation> annotations;
  std::unordered_set<std::string> seen;
  for (const AnnotationSyntax& annotation : property.annotations) {
    const std::string& name = annotation.name.text;
    if (!check_anywhere(annotation, where, seen, findings)) {
      continue;
    }
    annotations.push_back(stored(annotation, findings.source()));
    if (is_one_of(name, {"key", "unique", "index"})) {
      check_constraint_annotation(owner, property, annotation, type, findings);
    } else if (name == "embed") {
      check_embed(owner, annotation, where, type, findings);
    } else if (name == "description") {
      check_text(annotation, where, findings);
    } else if (name == "instruction") {
      findings
          .add(Code::kAnnotationPlace,
               annotation.span,
               format("`@instruction` is not supported on properties: {}", where))
          .fix = "use `@description`, or put it on the type";
    } else if (name == "rename_from") {
      check_rename(annotation, where, findings);
    } else if (name == "computed") {
      findings.add_unsupported(annotation.span, format("`@{}`", name));
    }
  }
  return annotations;
}

}  // namespace omnigraph::schema
