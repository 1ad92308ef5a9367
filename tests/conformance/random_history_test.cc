// Random histories of loads and changes: after every step engine and reference are in the same
// state, and both took the step or both refused it. OG_RANDOM_SEEDS sets the number of histories
// (100), OG_RANDOM_FIRST the first seed (1).
#include "conformance/random_history.h"

#include <gtest/gtest.h>

#include "conformance/corpora.h"
#include "conformance/engine_graph.h"
#include "conformance/second_opinion.h"
#include "omnigraph/base/clock.h"
#include "support/reference/load_plain.h"
#include "support/test_setting.h"

namespace omnigraph::testing {
namespace {

constexpr int kSteps = 16;

int64_t now_ms() {
  return system_clock().now_us() / 1000;
}

struct Tally {
  uint64_t taken = 0;
  uint64_t refused = 0;
};

// Does the step to both; `plain` becomes the state afterwards. What is wrong, if anything.
std::string take_step(const HistoryStep& step, PlainGraph& plain, EngineGraph& engine, Tally& all) {
  bool expected = false;
  std::string reason;
  Status got;
  if (step.lines.empty()) {
    const auto change = reference_change(plain, step.change, "t", "{}", now_ms());
    const auto answer = engine.change(step.change, "t", "{}");
    got = answer.ok() ? Status() : Status(answer.error());
    expected = change.ok();
    reason = change.ok() ? "" : change.error().message();
    if (change.ok() && answer.ok() && change->affected_edges != answer->affected_edges) {
      return "affected edges: expected " + std::to_string(change->affected_edges) + ", got " +
             std::to_string(answer->affected_edges);
    }
    if (change.ok()) {
      plain = change->graph;
    }
  } else {
    const auto load = load_plain_into(plain, step.lines, step.mode, step.cascade);
    engine::LoadRequest request;
    request.mode = step.mode;
    request.cascade = step.cascade;
    const auto answer = engine.load(step.lines, request);
    got = answer.ok() ? Status() : Status(answer.error());
    expected = load.ok();
    reason = load.ok() ? "" : load.error().message();
    if (load.ok()) {
      plain = load->graph;
    }
  }
  ++(expected ? all.taken : all.refused);
  if (expected != got.ok()) {
    return expected ? "the engine refuses: " + got.error().message()
                    : "the reference refuses: " + reason;
  }
  // Automatic times are of the last minutes; which ones they are depends on who asks the clock.
  constexpr int64_t kHour = 3'600'000;
  return state_difference(
      export_lines(plain), engine.export_lines().value(), now_ms() - kHour, now_ms());
}

TEST(RandomHistoryTest, LoadsAndChangesAgree) {
  const auto catalog = catalog_of(history_schema());
  const uint64_t first = test_setting("OG_RANDOM_FIRST", 1);
  const uint64_t count = test_setting("OG_RANDOM_SEEDS", 100);
  Tally tally;
  for (uint64_t seed = first; seed < first + count && !HasFailure(); ++seed) {
    RandomHistory history(seed);
    PlainGraph plain(catalog);
    auto engine = EngineGraph::create(history_schema());
    std::string story;
    for (int i = 0; i < kSteps; ++i) {
      const HistoryStep step = history.next();
      story += step.lines.empty()
                   ? step.change
                   : "load " + step.mode + (step.cascade ? " cascade" : "") + "\n" + step.lines;
      const std::string wrong = take_step(step, plain, *engine, tally);
      ASSERT_EQ(wrong, "") << "seed " << seed << ", step " << i << "\n" << story;
    }
  }
  // Both outcomes are common, or the histories say little.
  EXPECT_GT(tally.taken, count * 4);
  EXPECT_GT(tally.refused, count * 2);
  RecordProperty("taken", std::to_string(tally.taken));
  RecordProperty("refused", std::to_string(tally.refused));
}

}  // namespace
}  // namespace omnigraph::testing
