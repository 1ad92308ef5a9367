// The only file that knows CRoaring. Its reader trusts what it reads beyond lengths (unsorted
// containers, wrong cardinalities would be kept and give wrong answers later), so RoaringLayout
// walks the bytes first and accepts only what a correct writer makes.
#include "omnigraph/lance/table/deletion_vector.h"

#include <cstring>
#include <exception>
#include <string>
#include <utility>

#include <roaring/roaring.hh>

#include "omnigraph/base/check.h"
#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/lance/table/roaring_layout_internal.h"

namespace omnigraph::lance {

struct DeletionVector::Impl {
  ::Roaring set;
};

namespace {

Error bad_deletions(std::string_view what, std::string_view object_name) {
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
    return bad_deletions(*wrong, object_name);
  }
  if (layout.bound() > physical_rows) {
    return bad_deletions(
        format("deleted row {} of a fragment with {} rows", layout.bound() - 1, physical_rows),
        object_name);
  }
  DeletionVector vector;
  try {
    vector.impl_->set =
        ::Roaring::readSafe(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  } catch (const std::exception& error) {
    return bad_deletions(error.what(), object_name);
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
    return bad_deletions(format("wrong hash: expected {}, found {}", hex16(file.id), hex16(hash)),
                         object_name);
  }
  OG_ASSIGN_OR_RETURN(DeletionVector vector, parse(bytes, physical_rows, object_name));
  if (vector.cardinality() != file.num_deleted_rows) {
    return bad_deletions(format("wrong number of rows: expected {}, found {}",
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
