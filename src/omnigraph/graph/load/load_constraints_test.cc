// @unique and @card in loads: checked on the end state, for what the load touched.
#include <gtest/gtest.h>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/load/load.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::graph {
namespace {

using testing::TestGraph;

const char* const kConstrainedSchema = R"(
node Person {
  name: String @key
  email: String? @unique
  first: String?
  last: I32?
  @unique(first, last)
}
node Job { title: String @key }
edge Has: Person -> Job @card(0..2)
edge Wants: Person -> Job @card(2..)
edge Once: Person -> Job {
  note: String?
  @unique(src, dst)
}
)";

class LoadConstraints : public ::testing::Test {
 protected:
  io::MemoryStore store;
  TestGraph graph{store};

  void SetUp() override {
    ASSERT_TRUE(graph.init(kConstrainedSchema).ok());
    std::string lines;
    for (const char* name : {"a", "b", "c"}) {
      lines += person(name, format(R"(,"email":"{}@x")", name));
      lines += format("{{\"type\":\"Job\",\"data\":{{\"title\":\"{}\"}}}}\n", name);
    }
    ASSERT_EQ(load(lines, LoadMode::kOverwrite), "");
  }
  static std::string person(std::string_view name, std::string_view more = "") {
    return format("{{\"type\":\"Person\",\"data\":{{\"name\":\"{}\"{}}}}}\n", name, more);
  }
  static std::string edge(std::string_view type,
                          std::string_view from,
                          std::string_view to,
                          std::string_view id = "") {
    return format("{{\"edge\":\"{}\",\"from\":\"{}\",\"to\":\"{}\"{}}}\n",
                  type,
                  from,
                  to,
                  id.empty() ? std::string() : format(",\"id\":\"{}\"", id));
  }
  // The error's message; nothing if it succeeds.
  std::string load(std::string_view lines, LoadMode mode, bool cascade = false) {
    LoadOptions options;
    options.mode = mode;
    options.cascade = cascade;
    const std::string before = graph.head()->commit_id();
    const auto result = graph.load(lines, options);
    if (result.ok()) {
      return "";
    }
    EXPECT_EQ(result.error().code(), ErrorCode::kInvalidArgument);
    EXPECT_EQ(graph.head()->commit_id(), before);
    if (const auto* detail = std::get_if<ConstraintDetail>(&result.error().detail())) {
      detail_ = *detail;
    }
    return result.error().message();
  }
  std::string append(std::string_view lines) { return load(lines, LoadMode::kAppend); }
  std::string merge(std::string_view lines) { return load(lines, LoadMode::kMerge); }

  ConstraintDetail detail_;
};

// ---- @unique -----------------------------------------------------------------------------------

TEST_F(LoadConstraints, TwoRowsOfTheInputNameBothLines) {
  const std::string lines = person("d", R"(,"email":"e")") + "\n" + person("e", R"(,"email":"e")");
  for (const LoadMode mode : {LoadMode::kOverwrite, LoadMode::kAppend, LoadMode::kMerge}) {
    EXPECT_EQ(load(lines, mode),
              "line 3: @unique violation on Person.email: value 'e' appears in lines 1 and 3");
    EXPECT_EQ(detail_.rule, "unique");
    EXPECT_EQ(detail_.type, "Person");
    EXPECT_EQ(detail_.properties, std::vector<std::string>{"email"});
    EXPECT_EQ(detail_.values, std::vector<std::string>{"e"});
    EXPECT_EQ(detail_.ids, (std::vector<std::string>{"d", "e"}));
    EXPECT_EQ(detail_.lines, (std::vector<uint64_t>{1, 3}));
  }
}

