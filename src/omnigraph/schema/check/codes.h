// The codes of findings about schema texts. They are part of the public contract: a number is never
// given another meaning, and new ones are added at the end of their group.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace omnigraph::schema {

enum class Code : uint16_t {
  kSyntax = 100,
  kUnknownTypeName = 101,
  kUnknownAnnotationArgument = 102,
  kBadEscape = 103,
  kUnterminated = 104,
  kNotUtf8 = 105,
  kNameTooLong = 106,
  kNumberOutOfRange = 107,
  kReservedName = 108,
  kTooLarge = 109,

  kDuplicateType = 110,
  kDuplicateProperty = 111,
  kEdgeNameCollision = 112,
  kNameTaken = 113,
  kUnknownEndpoint = 114,
  kUnknownInterface = 115,
  kInterfaceMismatch = 116,

  kVectorDimension = 120,
  kEnumValues = 121,
  kListItem = 122,

  kAnnotationPlace = 130,
  kAnnotationRepeated = 131,
  kAnnotationValue = 132,
  kEmbedSource = 133,
  kDefaultValue = 134,
  kAutomatic = 135,

  kSeveralKeys = 140,
  kUnknownProperty = 141,
  kConstraintType = 142,
  kConstraintPlace = 143,
  kColumnRepeated = 144,
  kRangeBounds = 145,
  kCheckPattern = 146,
  kCardinality = 147,
  kEdgeKeyEnds = 148,

  kNotSupportedYet = 190,
};

struct CodeMeaning {
  Code code;
  std::string_view meaning;
};

// Every code with its meaning, ascending.
inline constexpr CodeMeaning kCodeTable[] = {
    {Code::kSyntax, "the text does not follow the grammar"},
    {Code::kUnknownTypeName, "a property's type is no type of the language"},
    {Code::kUnknownAnnotationArgument, "an annotation does not take this argument"},
    {Code::kBadEscape, "a string holds an unknown escape sequence"},
    {Code::kUnterminated, "a string or a block comment does not end"},
    {Code::kNotUtf8, "the text is not UTF-8"},
    {Code::kNameTooLong, "a name is longer than 200 bytes"},
    {Code::kNumberOutOfRange, "a number does not fit where it stands"},
    {Code::kReservedName, "a property name is reserved"},
    {Code::kTooLarge, "the schema is too large"},
    {Code::kDuplicateType, "a node type, edge type or interface is declared twice"},
    {Code::kDuplicateProperty, "a property is declared twice in one type"},
    {Code::kEdgeNameCollision, "two edge names differ in case only"},
    {Code::kNameTaken, "a node type and an interface have one name"},
    {Code::kUnknownEndpoint, "an edge joins a node type that is not declared"},
    {Code::kUnknownInterface, "a node implements an interface that is not declared"},
    {Code::kInterfaceMismatch, "a property has another type than its interface says"},
    {Code::kVectorDimension, "the dimension of a vector is missing, zero or too large"},
    {Code::kEnumValues, "an enum names a value twice"},
    {Code::kListItem, "lists cannot hold this type"},
    {Code::kAnnotationPlace, "an annotation cannot stand here"},
    {Code::kAnnotationRepeated, "an annotation is given more than once"},
    {Code::kAnnotationValue, "an annotation's value is missing, superfluous or of the wrong kind"},
    {Code::kEmbedSource, "@embed stands on no vector, or its source is no String property"},
    {Code::kDefaultValue, "the value of @default does not fit the property"},
    {Code::kAutomatic, "@auto stands on no DateTime, beside @default, or on a member of a key"},
    {Code::kSeveralKeys, "a node type has more than one @key"},
    {Code::kUnknownProperty, "a constraint names a property that the type does not have"},
    {Code::kConstraintType, "a constraint does not fit the type of its property"},
    {Code::kConstraintPlace, "this kind of type cannot have this constraint"},
    {Code::kColumnRepeated, "a constraint names a property twice"},
    {Code::kRangeBounds, "the lower bound of @range is above the upper one"},
    {Code::kCheckPattern, "the pattern of @check is no valid regular expression"},
    {Code::kCardinality, "@card is malformed, or its minimum is above its maximum"},
    {Code::kEdgeKeyEnds, "the @key of an edge lacks one of its ends"},
    {Code::kNotSupportedYet, "known, but not supported yet"},
};

// "S101".
inline std::string code_text(Code code) {
  return "S" + std::to_string(static_cast<unsigned>(code));
}

}  // namespace omnigraph::schema
