#include "omnigraph/schema/migrate/plan.h"

#include <gtest/gtest.h>

#include "omnigraph/schema/compile.h"

namespace omnigraph::schema {
namespace {

CatalogPtr planned_schema(std::string_view source) {
  auto compiled = compile_schema(source);
  EXPECT_TRUE(compiled.ok()) << source << ": " << compiled.error().message();
  return *compiled;
}

MigrationPlan plan_of(std::string_view before, std::string_view after, bool data_loss = false) {
  return plan_migration(planned_schema(before), planned_schema(after), {data_loss});
}

// The steps as lines.
std::string steps_of(std::string_view before, std::string_view after, bool data_loss = false) {
  std::string text;
  for (const MigrationStep& step : plan_of(before, after, data_loss).steps) {
    text += to_text(step) + "\n";
  }
  return text;
}

std::string obstacle_of(std::string_view before, std::string_view after) {
  const MigrationPlan plan = plan_of(before, after);
  const Unsupported* obstacle = plan.obstacle();
  return obstacle == nullptr ? "" : obstacle->entity + ": " + obstacle->reason;
}

std::string json_of(std::string_view before, std::string_view after, bool data_loss = false) {
  JsonWriter json;
  json.begin_array();
  for (const MigrationStep& step : plan_of(before, after, data_loss).steps) {
    write_json(json, step);
  }
  json.end_array();
  return json.take();
}

constexpr std::string_view kPeople =
    "node Person { name: String age: I32? }\nedge Knows: Person -> Person { since: Date? }";

TEST(Plan, NothingSeparatesASchemaFromItself) {
  EXPECT_EQ(steps_of(kPeople, kPeople), "");
  EXPECT_TRUE(plan_of(kPeople, kPeople).supported());
  // Comments, layout and order are not part of it.
  EXPECT_EQ(steps_of(kPeople,
                     "// moved\nedge Knows: Person -> Person { since: Date? }\n"
                     "node Person { age: I32? name: String }"),
            "");
}

TEST(Plan, AddsTypesOfEveryKind) {
  EXPECT_EQ(steps_of(kPeople,
                     "interface Named { name: String }\n"
                     "node Person { name: String age: I32? }\nnode City { name: String }\n"
                     "edge Knows: Person -> Person { since: Date? }\nedge LivesIn: Person -> City"),
            "add interface 'Named'\nadd node type 'City'\nadd edge type 'LivesIn'\n");
}

TEST(Plan, AddsNullablePropertiesAndThoseWithADefault) {
  EXPECT_EQ(steps_of(kPeople,
                     "node Person { name: String age: I32? nick: String? tags: [String]? "
                     "kind: enum(a, b)? state: String @default(\"new\") }\n"
                     "edge Knows: Person -> Person { since: Date? }"),
            "add property 'Person.kind' (Enum(a|b)?) on node 'Person'\n"
            "add property 'Person.nick' (String?) on node 'Person'\n"
            "add property 'Person.state' (String) on node 'Person', stored rows get new "
            "[writes a column]\n"
            "add property 'Person.tags' ([String]?) on node 'Person'\n");
  EXPECT_NE(
      obstacle_of(kPeople,
                  "node Person { name: String age: I32? nick: String }\n"
                  "edge Knows: Person -> Person { since: Date? }")
          .find("node:Person.nick: adding required property 'Person.nick' requires a backfill "
                "and is not supported in schema migration v1"),
      std::string::npos);
}

TEST(Plan, RenamesTypesAndPropertiesAndEndsFollow) {
  constexpr std::string_view kRenamed =
      "node Human @rename_from(\"Person\") { full_name: String @rename_from(\"name\") age: I32? }\n"
      "edge Knows: Human -> Human { since: Date? }";
  EXPECT_EQ(steps_of(kPeople, kRenamed),
            "rename node type 'Person' -> 'Human'\n"
            "rename property 'Human.name' -> 'Human.full_name' on node 'Human'\n");
  // Left in place it means nothing.
  EXPECT_EQ(steps_of(kRenamed, kRenamed), "");
}

TEST(Plan, RenamesTakeConstraintsAlong) {
  EXPECT_EQ(steps_of("node T { a: String @key b: I32? @index c: String? @unique(b, c) "
                     "@range(b, 0..) }",
                     "node T { x: String @key @rename_from(\"a\") y: I32? @index "
                     "@rename_from(\"b\") c: String? @unique(c, y) @range(y, 0..) }"),
            "rename property 'T.a' -> 'T.x' on node 'T'\n"
            "rename property 'T.b' -> 'T.y' on node 'T'\n");
}

TEST(Plan, RefusesRenamesThatFindNothingOrWhatIsTaken) {
  EXPECT_EQ(obstacle_of("node A { }", "node B @rename_from(\"Ghost\") { }"),
            "node:B: node 'B' declares @rename_from(\"Ghost\") but no accepted node with that name "
            "exists");
  EXPECT_EQ(obstacle_of("node A { x: String? }",
                        "node A { x: String? y: String? @rename_from(\"ghost\") }"),
            "node:A.y: property 'A.y' declares @rename_from(\"ghost\") but no accepted property "
            "with that name exists");
  for (const char* both : {"node A { }\nnode B @rename_from(\"A\") { }",
                           "node B @rename_from(\"A\") { }\nnode C @rename_from(\"A\") { }"}) {
    EXPECT_NE(obstacle_of("node A { }", both).find("is not supported in schema migration v1"),
              std::string::npos)
        << both;
  }
  EXPECT_NE(obstacle_of("node A { x: String? }",
                        "node A { y: String? @rename_from(\"x\") z: String? @rename_from(\"x\") }")
                .find("is not supported in schema migration v1"),
            std::string::npos);
}

TEST(Plan, RemovesOnlyWithLeave) {
  constexpr std::string_view kLess = "node Person { name: String }";
  EXPECT_NE(obstacle_of(kPeople, kLess).find("removing property 'Person.age'"), std::string::npos);
  for (const MigrationStep& step : plan_of(kPeople, kLess).steps) {
    const auto& unsupported = std::get<Unsupported>(step.change);
    EXPECT_NE(unsupported.reason.find("is not supported in schema migration v1"),
              std::string::npos);
    EXPECT_NE(unsupported.reason.find("--allow-data-loss"), std::string::npos);
  }
  EXPECT_EQ(steps_of(kPeople, kLess, true),
            "remove property 'Person.age' from node 'Person'\nremove edge type 'Knows'\n");
  EXPECT_NE(obstacle_of("node K { k: String @key a: String? }", "node K { a: String? }")
                .find("is not supported in schema migration v1"),
            std::string::npos);
}

TEST(Plan, WidensNumbersAndNothingElse) {
  const auto change = [](std::string_view from, std::string_view to) {
    return steps_of("node T { p: " + std::string(from) + " }",
                    "node T { p: " + std::string(to) + " }");
  };
  for (const auto& [from, to] : {std::pair("I32", "I64"),
                                 std::pair("U32", "U64"),
                                 std::pair("U32", "I64"),
                                 std::pair("F32", "F64"),
                                 std::pair("I32?", "F64?"),
                                 std::pair("U32", "F64?")}) {
    EXPECT_EQ(change(from, to),
              "change property 'T.p' (" + std::string(from) + " -> " + std::string(to) +
                  ") on node 'T' [writes a column]\n");
  }
  for (const auto& [from, to] : {std::pair("I64", "I32"),
                                 std::pair("I32", "U32"),
                                 std::pair("I64", "F64"),
                                 std::pair("F32", "I32"),
                                 std::pair("String", "I32"),
                                 std::pair("I32", "String"),
                                 std::pair("[I32]", "[I64]"),
                                 std::pair("I32", "[I32]"),
                                 std::pair("Vector(2)", "Vector(3)"),
                                 std::pair("Date", "DateTime")}) {
    EXPECT_NE(change(from, to).find("changing property type for 'T.p'"), std::string::npos)
        << from << " to " << to;
  }
  // Ids are made of keys: their texts must stay.
  EXPECT_NE(obstacle_of("node T { p: I32 @key }", "node T { p: F64 @key }"), "");
  EXPECT_EQ(obstacle_of("node T { p: I32 @key }", "node T { p: I64 @key }"), "");
}

TEST(Plan, ChangesNullsAndEnums) {
  const auto change = [](std::string_view from, std::string_view to) {
    const MigrationPlan plan =
        plan_of("node T { p: " + std::string(from) + " }", "node T { p: " + std::string(to) + " }");
    EXPECT_EQ(plan.steps.size(), 1U);
    EXPECT_FALSE(plan.steps[0].rewrites);
    return plan.supported() ? plan.steps[0].validates ? "validates" : "metadata" : "unsupported";
  };
  EXPECT_STREQ(change("String", "String?"), "metadata");
  EXPECT_STREQ(change("String?", "String"), "validates");
  EXPECT_STREQ(change("enum(a, b)", "enum(a, b, c)"), "metadata");
  EXPECT_STREQ(change("enum(a, b)", "enum(a, c)"), "validates");
  EXPECT_STREQ(change("enum(a, b)", "String"), "metadata");
  EXPECT_STREQ(change("String", "enum(a, b)"), "validates");
}

TEST(Plan, AddsAndRemovesConstraintsButKeys) {
  constexpr std::string_view kBare = "node T { a: String b: I32? }";
  constexpr std::string_view kFull =
      "node T { a: String @unique b: I32? @index @range(b, 0..5) @check(a, \"^x\") }";
  EXPECT_EQ(steps_of(kBare, kFull),
            "add constraint @unique(a) on node 'T' [checks stored rows]\n"
            "add constraint @index(b) on node 'T'\n"
            "add constraint @range(b, 0..5) on node 'T' [checks stored rows]\n"
            "add constraint @check(a, \"^x\") on node 'T' [checks stored rows]\n");
  EXPECT_EQ(steps_of(kFull, kBare),
            "remove constraint @unique(a) from node 'T'\n"
            "remove constraint @index(b) from node 'T'\n"
            "remove constraint @range(b, 0..5) from node 'T'\n"
            "remove constraint @check(a, \"^x\") from node 'T'\n");
  EXPECT_NE(obstacle_of(kBare, "node T { a: String @key b: I32? }")
                .find("adding constraint '@key(a)' to 'T' is not supported"),
            std::string::npos);
  EXPECT_NE(obstacle_of("node T { a: String @key b: I32? }", kBare)
                .find("removing constraints from 'T' is not supported"),
            std::string::npos);
}

TEST(Plan, ChangesCardinalityButNotEnds) {
  const auto edge = [](std::string_view rest) {
    return "node A { }\nnode B { }\nedge E: " + std::string(rest);
  };
  EXPECT_EQ(steps_of(edge("A -> B @card(1..2)"), edge("A -> B @card(0..3)")),
            "change cardinality @card(1..2) -> @card(0..3) on edge 'E'\n");
  EXPECT_EQ(steps_of(edge("A -> B"), edge("A -> B @card(0..1)")),
            "change cardinality @card(0..) -> @card(0..1) on edge 'E' [checks stored rows]\n");
  EXPECT_NE(obstacle_of(edge("A -> B"), edge("A -> A"))
                .find("changing edge endpoints on 'E' is not supported in schema migration v1"),
            std::string::npos);
}

TEST(Plan, ChangesInterfacesAsMetadata) {
  EXPECT_EQ(steps_of("interface Named { name: String }\nnode A implements Named { }\n"
                     "node B { name: String }",
                     "interface Named { name: String nick: String? }\n"
                     "node A implements Named { }\nnode B { name: String }"),
            "add property 'Named.nick' (String?) on interface 'Named'\n"
            "add property 'A.nick' (String?) on node 'A'\n");
  EXPECT_EQ(steps_of("interface Named { name: String }\nnode A implements Named { }",
                     "node A { name: String }"),
            "remove interface 'Named'\nchange interfaces of node 'A' (none)\n");
}

TEST(Plan, KeepsMetadataUpToDate) {
  EXPECT_EQ(
      steps_of("node T { a: String b: String v: Vector(2)? @embed(a) }",
               "node T @description(\"d\") @team(x) { a: String @description(\"e\") b: String "
               "v: Vector(2)? @embed(b) }"),
      "update metadata on node 'T' (@description(d), @team(x))\n"
      "update metadata on property 'T.a' of node 'T' (@description(e))\n"
      "update metadata on property 'T.v' of node 'T' (@embed(b))\n");
}

TEST(Plan, StepsHaveOneJsonShapeEach) {
  EXPECT_EQ(json_of("node T { a: String b: I32? c: I32 }\nnode U { }\nedge E: T -> T",
                    "node T { x: String @rename_from(\"a\") b: I32? @unique c: I64 "
                    "d: String @default(\"n\") @range(b, 0..5) }\nnode W @rename_from(\"U\") { }\n"
                    "edge E: T -> T @card(0..1)"),
            R"([{"kind":"change_property_type","type_kind":"node","type_name":"T",)"
            R"("property_name":"c",)"
            R"("from":{"scalar":"I32","nullable":false,"list":false,"enum_values":null},)"
            R"("to":{"scalar":"I64","nullable":false,"list":false,"enum_values":null},)"
            R"("effect":["rewrite"]},)"
            R"({"kind":"add_property","type_kind":"node","type_name":"T","property_name":"d",)"
            R"("property_type":{"scalar":"String","nullable":false,"list":false,)"
            R"("enum_values":null},"default":"n","effect":["rewrite"]},)"
            R"({"kind":"rename_property","type_kind":"node","type_name":"T","from":"a","to":"x",)"
            R"("effect":[]},)"
            R"({"kind":"add_constraint","type_kind":"node","type_name":"T",)"
            R"("constraint":{"Unique":["b"]},"effect":["validate"]},)"
            R"({"kind":"add_constraint","type_kind":"node","type_name":"T",)"
            R"("constraint":{"Range":{"property":"b","min":{"Integer":0},"max":{"Integer":5}}},)"
            R"("effect":["validate"]},)"
            R"({"kind":"rename_type","type_kind":"node","from":"U","to":"W","effect":[]},)"
            R"({"kind":"change_cardinality","type_kind":"edge","type_name":"E",)"
            R"("from":{"min":0,"max":null},"to":{"min":0,"max":1},"effect":["validate"]}])");
  EXPECT_EQ(json_of("node T { a: String? }", "node U { }"),
            R"([{"kind":"add_type","type_kind":"node","name":"U","effect":[]},)"
            R"({"kind":"unsupported_change","entity":"node:T","reason":)"
            R"("removing node type 'T' is not supported in schema migration v1 without )"
            R"(--allow-data-loss"}])");
}

}  // namespace
}  // namespace omnigraph::schema