TEST_F(LoadConstraints, StoredRowsCountWhereTheLoadKeepsThem) {
  const std::string line = person("d", R"(,"email":"b@x")");
  for (const LoadMode mode : {LoadMode::kAppend, LoadMode::kMerge}) {
    EXPECT_EQ(load(line, mode),
              "line 1: @unique violation on Person.email: value 'b@x' appears in line 1 and in "
              "the stored row 'b'");
    EXPECT_EQ(detail_.ids, (std::vector<std::string>{"b", "d"}));
    EXPECT_EQ(detail_.lines, (std::vector<uint64_t>{0, 1}));
  }
  EXPECT_EQ(load(line, LoadMode::kOverwrite), "");
}

TEST_F(LoadConstraints, CompositesAreComparedWholeAndNullsAreExempt) {
  EXPECT_EQ(append(person("d", R"(,"first":"x","last":1)") +
                   person("e", R"(,"first":"x","last":2)") + person("f", R"(,"first":"x")") +
                   person("g", R"(,"first":"x")") + person("h", R"(,"last":1)")),
            "");
  EXPECT_EQ(append(person("i", R"(,"first":"x","last":2)")),
            "line 1: @unique violation on Person.(first, last): value 'x', '2' appears in line 1 "
            "and in the stored row 'e'");
  // The same texts, cut elsewhere.
  EXPECT_EQ(append(person("j", R"(,"first":"x'","last":2)")), "");
}

TEST_F(LoadConstraints, MergeMaySwapValues) {
  EXPECT_EQ(merge(person("a", R"(,"email":"b@x")") + person("b", R"(,"email":"a@x")")), "");
  // And take over one that its row gives up.
  EXPECT_EQ(merge(person("a") + person("z", R"(,"email":"b@x")")), "");
  EXPECT_NE(merge(person("y", R"(,"email":"b@x")")), "");
}

TEST_F(LoadConstraints, EndsOfEdgesCanBeUnique) {
  EXPECT_EQ(append(edge("Once", "a", "a") + edge("Once", "a", "b")), "");
  const std::string refused = append(edge("Once", "b", "b") + edge("Once", "a", "b", "x"));
  EXPECT_EQ(refused,
            "line 2: @unique violation on Once.(@src, @dst): value 'a', 'b' appears in line 2 and "
            "in the stored row '" +
                detail_.ids[0] + "'");
}

TEST_F(LoadConstraints, StoredViolationsElsewhereDoNotBlock) {
  // Two stored rows share an email; one stored source has too many jobs.
  ASSERT_TRUE(graph
                  .put("node:Person",
                       {R"({"_id":"p","name":"p","email":"same"})",
                        R"({"_id":"q","name":"q","email":"same"})"})
                  .ok());
  ASSERT_TRUE(graph
                  .put("edge:Has",
                       {R"({"_id":"1","_src":"p","_dst":"a"})",
                        R"({"_id":"2","_src":"p","_dst":"b"})",
                        R"({"_id":"3","_src":"p","_dst":"c"})"})
                  .ok());
  EXPECT_EQ(append(person("r", R"(,"email":"other")")), "");
  // A row that is written again with the same values is not touched either.
  EXPECT_EQ(merge(person("p", R"(,"email":"same","first":"P")")), "");
  EXPECT_NE(
      merge(person("p", R"(,"email":"same","first":"P")") + person("s", R"(,"email":"same")")), "");
  EXPECT_EQ(append(edge("Has", "q", "a")), "");
  EXPECT_EQ(merge(edge("Has", "p", "b", "1")), "");
  EXPECT_NE(merge(edge("Has", "p", "b", "4")), "");
  // Taking one away leaves a number that is allowed.
  EXPECT_EQ(merge(edge("Has", "r", "b", "1")), "");
}

TEST_F(LoadConstraints, ManyRowsOverManyFilesAreCompared) {
  std::string lines;
  for (int i = 0; i < 30'000; ++i) {
    lines += person(format("n{}", i), format(R"(,"email":"m{}")", i));
  }
  LoadOptions options;
  options.mode = LoadMode::kAppend;
  options.rows_per_file = 4'000;
  ASSERT_TRUE(graph.load(lines, options).ok());
  EXPECT_EQ(append(person("x", R"(,"email":"m29000")")),
            "line 1: @unique violation on Person.email: value 'm29000' appears in line 1 and in "
            "the stored row 'n29000'");
  EXPECT_EQ(load(lines + person("x", R"(,"email":"m7")"), LoadMode::kMerge),
            "line 30001: @unique violation on Person.email: value 'm7' appears in lines 8 and "
            "30001");
  EXPECT_EQ(load(lines, LoadMode::kMerge), "");
}

// ---- @card -------------------------------------------------------------------------------------

TEST_F(LoadConstraints, MaximumCountsStoredAndNewEdges) {
  const std::string two = edge("Has", "a", "a") + edge("Has", "a", "b");
  for (const LoadMode mode : {LoadMode::kOverwrite, LoadMode::kAppend, LoadMode::kMerge}) {
    EXPECT_EQ(load(two + edge("Has", "b", "b") + edge("Has", "a", "c"), mode),
              "line 4: @card violation on edge Has: source 'a' has 3 edges (max 2)");
    EXPECT_EQ(detail_.rule, "card");
    EXPECT_EQ(detail_.type, "Has");
    EXPECT_EQ(detail_.values, std::vector<std::string>{"a"});
  }
  EXPECT_EQ(append(two), "");
  EXPECT_EQ(append(edge("Has", "b", "a") + edge("Has", "a", "c")),
            "line 2: @card violation on edge Has: source 'a' has 3 edges (max 2)");
  EXPECT_EQ(load(edge("Has", "a", "c"), LoadMode::kOverwrite), "");
}

TEST_F(LoadConstraints, MinimumSparesSourcesWithoutEdges) {
  EXPECT_EQ(append(edge("Wants", "a", "b")),
            "line 1: @card violation on edge Wants: source 'a' has 1 edges (min 2)");
  EXPECT_EQ(append(edge("Wants", "a", "b") + edge("Wants", "a", "c")), "");
}

TEST_F(LoadConstraints, MergeCountsAnEdgeOnceAndMovesIt) {
  ASSERT_EQ(merge(edge("Has", "a", "a", "1") + edge("Has", "a", "b", "2")), "");
  EXPECT_EQ(merge(edge("Has", "a", "c", "1") + edge("Has", "a", "b", "1")), "");
  ASSERT_EQ(merge(edge("Wants", "a", "a", "1") + edge("Wants", "a", "b", "2")), "");
  // The source that an edge leaves falls below its minimum.
  EXPECT_EQ(merge(edge("Wants", "b", "a", "1") + edge("Wants", "b", "a", "3")),
            "@card violation on edge Wants: source 'a' has 1 edges (min 2)");
  EXPECT_EQ(merge(edge("Wants", "b", "a", "1") + edge("Wants", "b", "a", "2")), "");
}

TEST_F(LoadConstraints, CascadesCount) {
  ASSERT_EQ(append(edge("Wants", "a", "a") + edge("Wants", "a", "b") + edge("Wants", "b", "a") +
                   edge("Wants", "b", "b") + edge("Wants", "b", "c")),
            "");
  const auto jobs = [](std::string_view titles) {
    std::string lines;
    for (const char title : titles) {
      lines +=
          format("{{\"type\":\"Job\",\"data\":{{\"title\":\"{}\"}}}}\n", std::string(1, title));
    }
    return lines;
  };
  EXPECT_EQ(load(jobs("ac"), LoadMode::kOverwrite, true),
            "@card violation on edge Wants: source 'a' has 1 edges (min 2)");
  EXPECT_EQ(load(jobs("ab"), LoadMode::kOverwrite, true), "");
  EXPECT_EQ(load(jobs("c"), LoadMode::kOverwrite, true), "");  // all edges of both are gone
}

}  // namespace
}  // namespace omnigraph::graph
