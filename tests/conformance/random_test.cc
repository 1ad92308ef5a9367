// Random reads and changes on random graphs: engine and reference must agree. OG_RANDOM_SEEDS sets
// how many graphs are tried (300), OG_RANDOM_FIRST with which seed they begin (1).
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "conformance/corpora.h"
#include "conformance/engine_graph.h"
#include "conformance/random_case.h"
#include "conformance/second_opinion.h"
#include "omnigraph/base/clock.h"
#include "support/test_setting.h"

namespace omnigraph::testing {
namespace {

constexpr uint64_t kQueriesPerGraph = 4;
constexpr uint64_t kFailuresShown = 5;

// Which of several rows' errors is reported is open.
template <typename A, typename B>
bool both_raise(const Result<A>& a, const Result<B>& b) {
  return !a.ok() && !b.ok() && code_of(a.error()).starts_with("R") &&
         code_of(b.error()).starts_with("R");
}

// A query that passes the checks; an empty one after twenty that do not.
RandomQuery sound(RandomQuery (*make)(uint64_t), const schema::CatalogPtr& catalog, uint64_t seed) {
  constexpr uint64_t kTries = 20;
  constexpr uint64_t kStride = 1'000'003;
  for (uint64_t i = 0; i < kTries; ++i) {
    RandomQuery query = make(seed + i * kStride);
    if (check_named(catalog, query.text, "t").ok()) {
      return query;
    }
  }
  return {};
}

// What a run of seeds has come to.
struct RandomTally {
  uint64_t queries = 0;
  uint64_t effective = 0;  // with rows, or with rows affected
  uint64_t errors = 0;
  uint64_t failures = 0;

  void record() const {
    ::testing::Test::RecordProperty("queries", std::to_string(queries));
    ::testing::Test::RecordProperty("effective", std::to_string(effective));
    ::testing::Test::RecordProperty("errors", std::to_string(errors));
  }
};

class RandomTest : public ::testing::Test {
 protected:
  // Calls visit(plain, engine, query) for the queries of every seed; it returns what is wrong.
  template <typename Visit>
  RandomTally for_each_case(RandomQuery (*make)(uint64_t), Visit&& visit) {
    RandomTally tally;
    const auto empty = EngineGraph::create(random_schema());
    const uint64_t first = test_setting("OG_RANDOM_FIRST", 1);
    const uint64_t count = test_setting("OG_RANDOM_SEEDS", 300);
    for (uint64_t seed = first; seed < first + count && tally.failures < kFailuresShown; ++seed) {
      const std::string data = random_data(seed);
      const auto plain = load_plain(catalog_, data);
      EngineGraph loaded = empty->copy(2048).value();
      const auto answer = loaded.load(data);
      if (!plain.ok() || !answer.ok()) {
        ADD_FAILURE() << "seed " << seed << ": the data does not load\n" << data;
        return tally;
      }
      const size_t batch_rows = kBatchSizes[seed % 3];
      for (uint64_t i = 0; i < kQueriesPerGraph; ++i) {
        EngineGraph engine = loaded.copy(batch_rows).value();
        const RandomQuery query = sound(make, catalog_, seed * kQueriesPerGraph + i);
        EXPECT_FALSE(query.text.empty()) << "seed " << seed << ": no query passes the checks";
        ++tally.queries;
        const std::string wrong = visit(plain->graph, engine, query, tally);
        if (!wrong.empty()) {
          ++tally.failures;
          ADD_FAILURE() << "seed " << seed << ", query " << i << ", batches of " << batch_rows
                        << "\n"
                        << query.text << "parameters " << query.params << "\n"
                        << wrong << "\ndata:\n"
                        << data;
        }
      }
    }
    tally.record();
    return tally;
  }

  schema::CatalogPtr catalog_ = catalog_of(random_schema());
};

TEST_F(RandomTest, ReadsAgree) {
  const RandomTally tally = for_each_case(
      random_query,
      [](const PlainGraph& plain, EngineGraph& engine, const RandomQuery& query, RandomTally& all) {
        const auto expected = reference_read(plain, query.text, "t", query.params);
        const auto got = engine.read(query.text, "t", query.params);
        all.effective += expected.ok() && !expected->lines.empty() ? 1 : 0;
        all.errors += expected.ok() ? 0 : 1;
        return both_raise(expected, got) ? "" : difference(expected, got);
      });
  EXPECT_GT(tally.effective, tally.queries / 3);
}

// Rows come by id; ids that were made up stand in for each other.
std::string returned_difference(const PlainChange& expected,
                                const engine::ChangeAnswer& answer,
                                int64_t begin_ms,
                                int64_t end_ms) {
  const auto got = returned_lines(answer);
  if (expected.rows.has_value() != got.has_value()) {
    return "one of them returns no rows\n";
  }
  return got ? state_difference(*expected.rows, *got, begin_ms, end_ms) : "";
}

std::string change_difference(const PlainGraph& plain,
                              EngineGraph& engine,
                              const RandomQuery& query,
                              RandomTally& all) {
  const int64_t now_ms = system_clock().now_us() / 1000;
  const auto expected = reference_change(plain, query.text, "t", query.params, now_ms);
  const auto got = engine.change(query.text, "t", query.params);
  const int64_t end_ms = system_clock().now_us() / 1000;
  all.errors += expected.ok() ? 0 : 1;
  std::string wrong;
  if (expected.ok() && got.ok()) {
    const uint64_t affected = expected->affected_nodes + expected->affected_edges;
    all.effective += affected > 0 ? 1 : 0;
    if (expected->affected_nodes != got->affected_nodes ||
        expected->affected_edges != got->affected_edges) {
      wrong = "expected " + std::to_string(expected->affected_nodes) + "/" +
              std::to_string(expected->affected_edges) + ", got " +
              std::to_string(got->affected_nodes) + "/" + std::to_string(got->affected_edges) +
              "\n";
    }
    wrong += returned_difference(*expected, *got, now_ms, end_ms);
  } else if (!both_raise(expected, got)) {
    wrong = expected.ok() ? "the engine fails: " + got.error().message() + "\n"
                          : "the reference fails: " + expected.error().message() + "\n";
  }
  const PlainGraph& after = expected.ok() ? expected->graph : plain;
  const auto stored = engine.export_lines();
  return wrong + (stored.ok() ? state_difference(export_lines(after), *stored, now_ms, end_ms)
                              : stored.error().message());
}

TEST_F(RandomTest, ChangesAgree) {
  const RandomTally tally = for_each_case(random_change, change_difference);
  EXPECT_GT(tally.effective, tally.queries / 3);
}

}  // namespace
}  // namespace omnigraph::testing
