// The syntax tree of a schema text: what is written, with its places, before any meaning. Parts
// that do not parse are reported and left out or marked broken, so that the checks can go on with
// the rest without follow-up errors. Plain values; owns its texts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "omnigraph/base/diagnostic.h"

namespace omnigraph::schema {

struct Name {
  std::string text;
  SourceSpan span;
};

struct NumberSyntax {
  std::string text;  // with its "-"
  bool is_float = false;
  SourceSpan span;
};

struct TypeSyntax {
  enum class Form {
    kBroken,  // reported
    kNamed,   // String, or a name nobody knows
    kVector,  // Vector(n)
    kEnum,    // enum(a, b)
  };
  Form form = Form::kBroken;
  Name name;                 // kNamed
  NumberSyntax dimension;    // kVector: an unsigned integer
  std::vector<Name> values;  // kEnum, as written
  bool list = false;
  bool nullable = false;
  SourceSpan span;
};

struct ArgumentSyntax {
  enum class Form { kString, kInteger, kFloat, kBoolean, kName, kExpression };
  Form form = Form::kExpression;
  Name keyword;      // of `model = "x"`; empty text: none
  std::string text;  // strings decoded, all else as written
  SourceSpan span;   // of the value
};

struct AnnotationSyntax {
  Name name;
  bool has_parentheses = false;
  std::vector<ArgumentSyntax> arguments;
  SourceSpan span;  // from "@" to the end
};

// `@key(…)`, `@unique(…)`, `@index(…)`, `@range(…)` or `@check(…)` in a body or on an edge's line.
struct ConstraintSyntax {
  enum class Kind { kKey, kUnique, kIndex, kRange, kCheck };
  Kind kind = Kind::kKey;
  std::vector<Name> columns;  // "@src", "@dst" keep their sign; range and check: the one property
  std::optional<NumberSyntax> min;  // range
  std::optional<NumberSyntax> max;  // range
  std::string pattern;              // check
  SourceSpan pattern_span;
  SourceSpan span;  // from "@" to ")"
};

struct CardinalitySyntax {
  NumberSyntax min;
  std::optional<NumberSyntax> max;
  SourceSpan span;
};

struct PropertySyntax {
  Name name;
  TypeSyntax type;
  std::vector<AnnotationSyntax> annotations;
};

// An interface, node or edge.
struct DeclarationSyntax {
  enum class Kind { kInterface, kNode, kEdge };
  Kind kind = Kind::kNode;
  Name name;
  std::vector<AnnotationSyntax> annotations;
  std::vector<Name> implements;  // nodes
  Name from;                     // edges; an empty text: broken and reported
  Name to;
  std::vector<CardinalitySyntax> cardinalities;  // edges; more than one is an error
  std::vector<PropertySyntax> properties;
  std::vector<ConstraintSyntax> constraints;
};

struct FileSyntax {
  std::vector<DeclarationSyntax> declarations;  // in text order, with a name each
};

}  // namespace omnigraph::schema
