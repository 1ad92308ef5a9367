// Real data and queries, answered by engine and reference: rows, states and counts must be equal.
#include "conformance/corpora.h"

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "conformance/engine_graph.h"
#include "conformance/parameters.h"
#include "conformance/second_opinion.h"
#include "omnigraph/base/clock.h"
#include "omnigraph/engine/lint.h"
#include "omnigraph/query/syntax/parser.h"
#include "omnigraph/query/types/check.h"

namespace omnigraph::testing {
namespace {

constexpr size_t kReadParameterSets = 6;
constexpr size_t kChangeParameterSets = 4;

int64_t now_ms() {
  return system_clock().now_us() / 1000;
}

class CorporaTest : public ::testing::TestWithParam<size_t> {
 protected:
  const Corpus& corpus() const { return corpora()[GetParam()]; }

  // Calls visit(source, name, query) for each query that can run; those that cannot must say so.
  template <typename Visit>
  void for_each_query(Visit&& visit) {
    for (const std::string& source : corpus().query_files) {
      const auto file = query::parse_query_file(source);
      ASSERT_TRUE(file.ok()) << file.error().message();
      for (const query::ast::Query& one : file->queries) {
        SCOPED_TRACE(one.name.text);
        const auto checked = query::check_query(catalog_, one, source);
        if (checked.ok()) {
          visit(source, one.name.text, **checked);
        } else {
          EXPECT_EQ(code_of(checked.error()), "unsupported") << checked.error().message();
        }
      }
    }
  }

