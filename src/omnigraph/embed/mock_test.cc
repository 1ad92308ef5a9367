#include "omnigraph/embed/mock.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace omnigraph::embed {
namespace {

TEST(MockEmbedding, IsOfUnitLengthAndDependsOnTheTextOnly) {
  std::vector<float> a(8);
  std::vector<float> b(8);
  mock_embedding("some text", a);
  mock_embedding("some text", b);
  EXPECT_EQ(a, b);
  double sum = 0;
  for (const float x : a) {
    sum += static_cast<double>(x) * static_cast<double>(x);
  }
  EXPECT_NEAR(std::sqrt(sum), 1.0, 1e-6);
  mock_embedding("other text", b);
  EXPECT_NE(a, b);
}

TEST(MockEmbedding, FollowsTheSpecifiedGenerator) {
  // The first component before scaling, worked by hand from the generator's definition: the ratio
  // of two components survives the scaling.
  uint64_t seed = 14695981039346656037ULL;
  seed = (seed ^ 'a') * 1099511628211ULL;
  double expected[2];
  for (double& value : expected) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    value = static_cast<double>(seed) / 18446744073709551615.0 * 2.0 - 1.0;
  }
  std::vector<float> vector(2);
  mock_embedding("a", vector);
  EXPECT_NEAR(vector[0] / vector[1], expected[0] / expected[1], 1e-4);
}

TEST(MockEmbedding, KnowsItsSetting) {
  for (const char* on : {"1", "true", "YES", "On"}) {
    EXPECT_TRUE(is_mock_setting(on)) << on;
  }
  for (const char* off : {"", "0", "false", "2"}) {
    EXPECT_FALSE(is_mock_setting(off)) << off;
  }
}

}  // namespace
}  // namespace omnigraph::embed
