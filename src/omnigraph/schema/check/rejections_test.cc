// Everything the language refuses: one row per rule, with the code, a part of the message and the
// text that the finding points at. A row has exactly one error, so it also shows that errors do not
// cascade.
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "omnigraph/schema/compile.h"

namespace omnigraph::schema {
namespace {

struct Rejection {
  const char* name;
  const char* source;
  const char* code;
  const char* message;  // a part of it
  const char* at;       // the text it points at
};

void PrintTo(const Rejection& rejection, std::ostream* out) {
  *out << rejection.source;
}

class Rejections : public testing::TestWithParam<Rejection> {};

TEST_P(Rejections, AreReportedWithCodeMessageAndPlace) {
  const Rejection& row = GetParam();
  const Result<CatalogPtr> result = compile_schema(row.source);
  ASSERT_FALSE(result.ok());
  const bool unsupported = std::string(row.code) == "S190";
  EXPECT_EQ(result.error().code(),
            unsupported ? ErrorCode::kUnsupported : ErrorCode::kInvalidArgument);
  const std::vector<Diagnostic>& diagnostics = result.error().diagnostics();
  std::string all;
  for (const Diagnostic& diagnostic : diagnostics) {
    all += to_string(diagnostic) + "\n";
  }
  ASSERT_EQ(diagnostics.size(), 1U) << all;
  EXPECT_EQ(diagnostics[0].code, row.code) << all;
  EXPECT_NE(diagnostics[0].message.find(row.message), std::string::npos) << all;
  EXPECT_EQ(diagnostics[0].expression, row.at) << all;
  EXPECT_GT(diagnostics[0].span.end, diagnostics[0].span.begin);
  ASSERT_TRUE(diagnostics[0].position.has_value());
  EXPECT_EQ(diagnostics[0].position->byte, diagnostics[0].span.begin);
}

std::string row_name(const testing::TestParamInfo<Rejection>& row) {
  return row.param.name;
}

#define OG_REJECTIONS(group, ...) \
  INSTANTIATE_TEST_SUITE_P(group, Rejections, testing::Values(__VA_ARGS__), row_name)

// clang-format off
OG_REJECTIONS(Automatic,
  Rejection{"DefaultOfOtherKind", "node A { a: I32 @default(\"x\") }", "S134", "`@default` of property 'a' of node A, which is I32, needs a whole number from -2147483648 to 2147483647", "\"x\""},
  Rejection{"DefaultOutOfRange", "node A { a: U32 @default(-1) }", "S134", "needs a whole number from 0 to", "-1"},
  Rejection{"DefaultFloatForInteger", "node A { a: I64 @default(1.0) }", "S134", "needs a whole number", "1.0"},
  Rejection{"DefaultNoEnumValue", "node A { a: enum(x, y) @default(z) }", "S134", "needs one of the enum's values", "z"},
  Rejection{"DefaultNull", "node A { a: String? @default(null) }", "S134", "needs a string in double quotes", "null"},
  Rejection{"DefaultNoList", "node A { a: [I32] @default(1) }", "S134", "needs a list in brackets", "1"},
  Rejection{"DefaultListItem", "node A { a: [I32] @default([1, x]) }", "S134", "needs a whole number", "[1, x]"},
  Rejection{"DefaultListHole", "node A { a: [I32] @default([1,,2]) }", "S134", "needs a whole number", "[1,,2]"},
  Rejection{"DefaultVectorLength", "node A { a: Vector(2) @default([1]) }", "S134", "needs 2 numbers", "[1]"},
  Rejection{"DefaultBadDate", "node A { a: Date @default(\"2024-02-30\") }", "S134", "needs a date like", "\"2024-02-30\""},
  Rejection{"DefaultNowForDate", "node A { a: Date @default(now()) }", "S134", "needs a date like", "now()"},
  Rejection{"DefaultTooFine", "node A { a: DateTime @default(\"2024-01-01T00:00:00.0001Z\") }", "S134", "needs an instant like", "\"2024-01-01T00:00:00.0001Z\""},
  Rejection{"DefaultOfProperty", "node A { a: I32 b: I32 @default(a) }", "S134", "needs a whole number", "a"},
  Rejection{"DefaultBlob", "node A { a: Blob @default(\"x\") }", "S134", "needs no default: a Blob has none", "\"x\""},
  Rejection{"DefaultEmpty", "node A { a: I32 @default }", "S132", "`@default` of property 'a' of node A takes exactly one value", "@default"},
  Rejection{"DefaultTwoValues", "node A { a: I32 @default(1, 2) }", "S132", "takes exactly one value", "@default(1, 2)"},
  Rejection{"DefaultTwice", "node A { a: I32 @default(1) @default(2) }", "S131", "declares @default multiple times", "@default(2)"},
  Rejection{"DefaultAndEmbed", "node A { s: String v: Vector(1) @embed(s) @default([1]) }", "S134", "`@default` does not go with `@embed`", "@default([1])"},
  Rejection{"AutoOtherType", "node A { a: Date @auto(created) }", "S135", "`@auto` is for properties of type DateTime: property 'a' of node A is Date", "@auto(created)"},
  Rejection{"AutoList", "node A { a: [DateTime] @auto(created) }", "S135", "`@auto` is for properties of type DateTime", "@auto(created)"},
  Rejection{"AutoOtherWord", "node A { a: DateTime @auto(deleted) }", "S132", "takes `created` or `updated`", "@auto(deleted)"},
  Rejection{"AutoTwice", "node A { a: DateTime @auto(created) @auto(updated) }", "S131", "declares @auto multiple times", "@auto(updated)"},
  Rejection{"AutoAndDefault", "node A { a: DateTime @auto(created) @default(now()) }", "S135", "`@auto` does not go with `@default`", "@auto(created)"},
  Rejection{"AutoInKey", "node A { a: DateTime @auto(created) b: String @key(a, b) }", "S135", "`@auto` does not go with `@key`: property 'a' of node A", "@key(a, b)"});

OG_REJECTIONS(EdgeKeys,
  Rejection{"OneEnd", "node A {} edge E: A -> A { @key(@src) }", "S148", "the `@key` of edge E must name both ends, it lacks `@dst`", "@key(@src)"},
  Rejection{"NoEnd", "node A {} edge E: A -> A { p: I32 @key(p) }", "S148", "it lacks `@dst`", "@key(p)"},
  Rejection{"OtherEnd", "node A {} edge E: A -> A @key(dst)", "S148", "it lacks `@src`", "@key(dst)"},
  Rejection{"NullableMember", "node A {} edge E: A -> A { p: I32? @key(@src, @dst, p) }", "S142", "must be non-null", "p"},
  Rejection{"ListMember", "node A {} edge E: A -> A { p: [I32] @key(@src, @dst, p) }", "S142", "is a list", "p"},
  Rejection{"Repeated", "node A {} edge E: A -> A { @key(@src, @dst, @src) }", "S144", "names '@src' twice", "@src"},
  Rejection{"TwoKeys", "node A {} edge E: A -> A { p: I32 @key(@src, @dst) @key(@src, @dst, p) }", "S140", "multiple @key", "@key(@src, @dst, p)"});

OG_REJECTIONS(Syntax,
  Rejection{"Keyword", "nodes A {}", "S100", "parse error: expected `node`, `edge` or `interface`, found `nodes`", "nodes"},
  Rejection{"GluedKeyword", "nodePerson {}", "S100", "expected `node`", "nodePerson"},
  Rejection{"Stray", "node A {} }", "S100", "expected `node`", "}"},
  Rejection{"LowerTypeName", "node person {}", "S100", "type names begin with an upper-case letter", "person"},
  Rejection{"NoTypeName", "node {}", "S100", "expected a type's name", "{"},
  Rejection{"NodeWithoutBody", "node A", "S100", "expected `{`, found the end of the text", "A"},
  Rejection{"NodeWithoutBodyGoesOn", "node A node B {} edge E: A -> B", "S100", "expected `{`, found `node`", "node"},
  Rejection{"BodyNotClosed", "node A { a: String", "S100", "expected `}` to close the body of `A`", "String"},
  Rejection{"BodyNotClosedGoesOn", "node A { a: String node B {} edge E: A -> B", "S100", "expected `}`", "node"},
  Rejection{"UpperPropertyName", "node A { Name: String }", "S100", "property names begin with a lower-case letter", "Name"},
  Rejection{"NoColon", "node A { name String @unique }", "S100", "expected `:` and a type", "String"},
  Rejection{"NullableName", "node A { name?: String }", "S100", "`?` stands behind the type", "?"},
  Rejection{"NoType", "node A { name: @index b: String }", "S100", "expected a type, found `@`", "@"},
  Rejection{"NextPropertyForType", "node A { name:\n b: String }", "S100", "expected a type, found `b`", "b"},
  Rejection{"GarbageInBody", "node A { a: String ! b: I32 }", "S100", "expected a property", "!"},
  Rejection{"NestedBody", "node A { a: { b: String } c: I32 }", "S100", "expected a type", "{"},
  Rejection{"HashComment", "# hi\nnode A {}", "S100", "expected `node`", "#"},
  Rejection{"EdgeWithoutEnds", "node A {} edge E { a: I32 }", "S100", "expected `: From -> To`", "{"},
  Rejection{"EdgeWithoutArrow", "node A {} edge E: A - A", "S100", "expected `->`", "-"},
  Rejection{"EdgeWithoutTarget", "node A {} edge E: A -> {}", "S100", "expected the node type that the edge goes to", "{"},
  Rejection{"ImplementsNothing", "node A implements {}", "S100", "expected an interface's name", "{"},
  Rejection{"AnnotationWithoutName", "node A { a: String @ }", "S100", "expected an annotation's name", "}"},
  Rejection{"AnnotationNotClosed", "node A { a: String @foo(bar\n b: I32 }", "S100", "expected `,` or `)`", "b"},
  Rejection{"AnnotationEmptyArgument", "node A { a: String @foo(a, ) }", "S100", "expected a value", ")"},
  Rejection{"EnumEmpty", "node A { a: enum() }", "S100", "expected an enum value", ")"},
  Rejection{"EnumQuoted", "node A { a: enum(\"x\") }", "S100", "expected an enum value", "\"x\""},
  Rejection{"EnumFloat", "node A { a: enum(1.5) }", "S100", "letters, digits, `_` and `-`", "1.5"},
  Rejection{"EnumTrailingComma", "node A { a: enum(x, ) }", "S100", "expected an enum value", ")"},
  Rejection{"EnumNotClosed", "node A { a: enum(x y) }", "S100", "expected `,` or `)`", "y"},
  Rejection{"VectorOfName", "node A { a: Vector(n) }", "S100", "expected the number of dimensions", "n"},
  Rejection{"VectorNegative", "node A { a: Vector(-1) }", "S100", "expected the number of dimensions", "-"},
  Rejection{"ListNotClosed", "node A { a: [String @index }", "S100", "expected `]`", "@"},
  Rejection{"ListEmpty", "node A { a: [] }", "S100", "expected a type", "]"},
  Rejection{"TwiceNullable", "node A { a: String?? }", "S100", "expected a property", "?"},
  Rejection{"ConstraintLiteral", "node A { a: String @unique(\"a\") }", "S100", "expected a property's name", "\"a\""},
  Rejection{"ConstraintEmpty", "node A { a: String @key() }", "S100", "expected a property's name", ")"},
  Rejection{"ConstraintNotClosed", "node A { a: String @unique(a b: I32 }", "S100", "expected `)`", "b"},
  Rejection{"ConstraintUnknownEnd", "node A {} edge E: A -> A { @unique(@source) }", "S100", "expected `src` or `dst` after `@`", "source"},
  Rejection{"RangeWithoutProperty", "node A { a: I32 @range(0..5) }", "S100", "expected the property's name", "0"},
  Rejection{"RangeWithoutBounds", "node A { a: I32 @range(a) }", "S100", "expected `,` and the bounds", ")"},
  Rejection{"RangeOneNumber", "node A { a: I32 @range(a, 5) }", "S100", "expected `..`", ")"},
  Rejection{"RangeOnlyDots", "node A { a: I32 @range(a, ..) }", "S100", "expected a number after `..`", ")"},
  Rejection{"RangeName", "node A { a: I32 @range(a, b..5) }", "S100", "expected bounds", "b"},
  Rejection{"RangeMore", "node A { a: I32 @range(a, 1..5, 6) }", "S100", "expected `)`", ","},
  Rejection{"CheckWithoutPattern", "node A { a: String @check(a) }", "S100", "expected `,` and the pattern", ")"},
  Rejection{"CheckNumber", "node A { a: String @check(a, 5) }", "S100", "expected the pattern as a string", "5"},
  Rejection{"BadEscape", "node A @description(\"a\\qb\") {}", "S103", "unsupported escape sequence `\\q`", "\\q"},
  Rejection{"UnicodeEscape", "node A @description(\"\\u0041\") {}", "S103", "unsupported escape sequence", "\\u"},
  Rejection{"BlockComment", "node A {} /* a", "S104", "comment does not end", "/*"},
  Rejection{"NestedComment", "node A {} /* /* */ */", "S100", "expected `node`", "*"},
  Rejection{"NotUtf8", "node A {} // \xFF", "S105", "not UTF-8", "\xFF"});

OG_REJECTIONS(Names,
  Rejection{"TwoNodes", "node A {} node A {}", "S110", "duplicate node type: A", "A"},
  Rejection{"TwoEdges", "node A {} edge E: A -> A edge E: A -> A", "S110", "duplicate edge type: E", "E"},
  Rejection{"TwoInterfaces", "interface I {} interface I {}", "S110", "duplicate interface: I", "I"},
  Rejection{"TwoPropertiesOfNode", "node A { p: String p: I32 }", "S111", "duplicate property 'p' in node A", "p"},
  Rejection{"TwoPropertiesOfEdge", "node A {} edge E: A -> A { p: String p: String }", "S111", "duplicate property 'p' in edge E", "p"},
  Rejection{"TwoPropertiesOfInterface", "interface I { p: String p: String }", "S111", "duplicate property 'p' in interface I", "p"},
  Rejection{"EdgesByCase", "node A {} edge KnowsX: A -> A edge Knowsx: A -> A", "S112", "edge name collision after case folding: 'KnowsX' and 'Knowsx'", "Knowsx"},
  Rejection{"NodeAndInterface", "interface A {} node A {}", "S113", "node A has the name of an interface", "A"},
  Rejection{"UnknownSource", "node A {} edge E: B -> A", "S114", "edge E references unknown source type: B", "B"},
  Rejection{"UnknownTarget", "node A {} edge E: A -> B", "S114", "edge E references unknown target type: B", "B"},
  Rejection{"InterfaceAsEnd", "interface I {} node A {} edge E: A -> I", "S114", "unknown target type: I", "I"},
  Rejection{"UnknownInterface", "node A implements X {}", "S115", "node A implements unknown interface 'X'", "X"},
  Rejection{"UnderscoreOfNode", "node A { _id: String }", "S108", "names that begin with `_` are reserved", "_id"},
  Rejection{"UnderscoreOfEdge", "node A {} edge E: A -> A { _src: String }", "S108", "reserved", "_src"},
  Rejection{"UnderscoreOfInterface", "interface I { _x: String }", "S108", "reserved", "_x"},
  Rejection{"FromOnEdge", "node A {} edge E: A -> A { from: String }", "S108", "`from` and `to` are reserved on edges", "from"},
  Rejection{"ToOnEdge", "node A {} edge E: A -> A { to: String }", "S108", "`from` and `to` are reserved on edges", "to"});

OG_REJECTIONS(Types,
  Rejection{"Unknown", "node A { a: Quaternion }", "S101", "unknown type `Quaternion`", "Quaternion"},
  Rejection{"LowerCase", "node A { a: string? }", "S101", "unknown type `string`", "string"},
  Rejection{"InList", "node A { a: [Text] }", "S101", "unknown type `Text`", "Text"},
  Rejection{"VectorWithoutDimension", "node A { a: Vector }", "S120", "needs its dimension", "Vector"},
  Rejection{"VectorZero", "node A { a: Vector(0) }", "S120", "Vector dimension must be greater than zero", "0"},
  Rejection{"VectorLarge", "node A { a: Vector(2147483648) }", "S120", "Vector dimension exceeds maximum supported", "2147483648"},
  Rejection{"VectorHuge", "node A { a: Vector(99999999999999999999999) }", "S120", "exceeds maximum supported", "99999999999999999999999"},
  Rejection{"EnumTwice", "node A { a: enum(x, y, x) }", "S121", "enum cannot include duplicate values: 'x'", "x"},
  Rejection{"ListOfBlob", "node A { a: [Blob] }", "S122", "list of Blob is not supported", "[Blob]"},
  Rejection{"ListOfList", "node A { a: [[String]] }", "S122", "a list cannot hold lists", "["},
  Rejection{"ListOfEnum", "node A { a: [enum(x)] }", "S122", "list of enum is not supported", "[enum(x)]"},
  Rejection{"ListOfVector", "node A { a: [Vector(3)] }", "S122", "list of Vector is not supported", "[Vector(3)]"},
  Rejection{"ListOfNullable", "node A { a: [String?] }", "S122", "list items cannot be marked nullable", "?"});

OG_REJECTIONS(Interfaces,
  Rejection{"OtherType", "interface I { p: String } node N implements I { p: I32 }", "S116", "node N property 'p' has type I32 but interface I declares it as String", "p"},
  Rejection{"OtherNullability", "interface I { p: String } node N implements I { p: String? }", "S116", "has type String? but interface I declares it as String", "p"},
  Rejection{"OtherList", "interface I { p: [String] } node N implements I { p: String }", "S116", "declares it as [String]", "p"},
  Rejection{"OtherEnum", "interface I { p: enum(a, b) } node N implements I { p: enum(a) }", "S116", "has type enum(a) but interface I declares it as enum(a, b)", "p"},
  Rejection{"TwoInterfaces", "interface I { p: String } interface J { p: I32 } node N implements I, J {}", "S116", "node N property 'p' has type String but interface J declares it as I32", "J"},
  Rejection{"TwoKeys", "interface I { p: String @key } node N implements I { q: String @key }", "S140", "node N has multiple @key", "p"},
  Rejection{"Annotation", "interface I @description(\"d\") {}", "S130", "an interface takes no annotations", "@description(\"d\")"},
  Rejection{"ConstraintOnLine", "interface I @key(a) { a: String }", "S130", "", "@key(a)"},
  Rejection{"ConstraintInBody", "interface I { a: String @unique(a) }", "S143", "interface I holds properties only", "@unique(a)"},
  Rejection{"KeyOnList", "interface I { a: [String] @key } node N implements I {}", "S142", "`@key` does not fit property 'a' of interface I", "@key"},
  Rejection{"EmbedSource", "interface I { v: Vector(2) @embed(s) } node N implements I {}", "S133", "'v' of node N references unknown source property 's'", "v"});

OG_REJECTIONS(Annotations,
  Rejection{"KeyOnNode", "node A @key { a: String }", "S130", "`@key` is only supported on node properties (or as body constraint)", "@key"},
  Rejection{"KeyListOnNode", "node A @key(a) { a: String }", "S130", "`@key` is only supported on node properties (or as body constraint)", "@key(a)"},
  Rejection{"UniqueOnNode", "node A @unique { a: String }", "S130", "`@unique` is only supported on node properties", "@unique"},
  Rejection{"IndexOnNode", "node A @index { a: String }", "S130", "`@index` is only supported on node properties", "@index"},
  Rejection{"EmbedOnNode", "node A @embed(a) { a: String }", "S130", "`@embed` is only supported on node properties", "@embed(a)"},
  Rejection{"KeyOnEdge", "node A {} edge E: A -> A @key", "S130", "`@key` is not supported on edges", "@key"},
  Rejection{"UniqueOnEdge", "node A {} edge E: A -> A @unique", "S130", "`@unique` is not supported on edges", "@unique"},
  Rejection{"IndexOnEdge", "node A {} edge E: A -> A @index", "S130", "`@index` is not supported on edges", "@index"},
  Rejection{"EmbedOnEdge", "node A {} edge E: A -> A @embed(x)", "S130", "`@embed` is not supported on edges", "@embed(x)"},
  Rejection{"KeyOnEdgeProperty", "node A {} edge E: A -> A { p: String @key }", "S130", "`@key` is not supported on edge properties", "@key"},
  Rejection{"EmbedOnEdgeProperty", "node A {} edge E: A -> A { s: String p: Vector(2) @embed(s) }", "S130", "`@embed` is not supported on edge properties", "@embed(s)"},
  Rejection{"InstructionOnProperty", "node A { a: String @instruction(\"x\") }", "S130", "`@instruction` is not supported on properties", "@instruction(\"x\")"},
  Rejection{"CardOnNode", "node A @card(0..1) {}", "S130", "`@card` is for edges only", "@card(0..1)"},
  Rejection{"CardOnProperty", "node A { a: String @card(1) }", "S130", "`@card` is for edges only", "@card(1)"},
  Rejection{"AloneInBody", "node A { @description(\"d\") a: String }", "S130", "`@description` cannot stand alone in a body", "@"},
  Rejection{"CardInBody", "node A {} edge E: A -> A { @card(0..1) }", "S130", "`@card` cannot stand alone in a body", "@"},
  Rejection{"DefaultOnType", "node A @default(1) {}", "S130", "`@default` is only supported on properties", "@default(1)"},
  Rejection{"DescriptionTwice", "node A @description(\"a\") @description(\"b\") {}", "S131", "node A declares @description multiple times", "@description(\"b\")"},
  Rejection{"InstructionTwice", "node A {} edge E: A -> A @instruction(\"a\") @instruction(\"b\")", "S131", "edge E declares @instruction multiple times", "@instruction(\"b\")"},
  Rejection{"DescriptionTwiceOnProperty", "node A { a: I32 @description(\"a\") @description(\"a\") }", "S131", "property 'a' of node A declares @description multiple times", "@description(\"a\")"},
  Rejection{"RenameTwice", "node A @rename_from(\"X\") @rename_from(\"Y\") {}", "S131", "declares @rename_from multiple times", "@rename_from(\"Y\")"},
  Rejection{"KeyTwice", "node A { a: String @key @key }", "S131", "declares @key multiple times", "@key"},
  Rejection{"UniqueTwice", "node A { a: String @unique @unique }", "S131", "declares @unique multiple times", "@unique"},
  Rejection{"IndexTwice", "node A { a: String @index @index }", "S131", "declares @index multiple times", "@index"},
  Rejection{"EmbedTwice", "node A { s: String v: Vector(2) @embed(s) @embed(s) }", "S131", "declares @embed multiple times", "@embed(s)"},
  Rejection{"CardTwice", "node A {} edge E: A -> A @card(0..1) @card(0..1)", "S131", "edge E declares @card multiple times", "@card(0..1)"},
  Rejection{"DescriptionEmpty", "node A @description(\"\") {}", "S132", "`@description` of node A must not be empty", "\"\""},
  Rejection{"DescriptionWithout", "node A @description {}", "S132", "takes exactly one string", "@description"},
  Rejection{"DescriptionName", "node A { a: String @description(text) }", "S132", "takes exactly one string", "@description(text)"},
  Rejection{"DescriptionTwoValues", "node A @description(\"a\", \"b\") {}", "S132", "takes exactly one string", "@description(\"a\", \"b\")"},
  Rejection{"DescriptionKeyword", "node A @description(text = \"a\") {}", "S102", "`@description` has no argument 'text'", "text"},
  Rejection{"InstructionEmpty", "node A @instruction(\"\") {}", "S132", "must not be empty", "\"\""},
  Rejection{"RenameWithout", "node A @rename_from {}", "S132", "`@rename_from` of node A takes the old name", "@rename_from"},
  Rejection{"RenameNumber", "node A { a: String @rename_from(5) }", "S132", "takes the old name", "@rename_from(5)"},
  Rejection{"RangeBare", "node A { a: I32 @range }", "S132", "`@range` needs its arguments", "@range"},
  Rejection{"CheckBare", "node A { a: String @check }", "S132", "`@check` needs its arguments", "@check"},
  Rejection{"EmbedOnString", "node A { s: String t: String @embed(s) }", "S133", "`@embed` is only supported on vector properties", "@embed(s)"},
  Rejection{"EmbedOnList", "node A { s: String t: [F32] @embed(s) }", "S133", "only supported on vector properties", "@embed(s)"},
  Rejection{"EmbedOnBlob", "node A { s: String t: Blob @embed(s) }", "S133", "only supported on vector properties", "@embed(s)"},
  Rejection{"EmbedUnknownSource", "node A { v: Vector(2) @embed(ghost) }", "S133", "`@embed` of property 'v' of node A references unknown source property 'ghost'", "v"},
  Rejection{"EmbedIntegerSource", "node A { n: I32 v: Vector(2) @embed(n) }", "S133", "the `@embed` source 'n' of property 'v' of node A must be String", "v"},
  Rejection{"EmbedListSource", "node A { n: [String] v: Vector(2) @embed(n) }", "S133", "must be String, it is [String]", "v"},
  Rejection{"EmbedWithoutSource", "node A { v: Vector(2) @embed }", "S132", "takes the name of one source property", "@embed"},
  Rejection{"EmbedTwoSources", "node A { s: String v: Vector(2) @embed(s, s) }", "S132", "takes the name of one source property", "@embed(s, s)"},
  Rejection{"EmbedNumber", "node A { v: Vector(2) @embed(3) }", "S132", "takes the name of one source property", "@embed(3)"},
  Rejection{"EmbedKeyword", "node A { s: String v: Vector(2) @embed(s, dim=3) }", "S102", "`@embed` has no argument 'dim'", "dim"});

OG_REJECTIONS(PropertyConstraints,
  Rejection{"KeyNullable", "node A { a: String? @key }", "S142", "must be non-null", "@key"},
  Rejection{"KeyList", "node A { a: [String] @key }", "S142", "`@key` does not fit property 'a' of node A: it is a list", "@key"},
  Rejection{"KeyVector", "node A { a: Vector(2) @key }", "S142", "it is a Vector", "@key"},
  Rejection{"KeyBlob", "node A { a: Blob @key }", "S142", "it is a Blob", "@key"},
  Rejection{"UniqueList", "node A { a: [String] @unique }", "S142", "it is a list", "@unique"},
  Rejection{"UniqueVector", "node A { a: Vector(2) @unique }", "S142", "it is a Vector", "@unique"},
  Rejection{"UniqueBlob", "node A { a: Blob @unique }", "S142", "it is a Blob", "@unique"},
  Rejection{"IndexList", "node A { a: [String] @index }", "S142", "it is a list", "@index"},
  Rejection{"IndexBlob", "node A { a: Blob @index }", "S142", "it is a Blob", "@index"},
  Rejection{"TwoKeys", "node A { a: String @key b: String @key }", "S140", "node A has multiple @key", "b"});

OG_REJECTIONS(BodyConstraints,
  Rejection{"TwoKeys", "node A { a: String @key b: String @key(b) }", "S140", "node A has multiple @key", "@key(b)"},
  Rejection{"KeyUnknown", "node A { a: String @key(ghost) }", "S141", "`@key` of node A names unknown property 'ghost'", "ghost"},
  Rejection{"KeyNullable", "node A { a: String b: I32? @key(a, b) }", "S142", "must be non-null", "b"},
  Rejection{"KeyList", "node A { a: [String] @key(a) }", "S142", "it is a list", "a"},
  Rejection{"KeyVector", "node A { a: Vector(2) @key(a) }", "S142", "it is a Vector", "a"},
  Rejection{"KeyBlob", "node A { a: Blob @key(a) }", "S142", "it is a Blob", "a"},
  Rejection{"UniqueUnknown", "node A { a: String @unique(a, ghost) }", "S141", "`@unique` of node A names unknown property 'ghost'", "ghost"},
  Rejection{"UniqueUnknownOnEdge", "node A {} edge E: A -> A { @unique(src, ghost) }", "S141", "`@unique` of edge E names unknown property 'ghost'", "ghost"},
  Rejection{"UniqueList", "node A { a: [String] @unique(a) }", "S142", "it is a list", "a"},
  Rejection{"UniqueTwice", "node A { a: String @unique(a, a) }", "S144", "`@unique` of node A names 'a' twice", "a"},
  Rejection{"UniqueEndTwice", "node A {} edge E: A -> A { @unique(src, @src) }", "S144", "names '@src' twice", "@src"},
  Rejection{"IndexUnknown", "node A { @index(ghost) }", "S141", "`@index` of node A names unknown property 'ghost'", "ghost"},
  Rejection{"IndexBlob", "node A { a: Blob @index(a) }", "S142", "it is a Blob", "a"},
  Rejection{"EndOnNode", "node A { @unique(@src) }", "S141", "`@src` is for edges only", "@src"},
  Rejection{"BareEndOnNode", "node A { @unique(src) }", "S141", "unknown property 'src'", "src"},
  Rejection{"RangeUnknown", "node A { @range(ghost, 0..1) }", "S141", "`@range` of node A names unknown property 'ghost'", "ghost"},
  Rejection{"RangeString", "node A { a: String @range(a, 0..1) }", "S142", "it must be numeric, it is String", "a"},
  Rejection{"RangeDate", "node A { a: Date @range(a, 0..1) }", "S142", "it must be numeric", "a"},
  Rejection{"RangeList", "node A { a: [I32] @range(a, 0..1) }", "S142", "it must be numeric", "a"},
  Rejection{"RangeReversed", "node A { a: I32 @range(a, 5..1) }", "S145", "the lower bound 5 is above the upper bound 1", "@range(a, 5..1)"},
  Rejection{"RangeReversedFloat", "node A { a: F64 @range(a, -1..-1.5) }", "S145", "the lower bound -1 is above the upper bound -1.5", "@range(a, -1..-1.5)"},
  Rejection{"RangeHuge", "node A { a: U64 @range(a, 0..9223372036854775808) }", "S107", "out of range", "9223372036854775808"},
  Rejection{"RangeHugeFloat", "node A { a: F64 @range(a, 0..1e999) }", "S107", "out of range", "1e999"},
  Rejection{"RangeOnEdge", "node A {} edge E: A -> A { w: F64 @range(w, 0..1) }", "S143", "`@range` is not supported on edges", "@range(w, 0..1)"},
  Rejection{"CheckUnknown", "node A { @check(ghost, \"x\") }", "S141", "`@check` of node A names unknown property 'ghost'", "ghost"},
  Rejection{"CheckInteger", "node A { a: I32 @check(a, \"x\") }", "S142", "it must be String, it is I32", "a"},
  Rejection{"CheckList", "node A { a: [String] @check(a, \"x\") }", "S142", "it must be String", "a"},
  Rejection{"CheckPattern", "node A { a: String @check(a, \"[a-\") }", "S146", "no valid regular expression", "\"[a-\""},
  Rejection{"CheckLookahead", "node A { a: String @check(a, \"a(?=b)\") }", "S146", "no valid regular expression", "\"a(?=b)\""},
  Rejection{"CheckOnEdge", "node A {} edge E: A -> A { w: String @check(w, \"x\") }", "S143", "`@check` is not supported on edges", "@check(w, \"x\")"});

OG_REJECTIONS(Cardinality,
  Rejection{"OneNumber", "node A {} edge E: A -> A @card(1)", "S147", "parse error: `@card` takes a range", ")"},
  Rejection{"Bare", "node A {} edge E: A -> A @card {}", "S147", "`@card` takes a range", "{"},
  Rejection{"Empty", "node A {} edge E: A -> A @card()", "S147", "`@card` takes a range", ")"},
  Rejection{"OnlyMaximum", "node A {} edge E: A -> A @card(..1)", "S147", "`@card` takes a range", ".."},
  Rejection{"Negative", "node A {} edge E: A -> A @card(-1..1)", "S147", "`@card` takes a range", "-"},
  Rejection{"Float", "node A {} edge E: A -> A @card(0..1.5)", "S147", "`@card` takes a range", "1.5"},
  Rejection{"Reversed", "node A {} edge E: A -> A @card(2..1)", "S147", "the minimum 2 is above the maximum 1", "@card(2..1)"},
  Rejection{"Huge", "node A {} edge E: A -> A @card(0..18446744073709551616)", "S107", "out of range", "18446744073709551616"});

OG_REJECTIONS(NotYet,
  Rejection{"Computed", "node A { a: String b: String @computed(lower(a) + \"x\") }", "S190", "`@computed` is not supported yet", "@computed(lower(a) + \"x\")"},
  Rejection{"EmbedModel", "node A { s: String v: Vector(2) @embed(\"s\", model=\"m\") }", "S190", "the argument `model` of `@embed` is not supported yet", "model"});
// clang-format on

}  // namespace
}  // namespace omnigraph::schema
