// Every kind of change, on tables whose rows are stored in every way.
#include "omnigraph/graph/evolve/evolve.h"

#include "omnigraph/graph/evolve/evolve_test_support.h"
#include "omnigraph/graph/testing/hook_store.h"
#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/io/metered/metered_store.h"

namespace omnigraph::graph {
namespace {

using testing::evolve_draft;
using testing::evolve_to;
using testing::export_text;
using testing::TestGraph;
using testing::verify_text;

constexpr std::string_view kBefore =
    "node Person { name: String @key age: I32? height: F32? mood: enum(calm, cross)? "
    "mail: String? }\n"
    "node City { name: String @key }\n"
    "edge LivesIn: Person -> City { since: Date? }";

// How the rows came into the tables.
enum class Stored { kInRecord, kInOneFile, kWithDeletions, kInManyFiles, kNowhere };

class Evolve : public ::testing::TestWithParam<Stored> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(graph.init(kBefore).ok());
    const auto person = [](const std::string& name, int age) {
      return R"({"type":"Person","data":{"name":")" + name + R"(","age":)" + std::to_string(age) +
             R"(,"height":1.5,"mood":"calm","mail":")" + name + R"(@x"}})" + "\n";
    };
    const std::string cities = R"({"type":"City","data":{"name":"Rome"}})"
                               "\n";
    const std::string edges =
        R"({"edge":"LivesIn","from":"Ann","to":"Rome","data":{"id":"e1","since":"2020-01-02"}})"
        "\n";
    LoadOptions append;
    append.mode = LoadMode::kAppend;
    switch (GetParam()) {
      case Stored::kNowhere:
        return;
      case Stored::kInRecord:
        graph.environment().small_commit_bytes = size_t{1} << 20;
        ASSERT_TRUE(graph
                        .put("node:Person",
                             {R"({"_id":"Ann","name":"Ann","age":30,"height":1.5,)"
                              R"("mood":"calm","mail":"Ann@x"})"})
                        .ok());
        ASSERT_TRUE(graph
                        .put("node:Person",
                             {R"({"_id":"Bob","name":"Bob","age":40,"height":1.5,)"
                              R"("mood":"calm","mail":"Bob@x"})"})
                        .ok());
        ASSERT_TRUE(graph.put("node:City", {R"({"_id":"Rome","name":"Rome"})"}).ok());
        ASSERT_TRUE(graph
                        .put("edge:LivesIn",
                             {R"({"_id":"e1","_src":"Ann","_dst":"Rome","since":"2020-01-02"})"})
                        .ok());
        break;
      case Stored::kInOneFile:
        ASSERT_TRUE(graph.load(person("Ann", 30) + person("Bob", 40) + cities + edges).ok());
        break;
      case Stored::kWithDeletions: {
        ASSERT_TRUE(
            graph.load(person("Ann", 30) + person("Gone", 99) + person("Bob", 40) + cities + edges)
                .ok());
        const SnapshotPtr base = graph.head();
        ASSERT_TRUE(
            graph.graph().publish(base, graph.erase_draft(base, "node:Person", {"Gone"})).ok());
        break;
      }
      case Stored::kInManyFiles:
        graph.environment().small_commit_bytes = 0;
        append.rows_per_file = 1;
        ASSERT_TRUE(graph.load(person("Ann", 30) + cities, append).ok());
        ASSERT_TRUE(graph.load(person("Bob", 40) + person("Cid", 1) + edges, append).ok());
        const SnapshotPtr base = graph.head();
        ASSERT_TRUE(
            graph.graph().publish(base, graph.erase_draft(base, "node:Person", {"Cid"})).ok());
        break;
    }
    before = exported();
  }

  std::string exported() {
    const auto text = export_text(*graph.head());
    return text.ok() ? *text : text.error().message();
  }

  // Applies the schema and expects these lines for Ann and Bob (any %), City and LivesIn as before.
  void expect_rows(std::string_view source,
                   const std::string& person_type,
                   const std::string& rest_of_ann,
                   const std::string& rest_of_bob) {
    const auto done = evolve_to(graph, source);
    ASSERT_TRUE(done.ok()) << done.error().message();
    const auto line = [&](const std::string& id, const std::string& rest) {
      return GetParam() == Stored::kNowhere
                 ? ""
                 : "{\"type\":\"" + person_type + "\",\"data\":{\"id\":\"" + id + "\"," + rest +
                       "}}\n";
    };
    const std::string text = exported();
    EXPECT_NE(text.find(line("Ann", rest_of_ann) + line("Bob", rest_of_bob)), std::string::npos)
        << text;
    EXPECT_EQ(verify_text(graph), "");
    // A new process sees the same.
    TestGraph other(store, 9);
    ASSERT_TRUE(other.open().ok());
    EXPECT_EQ(*export_text(*other.head()), text);
  }

