// What right schemas mean: the cases of the language that are accepted, one test each.
#include "omnigraph/schema/compile.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace omnigraph::schema {
namespace {

using columnar::DataType;
using columnar::TypeKind;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kPeople = R"(
node Person { name: String @key  age: I32? }
node Company { name: String @key }
edge Knows: Person -> Person { since: Date? }
edge WorksAt: Person -> Company
)";

CatalogPtr compiled(std::string_view source) {
  const Result<CatalogPtr> result = compile_schema(source);
  if (result.ok()) {
    return *result;
  }
  for (const Diagnostic& diagnostic : result.error().diagnostics()) {
    ADD_FAILURE() << to_string(diagnostic);
  }
  return std::make_shared<const Catalog>(Catalog::Parts());
}

// The one node of a schema, by value so that the catalogue may go.
EntityType only_node(std::string_view source) {
  const CatalogPtr catalog = compiled(source);
  EXPECT_EQ(catalog->nodes().size(), 1U);
  return catalog->nodes().empty() ? EntityType() : catalog->nodes()[0];
}

std::vector<std::string> property_names(const std::vector<Property>& properties) {
  std::vector<std::string> names;
  for (const Property& property : properties) {
    names.push_back(property.name);
  }
  return names;
}

TEST(Compile, EmptyTextIsALegalSchema) {
  for (const std::string_view source : {"", "  \n", "// nothing\n/* at all */", "\xEF\xBB\xBF"}) {
    const CatalogPtr catalog = compiled(source);
    EXPECT_THAT(catalog->nodes(), IsEmpty());
    EXPECT_THAT(catalog->edges(), IsEmpty());
    EXPECT_EQ(catalog->source(), source);
  }
}

TEST(Compile, GivesTypesKeysAndEnds) {
  const CatalogPtr catalog = compiled(kPeople);
  ASSERT_EQ(catalog->nodes().size(), 2U);
  ASSERT_EQ(catalog->edges().size(), 2U);
  const EntityType& person = catalog->nodes()[0];
  EXPECT_EQ(person.name, "Person");
  EXPECT_EQ(person.table_key, "node:Person");
  EXPECT_THAT(person.key, ElementsAre("name"));
  EXPECT_FALSE(person.is_edge());
  const EntityType& works = catalog->edges()[1];
  EXPECT_EQ(works.table_key, "edge:WorksAt");
  EXPECT_EQ(works.from_type, "Person");
  EXPECT_EQ(works.to_type, "Company");
  EXPECT_TRUE(works.cardinality.is_default());
  EXPECT_EQ(catalog->source(), kPeople);
}

TEST(Compile, NodeTableBeginsWithIdThenPropertiesByName) {
  const EntityType node = only_node("node N { zeta: Bool? alpha: F64 id: String }");
  const columnar::Schema expected = {{"_id", TypeKind::kString, false},
                                     {"alpha", TypeKind::kFloat64, false},
                                     {"id", TypeKind::kString, false},
                                     {"zeta", TypeKind::kBool, true}};
  EXPECT_EQ(node.table_schema(), expected);
  EXPECT_THAT(property_names(node.properties), ElementsAre("zeta", "alpha", "id"));
}

TEST(Compile, EdgeTableBeginsWithIdAndEnds) {
  const CatalogPtr catalog = compiled("node A {} edge E: A -> A { w: F32 src: I32? dst: I32? }");
  const columnar::Schema expected = {{"_id", TypeKind::kString, false},
                                     {"_src", TypeKind::kString, false},
                                     {"_dst", TypeKind::kString, false},
                                     {"dst", TypeKind::kInt32, true},
                                     {"src", TypeKind::kInt32, true},
                                     {"w", TypeKind::kFloat32, false}};
  EXPECT_EQ(catalog->edges()[0].table_schema(), expected);
}

