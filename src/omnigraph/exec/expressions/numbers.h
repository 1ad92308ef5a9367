// Numbers of a column in one of three C++ types, whatever the column's own width is. A column that
// has the type already is read in place.
#pragma once

#include <cstdint>
#include <type_traits>

#include "omnigraph/base/check.h"
#include "omnigraph/exec/expressions/column.h"

namespace omnigraph::exec {

// The type that holds every value of the kind exactly. Dates count as integers.
enum class NumberForm : uint8_t { kInt64, kUint64, kDouble };

inline NumberForm number_form(columnar::TypeKind kind) {
  switch (kind) {
    case columnar::TypeKind::kUInt64:
      return NumberForm::kUint64;
    case columnar::TypeKind::kFloat32:
    case columnar::TypeKind::kFloat64:
      return NumberForm::kDouble;
    default:
      return NumberForm::kInt64;
  }
}

// Values as T: int64_t, uint64_t or double. Integers become doubles by rounding; between integers
// the caller makes sure that the values fit.
template <typename T>
class Numbers {
 public:
  explicit Numbers(const Column& column) : array_(column.array), stride_(column.constant ? 0 : 1) {
    using columnar::TypeKind;
    switch (array_->kind()) {
      case TypeKind::kInt32:
      case TypeKind::kDate32:
        read<int32_t>();
        break;
      case TypeKind::kInt64:
      case TypeKind::kDate64:
        read<int64_t>();
        break;
      case TypeKind::kUInt32:
        read<uint32_t>();
        break;
      case TypeKind::kUInt64:
        read<uint64_t>();
        break;
      case TypeKind::kFloat32:
        read<float>();
        break;
      case TypeKind::kFloat64:
        read<double>();
        break;
      default:
        OG_CHECK(false, "not a column of numbers");
    }
  }

  T operator[](size_t i) const { return data_[i * stride_]; }
  const T* data() const { return data_; }
  bool constant() const { return stride_ == 0; }

 private:
  template <typename From>
  void read() {
    if constexpr (std::is_same_v<From, T>) {
      data_ = reinterpret_cast<const T*>(array_->values().data());
    } else {
      const auto from = array_->values_as<From>();
      BufferBuilder out;
      out.resize(from.size() * sizeof(T));
      for (size_t i = 0; i < from.size(); ++i) {
        out.mutable_as<T>()[i] = static_cast<T>(from[i]);
      }
      converted_ = out.finish();
      data_ = reinterpret_cast<const T*>(converted_.data());
    }
  }

  columnar::ArrayPtr array_;
  Buffer converted_;
  const T* data_ = nullptr;
  size_t stride_;
};

// Calls `body(a, b)` with readers of the numbers: a pointer, or a value that stands for all rows,
// so that loops over them can be vectorised.
template <typename T>
struct Repeated {
  T value;
  T operator[](size_t) const { return value; }
};
template <typename T, typename Body>
void with_readers(const Numbers<T>& a, const Numbers<T>& b, Body body) {
  if (a.constant() && !b.constant()) {
    body(Repeated<T>{a[0]}, b.data());
  } else if (b.constant() && !a.constant()) {
    body(a.data(), Repeated<T>{b[0]});
  } else {
    body(a.data(), b.data());
  }
}

// A constant column of one number.
template <typename T>
Column constant_number(columnar::TypeKind kind, T value) {
  FixedWriter<T> out(kind, 1);
  out.set(0, value);
  return {out.finish(), true};
}

}  // namespace omnigraph::exec
