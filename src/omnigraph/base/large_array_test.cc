#include "omnigraph/base/large_array.h"

#include <cstdint>
#include <numeric>

#include <gtest/gtest.h>

namespace omnigraph {
namespace {

TEST(LargeArray, HoldsWhatIsWrittenWhateverItsSize) {
  for (const size_t size : {size_t{0}, size_t{1}, size_t{1000}, size_t{1} << 20}) {
    LargeArray<uint32_t> array(size);
    ASSERT_EQ(array.size(), size);
    std::iota(array.begin(), array.end(), 7U);
    LargeArray<uint32_t> moved = std::move(array);
    ASSERT_EQ(moved.size(), size);
    for (size_t i = 0; i < size; ++i) {
      ASSERT_EQ(moved[i], i + 7);
    }
    moved = LargeArray<uint32_t>(3);
    EXPECT_EQ(moved.size(), 3U);
  }
}

}  // namespace
}  // namespace omnigraph
