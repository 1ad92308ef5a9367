#include "omnigraph/base/uuid.h"

#include <gtest/gtest.h>

namespace omnigraph {
namespace {

TEST(Uuid, KeepsTimeAndRandomBits) {
  EXPECT_EQ(uuid_from_ulid("00000000000000000000000000"), "00000000-0000-7000-8000-000000000000");
  EXPECT_EQ(uuid_from_ulid("7ZZZZZZZZZZZZZZZZZZZZZZZZZ"), "ffffffff-ffff-7fff-bfff-ffffffffffff");
  EXPECT_EQ(uuid_from_ulid("00000000010000000000000001"), "00000000-0001-7000-8000-000000000001");
}

TEST(Uuid, DiffersWhereUlidsDifferInTheirLastDigit) {
  EXPECT_NE(uuid_from_ulid("01ARZ3NDEKTSV4RRFFQ69G5FAV"),
            uuid_from_ulid("01ARZ3NDEKTSV4RRFFQ69G5FAW"));
}

}  // namespace
}  // namespace omnigraph