TEST(Compile, EveryTypeHasItsColumnType) {
  const EntityType node = only_node(R"(node N {
    a: String b: Blob c: Bool d: I32 e: I64 f: U32 g: U64 h: F32 i: F64 j: Date k: DateTime
    l: Vector(3) m: [String] n: enum(b, a) o: [DateTime]? })");
  const std::vector<std::pair<std::string, DataType>> expected = {
      {"String", TypeKind::kString},
      {"Blob", DataType::blob()},
      {"Bool", TypeKind::kBool},
      {"I32", TypeKind::kInt32},
      {"I64", TypeKind::kInt64},
      {"U32", TypeKind::kUInt32},
      {"U64", TypeKind::kUInt64},
      {"F32", TypeKind::kFloat32},
      {"F64", TypeKind::kFloat64},
      {"Date", TypeKind::kDate32},
      {"DateTime", TypeKind::kDate64},
      {"Vector(3)", DataType::vector(3)},
      {"[String]", DataType::list(TypeKind::kString)},
      {"enum(a, b)", TypeKind::kString},
      {"[DateTime]?", DataType::list(TypeKind::kDate64)}};
  ASSERT_EQ(node.properties.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(to_string(node.properties[i].type), expected[i].first);
    EXPECT_EQ(column_type(node.properties[i].type), expected[i].second) << expected[i].first;
  }
}

TEST(Compile, EnumValuesAreSortedAndMayHoldDashesAndDigits) {
  const EntityType node = only_node("node N { e: enum(b, data-eng, 3d, -x, 1e5, A, node)? }");
  EXPECT_THAT(node.properties[0].type.enum_values,
              ElementsAre("-x", "1e5", "3d", "A", "b", "data-eng", "node"));
  EXPECT_TRUE(node.properties[0].type.nullable);
}

TEST(Compile, LargestVectorIsAccepted) {
  EXPECT_EQ(only_node("node N { v: Vector(2147483647) }").properties[0].type.dimension, 2147483647);
}

TEST(Compile, CompositeConstraintsKeepTheirColumnsInDeclaredOrder) {
  const EntityType node = only_node(R"(node N {
    z: String  a: I64  m: Date
    @key(z, a)
    @unique(m, a)
    @index(z, m, a)
  })");
  EXPECT_THAT(node.key, ElementsAre("z", "a"));
  EXPECT_THAT(node.unique, ElementsAre(ElementsAre("m", "a")));
  EXPECT_THAT(node.index, ElementsAre(ElementsAre("z", "a"), ElementsAre("z", "m", "a")));
}

TEST(Compile, PropertyConstraintsBecomeListsOfOneColumn) {
  const EntityType node = only_node(R"(node N {
    a: String @unique @index  b: String @index  k: String @key @index  v: Vector(2) @index
    @unique(a) @index(b)
  })");
  EXPECT_THAT(node.key, ElementsAre("k"));
  EXPECT_THAT(node.unique, ElementsAre(ElementsAre("a")));
  EXPECT_THAT(node.index,
              ElementsAre(ElementsAre("k"), ElementsAre("a"), ElementsAre("b"), ElementsAre("v")));
}

TEST(Compile, ConstraintsStandAnywhereInTheBody) {
  EXPECT_THAT(only_node("node N { @key(a) a: String }").key, ElementsAre("a"));
  EXPECT_THAT(only_node("node N { @index(list) list: [String] }").index,
              ElementsAre(ElementsAre("list")));
}

TEST(Compile, NamesThatBeginLikeKeywordsOrLiteralsAreNames) {
  const EntityType node = only_node(R"(node N {
    truename: String falsehood: I32 true: String node: String enum: I32 implements: Bool key: Bool
    @unique(truename, true) @range(falsehood, 0..1) @index(node)
  })");
  EXPECT_THAT(node.unique, ElementsAre(ElementsAre("truename", "true")));
  EXPECT_EQ(node.ranges[0].property, "falsehood");
}

