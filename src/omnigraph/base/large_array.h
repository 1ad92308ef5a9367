// LargeArray: room for many numbers for a short while: not set to zero, and on huge pages where the
// system gives them, as with small ones a sort spends more time on being given memory than on
// sorting. Not thread-safe.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

namespace omnigraph {

// Null for no bytes. Ends the process when there is no memory left.
void* allocate_large(size_t bytes);
void free_large(void* memory);

template <typename T>
class LargeArray {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  explicit LargeArray(size_t size)
      : data_(static_cast<T*>(allocate_large(size * sizeof(T)))), size_(size) {}
  LargeArray(LargeArray&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  LargeArray& operator=(LargeArray&& other) noexcept {
    swap(other);
    return *this;
  }
  ~LargeArray() { free_large(data_); }

  size_t size() const { return size_; }
  T& operator[](size_t i) { return data_[i]; }
  const T& operator[](size_t i) const { return data_[i]; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  void swap(LargeArray& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
  }

 private:
  T* data_;
  size_t size_;
};

}  // namespace omnigraph
