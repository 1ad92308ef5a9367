// The codes of what the parser says: one table. Codes are part of the public contract; a number is
// never used again for something else. T102 is a type code by family, but it is the parser that
// meets the text it is about.
#pragma once

#include <array>
#include <string_view>

namespace omnigraph::query::code {

inline constexpr std::string_view kSyntax = "Q001";
inline constexpr std::string_view kHeader = "Q002";
inline constexpr std::string_view kSetting = "Q003";
inline constexpr std::string_view kStatements = "Q004";
inline constexpr std::string_view kTwice = "Q005";
inline constexpr std::string_view kParameterWithoutDollar = "Q101";
inline constexpr std::string_view kCypher = "Q102";
inline constexpr std::string_view kForeignOperator = "Q103";
inline constexpr std::string_view kUpperCaseKeyword = "Q104";
inline constexpr std::string_view kBracesMissing = "Q105";
inline constexpr std::string_view kWhereMissing = "Q106";
inline constexpr std::string_view kEdgePropertyPath = "T102";
inline constexpr std::string_view kExtraComma = "L401";
inline constexpr std::string_view kAnnotationPosition = "L402";
inline constexpr std::string_view kForeignSpelling = "L403";

struct Meaning {
  std::string_view code;
  std::string_view text;
};

inline constexpr std::array<Meaning, 15> kMeanings = {{
    {kSyntax, "the text does not follow the grammar"},
    {kHeader, "the head of a query: name, parameters, annotations"},
    {kSetting, "a setting: its name, its form, or settings with nothing to apply to"},
    {kStatements, "several statements in a file, or a statement that cannot stand there"},
    {kTwice, "something stands twice that may stand once: annotation, order, skip, limit"},
    {kParameterWithoutDollar, "a parameter is written without `$`"},
    {kCypher, "a pattern in the syntax of Cypher"},
    {kForeignOperator, "an operator of another language: `&&`, `||`, `!`"},
    {kUpperCaseKeyword, "a keyword in upper case"},
    {kBracesMissing, "the braces around a list are missing"},
    {kWhereMissing, "`update` or `delete` without `where`"},
    {kEdgePropertyPath, "the property of an edge is written as a path"},
    {kExtraComma, "a comma that is not needed (accepted)"},
    {kAnnotationPosition, "an annotation before `query` (accepted)"},
    {kForeignSpelling, "the spelling of another language (accepted)"},
}};

}  // namespace omnigraph::query::code