TEST(Compile, EndsOfEdgesAreColumnsOfConstraints) {
  const CatalogPtr catalog = compiled(R"(
    node A {}
    edge Plain: A -> A { @unique(src, dst) @index(dst) }
    edge Signed: A -> A { kind: String @unique(@src, @dst, kind) }
    edge Own: A -> A { src: String @unique(src) @unique(@src, src) }
    edge Line: A -> A @unique(@src)
  )");
  EXPECT_THAT(catalog->find_edge("Plain")->unique, ElementsAre(ElementsAre("@src", "@dst")));
  EXPECT_THAT(catalog->find_edge("Plain")->index, ElementsAre(ElementsAre("@dst")));
  EXPECT_THAT(catalog->find_edge("Signed")->unique,
              ElementsAre(ElementsAre("@src", "@dst", "kind")));
  EXPECT_THAT(catalog->find_edge("Own")->unique,
              ElementsAre(ElementsAre("src"), ElementsAre("@src", "src")));
  EXPECT_THAT(catalog->find_edge("Line")->unique, ElementsAre(ElementsAre("@src")));
}

TEST(Compile, RangesHaveIntegerAndFloatBoundsOnEitherSide) {
  const EntityType node = only_node(R"(node N {
    age: I32  x: F64  y: F32  z: U64
    @range(age, 0..120) @range(x, -1.5..1.5) @range(x, ..10) @range(y, -3..) @range(z, 0 .. 1e3)
  })");
  ASSERT_EQ(node.ranges.size(), 5U);
  EXPECT_EQ(node.ranges[0].min, RangeBound(int64_t{0}));
  EXPECT_EQ(node.ranges[0].max, RangeBound(int64_t{120}));
  EXPECT_EQ(node.ranges[1].min, RangeBound(-1.5));
  EXPECT_EQ(node.ranges[1].max, RangeBound(1.5));
  EXPECT_EQ(node.ranges[2].min, std::nullopt);
  EXPECT_EQ(node.ranges[2].max, RangeBound(int64_t{10}));
  EXPECT_EQ(node.ranges[3].min, RangeBound(int64_t{-3}));
  EXPECT_EQ(node.ranges[3].max, std::nullopt);
  EXPECT_EQ(node.ranges[4].max, RangeBound(1000.0));
}

TEST(Compile, ChecksKeepTheirPattern) {
  const EntityType node =
      only_node(R"pg(node N { code: String? @check(code, "^[A-Z]+\\d\"$") })pg");
  ASSERT_EQ(node.checks.size(), 1U);
  EXPECT_EQ(node.checks[0].property, "code");
  EXPECT_EQ(node.checks[0].pattern, "^[A-Z]+\\d\"$");
}

TEST(Compile, CardinalitiesHaveAMinimumAndMaybeAMaximum) {
  const CatalogPtr catalog = compiled(R"(
    node A {}
    edge One: A -> A @card(0..1)
    edge Many: A -> A @card(1..)
    edge Late: A -> A @rename_from("Old") @card( 2 .. 3 ) @unique(@src, @dst) @description("d") {}
    edge Huge: A -> A @card(0..18446744073709551615)
  )");
  EXPECT_EQ(catalog->find_edge("One")->cardinality.min, 0U);
  EXPECT_EQ(catalog->find_edge("One")->cardinality.max, 1U);
  EXPECT_EQ(catalog->find_edge("Many")->cardinality.min, 1U);
  EXPECT_EQ(catalog->find_edge("Many")->cardinality.max, std::nullopt);
  const EntityType& late = *catalog->find_edge("Late");
  EXPECT_EQ(late.cardinality.min, 2U);
  EXPECT_EQ(late.cardinality.max, 3U);
  EXPECT_THAT(late.annotations,
              ElementsAre(Annotation{"rename_from", "Old"}, Annotation{"description", "d"}));
  EXPECT_EQ(catalog->find_edge("Huge")->cardinality.max, UINT64_MAX);
}

