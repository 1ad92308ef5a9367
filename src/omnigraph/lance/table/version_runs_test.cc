#include "omnigraph/lance/table/version_runs.h"

#include <limits>

#include <gtest/gtest.h>

#include "omnigraph/base/random.h"
#include "omnigraph/lance/table/row_ids.h"

namespace omnigraph::lance {
namespace {

TEST(VersionRuns, BehavesLikeAVector) {
  SeededRandom random(3);
  for (int round = 0; round < 200; ++round) {
    std::vector<uint64_t> rows;
    VersionRuns runs;
    for (uint64_t parts = random.below(8); parts > 0; --parts) {
      const uint64_t length = random.below(50);
      const uint64_t version = 1 + random.below(3);
      rows.insert(rows.end(), length, version);
      runs.append(length, version);
    }
    ASSERT_EQ(runs.length(), rows.size());
    ASSERT_EQ(runs.max(), rows.empty() ? 0 : *std::max_element(rows.begin(), rows.end()));
    for (size_t i = 0; i < rows.size(); ++i) {
      ASSERT_EQ(runs.at(i), rows[i]);
    }
    const std::string bytes = runs.serialize();
    const auto parsed = VersionRuns::parse(as_bytes(bytes), "x");
    ASSERT_TRUE(parsed.ok());
    ASSERT_EQ(*parsed, runs);

    const uint64_t cut = random.below(rows.size() + 1);
    VersionRuns joined = runs.slice(0, cut);
    ASSERT_EQ(joined.length(), cut);
    joined.append(runs.slice(cut, rows.size()));
    ASSERT_EQ(joined, runs);
  }
}

TEST(VersionRuns, EqualNeighboursAreOneRun) {
  VersionRuns runs(3, 7);
  runs.append(0, 9);
  runs.append(2, 7);
  EXPECT_EQ(runs, VersionRuns(5, 7));
  runs.append(runs);
  EXPECT_EQ(runs, VersionRuns(10, 7));
}

TEST(VersionRuns, CoarsenedRunsBoundEveryRowsVersion) {
  SeededRandom random(11);
  for (int round = 0; round < 200; ++round) {
    VersionRuns runs;
    for (uint64_t i = 0; i < 40; ++i) {
      runs.append(random.below(4), 1 + random.below(20));
    }
    const size_t most = 1 + random.below(20);
    const VersionRuns up = runs.coarsened(most, true);
    const VersionRuns down = runs.coarsened(most, false);
    for (const VersionRuns& coarse : {up, down}) {
      ASSERT_LE(coarse.runs().size(), most);
      ASSERT_EQ(coarse.length(), runs.length());
    }
    for (uint64_t row = 0; row < runs.length(); ++row) {
      ASSERT_GE(up.at(row), runs.at(row));
      ASSERT_LE(down.at(row), runs.at(row));
    }
    for (size_t i = 1; i < up.runs().size(); ++i) {
      ASSERT_NE(up.runs()[i].version, up.runs()[i - 1].version);
    }
  }
  const VersionRuns few(5, 7);
  EXPECT_EQ(few.coarsened(1, true), few);
}

TEST(VersionRuns, RefusesDamage) {
  VersionRuns huge(std::numeric_limits<uint64_t>::max(), 1);
  const std::string bytes = huge.serialize() + VersionRuns(9, 2).serialize();
  const auto overflow = VersionRuns::parse(as_bytes(bytes), "x");
  ASSERT_FALSE(overflow.ok());
  EXPECT_EQ(overflow.error().code(), ErrorCode::kCorruption);
  EXPECT_FALSE(VersionRuns::parse(as_bytes("\x0a\x02\x10\x01"), "x").ok());  // no span
  EXPECT_FALSE(VersionRuns::parse(as_bytes("\x0a\x7f"), "x").ok());
}

}  // namespace
}  // namespace omnigraph::lance
