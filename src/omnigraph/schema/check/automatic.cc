#include "omnigraph/schema/check/automatic.h"

#include <algorithm>
#include <optional>

#include "omnigraph/base/format.h"
#include "omnigraph/schema/check/default_constant.h"
#include "omnigraph/schema/check/draft.h"

namespace omnigraph::schema {

namespace {

using Form = ArgumentSyntax::Form;

bool has(const PropertySyntax& property, std::string_view annotation) {
  return std::any_of(property.annotations.begin(),
                     property.annotations.end(),
                     [&](const AnnotationSyntax& one) { return one.name.text == annotation; });
}

// The function that `text` calls without arguments, if a property of `type` may default to it.
std::optional<DefaultValue::Kind> default_function(std::string_view text,
                                                   const PropertyType& type) {
  if (type.list) {
    return std::nullopt;
  }
  if (text == "now()" && type.scalar == ScalarKind::kDateTime) {
    return DefaultValue::Kind::kNow;
  }
  if (text == "today()" && type.scalar == ScalarKind::kDate) {
    return DefaultValue::Kind::kToday;
  }
  if (text == "uuid()" && type.scalar == ScalarKind::kString && !type.is_enum()) {
    return DefaultValue::Kind::kUuid;
  }
  return std::nullopt;
}

class AutomaticReader {
 public:
  AutomaticReader(const DeclarationSyntax& owner,
                  const PropertySyntax& syntax,
                  Property* property,
                  Findings& findings)
      : syntax_(syntax),
        property_(*property),
        findings_(findings),
        where_(describe(owner, syntax.name.text)) {}

  void read() {
    for (const AnnotationSyntax& annotation : syntax_.annotations) {
      if (annotation.name.text == "default") {
        read_default(annotation);
      } else if (annotation.name.text == "auto") {
        read_auto(annotation);
      }
    }
  }

 private:
  void read_default(const AnnotationSyntax& annotation) {
    if (property_.default_value) {
      return;  // given twice: reported
    }
    if (annotation.arguments.size() != 1 || !annotation.arguments[0].keyword.text.empty()) {
      findings_.add(Code::kAnnotationValue,
                    annotation.span,
                    format("`@default` of {} takes exactly one value", where_));
      return;
    }
    if (!property_.embed_source.empty()) {
      findings_.add(Code::kDefaultValue,
                    annotation.span,
                    format("`@default` does not go with `@embed`: {} is made from a text", where_));
      return;
    }
    const ArgumentSyntax& argument = annotation.arguments[0];
    const std::string_view text =
        findings_.source().substr(argument.span.begin, argument.span.end - argument.span.begin);
    if (const auto function = default_function(text, property_.type)) {
      property_.default_value = DefaultValue{*function, nullptr};
      return;
    }
    auto constant = default_constant(text, property_.type);
    if (!constant.ok()) {
      findings_.add(Code::kDefaultValue,
                    argument.span,
                    format("`@default` of {}, which is {}, needs {}",
                           where_,
                           to_string(property_.type),
                           constant.error().message()));
      return;
    }
    property_.default_value = DefaultValue{DefaultValue::Kind::kConstant, *std::move(constant)};
  }

  void read_auto(const AnnotationSyntax& annotation) {
    const std::string word = annotation.arguments.size() == 1 &&
                                     annotation.arguments[0].keyword.text.empty() &&
                                     annotation.arguments[0].form == Form::kName
                                 ? annotation.arguments[0].text
                                 : "";
    if (word != "created" && word != "updated") {
      findings_
          .add(Code::kAnnotationValue,
               annotation.span,
               format("`@auto` of {} takes `created` or `updated`", where_))
          .fix = "write `@auto(created)` or `@auto(updated)`";
      return;
    }
    const bool instant = property_.type.scalar == ScalarKind::kDateTime && !property_.type.list;
    if (!instant) {
      findings_.add(Code::kAutomatic,
                    annotation.span,
                    format("`@auto` is for properties of type DateTime: {} is {}",
                           where_,
                           to_string(property_.type)));
      return;
    }
    if (has(syntax_, "default")) {
      findings_.add(Code::kAutomatic,
                    annotation.span,
                    format("`@auto` does not go with `@default`: {}", where_));
      return;
    }
    property_.automatic = word == "created" ? Automatic::kCreated : Automatic::kUpdated;
  }

  const PropertySyntax& syntax_;
  Property& property_;
  Findings& findings_;
  std::string where_;
};

}  // namespace

void read_automatic(const DeclarationSyntax& owner,
                    const PropertySyntax& syntax,
                    Property* property,
                    Findings& findings) {
  AutomaticReader(owner, syntax, property, findings).read();
}

}  // namespace omnigraph::schema
