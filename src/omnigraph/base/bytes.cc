#include "omnigraph/base/bytes.h"

#include <algorithm>
#include <bit>
#include <new>
#include <utility>

#include "omnigraph/base/check.h"

namespace omnigraph {

static_assert(std::endian::native == std::endian::little, "the formats are little-endian");

Buffer Buffer::copy_of(ByteSpan bytes) {
  BufferBuilder builder;
  builder.append(bytes);
  return builder.finish();
}

Buffer Buffer::copy_of(std::string_view text) {
  return copy_of(as_bytes(text));
}

Buffer Buffer::from(std::vector<std::byte> bytes) {
  auto owner = std::make_shared<const std::vector<std::byte>>(std::move(bytes));
  const ByteSpan span(owner->data(), owner->size());
  return Buffer(std::move(owner), span);
}

Buffer Buffer::from(std::string text) {
  auto owner = std::make_shared<const std::string>(std::move(text));
  const ByteSpan span = as_bytes(*owner);
  return Buffer(std::move(owner), span);
}

Buffer Buffer::slice(size_t offset, size_t length) const {
  OG_CHECK(offset <= size() && length <= size() - offset, "slice outside its buffer");
  return Buffer(owner_, bytes_.subspan(offset, length));
}

namespace {
constexpr auto kAlignment = std::align_val_t{64};
constexpr size_t kAlignmentBytes = 64;

void release(std::byte* data) {
  ::operator delete(data, kAlignment);
}

}  // namespace

BufferBuilder::BufferBuilder(BufferBuilder&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0)) {}

BufferBuilder& BufferBuilder::operator=(BufferBuilder&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(capacity_, other.capacity_);
  return *this;
}

BufferBuilder::~BufferBuilder() {
  release(data_);
}

void BufferBuilder::reserve(size_t capacity) {
  if (capacity > capacity_) {
    grow(capacity);
  }
}

void BufferBuilder::resize(size_t size) {
  reserve(size);
  if (size > size_) {
    std::memset(data_ + size_, 0, size - size_);
  }
  size_ = size;
}

void BufferBuilder::grow(size_t least) {
  size_t capacity = std::max<size_t>({least, capacity_ + capacity_ / 2, kAlignmentBytes});
  capacity = (capacity + kAlignmentBytes - 1) / kAlignmentBytes * kAlignmentBytes;
  auto* fresh = static_cast<std::byte*>(::operator new(capacity, kAlignment));
  if (size_ != 0) {
    std::memcpy(fresh, data_, size_);
  }
  release(data_);
  data_ = fresh;
  capacity_ = capacity;
}

Buffer BufferBuilder::finish() {
  std::shared_ptr<std::byte> owner(data_, release);
  const ByteSpan span(data_, size_);
  data_ = nullptr;
  size_ = 0;
  capacity_ = 0;
  return Buffer(std::move(owner), span);
}

}  // namespace omnigraph
