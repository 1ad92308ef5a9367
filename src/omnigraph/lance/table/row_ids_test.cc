#include "omnigraph/lance/table/row_ids.h"

#include <limits>
#include <numeric>

#include <gtest/gtest.h>

#include "omnigraph/base/random.h"

namespace omnigraph::lance {
namespace {

using Ids = std::vector<uint64_t>;

constexpr uint64_t kHuge = uint64_t{1} << 60;

std::vector<size_t> kinds(const RowIdSequence& sequence) {
  std::vector<size_t> kinds;
  for (const RowIdSegment& segment : sequence.segments()) {
    kinds.push_back(segment.index());
  }
  return kinds;
}

// Distinct ids with a texture drawn from `random`: runs, runs with few or many holes, scattered and
// descending parts.
Ids random_ids(SeededRandom& random) {
  Ids ids;
  uint64_t next = random.below(5) == 0 ? uint64_t{1} << 40 : random.below(100);
  for (uint64_t parts = random.below(6); parts > 0; --parts) {
    const uint64_t count = random.below(300);
    const uint64_t texture = random.below(5);
    Ids part;
    for (uint64_t i = 0; i < count; ++i) {
      const uint64_t step = texture == 0   ? 1
                            : texture == 1 ? (random.below(40) == 0 ? 3 : 1)
                            : texture == 2 ? 1 + random.below(4)
                            : texture == 3 ? 1 + random.below(100'000)
                                           : 1 + random.below(1'000'000'000'000);
      next += step;
      part.push_back(next);
    }
    if (random.below(4) == 0) {
      std::reverse(part.begin(), part.end());
    }
    ids.insert(ids.end(), part.begin(), part.end());
  }
  return ids;
}

void expect_same(const RowIdSequence& sequence, const Ids& ids) {
  ASSERT_EQ(sequence.length(), ids.size());
  ASSERT_EQ(sequence.to_vector(), ids);
  for (size_t i = 0; i < ids.size(); ++i) {
    ASSERT_EQ(sequence.at(i), ids[i]) << i;
    ASSERT_EQ(sequence.position_of(ids[i]), i);
  }
  const uint64_t bound = ids.empty() ? 0 : *std::max_element(ids.begin(), ids.end()) + 1;
  ASSERT_EQ(sequence.bound(), bound);
}

TEST(RowIdSequence, ContiguousIdsAreOneRangeWhateverTheLength) {
  Ids ids(1000);
  std::iota(ids.begin(), ids.end(), 77);
  EXPECT_EQ(RowIdSequence::of(ids), RowIdSequence::range(77, 1077));
  RowIdSequence sequence = RowIdSequence::range(0, 10);
  sequence.append_range(10, 20);
  EXPECT_EQ(sequence, RowIdSequence::range(0, 20));
  EXPECT_EQ(RowIdSequence::range(5, 5), RowIdSequence());
  EXPECT_LT(RowIdSequence::range(0, kHuge).serialize().size(), 20U);
}

TEST(RowIdSequence, TakesTheSmallestForm) {
  Ids few_holes;
  Ids many_holes;
  Ids sparse;
  for (uint64_t i = 0; i < 1000; ++i) {
    few_holes.push_back(i + i / 100);
    many_holes.push_back(i * 2 + (i % 7 == 0 ? 1 : 0));
    sparse.push_back(i * 60);
  }
  EXPECT_EQ(kinds(RowIdSequence::of(few_holes)), std::vector<size_t>{1});
  EXPECT_EQ(kinds(RowIdSequence::of(many_holes)), std::vector<size_t>{2});
  EXPECT_EQ(kinds(RowIdSequence::of(sparse)), std::vector<size_t>{3});
  EXPECT_EQ(kinds(RowIdSequence::of(Ids{9, 3, 100, 4})), std::vector<size_t>{3});
  // Re-used ids in front of a run of new ones: two segments.
  Ids mixed{9, 3, 100, 4};
  for (uint64_t id = 5000; id < 5100; ++id) {
    mixed.push_back(id);
  }
  EXPECT_EQ(kinds(RowIdSequence::of(mixed)), (std::vector<size_t>{3, 0}));
}

// Goal: every operation agrees with plain vectors, for all segment kinds and their mixtures.
TEST(RowIdSequence, BehavesLikeAVector) {
  SeededRandom random(1);
  for (int round = 0; round < 300; ++round) {
    const Ids ids = random_ids(random);
    const RowIdSequence sequence = RowIdSequence::of(ids);
    expect_same(sequence, ids);
    EXPECT_EQ(sequence.compressed(), sequence);

    const std::string bytes = sequence.serialize();
    const auto parsed = RowIdSequence::parse(as_bytes(bytes), "x");
    ASSERT_TRUE(parsed.ok()) << parsed.error().message();
    ASSERT_EQ(*parsed, sequence);

    const uint64_t begin = random.below(ids.size() + 1);
    const uint64_t end = begin + random.below(ids.size() - begin + 1);
    const Ids part(ids.begin() + static_cast<int64_t>(begin),
                   ids.begin() + static_cast<int64_t>(end));
    const RowIdSequence slice = sequence.slice(begin, end);
    expect_same(slice, part);

    RowIdSequence joined = sequence.slice(0, begin);
    joined.append(sequence.slice(begin, end));
    joined.append(sequence.slice(end, ids.size()));
    expect_same(joined, ids);
  }
}

TEST(RowIdSequence, DoesNotFindAbsentIds) {
  SeededRandom random(2);
  for (int round = 0; round < 50; ++round) {
    const Ids ids = random_ids(random);
    const RowIdSequence sequence = RowIdSequence::of(ids);
    for (int probe = 0; probe < 100 && !ids.empty(); ++probe) {
      const uint64_t id = ids[random.below(ids.size())] + random.below(5) - 2;
      const auto at = std::find(ids.begin(), ids.end(), id);
      EXPECT_EQ(sequence.position_of(id),
                at == ids.end() ? std::nullopt
                                : std::optional<uint64_t>(static_cast<uint64_t>(at - ids.begin())));
    }
  }
}

TEST(RowIdSequence, AppendsItself) {
  RowIdSequence sequence = RowIdSequence::of(Ids{4, 1});
  sequence.append(sequence);
  EXPECT_EQ(sequence.to_vector(), (Ids{4, 1, 4, 1}));
}

// Goal: a forged range costs two numbers, not 2^60 ids.
TEST(RowIdSequence, KeepsHugeRangesUnexpanded) {
  const std::string bytes = RowIdSequence::range(3, kHuge).serialize();
  const auto parsed = RowIdSequence::parse(as_bytes(bytes), "x");
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->length(), kHuge - 3);
  EXPECT_EQ(parsed->at(kHuge - 4), kHuge - 1);
  EXPECT_EQ(parsed->slice(10, kHuge - 10).length(), kHuge - 20);
}

TEST(RowIdSequence, RefusesALengthThatOverflows) {
  RowIdSequence sequence = RowIdSequence::range(0, std::numeric_limits<uint64_t>::max());
  EXPECT_FALSE(sequence.append_segment(RowIdRange{7, 8}));
  const std::string bytes = sequence.serialize() + RowIdSequence::range(0, 9).serialize();
  const auto parsed = RowIdSequence::parse(as_bytes(bytes), "table 7");
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.error().code(), ErrorCode::kCorruption);
  EXPECT_NE(parsed.error().message().find("table 7"), std::string::npos);
}

// A sequence of one segment: field number `kind` of U64Segment with the given body.
std::string one_segment(int kind, const std::string& body) {
  std::string segment;
  segment.push_back(static_cast<char>(kind << 3 | 2));
  segment.push_back(static_cast<char>(body.size()));
  segment += body;
  std::string sequence{"\x0a"};
  sequence.push_back(static_cast<char>(segment.size()));
  return sequence + segment;
}

TEST(RowIdSequence, RefusesDamagedSegments) {
  const std::string u16 = std::string("\x0a\x06\x12\x04\x05\x00\x05\x00", 8);  // 5, 5
  const std::string odd = std::string("\x0a\x05\x12\x03\x05\x00\x05", 7);
  const std::string top = std::string("\x1a\x0a\x12\x08\xff\xff\xff\xff\xff\xff\xff\xff", 12);
  const std::vector<std::string> damaged = {
      one_segment(1, "\x08\x05\x10\x04"),                // range [5, 4)
      one_segment(2, "\x08\x01\x10\x09\x1a\x08" + u16),  // holes that do not rise
      one_segment(2, "\x08\x06\x10\x09\x1a\x06" + std::string("\x0a\x04\x12\x02\x05\x00", 6)),
      one_segment(3, "\x08\x00\x10\x09\x1a\x01\xff"),  // one byte for nine bits
      one_segment(3, "\x08\x09\x10\x01"),
      one_segment(4, u16),  // sorted array that does not rise
      one_segment(5, odd),  // 16-bit offsets in three bytes
      one_segment(5, top),  // 2^64 - 1
      one_segment(5, ""),
      std::string("\x0a\x00", 2),
      "\xff\xff",
  };
  for (size_t i = 0; i < damaged.size(); ++i) {
    const auto parsed = RowIdSequence::parse(as_bytes(damaged[i]), "x");
    ASSERT_FALSE(parsed.ok()) << i;
    EXPECT_EQ(parsed.error().code(), ErrorCode::kCorruption) << i;
  }
}

TEST(RowIdSequence, ReadsBitmapsLeastSignificantBitFirst) {
  // [10, 20) with bits 0 and 9; a bit past the end is ignored.
  const auto parsed =
      RowIdSequence::parse(as_bytes(one_segment(3, "\x08\x0a\x10\x14\x1a\x02\x01\xfe")), "x");
  ASSERT_TRUE(parsed.ok()) << parsed.error().message();
  EXPECT_EQ(parsed->to_vector(), (Ids{10, 19}));
}

}  // namespace
}  // namespace omnigraph::lance
