#include <algorithm>
#include <bit>

#include "omnigraph/base/format.h"
#include "omnigraph/lance/table/roaring_layout_internal.h"

namespace omnigraph::lance {

namespace {

constexpr uint32_t kCookieNoRuns = 12346;
constexpr uint32_t kCookieRuns = 12347;  // low half; the high half is the container count - 1
constexpr uint32_t kContainersMax = 65536;
constexpr uint32_t kOffsetsThreshold = 4;  // with runs, fewer containers have no offset table
constexpr uint32_t kArrayMax = 4096;       // more values than that are a bitset
constexpr size_t kBitsetBytes = 8192;

}  // namespace

std::optional<std::string> RoaringLayout::check_header() {
  if (!has(4)) {
    return "shorter than its cookie";
  }
  const auto cookie = load_le<uint32_t>(bytes_.data());
  at_ = 4;
  if ((cookie & 0xffff) == kCookieRuns) {
    count_ = (cookie >> 16) + 1;
    run_flags_at_ = at_;
    at_ += std::min<size_t>((count_ + 7) / 8, bytes_.size() - at_);
  } else if (cookie == kCookieNoRuns && has(4)) {
    count_ = load_le<uint32_t>(bytes_.data() + at_);
    at_ += 4;
  } else {
    return format("wrong cookie {}", cookie);
  }
  const bool offsets = run_flags_at_ == 0 || count_ >= kOffsetsThreshold;
  if (count_ > kContainersMax || !has(size_t{count_} * (offsets ? 8 : 4))) {
    return format("header of {} containers does not fit", count_);
  }
  keys_at_ = at_;
  at_ += size_t{count_} * 4;
  if (offsets) {
    offsets_at_ = at_;
    at_ += size_t{count_} * 4;
  }
  return std::nullopt;
}

std::optional<std::string> RoaringLayout::check_array(uint64_t high, uint32_t cardinality) {
  if (!has(size_t{cardinality} * 2)) {
    return "array container does not fit";
  }
  for (size_t i = 1; i < cardinality; ++i) {
    if (u16(at_ + 2 * i) <= u16(at_ + 2 * i - 2)) {
      return "array container does not rise";
    }
  }
  at_ += size_t{cardinality} * 2;
  bound_ = high + u16(at_ - 2) + 1;
  return std::nullopt;
}

std::optional<std::string> RoaringLayout::check_bitset(uint64_t high, uint32_t cardinality) {
  if (!has(kBitsetBytes)) {
    return "bitset container does not fit";
  }
  uint32_t found = 0;
  for (size_t i = 0; i < kBitsetBytes / 8; ++i) {
    const auto word = load_le<uint64_t>(bytes_.data() + at_ + i * 8);
    found += static_cast<uint32_t>(std::popcount(word));
    if (word != 0) {
      bound_ = high + i * 64 + static_cast<uint64_t>(std::bit_width(word));
    }
  }
  at_ += kBitsetBytes;
  return found == cardinality
             ? std::nullopt
             : std::optional(
                   format("bitset container: expected {} bits, found {}", cardinality, found));
}

std::optional<std::string> RoaringLayout::check_runs(uint64_t high, uint32_t cardinality) {
  if (!has(2) || !has(2 + size_t{u16(at_)} * 4)) {
    return "run container does not fit";
  }
  const uint16_t runs = u16(at_);
  at_ += 2;
  uint64_t found = 0;
  // The least start the next run may have. Runs that touch are one run: CRoaring compares run by
  // run.
  uint64_t next = 0;
  for (uint32_t i = 0; i < runs; ++i, at_ += 4) {
    const uint64_t start = u16(at_);
    const uint64_t end = start + u16(at_ + 2) + 1;
    if (start < next || end > 65536) {
      return "run container does not rise or has runs that touch";
    }
    found += end - start;
    next = end + 1;
  }
  bound_ = runs == 0 ? 0 : high + next - 1;
  return found == cardinality
             ? std::nullopt
             : std::optional(
                   format("run container: expected {} values, found {}", cardinality, found));
}

std::optional<std::string> RoaringLayout::check() {
  if (auto wrong = check_header()) {
    return wrong;
  }
  for (uint32_t i = 0; i < count_; ++i) {
    const size_t key_at = keys_at_ + size_t{i} * 4;
    if (i > 0 && u16(key_at) <= u16(key_at - 4)) {
      return format("key of container {} does not rise", i);
    }
    if (offsets_at_ != 0 && load_le<uint32_t>(bytes_.data() + offsets_at_ + size_t{i} * 4) != at_) {
      return format("offset of container {}: expected {}", i, at_);
    }
    const size_t begin = at_;
    const uint64_t high = uint64_t{u16(key_at)} << 16;
    const uint32_t cardinality = uint32_t{u16(key_at + 2)} + 1;
    const bool is_run = run_flags_at_ != 0 &&
                        (static_cast<uint8_t>(bytes_[run_flags_at_ + i / 8]) >> (i % 8) & 1) != 0;
    auto wrong = is_run                    ? check_runs(high, cardinality)
                 : cardinality > kArrayMax ? check_bitset(high, cardinality)
                                           : check_array(high, cardinality);
    if (wrong) {
      return format("container {} at offset {}: {}", i, begin, *wrong);
    }
  }
  if (at_ != bytes_.size()) {
    return format("wrong size: expected {} bytes, found {}", at_, bytes_.size());
  }
  return std::nullopt;
}

}  // namespace omnigraph::lance
