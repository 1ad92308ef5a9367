#include "omnigraph/columnar/builder.h"

#include <limits>
#include <utility>

#include "omnigraph/base/check.h"

namespace omnigraph::columnar {

Builder::Builder(DataType type) : type_(std::move(type)) {
  switch (type_.kind) {
    case TypeKind::kList:
    case TypeKind::kFixedSizeList:
      children_.push_back(std::make_unique<Builder>(*type_.item));
      break;
    case TypeKind::kStruct:
      for (const Field& field : *type_.fields) {
        children_.push_back(std::make_unique<Builder>(field.type));
      }
      break;
    default:
      break;
  }
}

size_t Builder::byte_size() const {
  size_t total = validity_.size() + offsets_.size() + values_.size();
  for (const auto& child : children_) {
    total += child->byte_size();
  }
  return total;
}

void Builder::reserve(size_t rows, size_t text_bytes) {
  const size_t width = byte_width(type_.kind);
  switch (type_.kind) {
    case TypeKind::kString:
    case TypeKind::kBinary:
      values_.reserve(values_.size() + text_bytes);
      offsets_.reserve(offsets_.size() +
                       (rows + 1) *
                           (type_.kind == TypeKind::kString ? sizeof(int32_t) : sizeof(int64_t)));
      break;
    case TypeKind::kBool:
      values_.reserve(values_.size() + bitmap_bytes(rows));
      break;
    default:
      values_.reserve(values_.size() + rows * width);  // lists: their items come as they come
  }
}

void Builder::mark(bool valid) {
  if (!valid && null_count_ == 0) {
    validity_.resize(bitmap_bytes(length_ + 1));
    for (size_t i = 0; i < length_; ++i) {
      set_bit(validity_.data(), i);
    }
  }
  if (!valid) {
    ++null_count_;
  }
  if (null_count_ != 0) {
    if (bitmap_bytes(length_ + 1) > validity_.size()) {
      validity_.push<uint8_t>(0);
    }
    if (valid) {
      set_bit(validity_.data(), length_);
    }
  }
  ++length_;
}

void Builder::mark_valid() {
  if (null_count_ == 0) [[likely]] {
    ++length_;
  } else {
    mark(true);
  }
}

void Builder::push_offset() {
  if (type_.kind == TypeKind::kBinary) {
    if (offsets_.size() == 0) {
      offsets_.push<int64_t>(0);
    }
    offsets_.push<int64_t>(static_cast<int64_t>(values_.size()));
    return;
  }
  const size_t end = type_.kind == TypeKind::kString ? values_.size() : children_[0]->length();
  OG_CHECK(end <= static_cast<size_t>(std::numeric_limits<int32_t>::max()),
           "a column chunk passes 2 GiB");
  if (offsets_.size() == 0) {
    offsets_.push<int32_t>(0);
  }
  offsets_.push<int32_t>(static_cast<int32_t>(end));
}

void Builder::append_null() {
  switch (type_.kind) {
    case TypeKind::kBool:
      if (bitmap_bytes(length_ + 1) > values_.size()) {
        values_.push<uint8_t>(0);
      }
      break;
    case TypeKind::kString:
    case TypeKind::kBinary:
    case TypeKind::kList:
      push_offset();
      break;
    case TypeKind::kFixedSizeList:
      for (int32_t i = 0; i < type_.list_size; ++i) {
        children_[0]->append<float>(0.0F);
      }
      break;
    case TypeKind::kStruct:
      for (const auto& child : children_) {
        child->append_null();
      }
      break;
    default:
      values_.resize(values_.size() + byte_width(type_.kind));
  }
  mark(false);
}

void Builder::append_bool(bool value) {
  if (bitmap_bytes(length_ + 1) > values_.size()) {
    values_.push<uint8_t>(0);
  }
  if (value) {
    set_bit(values_.data(), length_);
  }
  mark_valid();
}

void Builder::append_string(std::string_view value) {
  values_.append(value);
  push_offset();
  mark_valid();
}

void Builder::finish_list() {
  push_offset();
  mark_valid();
}

void Builder::append_vector(std::span<const float> values) {
  OG_DCHECK(values.size() == static_cast<size_t>(type_.list_size), "vector of another dimension");
  for (const float value : values) {
    children_[0]->append<float>(value);
  }
  mark_valid();
}

void Builder::finish_struct() {
  mark_valid();
}

void Builder::append_from(const Array& array, size_t i) {
  if (array.is_null(i)) {
    append_null();
    return;
  }
  switch (type_.kind) {
    case TypeKind::kBool:
      append_bool(array.bool_at(i));
      break;
    case TypeKind::kString:
    case TypeKind::kBinary:
      append_string(array.string_at(i));
      break;
    case TypeKind::kList:
      for (size_t j = array.list_begin(i); j < array.list_end(i); ++j) {
        children_[0]->append_from(array.child(0), j);
      }
      finish_list();
      break;
    case TypeKind::kFixedSizeList:
      append_vector(array.child(0).values_as<float>().subspan(
          array.list_begin(i), static_cast<size_t>(type_.list_size)));
      break;
    case TypeKind::kStruct:
      for (size_t c = 0; c < children_.size(); ++c) {
        children_[c]->append_from(array.child(c), i);
      }
      finish_struct();
      break;
    default:
      if (byte_width(type_.kind) == 4) {
        append<uint32_t>(array.value_at<uint32_t>(i));
      } else {
        append<uint64_t>(array.value_at<uint64_t>(i));
      }
  }
}

ArrayPtr Builder::finish() {
  Array::Parts parts;
  parts.type = type_;
  parts.length = length_;
  parts.null_count = null_count_;
  if (null_count_ != 0) {
    parts.validity = validity_.finish();
  } else {
    validity_ = BufferBuilder();
  }
  const bool has_offsets = type_.kind == TypeKind::kString || type_.kind == TypeKind::kBinary ||
                           type_.kind == TypeKind::kList;
  if (has_offsets && offsets_.size() == 0) {
    if (type_.kind == TypeKind::kBinary) {
      offsets_.push<int64_t>(0);
    } else {
      offsets_.push<int32_t>(0);
    }
  }
  parts.offsets = offsets_.finish();
  parts.values = values_.finish();
  for (const auto& child : children_) {
    parts.children.push_back(child->finish());
  }
  length_ = 0;
  null_count_ = 0;
  return Array::make(std::move(parts));
}

}  // namespace omnigraph::columnar