TEST(Compile, EmbedNamesItsSourceBareOrQuoted) {
  const EntityType node = only_node(R"(node N {
    a: Vector(3) @embed(text) @index  b: Vector(3)? @embed("text")  text: String? })");
  EXPECT_EQ(node.properties[0].embed_source, "text");
  EXPECT_EQ(node.properties[1].embed_source, "text");
  EXPECT_THAT(node.properties[0].annotations,
              ElementsAre(Annotation{"embed", "text"}, Annotation{"index", std::nullopt}));
}

TEST(Compile, AnnotationsAreKeptAlsoUnknownOnes) {
  const EntityType node = only_node(R"pg(
    node N @foo @foo(bar) @description("Say \"x\"\n\tand\\") @instruction("i") @n(1.50) {
      p: String @custom(a, k = [1, (2)]) @empty() @rename_from(old) @flag(true) @neg(-1)
    })pg");
  EXPECT_THAT(node.annotations,
              ElementsAre(Annotation{"foo", std::nullopt},
                          Annotation{"foo", "bar"},
                          Annotation{"description", "Say \"x\"\n\tand\\"},
                          Annotation{"instruction", "i"},
                          Annotation{"n", "1.50"}));
  EXPECT_THAT(node.properties[0].annotations,
              ElementsAre(Annotation{"custom", "a, k = [1, (2)]"},
                          Annotation{"empty", std::nullopt},
                          Annotation{"rename_from", "old"},
                          Annotation{"flag", "true"},
                          Annotation{"neg", "-1"}));
}

TEST(Compile, InterfacesBringTheirPropertiesWithAnnotations) {
  const CatalogPtr catalog = compiled(R"(
    interface Named { name: String @key @description("d")  tags: [String]? }
    interface Dated { made: Date @index  name: String }
    node A implements Named, Dated, Named { own: I32 }
    node B implements Dated { name: String }
  )");
  const EntityType& a = *catalog->find_node("A");
  EXPECT_THAT(property_names(a.properties), ElementsAre("own", "name", "tags", "made"));
  EXPECT_THAT(a.key, ElementsAre("name"));
  EXPECT_THAT(a.index, ElementsAre(ElementsAre("name"), ElementsAre("made")));
  EXPECT_THAT(a.implements, ElementsAre("Named", "Dated"));
  EXPECT_THAT(a.find_property("name")->annotations,
              ElementsAre(Annotation{"key", std::nullopt}, Annotation{"description", "d"}));
  EXPECT_THAT(property_names(catalog->find_node("B")->properties), ElementsAre("name", "made"));
  EXPECT_THAT(catalog->find_node("B")->key, IsEmpty());
  ASSERT_NE(catalog->find_interface("Dated"), nullptr);
  EXPECT_THAT(catalog->find_interface("Dated")->implementers, ElementsAre("A", "B"));
  EXPECT_THAT(catalog->find_interface("Named")->implementers, ElementsAre("A"));
  EXPECT_EQ(catalog->find_interface("A"), nullptr);
}

TEST(Compile, SeveralInterfacesUniteTheAnnotationsOfOneProperty) {
  const CatalogPtr catalog = compiled(R"(
    interface Plain { name: String  v: Vector(2)? }
    interface Keyed { name: String @key  v: Vector(2)? @embed(name) }
    node N implements Plain, Keyed {}
  )");
  EXPECT_THAT(catalog->nodes()[0].key, ElementsAre("name"));
  EXPECT_EQ(catalog->nodes()[0].find_property("v")->embed_source, "name");
}

TEST(Compile, AnInterfaceOfANodeMayFindItsEmbedSourceThere) {
  const CatalogPtr catalog = compiled(R"(
    interface Searchable { vector: Vector(2) @embed(body) }
    node N implements Searchable { body: String }
  )");
  EXPECT_EQ(catalog->nodes()[0].find_property("vector")->embed_source, "body");
}

