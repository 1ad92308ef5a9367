// The written cases (language/*.test), each against the engine in all batch sizes, and against the
// reference executor.
#include <filesystem>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "conformance/case_file.h"
#include "conformance/corpora.h"
#include "conformance/engine_graph.h"
#include "conformance/second_opinion.h"
#include "omnigraph/base/check.h"
#include "omnigraph/base/clock.h"
#include "omnigraph/query/syntax/parser.h"

namespace omnigraph::testing {

// What a failure shows of a case.
void PrintTo(const LanguageCase& one, std::ostream* out) {
  *out << one.file << ": " << one.title;
}

namespace {

// A loaded graph; cases work on copies.
struct Fixture {
  EngineGraph engine;
  PlainGraph plain;
};

Fixture load_fixture(const std::string& name) {
  const std::string schema = read_test_file("conformance/language/" + name + ".pg");
  const std::string data = read_test_file("conformance/language/" + name + ".jsonl");
  auto engine = EngineGraph::create(schema);
  OG_CHECK(engine.ok(), engine.error().message().c_str());
  const auto loaded = engine->load(data);
  OG_CHECK(loaded.ok(), loaded.error().message().c_str());
  auto plain = load_plain(catalog_of(schema), data);
  OG_CHECK(plain.ok(), plain.error().message().c_str());
  return {std::move(engine).value(), std::move(plain).value().graph};
}

const Fixture& fixture(const std::string& name) {
  static std::map<std::string, Fixture> loaded;
  const auto found = loaded.find(name);
  return found != loaded.end() ? found->second
                               : loaded.emplace(name, load_fixture(name)).first->second;
}

std::vector<LanguageCase> all_cases() {
  std::vector<LanguageCase> all;
  std::map<std::string, std::string> files;  // in the order of their names
  for (const auto& entry :
       std::filesystem::directory_iterator(OG_TEST_DATA_DIR "/conformance/language")) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() == ".test") {
      files[name] = read_test_file("conformance/language/" + name);
    }
  }
  for (const auto& [name, text] : files) {
    auto cases = parse_cases(name, text);
    OG_CHECK(cases.ok(), cases.error().message().c_str());
    all.insert(all.end(), cases->begin(), cases->end());
  }
  return all;
}

// Whether the text is to go through the change door. A text that does not parse may take either.
bool is_change(const std::string& text) {
  const auto file = query::parse_query_file(text);
  return file.ok() && file->queries.size() == 1 && !file->queries[0].is_read();
}

void check_rows(const CaseStep& step, const Result<std::vector<std::string>>& got) {
  if (step.error) {
    ASSERT_FALSE(got.ok()) << in_lines(*got);
    EXPECT_EQ(code_of(got.error()), *step.error) << got.error().message();
    return;
  }
  ASSERT_TRUE(got.ok()) << got.error().message();
  ASSERT_TRUE(step.rows.has_value()) << "the case expects a change, but this is a read";
  PlainAnswer expected;
  expected.lines = *step.rows;
  expected.ordered = step.in_order;
  EXPECT_EQ(difference(expected, got), "");
}

void check_counts(const ExpectedChange& expected, uint64_t nodes, uint64_t edges) {
  EXPECT_EQ(nodes, expected.nodes);
  EXPECT_EQ(edges, expected.edges);
}

void run_on_engine(const CaseStep& step, EngineGraph& graph) {
  if (!is_change(step.query)) {
    check_rows(step, graph.read(step.query, "", step.params));
    return;
  }
  const auto answer = graph.change(step.query, "", step.params);
  if (step.error) {
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(code_of(answer.error()), *step.error) << answer.error().message();
    return;
  }
  ASSERT_TRUE(answer.ok()) << answer.error().message();
  ASSERT_TRUE(step.change.has_value());
  check_counts(*step.change, answer->affected_nodes, answer->affected_edges);
  EXPECT_EQ(answer->commit_id.has_value(), step.change->commit);
}

void run_on_reference(const CaseStep& step, PlainGraph& graph) {
  if (!is_change(step.query)) {
    const auto answer = reference_read(graph, step.query, "", step.params);
    if (answer.ok()) {
      // Of rows in no order any will do that match.
      check_rows(step, answer->lines);
    } else {
      check_rows(step, answer.error());
    }
    return;
  }
  auto answer =
      reference_change(graph, step.query, "", step.params, system_clock().now_us() / 1000);
  if (step.error) {
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(code_of(answer.error()), *step.error) << answer.error().message();
    return;
  }
  ASSERT_TRUE(answer.ok()) << answer.error().message();
  check_counts(*step.change, answer->affected_nodes, answer->affected_edges);
  graph = std::move(answer->graph);
}

class LanguageTest : public ::testing::TestWithParam<LanguageCase> {};

TEST_P(LanguageTest, GivesWhatTheSpecificationSays) {
  const LanguageCase& one = GetParam();
  const Fixture& start = fixture(one.fixture);
  for (const size_t batch_rows : kBatchSizes) {
    EngineGraph graph = start.engine.copy(batch_rows).value();
    for (const CaseStep& step : one.steps) {
      SCOPED_TRACE("engine, batches of " + std::to_string(batch_rows) + ": " + step.query);
      run_on_engine(step, graph);
    }
  }
  PlainGraph plain = start.plain;
  for (const CaseStep& step : one.steps) {
    SCOPED_TRACE("reference: " + step.query);
    run_on_reference(step, plain);
  }
}

std::string case_name(const ::testing::TestParamInfo<LanguageCase>& info) {
  std::string name = info.param.file.substr(0, info.param.file.find('.')) + "_";
  name += std::to_string(info.index) + "_";
  for (const char c : info.param.title) {
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, LanguageTest, ::testing::ValuesIn(all_cases()), case_name);

// ---- What a case file cannot say ---------------------------------------------------------------

// Black-box case 137: each door takes its own kind of query.
TEST(LanguageDoorsTest, ReadsAndChangesAreToldApart) {
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
TEST(LanguageSizeTest, ManyRowsAreCountedAndFound) {
  constexpr size_t kPeople = 5000;
  std::string data;
  for (size_t i = 0; i < kPeople; ++i) {
    const std::string number = std::to_string(i);
    data += R"({"type":"Person","data":{"name":"p)" + number + R"(","age":)" +
            std::to_string(i % 90) + "}}\n";
    data += R"({"edge":"Knows","from":"p)" + number + R"(","to":"p)" +
            std::to_string((i * 7 + 1) % kPeople) + "\"}\n";
  }
  auto graph = EngineGraph::create(read_test_file("conformance/language/friends.pg"));
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
TEST(LanguageSizeTest, OpenEndedTraversalsEndAtTheHopLimit) {
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
  const std::string schema = read_test_file("conformance/language/friends.pg");
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