  schema::CatalogPtr catalog_ = catalog_of(corpus().schema);
};

// ---- Lint --------------------------------------------------------------------------------------

TEST_P(CorporaTest, EveryQueryLints) {
  for (const std::string& source : corpus().query_files) {
    const auto report = engine::lint_queries(corpus().schema, source);
    ASSERT_TRUE(report.ok()) << report.error().message();
    EXPECT_EQ(report->error_count(), 0U) << source.substr(0, 200);
    EXPECT_FALSE(report->queries.empty());
  }
}

// ---- Loading -----------------------------------------------------------------------------------

TEST_P(CorporaTest, SeedLoadsAsTheReferenceReadsIt) {
  const auto expected = load_plain(catalog_, corpus().seed);
  ASSERT_TRUE(expected.ok()) << expected.error().message();
  for (const StoreKind kind : {StoreKind::kMemory, StoreKind::kLocal}) {
    auto graph = EngineGraph::create(corpus().schema, kind);
    ASSERT_TRUE(graph.ok()) << graph.error().message();
    const auto loaded = graph->load(corpus().seed);
    ASSERT_TRUE(loaded.ok()) << loaded.error().message();
    std::map<std::string, uint64_t> counts;
    for (const auto& [name, count] : loaded->nodes) {
      counts["node:" + name] = count;
    }
    for (const auto& [name, count] : loaded->edges) {
      counts["edge:" + name] = count;
    }
    EXPECT_EQ(counts, expected->counts);
    const auto stored = graph->export_lines();
    ASSERT_TRUE(stored.ok()) << stored.error().message();
    EXPECT_EQ(state_difference(export_lines(expected->graph), *stored, 0, 0), "");
    auto opened = graph->copy(2048);
    ASSERT_TRUE(opened.ok()) << opened.error().message();
    EXPECT_EQ(opened->export_lines().value(), *stored);
  }
}

TEST_P(CorporaTest, ExportLoadsBackIntoAnEqualGraph) {
  const std::string seed = with_explicit_ids(*catalog_, corpus().seed);
  auto graph = EngineGraph::create(corpus().schema);
  ASSERT_TRUE(graph->load(seed).ok());
  const auto lines = graph->export_lines();
  ASSERT_TRUE(lines.ok());
  // With ids given the export is the reference's to the byte, sequence included.
  EXPECT_EQ(*lines, export_lines(load_plain(catalog_, seed)->graph));
  std::string text;
  for (const std::string& line : *lines) {
    text += line + "\n";
  }
  auto second = EngineGraph::create(corpus().schema);
  const auto loaded = second->load(text);
  ASSERT_TRUE(loaded.ok()) << loaded.error().message();
  EXPECT_EQ(second->export_lines().value(), *lines);
}

// To an empty graph every mode is the same, and what is loaded can be merged again.
TEST_P(CorporaTest, SeedLoadsInEveryMode) {
  const std::string seed = with_explicit_ids(*catalog_, corpus().seed);
  const auto expected = load_plain(catalog_, seed);
  ASSERT_TRUE(expected.ok()) << expected.error().message();
  const std::vector<std::string> lines = export_lines(expected->graph);
  const auto load = [&](EngineGraph& graph, const std::string& mode) {
    engine::LoadRequest request;
    request.mode = mode;
    const auto loaded = graph.load(seed, request);
    return loaded.ok() ? std::string() : loaded.error().message();
  };
  for (const std::string mode : {"overwrite", "append", "merge"}) {
    SCOPED_TRACE(mode);
    auto graph = EngineGraph::create(corpus().schema);
    ASSERT_EQ(load(*graph, mode), "");
    EXPECT_EQ(graph->export_lines().value(), lines);
    EXPECT_EQ(load(*graph, "merge"), "");
    EXPECT_EQ(graph->export_lines().value(), lines);
    // A second time each row is in the way of itself.
    EXPECT_NE(load(*graph, "append"), "");
    EXPECT_EQ(graph->export_lines().value(), lines);
    EXPECT_EQ(load(*graph, "overwrite"), "");
    EXPECT_EQ(graph->export_lines().value(), lines);
  }
}

// ---- Reading -----------------------------------------------------------------------------------

TEST_P(CorporaTest, ReadsGiveTheReferencesRows) {
  const std::string seed = with_explicit_ids(*catalog_, corpus().seed);
  const auto plain = load_plain(catalog_, seed);
  ASSERT_TRUE(plain.ok()) << plain.error().message();
  auto loaded = EngineGraph::create(corpus().schema);
  ASSERT_TRUE(loaded->load(seed).ok());
  // One graph per batch size, and one on disk.
  std::vector<EngineGraph> graphs;
  for (const size_t batch_rows : kBatchSizes) {
    graphs.push_back(loaded->copy(batch_rows).value());
  }
  graphs.push_back(EngineGraph::create(corpus().schema, StoreKind::kLocal).value());
  ASSERT_TRUE(graphs.back().load(seed).ok());
  size_t rows = 0;
  for_each_query([&](const auto& source, const auto& name, const query::CheckedQuery& query) {
    if (!query.is_read()) {
      return;
    }
    for (const std::string& params : parameter_sets(query, plain->graph, kReadParameterSets)) {
      const auto expected = reference_read(plain->graph, source, name, params);
      rows += expected.ok() ? expected->lines.size() : 0;
      for (size_t i = 0; i < graphs.size(); ++i) {
        EXPECT_EQ(difference(expected, graphs[i].read(source, name, params)), "")
            << "parameters " << params << ", graph " << i;
      }
    }
  });
  // Parameters are taken from the data so that queries find something.
  const bool reads_nothing = corpus().query_files.empty() || corpus().name == "fixtures-search";
  EXPECT_TRUE(reads_nothing || rows > 20) << rows;
}

// ---- Changing ----------------------------------------------------------------------------------

TEST_P(CorporaTest, ChangesGiveTheReferencesCountsAndState) {
  const std::string seed = with_explicit_ids(*catalog_, corpus().seed);
  const auto plain = load_plain(catalog_, seed);
  ASSERT_TRUE(plain.ok()) << plain.error().message();
  auto loaded = EngineGraph::create(corpus().schema);
  ASSERT_TRUE(loaded->load(seed).ok());
  for_each_query([&](const auto& source, const auto& name, const query::CheckedQuery& query) {
    if (query.is_read()) {
      return;
    }
    for (const std::string& params : parameter_sets(query, plain->graph, kChangeParameterSets)) {
      for (const size_t batch_rows : kBatchSizes) {
        SCOPED_TRACE("parameters " + params + ", batches of " + std::to_string(batch_rows));
        EngineGraph graph = loaded->copy(batch_rows).value();
        const int64_t begin_ms = now_ms();
        const auto got = graph.change(source, name, params);
        const int64_t end_ms = now_ms();
        const auto expected = reference_change(plain->graph, source, name, params, begin_ms);
        ASSERT_EQ(expected.ok(), got.ok())
            << (expected.ok() ? got.error().message() : expected.error().message());
        if (!expected.ok()) {
          EXPECT_EQ(code_of(expected.error()), code_of(got.error()));
        } else {
          EXPECT_EQ(expected->affected_nodes, got->affected_nodes);
          EXPECT_EQ(expected->affected_edges, got->affected_edges);
        }
        const PlainGraph& after = expected.ok() ? expected->graph : plain->graph;
        EXPECT_EQ(
            state_difference(export_lines(after), graph.export_lines().value(), begin_ms, end_ms),
            "");
      }
    }
  });
}

std::string corpus_name(const ::testing::TestParamInfo<size_t>& info) {
  std::string name = corpora()[info.param].name;
  for (char& c : name) {
    c = c == '-' ? '_' : c;
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, CorporaTest, ::testing::Range(size_t{0}, size_t{7}), corpus_name);

}  // namespace
}  // namespace omnigraph::testing