TEST(Compile, OwnPropertyKeepsItsOwnAnnotations) {
  const CatalogPtr catalog =
      compiled("interface I { a: String @key } node N implements I { a: String @unique }");
  EXPECT_THAT(catalog->nodes()[0].key, IsEmpty());
  EXPECT_THAT(catalog->nodes()[0].unique, ElementsAre(ElementsAre("a")));
}

TEST(Compile, CommentsInEveryGapChangeNothing) {
  const std::vector<std::string> words = {"node",
                                          "A",
                                          "@description",
                                          "(",
                                          "\"d // no comment\"",
                                          ")",
                                          "implements",
                                          "I",
                                          "{",
                                          "a",
                                          ":",
                                          "[",
                                          "String",
                                          "]",
                                          "?",
                                          "b",
                                          ":",
                                          "I32",
                                          "@index",
                                          "@",
                                          "range",
                                          "(",
                                          "b",
                                          ",",
                                          "-",
                                          "1",
                                          "..",
                                          "5",
                                          ")",
                                          "e",
                                          ":",
                                          "enum",
                                          "(",
                                          "x-y",
                                          ",",
                                          "z",
                                          ")",
                                          "}",
                                          "interface",
                                          "I",
                                          "{",
                                          "}",
                                          "edge",
                                          "E",
                                          ":",
                                          "A",
                                          "->",
                                          "A",
                                          "@card",
                                          "(",
                                          "0",
                                          "..",
                                          "1",
                                          ")",
                                          "{",
                                          "}"};
  std::string plain;
  std::string commented = "// first\n";
  for (const std::string& word : words) {
    plain += word + " ";
    commented += word + "/* { ** */ // \"}\n\r\t";
  }
  const CatalogPtr expected = compiled(plain);
  const CatalogPtr found = compiled(commented);
  ASSERT_EQ(found->nodes().size(), 1U);
  EXPECT_EQ(found->nodes()[0].table_schema(), expected->nodes()[0].table_schema());
  EXPECT_EQ(found->nodes()[0].annotations, expected->nodes()[0].annotations);
  EXPECT_EQ(found->nodes()[0].ranges[0].min, RangeBound(int64_t{-1}));
  EXPECT_EQ(found->edges()[0].cardinality.max, 1U);
}

TEST(Compile, SeparatorsAreAcceptedAndNoted) {
  const Result<CompiledSchema> result =
      compile_schema_with_warnings("node N { a: String, b: I32; @unique(a), c: I32 @index }");
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->catalog->nodes()[0].properties.size(), 3U);
  ASSERT_EQ(result->warnings.size(), 3U);
  EXPECT_EQ(result->warnings[0].code, "L401");
  EXPECT_EQ(result->warnings[0].position->column, 19U);
  EXPECT_EQ(result->warnings[0].expression, ",");
}

TEST(Compile, ImplementsAndAnnotationsStandInAnyOrder) {
  const CatalogPtr catalog = compiled("interface I {} node N implements I @description(\"d\") { }");
  EXPECT_THAT(catalog->nodes()[0].implements, ElementsAre("I"));
  EXPECT_THAT(catalog->nodes()[0].annotations, ElementsAre(Annotation{"description", "d"}));
}

TEST(Compile, SpansPointAtNames) {
  const CatalogPtr catalog = compiled("node Abc { prop: String }");
  const EntityType& node = catalog->nodes()[0];
  EXPECT_EQ(node.span.begin, 5U);
  EXPECT_EQ(node.span.end, 8U);
  EXPECT_EQ(node.properties[0].span.begin, 11U);
  EXPECT_EQ(node.properties[0].span.end, 15U);
}

TEST(Compile, TooLongTextIsRefusedAtOnce) {
  const std::string source(kSchemaLimitBytes + 1, ' ');
  const Result<CatalogPtr> result = compile_schema(source);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code(), ErrorCode::kResourceExhausted);
}

}  // namespace
}  // namespace omnigraph::schema
