// The only file that knows CRoaring. Its reader trusts what it reads beyond lengths (unsorted
// containers, wrong cardinalities would be kept and give wrong answers later), so RoaringLayout
// walks the bytes first and accepts only what a correct writer makes.
#include "omnigraph/lance/table/deletion_vector.h"

#include <bit>
#include <cstring>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include <roaring/roaring.hh>

#include "omnigraph/base/check.h"
#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"

namespace omnigraph::lance {

struct DeletionVector::Impl {
  ::Roaring set;
};

namespace {

constexpr uint32_t kCookieNoRuns = 12346;
constexpr uint32_t kCookieRuns = 12347;  // low half; the high half is the container count - 1
constexpr uint32_t kContainersMax = 65536;
constexpr uint32_t kOffsetsThreshold = 4;  // with runs, fewer containers have no offset table
constexpr uint32_t kArrayMax = 4096;       // more values than that are a bitset
constexpr size_t kBitsetBytes = 8192;

// What the bytes of a portable Roaring bitmap say, after every container was looked at.
//
//   u32 12346, u32 n            or   u16 12347, u16 n - 1, (n + 7) / 8 bytes: which containers are
//   runs n × (u16 key, u16 cardinality - 1) n × u32 offset              (absent with runs and n <
//   4) n × container               array: u16 values · bitset: 8,192 bytes · runs: u16 m, m × (u16
//   start,
//                               u16 length - 1)
class RoaringLayout {
 public:
  explicit RoaringLayout(ByteSpan bytes) : bytes_(bytes) {}

  // What is wrong, or nothing. Afterwards bound() is the greatest value plus one.
  std::optional<std::string> check();
  uint64_t bound() const { return bound_; }

 private:
  bool has(size_t length) const { return bytes_.size() - at_ >= length; }
  uint16_t u16(size_t at) const { return load_le<uint16_t>(bytes_.data() + at); }
  std::optional<std::string> check_header();
  std::optional<std::string> check_array(uint64_t high, uint32_t cardinality);
  std::optional<std::string> check_bitset(uint64_t high, uint32_t cardinality);
  std::optional<std::string> check_runs(uint64_t high, uint32_t cardinality);

