#include "omnigraph/columnar/array.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include "omnigraph/base/check.h"
#include "omnigraph/columnar/builder.h"

namespace omnigraph::columnar {
namespace {

void check_layout(const Array::Parts& parts) {
  if (parts.null_count != 0) {
    OG_CHECK(parts.validity.size() >= bitmap_bytes(parts.length), "validity bitmap too short");
  }
  switch (parts.type.kind) {
    case TypeKind::kBool:
      OG_CHECK(parts.values.size() >= bitmap_bytes(parts.length), "bool values too short");
      break;
    case TypeKind::kString:
      OG_CHECK(parts.offsets.size() >= (parts.length + 1) * 4, "string offsets too short");
      break;
    case TypeKind::kBinary:
      OG_CHECK(parts.offsets.size() >= (parts.length + 1) * 8, "binary offsets too short");
      break;
    case TypeKind::kList:
      OG_CHECK(parts.offsets.size() >= (parts.length + 1) * 4 && parts.children.size() == 1,
               "list offsets too short");
      break;
    case TypeKind::kFixedSizeList:
      OG_CHECK(parts.children.size() == 1 &&
                   parts.children[0]->length() >=
                       parts.length * static_cast<size_t>(parts.type.list_size),
               "vector items too short");
      break;
    case TypeKind::kStruct:
      OG_CHECK(parts.children.size() == parts.type.fields->size(), "struct without all children");
      break;
    default:
      OG_CHECK(parts.values.size() >= parts.length * byte_width(parts.type.kind),
               "values too short");
  }
}

// Gathers fixed-width values; null rows become zero.
template <typename T>
Buffer gather(const Array& array, std::span<const uint32_t> indices) {
  BufferBuilder out;
  out.resize(indices.size() * sizeof(T));
  const auto* in = reinterpret_cast<const T*>(array.values().data());
  T* to = out.mutable_as<T>();
  for (size_t i = 0; i < indices.size(); ++i) {
    to[i] = indices[i] == kNullRow ? T{} : in[indices[i]];
  }
  return out.finish();
}

// Marks the nulls of the rows `indices`.
void gather_validity(const Array& array, std::span<const uint32_t> indices, Array::Parts* parts) {
  BufferBuilder validity;
  for (size_t i = 0; i < indices.size(); ++i) {
    if (indices[i] != kNullRow && !array.is_null(indices[i])) {
      continue;
    }
    if (parts->null_count++ == 0) {
      validity.resize(bitmap_bytes(indices.size()));
      std::memset(validity.data(), 0xFF, validity.size());
    }
    clear_bit(validity.data(), i);
  }
  if (parts->null_count != 0) {
    parts->validity = validity.finish();
  }
}

ArrayPtr gather_fixed(const Array& array, std::span<const uint32_t> indices) {
  Array::Parts parts;
  parts.type = array.type();
  parts.length = indices.size();
  parts.values = byte_width(array.kind()) == 4 ? gather<uint32_t>(array, indices)
                                               : gather<uint64_t>(array, indices);
  gather_validity(array, indices, &parts);
  return Array::make(std::move(parts));
}

// Texts: all ends first, so that their bytes are copied into memory of the right size.
template <typename Offset>
ArrayPtr gather_texts(const Array& array, std::span<const uint32_t> indices) {
  Array::Parts parts;
  parts.type = array.type();
  parts.length = indices.size();
  gather_validity(array, indices, &parts);
  const auto* from = reinterpret_cast<const Offset*>(array.offsets().data());
  const auto present = [&](size_t i) {
    return indices[i] != kNullRow && !array.is_null(indices[i]);
  };
  BufferBuilder offsets;
  offsets.resize((indices.size() + 1) * sizeof(Offset));
  auto* const ends = offsets.template mutable_as<Offset>();
  uint64_t total = 0;
  for (size_t i = 0; i < indices.size(); ++i) {
    total += present(i) ? static_cast<uint64_t>(from[indices[i] + 1] - from[indices[i]]) : 0;
    ends[i + 1] = static_cast<Offset>(total);
  }
  OG_CHECK(total <= static_cast<uint64_t>(std::numeric_limits<Offset>::max()),
           "a column holds too many bytes of text");
  BufferBuilder values;
  values.resize(total);
  for (size_t i = 0; i < indices.size(); ++i) {
    const auto size = static_cast<size_t>(ends[i + 1] - ends[i]);
    if (size != 0) {
      std::memcpy(values.data() + ends[i], array.values().data() + from[indices[i]], size);
    }
  }
  parts.offsets = offsets.finish();
  parts.values = values.finish();
  return Array::make(std::move(parts));
}

// The rows [begin, end) of texts: their bytes are shared, their ends are counted anew.
template <typename Offset>
void slice_texts(const Array& array, size_t begin, size_t end, Array::Parts* parts) {
  const auto* from = reinterpret_cast<const Offset*>(array.offsets().data()) + begin;
  const size_t count = end - begin;
  BufferBuilder offsets;
  offsets.resize((count + 1) * sizeof(Offset));
  auto* const ends = offsets.template mutable_as<Offset>();
  for (size_t i = 0; i <= count; ++i) {
    ends[i] = from[i] - from[0];
  }
  parts->offsets = offsets.finish();
  parts->values =
      array.values().slice(static_cast<size_t>(from[0]), static_cast<size_t>(ends[count]));
}

}  // namespace

ArrayPtr Array::make(Parts parts) {
  if (parts.null_count == 0) {
    parts.validity = Buffer();
  }
  check_layout(parts);
  return ArrayPtr(new Array(std::move(parts)));
}

size_t Array::byte_size() const {
  size_t total =
      sizeof(Array) + parts_.validity.size() + parts_.offsets.size() + parts_.values.size();
  for (const ArrayPtr& child : parts_.children) {
    total += child->byte_size();
  }
  return total;
}

ArrayPtr take(const Array& array, std::span<const uint32_t> indices) {
  if (byte_width(array.kind()) != 0) {
    return gather_fixed(array, indices);
  }
  if (array.kind() == TypeKind::kString) {
    return gather_texts<int32_t>(array, indices);
  }
  if (array.kind() == TypeKind::kBinary) {
    return gather_texts<int64_t>(array, indices);
  }
  Builder builder(array.type());
  for (const uint32_t index : indices) {
    if (index == kNullRow) {
      builder.append_null();
    } else {
      builder.append_from(array, index);
    }
  }
  return builder.finish();
}

ArrayPtr slice(const Array& array, size_t begin, size_t end) {
  OG_CHECK(begin <= end && end <= array.length(), "slice outside its array");
  if (begin == 0 && end == array.length()) {
    Array::Parts whole;
    whole.type = array.type();
    whole.length = array.length();
    whole.null_count = array.null_count();
    whole.validity = array.validity();
    whole.offsets = array.offsets();
    whole.values = array.values();
    whole.children = array.children();
    return Array::make(std::move(whole));
  }
  const size_t width = byte_width(array.kind());
  const bool text = array.kind() == TypeKind::kString || array.kind() == TypeKind::kBinary;
  if ((width != 0 || text) && array.null_count() == 0) {
    Array::Parts parts;
    parts.type = array.type();
    parts.length = end - begin;
    if (!text) {
      parts.values = array.values().slice(begin * width, (end - begin) * width);
    } else if (array.kind() == TypeKind::kString) {
      slice_texts<int32_t>(array, begin, end, &parts);
    } else {
      slice_texts<int64_t>(array, begin, end, &parts);
    }
    return Array::make(std::move(parts));
  }
  Builder builder(array.type());
  for (size_t i = begin; i < end; ++i) {
    builder.append_from(array, i);
  }
  return builder.finish();
}

ArrayPtr concat(std::span<const ArrayPtr> arrays) {
  OG_CHECK(!arrays.empty(), "concat of nothing");
  if (arrays.size() == 1) {
    return arrays[0];
  }
  const size_t width = byte_width(arrays[0]->kind());
  bool plain = width != 0;
  for (const ArrayPtr& array : arrays) {
    plain = plain && array->null_count() == 0;
  }
  if (plain) {
    Array::Parts parts;
    parts.type = arrays[0]->type();
    BufferBuilder values;
    for (const ArrayPtr& array : arrays) {
      parts.length += array->length();
      values.append(array->values().data(), array->length() * width);
    }
    parts.values = values.finish();
    return Array::make(std::move(parts));
  }
  Builder builder(arrays[0]->type());
  for (const ArrayPtr& array : arrays) {
    for (size_t i = 0; i < array->length(); ++i) {
      builder.append_from(*array, i);
    }
  }
  return builder.finish();
}

ArrayPtr make_nulls(const DataType& type, size_t length) {
  Builder builder(type);
  for (size_t i = 0; i < length; ++i) {
    builder.append_null();
  }
  return builder.finish();
}

namespace {

template <typename T>
bool floats_equal(T a, T b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

bool lists_equal(const Array& a, size_t i, const Array& b, size_t j) {
  const size_t count = a.list_end(i) - a.list_begin(i);
  if (count != b.list_end(j) - b.list_begin(j)) {
    return false;
  }
  for (size_t k = 0; k < count; ++k) {
    if (!cells_equal(a.child(0), a.list_begin(i) + k, b.child(0), b.list_begin(j) + k)) {
      return false;
    }
  }
  return true;
}

}  // namespace

bool cells_equal(const Array& a, size_t i, const Array& b, size_t j) {
  if (a.is_null(i) || b.is_null(j)) {
    return a.is_null(i) && b.is_null(j);
  }
  switch (a.kind()) {
    case TypeKind::kBool:
      return a.bool_at(i) == b.bool_at(j);
    case TypeKind::kFloat32:
      return floats_equal(a.value_at<float>(i), b.value_at<float>(j));
    case TypeKind::kFloat64:
      return floats_equal(a.value_at<double>(i), b.value_at<double>(j));
    case TypeKind::kString:
    case TypeKind::kBinary:
      return a.string_at(i) == b.string_at(j);
    case TypeKind::kList:
    case TypeKind::kFixedSizeList:
      return lists_equal(a, i, b, j);
    case TypeKind::kStruct:
      for (size_t c = 0; c < a.children().size(); ++c) {
        if (!cells_equal(a.child(c), i, b.child(c), j)) {
          return false;
        }
      }
      return true;
    default:
      return byte_width(a.kind()) == 4 ? a.value_at<uint32_t>(i) == b.value_at<uint32_t>(j)
                                       : a.value_at<uint64_t>(i) == b.value_at<uint64_t>(j);
  }
}

}  // namespace omnigraph::columnar
