// OG_SIMULATION_SEEDS sets the number of histories (200), OG_SIMULATION_SEED runs a single one,
// OG_SIMULATION_EVENTS says how many events a failure prints (60).
#include "simulation/simulation.h"

#include <iostream>

#include <gtest/gtest.h>

#include "support/test_setting.h"

namespace omnigraph::simulation {
namespace {

using testing::test_setting;

TEST(SimulationTest, EveryHistoryIsSerializable) {
  const uint64_t only = test_setting("OG_SIMULATION_SEED", 0);
  const uint64_t first = only != 0 ? only : 1;
  const uint64_t count = only != 0 ? 1 : test_setting("OG_SIMULATION_SEEDS", 200);
  Settings settings;
  settings.trace_events = test_setting("OG_SIMULATION_EVENTS", settings.trace_events);
  Outcome all;
  for (uint64_t seed = first; seed < first + count; ++seed) {
    const Outcome outcome = simulate(seed, settings);
    ASSERT_EQ(outcome.violation, "")
        << "seed " << seed << ", replay it with\n  OG_SIMULATION_SEED=" << seed
        << " og_simulation_test --gtest_filter=SimulationTest.EveryHistoryIsSerializable\n"
        << outcome.log << outcome.trace << outcome.violation;
    all.records += outcome.records;
    all.reads += outcome.reads;
    all.acknowledged += outcome.acknowledged;
    all.refused += outcome.refused;
    all.unknown += outcome.unknown;
  }
  std::cout << count << " histories: " << all.records << " records, " << all.acknowledged
            << " acknowledged, " << all.refused << " refused, " << all.unknown << " unknown, "
            << all.reads << " reads\n";
  if (count >= 100) {  // all of it is common, or the histories say little
    EXPECT_GT(all.acknowledged, count * 10);
    EXPECT_GT(all.refused, count * 2);
    EXPECT_GT(all.unknown, count);
    EXPECT_GT(all.reads, count * 2);
  }
}

TEST(SimulationTest, ASeedIsOneHistory) {
  for (const uint64_t seed : {3U, 4U, 5U}) {
    const Outcome once = simulate(seed);
    const Outcome again = simulate(seed);
    EXPECT_EQ(once.trace_hash, again.trace_hash) << once.trace << "\nand again\n" << again.trace;
  }
}

}  // namespace
}  // namespace omnigraph::simulation