  ByteSpan bytes_;
  size_t at_ = 0;
  uint32_t count_ = 0;
  size_t run_flags_at_ = 0;  // 0: no container has runs
  size_t keys_at_ = 0;
  size_t offsets_at_ = 0;  // 0: no table
  uint64_t bound_ = 0;
};

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

Error corrupt(std::string_view what, std::string_view object_name) {
  return Error(ErrorCode::kCorruption,
               format("deletion file is damaged: {}: object \"{}\"", what, object_name));
}

}  // namespace

DeletionVector::DeletionVector() : impl_(std::make_unique<Impl>()) {}
DeletionVector::DeletionVector(const DeletionVector& other)
    : impl_(std::make_unique<Impl>(*other.impl_)) {}
DeletionVector& DeletionVector::operator=(const DeletionVector& other) {
  if (this != &other) {
    impl_ = std::make_unique<Impl>(*other.impl_);
  }
  return *this;
}
DeletionVector::DeletionVector(DeletionVector&& other) noexcept = default;
DeletionVector& DeletionVector::operator=(DeletionVector&& other) noexcept = default;
DeletionVector::~DeletionVector() = default;

void DeletionVector::add(uint32_t offset) {
  impl_->set.add(offset);
}

void DeletionVector::add_range(uint64_t begin, uint64_t end) {
  OG_CHECK(begin <= end && end <= kMaxFragmentRows, "range outside a fragment");
  if (begin < end) {
    impl_->set.addRange(begin, end);
  }
}

void DeletionVector::unite(const DeletionVector& other) {
  impl_->set |= other.impl_->set;
}
bool DeletionVector::contains(uint32_t offset) const {
  return impl_->set.contains(offset);
}
uint64_t DeletionVector::cardinality() const {
  return impl_->set.cardinality();
}
bool DeletionVector::empty() const {
  return impl_->set.isEmpty();
}
uint64_t DeletionVector::bound() const {
  return empty() ? 0 : uint64_t{impl_->set.maximum()} + 1;
}
uint64_t DeletionVector::intersection_cardinality(const DeletionVector& other) const {
  return impl_->set.and_cardinality(other.impl_->set);
}
bool DeletionVector::operator==(const DeletionVector& other) const {
  return impl_->set == other.impl_->set;
}

std::vector<uint32_t> DeletionVector::offsets() const {
  std::vector<uint32_t> offsets(cardinality());
  if (!offsets.empty()) {
    impl_->set.toUint32Array(offsets.data());
  }
  return offsets;
}

Buffer DeletionVector::live_bitmap(uint64_t physical_rows) const {
  OG_CHECK(bound() <= physical_rows && physical_rows <= kMaxFragmentRows,
           "deleted row outside its fragment");
  BufferBuilder builder;
  builder.resize((physical_rows + 7) / 8);
  std::byte* bits = builder.data();
  if (physical_rows >= 8) {
    std::memset(bits, 0xff, physical_rows / 8);
  }
  if (physical_rows % 8 != 0) {
    bits[physical_rows / 8] = static_cast<std::byte>((1U << (physical_rows % 8)) - 1);
  }
  impl_->set.iterate(
      [](uint32_t row, void* target) {
        static_cast<std::byte*>(target)[row >> 3] &= ~(std::byte{1} << (row & 7));
        return true;
      },
      bits);
  return builder.finish();
}

Buffer DeletionVector::serialize() const {
  // The smallest form of each container depends on the set alone, not on how it was built.
  ::Roaring canonical = impl_->set;
  canonical.removeRunCompression();
  canonical.runOptimize();
  BufferBuilder builder;
  builder.resize(canonical.getSizeInBytes());
  canonical.write(reinterpret_cast<char*>(builder.data()));
  return builder.finish();
}

Result<DeletionVector> DeletionVector::parse(ByteSpan bytes,
                                             uint64_t physical_rows,
                                             std::string_view object_name) {
  RoaringLayout layout(bytes);
  if (const auto wrong = layout.check()) {
    return corrupt(*wrong, object_name);
  }
  if (layout.bound() > physical_rows) {
    return corrupt(
        format("deleted row {} of a fragment with {} rows", layout.bound() - 1, physical_rows),
        object_name);
  }
  DeletionVector vector;
  try {
    vector.impl_->set =
        ::Roaring::readSafe(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  } catch (const std::exception& error) {
    return corrupt(error.what(), object_name);
  }
  return vector;
}

Result<DeletionVector> DeletionVector::read(ByteSpan bytes,
                                            const DeletionFile& file,
                                            uint64_t physical_rows,
                                            std::string_view object_name) {
  if (file.kind != DeletionFileKind::kRoaring) {
    return Error(ErrorCode::kUnsupported,
                 format("deletion file in Arrow form: object \"{}\"", object_name));
  }
  if (const uint64_t hash = xxh3(bytes); hash != file.id) {
    return corrupt(format("wrong hash: expected {}, found {}", hex16(file.id), hex16(hash)),
                   object_name);
  }
  OG_ASSIGN_OR_RETURN(DeletionVector vector, parse(bytes, physical_rows, object_name));
  if (vector.cardinality() != file.num_deleted_rows) {
    return corrupt(format("wrong number of rows: expected {}, found {}",
                          file.num_deleted_rows,
                          vector.cardinality()),
                   object_name);
  }
  return vector;
}

DeletionFileBytes make_deletion_file(uint64_t fragment_id,
                                     uint64_t read_version,
                                     const DeletionVector& deleted) {
  DeletionFileBytes result;
  result.bytes = deleted.serialize();
  result.file.id = xxh3(result.bytes.span());
  result.file.read_version = read_version;
  result.file.num_deleted_rows = deleted.cardinality();
  result.path = deletion_path(fragment_id, result.file);
  return result;
}

}  // namespace omnigraph::lance
