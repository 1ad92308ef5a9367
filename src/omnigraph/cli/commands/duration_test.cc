#include "omnigraph/cli/commands/duration.h"

#include <gtest/gtest.h>

namespace omnigraph::cli {
namespace {

TEST(Duration, TakesUnitsAndBareSeconds) {
  EXPECT_EQ(*parse_duration("90"), 90U);
  EXPECT_EQ(*parse_duration("90s"), 90U);
  EXPECT_EQ(*parse_duration("2m"), 120U);
  EXPECT_EQ(*parse_duration("3h"), 10'800U);
  EXPECT_EQ(*parse_duration("7d"), 604'800U);
  EXPECT_EQ(*parse_duration("2w"), 1'209'600U);
  EXPECT_EQ(*parse_duration("0"), 0U);
}

TEST(Duration, SaysWhatItDoesNotKnow) {
  EXPECT_EQ(parse_duration("7y").error().message(),
            "unknown duration unit 'y'. Supported: s, m, h, d, w");
  EXPECT_EQ(parse_duration("7dd").error().message(),
            "unknown duration unit 'dd'. Supported: s, m, h, d, w");
  for (const char* text :
       {"", "d", "-1d", "1.5h ", "99999999999999999999", "18446744073709551615w"}) {
    EXPECT_FALSE(parse_duration(text).ok()) << text;
  }
}

}  // namespace
}  // namespace omnigraph::cli
