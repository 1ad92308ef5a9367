#include "omnigraph/lance/table/deletion_vector.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include <gtest/gtest.h>

#include "omnigraph/base/hash.h"
#include "omnigraph/base/random.h"

namespace omnigraph::lance {
namespace {

using Rows = std::set<uint32_t>;

DeletionVector vector_of(const Rows& rows) {
  DeletionVector vector;
  for (const uint32_t row : rows) {
    vector.add(row);
  }
  return vector;
}

// Sparse rows, dense rows and runs below `bound`, in several containers.
Rows random_rows(SeededRandom& random, uint64_t bound) {
  Rows rows;
  for (uint64_t parts = random.below(6); parts > 0; --parts) {
    const uint64_t begin = random.below(bound);
    const uint64_t count = random.below(6000);
    const uint64_t step = 1 + random.below(3) * random.below(40);
    for (uint64_t i = 0; i < count && begin + i * step < bound; ++i) {
      rows.insert(static_cast<uint32_t>(begin + i * step));
    }
  }
  return rows;
}

bool is_live(const Buffer& bitmap, uint64_t row) {
  return (static_cast<uint8_t>(bitmap.data()[row / 8]) >> (row % 8) & 1) != 0;
}

// Goal: agrees with std::set, in memory and through bytes.
TEST(DeletionVector, BehavesLikeASet) {
  SeededRandom random(4);
  for (int round = 0; round < 60; ++round) {
    const uint64_t bound = 1 + random.below(300'000);
    const Rows rows = random_rows(random, bound);
    const Rows others = random_rows(random, bound);
    DeletionVector vector = vector_of(rows);
    ASSERT_EQ(vector.cardinality(), rows.size());
    ASSERT_EQ(vector.offsets(), std::vector<uint32_t>(rows.begin(), rows.end()));
    ASSERT_EQ(vector.bound(), rows.empty() ? 0 : uint64_t{*rows.rbegin()} + 1);

    const Buffer bytes = vector.serialize();
    const auto parsed = DeletionVector::parse(bytes.span(), bound, "x");
    ASSERT_TRUE(parsed.ok()) << parsed.error().message();
    ASSERT_EQ(*parsed, vector);

    const Buffer live = vector.live_bitmap(bound);
    ASSERT_EQ(live.size(), (bound + 7) / 8);
    for (uint64_t row = 0; row < live.size() * 8; ++row) {
      ASSERT_EQ(is_live(live, row), row < bound && rows.count(static_cast<uint32_t>(row)) == 0);
    }

    Rows both;
    std::set_intersection(
        rows.begin(), rows.end(), others.begin(), others.end(), std::inserter(both, both.end()));
    ASSERT_EQ(vector.intersection_cardinality(vector_of(others)), both.size());
    Rows all = rows;
    all.insert(others.begin(), others.end());
    DeletionVector united = vector;
    united.unite(vector_of(others));
    ASSERT_EQ(united, vector_of(all));
    ASSERT_EQ(vector, vector_of(rows)) << "a copy must not share";
  }
}

TEST(DeletionVector, EqualSetsGiveEqualBytes) {
  DeletionVector range;
  range.add_range(10, 70'000);
  DeletionVector single;
  for (uint32_t row = 69'999; row >= 10; --row) {
    single.add(row);
  }
  EXPECT_EQ(range.serialize().view(), single.serialize().view());
  EXPECT_LT(range.serialize().size(), 40U);
}

TEST(DeletionVector, HoldsTheLastRowOfTheLargestFragment) {
  DeletionVector vector;
  vector.add(0xffffffff);
  vector.add_range(kMaxFragmentRows - 3, kMaxFragmentRows);
  EXPECT_EQ(vector.bound(), kMaxFragmentRows);
  const Buffer bytes = vector.serialize();
  EXPECT_TRUE(DeletionVector::parse(bytes.span(), kMaxFragmentRows, "x").ok());
  EXPECT_FALSE(DeletionVector::parse(bytes.span(), kMaxFragmentRows - 1, "x").ok());
}

TEST(DeletionVector, RefusesRowsPastTheFragment) {
  const Buffer bytes = vector_of({1, 99}).serialize();
  ASSERT_TRUE(DeletionVector::parse(bytes.span(), 100, "x").ok());
  const auto parsed = DeletionVector::parse(bytes.span(), 99, "nodes/7/_deletions/a.bin");
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.error().code(), ErrorCode::kCorruption);
  EXPECT_NE(parsed.error().message().find("nodes/7/_deletions/a.bin"), std::string::npos);
}

TEST(DeletionFile, NameChecksTheContent) {
  const DeletionVector deleted = vector_of({3, 5, 4000});
  const DeletionFileBytes made = make_deletion_file(7, 12, deleted);
  EXPECT_EQ(made.path, "_deletions/7-12-" + std::to_string(xxh3(made.bytes.span())) + ".bin");
  EXPECT_EQ(made.file.num_deleted_rows, 3U);
  const auto read = DeletionVector::read(made.bytes.span(), made.file, 5000, "x");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, deleted);

  std::string bytes(made.bytes.view());
  bytes[bytes.size() - 2] ^= 1;
  EXPECT_EQ(DeletionVector::read(as_bytes(bytes), made.file, 5000, "x").error().code(),
            ErrorCode::kCorruption);
  DeletionFile wrong_count = made.file;
  wrong_count.num_deleted_rows = 2;
  EXPECT_EQ(DeletionVector::read(made.bytes.span(), wrong_count, 5000, "x").error().code(),
            ErrorCode::kCorruption);
  DeletionFile arrow = made.file;
  arrow.kind = DeletionFileKind::kArrow;
  EXPECT_EQ(DeletionVector::read(made.bytes.span(), arrow, 5000, "x").error().code(),
            ErrorCode::kUnsupported);
}

// Goal: no damaged byte gives a set that contradicts its own form. Whatever still parses must be a
// sound set: it serializes and parses to itself.
TEST(DeletionVector, SurvivesEveryFlippedByteAndEveryLength) {
  Rows rows = {70'000, 70'001, 200'000};
  for (uint32_t row = 0; row < 9000; row += 2) {
    rows.insert(row);  // a bitset
  }
  DeletionVector vector = vector_of(rows);
  vector.add_range(400'000, 450'000);  // runs
  const Buffer good = vector.serialize();
  for (size_t i = 0; i < good.size(); ++i) {
    EXPECT_FALSE(DeletionVector::parse(good.span().first(i), 500'000, "x").ok()) << i;
    std::string bytes(good.view());
    bytes[i] = static_cast<char>(bytes[i] ^ 0x41);
    const auto parsed = DeletionVector::parse(as_bytes(bytes), 500'000, "x");
    if (parsed.ok()) {
      const Buffer again = parsed->serialize();
      ASSERT_EQ(*DeletionVector::parse(again.span(), 500'000, "x"), *parsed) << i;
      ASSERT_EQ(parsed->offsets().size(), parsed->cardinality()) << i;
    } else {
      EXPECT_EQ(parsed.error().code(), ErrorCode::kCorruption);
    }
  }
  EXPECT_FALSE(DeletionVector::parse(as_bytes(std::string(good.view()) + "x"), 500'000, "x").ok());
}

// Found by fuzzing: two runs that touch were kept apart, so equal sets compared unequal.
TEST(DeletionVector, RefusesRunsThatTouch) {
  const std::string touching(
      "\x3b\x30\x00\x00\x01\x00\x00\x04\x00\x02\x00\x00\x00\x03\x00\x04\x00\x00\x00",
      19);  // [0, 4) and [4, 5)
  EXPECT_FALSE(DeletionVector::parse(as_bytes(touching), 100, "x").ok());
  std::string apart = touching;
  apart[15] = 5;  // [5, 6)
  const auto parsed = DeletionVector::parse(as_bytes(apart), 100, "x");
  ASSERT_TRUE(parsed.ok()) << parsed.error().message();
  EXPECT_EQ(*parsed, vector_of({0, 1, 2, 3, 5}));
}

TEST(DeletionVector, ReadsWhatLanceDbWrites) {
  const auto path = std::filesystem::path(__FILE__).parent_path() / "testdata/foreign_deletion.bin";
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const auto parsed = DeletionVector::parse(as_bytes(bytes), 7000, path.string());
  ASSERT_TRUE(parsed.ok()) << parsed.error().message();
  DeletionVector expected;
  for (uint32_t row = 1000; row < 6500; ++row) {
    if (row % 50 != 0) {
      expected.add(row);
    }
  }
  EXPECT_EQ(*parsed, expected);
}

}  // namespace
}  // namespace omnigraph::lance