  io::MemoryStore store;
  TestGraph graph{store, 1};
  std::string before;
};

INSTANTIATE_TEST_SUITE_P(Storage,
                         Evolve,
                         ::testing::Values(Stored::kInRecord,
                                           Stored::kInOneFile,
                                           Stored::kWithDeletions,
                                           Stored::kInManyFiles,
                                           Stored::kNowhere));

const std::string kEnds =
    "node City { name: String @key }\nedge LivesIn: Person -> City { since: Date? }";

TEST_P(Evolve, RenamesTypeAndPropertiesInPlace) {
  const std::string path = graph.head()->find_pin("node:Person")->table_path;
  expect_rows(
      "node Human @rename_from(\"Person\") { full_name: String @key @rename_from(\"name\") "
      "age: I32? height: F32? mood: enum(calm, cross)? address: String? @rename_from(\"mail\") }\n"
      "node City { name: String @key }\nedge LivesIn: Human -> City { since: Date? }",
      "Human",
      R"("address":"Ann@x","age":30,"full_name":"Ann","height":1.5,"mood":"calm")",
      R"("address":"Bob@x","age":40,"full_name":"Bob","height":1.5,"mood":"calm")");
  EXPECT_EQ(graph.head()->find_pin("node:Person"), nullptr);
  EXPECT_EQ(graph.head()->find_pin("node:Human")->table_path, path);
  ASSERT_TRUE(graph.put("node:Human", {R"({"_id":"Eve","full_name":"Eve","address":"e"})"}).ok());
  EXPECT_NE(exported().find(R"("address":"e","age":null,"full_name":"Eve")"), std::string::npos)
      << exported();
  EXPECT_EQ(verify_text(graph), "");
}

