// Random queries on random graphs: engine and reference must agree. OG_RANDOM_SEEDS sets how many
// graphs are tried (300), OG_RANDOM_FIRST with which seed they begin (1).
#include <cstdlib>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "conformance/corpora.h"
#include "conformance/engine_graph.h"
#include "conformance/random_case.h"
#include "conformance/second_opinion.h"

namespace omnigraph::testing {
namespace {

constexpr uint64_t kQueriesPerGraph = 4;

uint64_t setting(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

bool is_run_time_error(const Error& error) {
  return code_of(error).starts_with("R");
}

// Which of several rows' errors is reported is open.
std::string disagreement(const Result<PlainAnswer>& expected,
                         const Result<std::vector<std::string>>& got) {
  if (!expected.ok() && !got.ok() && is_run_time_error(expected.error()) &&
      is_run_time_error(got.error())) {
    return "";
  }
  return difference(expected, got);
}

// A query that passes the checks; nothing after twenty that do not.
RandomQuery sound_query(const schema::CatalogPtr& catalog, uint64_t seed) {
  constexpr uint64_t kTries = 20;
  constexpr uint64_t kStride = 1'000'003;
  for (uint64_t i = 0; i < kTries; ++i) {
    RandomQuery query = random_query(seed + i * kStride);
    if (check_named(catalog, query.text, "t").ok()) {
      return query;
    }
  }
  return {};
}

TEST(RandomTest, EngineAndReferenceAgree) {
  const schema::CatalogPtr catalog = catalog_of(random_schema());
  const auto empty = EngineGraph::create(random_schema());
  ASSERT_TRUE(empty.ok()) << empty.error().message();
  const uint64_t first = setting("OG_RANDOM_FIRST", 1);
  const uint64_t count = setting("OG_RANDOM_SEEDS", 300);
  uint64_t failures = 0;
  uint64_t rows = 0;
  uint64_t errors = 0;
  for (uint64_t seed = first; seed < first + count && failures < 5; ++seed) {
    const std::string data = random_data(seed);
    const auto plain = load_plain(catalog, data);
    ASSERT_TRUE(plain.ok()) << "seed " << seed << ": " << plain.error().message();
    EngineGraph loaded = empty->copy(2048).value();
    const auto answer = loaded.load(data);
    ASSERT_TRUE(answer.ok()) << "seed " << seed << ": " << answer.error().message();
    const size_t batch_rows = kBatchSizes[seed % 3];
    EngineGraph engine = loaded.copy(batch_rows).value();
    for (uint64_t i = 0; i < kQueriesPerGraph; ++i) {
      const RandomQuery query = sound_query(catalog, seed * kQueriesPerGraph + i);
      ASSERT_FALSE(query.text.empty()) << "seed " << seed << ": no query passes the checks";
      const auto expected = reference_read(plain->graph, query.text, "t", query.params);
      rows += expected.ok() ? expected->lines.size() : 0;
      errors += expected.ok() ? 0 : 1;
      const std::string wrong = disagreement(expected, engine.read(query.text, "t", query.params));
      if (!wrong.empty()) {
        ++failures;
        ADD_FAILURE() << "seed " << seed << ", query " << i << ", batches of " << batch_rows << "\n"
                      << query.text << "parameters " << query.params << "\n"
                      << wrong << "data:\n"
                      << data;
      }
    }
  }
  // The generator makes queries that find something, and a few that raise.
  RecordProperty("rows", std::to_string(rows));
  RecordProperty("errors", std::to_string(errors));
  EXPECT_GT(rows, count * kQueriesPerGraph);
}

}  // namespace
}  // namespace omnigraph::testing
