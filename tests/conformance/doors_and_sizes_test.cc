// What a case file cannot say: which door a query takes, and graphs of many rows.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "conformance/case_run.h"
#include "conformance/corpora.h"
#include "conformance/engine_graph.h"

namespace omnigraph::testing {
namespace {

// Black-box case 137: each door takes its own kind of query.
TEST(DoorsTest, ReadsAndChangesAreToldApart) {
  EngineGraph graph = fixture("friends").engine.copy(2048).value();
  const auto read = graph.read("query t() { delete Person where name = \"Bob\" }", "", "");
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code(), ErrorCode::kInvalidArgument);
  const auto change = graph.change("query t() { match { $p: Person } return { $p.name } }", "", "");
  ASSERT_FALSE(change.ok());
  EXPECT_EQ(change.error().code(), ErrorCode::kInvalidArgument);
  EXPECT_NE(change.error().message().find("use query instead"), std::string::npos)
      << change.error().message();
}

// Black-box case 139: more rows than a batch of any size holds, or a page of a small file.
TEST(SizesTest, ManyRowsAreCountedAndFound) {
  constexpr size_t kPeople = 5000;
  std::string data;
  for (size_t i = 0; i < kPeople; ++i) {
    const std::string number = std::to_string(i);
    data += R"({"type":"Person","data":{"name":"p)" + number + R"(","age":)" +
            std::to_string(i % 90) + "}}\n";
    data += R"({"edge":"Knows","from":"p)" + number + R"(","to":"p)" +
            std::to_string((i * 7 + 1) % kPeople) + "\"}\n";
  }
  auto graph = EngineGraph::create(read_test_file("conformance/fixtures/friends.pg"));
  ASSERT_TRUE(graph->load(data).ok());
  using Lines = std::vector<std::string>;
  EXPECT_EQ(
      graph->read("query t() { match { $p: Person } return { count($p) as n } }", "", "").value(),
      Lines{R"({"n":5000})"});
  EXPECT_EQ(graph
                ->read("query t($n: String) { match { $p: Person { name: $n } $p knows $f } "
                       "return { $f.name, $f.age } }",
                       "",
                       R"({"n":"p3000"})")
                .value(),
            (Lines{R"({"f.name":"p1001","f.age":11})"}));
  EXPECT_EQ(
      graph->read("query t() { match { $p knows $f } return { count(*) as n } }", "", "").value(),
      Lines{R"({"n":5000})"});
}

// Section 7.2: an open-ended traversal may go 256 levels deep.
TEST(SizesTest, OpenEndedTraversalsEndAtTheHopLimit) {
  const auto chain = [](size_t edges) {
    std::string data = R"({"type":"Person","data":{"name":"p0"}})"
                       "\n";
    for (size_t i = 1; i <= edges; ++i) {
      const std::string number = std::to_string(i);
      data += R"({"type":"Person","data":{"name":"p)" + number + "\"}}\n";
      data += R"({"edge":"Knows","from":"p)" + std::to_string(i - 1) + R"(","to":"p)" + number +
              "\"}\n";
    }
    return data;
  };
  const std::string schema = read_test_file("conformance/fixtures/friends.pg");
  const std::string query =
      "query t() { match { $p: Person { name: \"p0\" } $p knows{1,} $f } "
      "return { count(*) as n } }";
  auto deep = EngineGraph::create(schema);
  ASSERT_TRUE(deep->load(chain(256)).ok());
  EXPECT_EQ(deep->read(query, "", "").value(), std::vector<std::string>{R"({"n":256})"});
  auto deeper = EngineGraph::create(schema);
  ASSERT_TRUE(deeper->load(chain(257)).ok());
  const auto answer = deeper->read(query, "", "");
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(code_of(answer.error()), "R201") << answer.error().message();
}

}  // namespace
}  // namespace omnigraph::testing