TEST_P(Evolve, AddsNullableAndRequiredProperties) {
  expect_rows(
      "node Person { name: String @key age: I32? height: F32? mood: enum(calm, cross)? "
      "mail: String? nick: String? tags: [String]? level: I64 @default(7) "
      "zones: [String] @default([\"a\", \"b\"]) }\n" +
          kEnds,
      "Person",
      R"("age":30,"height":1.5,"level":7,"mail":"Ann@x","mood":"calm","name":"Ann","nick":null,)"
      R"("tags":null,"zones":["a","b"])",
      R"("age":40,"height":1.5,"level":7,"mail":"Bob@x","mood":"calm","name":"Bob","nick":null,)"
      R"("tags":null,"zones":["a","b"])");
  // Rows that are changed or added afterwards live beside the others.
  ASSERT_TRUE(graph
                  .put("node:Person",
                       {R"({"_id":"Ann","name":"Ann","nick":"A","level":8,"zones":[]})",
                        R"({"_id":"Eve","name":"Eve","level":9,"zones":["c"],"tags":["t"]})"})
                  .ok());
  const std::string text = exported();
  EXPECT_NE(text.find(R"("level":8,"mail":null,"mood":null,"name":"Ann","nick":"A")"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find(R"("level":9,"mail":null,"mood":null,"name":"Eve")"), std::string::npos);
  EXPECT_EQ(verify_text(graph), "");
}

TEST_P(Evolve, WidensNumbers) {
  expect_rows(
      "node Person { name: String @key age: I64? height: F64? mood: enum(calm, cross)? "
      "mail: String? }\n" +
          kEnds,
      "Person",
      R"("age":30,"height":1.5,"mail":"Ann@x","mood":"calm","name":"Ann")",
      R"("age":40,"height":1.5,"mail":"Bob@x","mood":"calm","name":"Bob")");
  ASSERT_TRUE(graph.put("node:Person", {R"({"_id":"Eve","name":"Eve","age":5000000000})"}).ok());
  EXPECT_NE(exported().find("5000000000"), std::string::npos);
  // Once more, and renamed on the way.
  const auto again =
      evolve_to(graph,
                "node Person { name: String @key years: I64? @rename_from(\"age\") size: F64? "
                "@rename_from(\"height\") mood: enum(calm, cross)? mail: String? }\n" +
                    kEnds);
  ASSERT_TRUE(again.ok());
  EXPECT_NE(exported().find("\"years\":5000000000"), std::string::npos);
  EXPECT_EQ(verify_text(graph), "");
}

TEST_P(Evolve, RemovesPropertiesAndBringsNoneBack) {
  expect_rows("node Person { name: String @key mood: enum(calm, cross)? }\n" + kEnds,
              "Person",
              R"("mood":"calm","name":"Ann")",
              R"("mood":"calm","name":"Bob")");
  // A property of the same name is another one: its column starts empty.
  expect_rows("node Person { name: String @key mood: enum(calm, cross)? age: I32? }\n" + kEnds,
              "Person",
              R"("age":null,"mood":"calm","name":"Ann")",
              R"("age":null,"mood":"calm","name":"Bob")");
}

TEST_P(Evolve, RemovesAndAddsTypes) {
  const std::string path = graph.head()->find_pin("node:City")->table_path;
  const std::string person =
      "node Person { name: String @key age: I32? height: F32? mood: enum(calm, cross)? "
      "mail: String? }\n";
  ASSERT_TRUE(evolve_to(graph, person).ok());
  EXPECT_EQ(graph.head()->find_pin("node:City"), nullptr);
  EXPECT_EQ(graph.head()->find_pin("edge:LivesIn"), nullptr);
  EXPECT_EQ(exported().find("Rome"), std::string::npos);
  EXPECT_EQ(verify_text(graph), "");
  // The type comes back empty, in a table of its own.
  ASSERT_TRUE(evolve_to(graph, person + kEnds).ok());
  EXPECT_EQ(graph.head()->find_pin("node:City")->row_count, 0U);
  EXPECT_NE(graph.head()->find_pin("node:City")->table_path, path);
  ASSERT_TRUE(graph.put("node:City", {R"({"_id":"Oslo","name":"Oslo"})"}).ok());
  EXPECT_NE(exported().find("Oslo"), std::string::npos);
  EXPECT_EQ(exported().find("Rome"), std::string::npos);
  EXPECT_EQ(verify_text(graph), "");
}

TEST_P(Evolve, ChecksWhatRowsAreAskedNewly) {
  const auto with = [](const std::string& person, const std::string& edge = "") {
    return "node Person { name: String @key " + person +
           " }\nnode City { name: String @key }\nedge LivesIn: Person -> City" + edge +
           " { since: Date? }";
  };
  // All rows fit.
  for (const std::string& fits :
       {with("age: I32 height: F32 mood: enum(calm)? mail: String? @unique "
             "@range(age, 18..120) @check(mail, \"@\")",
             " @card(1..2)"),
        with("age: I32? height: F32? mood: String? mail: String?")}) {
    const auto done = evolve_to(graph, fits);
    ASSERT_TRUE(done.ok()) << done.error().message();
    EXPECT_EQ(verify_text(graph), "");
  }
  EXPECT_EQ(exported(), before);
  // These do not, if there are any.
  struct Refusal {
    std::string source;
    std::string rule;
    std::string message;
  };
  const std::string rest = "height: F32? mood: String? mail: String?";
  for (const Refusal& refusal : std::vector<Refusal>{
           {with("age: I32? @range(age, 0..35) " + rest),
            "range",
            "stored rows do not fit the new schema: @range violation on Person.age: value 40 > max "
            "35: row 'Bob'"},
           {with("age: I32? height: F32? mood: enum(cross)? mail: String?"),
            "enum",
            "stored rows do not fit the new schema: invalid enum value 'calm' for Person.mood "
            "(expected: cross): rows 'Ann' and 'Bob'"},
           {with("age: I32? height: F32? @unique mood: String? mail: String?"),
            "unique",
            "stored rows do not fit the new schema: @unique violation on Person.height: value "
            "'1.5' appears in rows 'Ann' and 'Bob'"},
           {with("age: I32? @check(mail, \"^Ann\") " + rest),
            "check",
            "stored rows do not fit the new schema: @check violation on Person.mail: value 'Bob@x' "
            "does not match pattern '^Ann': row 'Bob'"},
           {with("age: I32? " + rest, " @card(2..)"),
            "card",
            "stored rows do not fit the new schema: @card violation on edge LivesIn: source 'Ann' "
            "has 1 edges (min 2)"}}) {
    const uint64_t version = graph.head()->manifest_version();
    const auto done = evolve_to(graph, refusal.source);
    if (GetParam() == Stored::kNowhere) {
      EXPECT_TRUE(done.ok());
      ASSERT_TRUE(evolve_to(graph, with("age: I32? " + rest)).ok());
      continue;
    }
    ASSERT_FALSE(done.ok()) << refusal.rule;
    EXPECT_EQ(done.error().code(), ErrorCode::kFailedPrecondition);
    EXPECT_EQ(done.error().message(), refusal.message);
    EXPECT_EQ(std::get<ConstraintDetail>(done.error().detail()).rule, refusal.rule);
    EXPECT_EQ(graph.head()->manifest_version(), version);
  }
  ASSERT_TRUE(graph.put("node:Person", {R"({"_id":"Nul","name":"Nul"})"}).ok());
  const auto null = evolve_to(graph, with("age: I32 " + rest));
  ASSERT_FALSE(null.ok());
  EXPECT_EQ(std::get<ConstraintDetail>(null.error().detail()).ids, std::vector<std::string>{"Nul"});
  EXPECT_EQ(std::get<ConstraintDetail>(null.error().detail()).rule, "required");
}

TEST_P(Evolve, OldStatesKeepTheirSchema) {
  const std::string commit = graph.head()->commit_id();
  ASSERT_TRUE(evolve_to(graph,
                        "node Human @rename_from(\"Person\") { name: String @key years: I64? "
                        "@rename_from(\"age\") level: I32 @default(1) }")
                  .ok());
  ASSERT_TRUE(graph.put("node:Human", {R"({"_id":"Zed","name":"Zed","level":3})"}).ok());
  for (const bool same_process : {true, false}) {
    TestGraph other(store, 5);
    ASSERT_TRUE(other.open().ok());
    const auto old = (same_process ? graph : other).graph().at_commit(commit);
    ASSERT_TRUE(old.ok()) << old.error().message();
    EXPECT_EQ(*export_text(**old), before);
    EXPECT_NE((*old)->find_pin("node:Person"), nullptr);
  }
}

TEST_P(Evolve, AWriteToACheckedTableMeanwhileIsAConflict) {
  const SnapshotPtr base = graph.head();
  auto draft = evolve_draft(graph,
                            base,
                            "node Person { name: String @key age: I32? height: F32? "
                            "mood: enum(calm, cross)? mail: String? @range(age, 0..200) }\n" +
                                kEnds);
  ASSERT_TRUE(draft.ok());
  EXPECT_TRUE(draft->changes.empty());  // metadata only
  TestGraph rival(store, 2);
  ASSERT_TRUE(rival.open().ok());
  ASSERT_TRUE(rival.put("node:Person", {R"({"_id":"Old","name":"Old","age":900})"}).ok());
  const auto lost = graph.graph().publish(base, *std::move(draft));
  ASSERT_FALSE(lost.ok());
  EXPECT_EQ(lost.error().code(), ErrorCode::kConflict);
}

TEST_P(Evolve, WritersUnderTheOldSchemaLoseTheRace) {
  TestGraph rival(store, 2);
  ASSERT_TRUE(rival.open().ok());
  const SnapshotPtr old = rival.head();
  CommitDraft draft = rival.draft(old, "node:City", {R"({"_id":"Bern","name":"Bern"})"});
  ASSERT_TRUE(evolve_to(graph, std::string(kBefore) + "\nnode New { }").ok());
  const auto lost = rival.graph().publish(old, std::move(draft));
  ASSERT_FALSE(lost.ok());
  EXPECT_EQ(lost.error().code(), ErrorCode::kConflict);
  EXPECT_NE(lost.error().message().find("the schema changed meanwhile"), std::string::npos);
}

TEST_P(Evolve, AWriteElsewhereMeanwhileIsNoConflict) {
  const SnapshotPtr base = graph.head();
  auto draft = evolve_draft(graph, base, std::string(kBefore) + "\nnode New { }");
  ASSERT_TRUE(draft.ok());
  TestGraph rival(store, 2);
  ASSERT_TRUE(rival.open().ok());
  ASSERT_TRUE(rival.put("node:City", {R"({"_id":"Bern","name":"Bern"})"}).ok());
  const auto won = graph.graph().publish(base, *std::move(draft));
  ASSERT_TRUE(won.ok()) << won.error().message();
  EXPECT_NE(exported().find("Bern"), std::string::npos);
  EXPECT_NE(graph.head()->find_pin("node:New"), nullptr);
  EXPECT_EQ(verify_text(graph), "");
}

// What is metadata only costs the same for any number of rows: the schema, the manifest, the
// record.
TEST(EvolveCost, ARenameReadsNoRows) {
  io::MemoryStore memory;
  io::MeteredStore store(memory);
  TestGraph graph(store, 1);
  ASSERT_TRUE(graph.init("node T { a: String @key b: I32? }").ok());
  std::string lines;
  for (int i = 0; i < 3000; ++i) {
    lines += R"({"type":"T","data":{"a":"k)" + std::to_string(i) + R"(","b":1}})" + "\n";
  }
  ASSERT_TRUE(graph.load(lines).ok());
  TestGraph other(store, 2);
  ASSERT_TRUE(other.open().ok());
  const SnapshotPtr base = other.head();
  const io::Usage start = store.snapshot();
  ASSERT_TRUE(evolve_to(other,
                        "node U @rename_from(\"T\") { x: String @key @rename_from(\"a\") "
                        "b: I32? c: String? }")
                  .ok());
  const io::Usage used = store.snapshot() - start;
  EXPECT_LE(used.bytes_read(), 8192U) << used.to_string();
  EXPECT_LE(used.bytes_written(), 8192U) << used.to_string();
}

}  // namespace
}  // namespace omnigraph::graph
