// Buffer: an immutable, shared run of bytes. Copies share; the bytes live as long as any copy does.
// Thread-safe for reading. Fresh allocations are 64-byte aligned (SIMD, Arrow).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph {

using ByteSpan = std::span<const std::byte>;

class Buffer {
 public:
  Buffer() = default;
  // A view of `bytes` that keeps `owner` alive.
  Buffer(std::shared_ptr<const void> owner, ByteSpan bytes)
      : owner_(std::move(owner)), bytes_(bytes) {}

  static Buffer copy_of(ByteSpan bytes);
  static Buffer copy_of(std::string_view text);
  // Takes over the vector or string; no copy.
  static Buffer from(std::vector<std::byte> bytes);
  static Buffer from(std::string text);

  const std::byte* data() const { return bytes_.data(); }
  size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  ByteSpan span() const { return bytes_; }
  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }
  // The bytes as values of T. The buffer must hold a whole number of them and be aligned for T.
  template <typename T>
  std::span<const T> as() const {
    return {reinterpret_cast<const T*>(bytes_.data()), bytes_.size() / sizeof(T)};
  }
  // Shares bytes [offset, offset + length); both must lie inside.
  Buffer slice(size_t offset, size_t length) const;

 private:
  std::shared_ptr<const void> owner_;
  ByteSpan bytes_;
};

// A growing, 64-byte aligned byte array that becomes a Buffer without a copy.
class BufferBuilder {
 public:
  BufferBuilder() = default;
  BufferBuilder(BufferBuilder&& other) noexcept;
  BufferBuilder& operator=(BufferBuilder&& other) noexcept;
  BufferBuilder(const BufferBuilder&) = delete;
  BufferBuilder& operator=(const BufferBuilder&) = delete;
  ~BufferBuilder();

  size_t size() const { return size_; }
  std::byte* data() { return data_; }
  const std::byte* data() const { return data_; }
  void reserve(size_t capacity);
  void resize(size_t size);  // new bytes are zero
  void append(const void* bytes, size_t length) {
    if (length == 0) {
      return;
    }
    if (size_ + length > capacity_) {
      grow(size_ + length);
    }
    std::memcpy(data_ + size_, bytes, length);
    size_ += length;
  }
  void append(std::string_view text) { append(text.data(), text.size()); }
  void append(ByteSpan bytes) { append(bytes.data(), bytes.size()); }
  template <typename T>
  void push(T value) {
    append(&value, sizeof(T));
  }
  template <typename T>
  T* mutable_as() {
    return reinterpret_cast<T*>(data_);
  }
  // Hands the bytes over; the builder is empty afterwards.
  Buffer finish();

 private:
  void grow(size_t least);
  std::byte* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

inline ByteSpan as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

// Little-endian reads and writes at any alignment.
template <typename T>
T load_le(const std::byte* at) {
  T value;
  std::memcpy(&value, at, sizeof(T));
  return value;
}

}  // namespace omnigraph
