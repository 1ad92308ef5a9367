#include "omnigraph/exec/results/key_column.h"

#include <bit>
#include <cmath>

namespace omnigraph::exec {
namespace {

using columnar::Array;
using columnar::TypeKind;

uint64_t float_bits(double value) {
  if (std::isnan(value)) {
    return 0x7FF8'0000'0000'0000U;
  }
  return std::bit_cast<uint64_t>(value == 0 ? 0.0 : value);
}

// The value of row `i` of a fixed-width column. F32 is widened, which keeps equality.
uint64_t fixed_key(const Array& values, size_t i) {
  switch (values.kind()) {
    case TypeKind::kBool:
      return values.bool_at(i) ? 1 : 0;
    case TypeKind::kInt32:
    case TypeKind::kDate32:
      return static_cast<uint64_t>(int64_t{values.value_at<int32_t>(i)});
    case TypeKind::kUInt32:
      return values.value_at<uint32_t>(i);
    case TypeKind::kFloat32:
      return float_bits(static_cast<double>(values.value_at<float>(i)));
    case TypeKind::kFloat64:
      return float_bits(values.value_at<double>(i));
    default:
      return values.value_at<uint64_t>(i);
  }
}

bool is_text(TypeKind kind) {
  return kind == TypeKind::kString || kind == TypeKind::kBinary || kind == TypeKind::kList ||
         kind == TypeKind::kFixedSizeList || kind == TypeKind::kStruct;
}

void append_word(uint64_t word, std::string* out) {
  out->append(reinterpret_cast<const char*>(&word), sizeof(word));
}

// Appends a cell so that equal cells, and only those, give equal bytes.
void append_cell(const Array& values, size_t i, std::string* out) {
  out->push_back(values.is_null(i) ? '\0' : '\1');
  if (values.is_null(i)) {
    return;
  }
  switch (values.kind()) {
    case TypeKind::kString:
    case TypeKind::kBinary:
      append_word(values.string_at(i).size(), out);
      out->append(values.string_at(i));
      return;
    case TypeKind::kList:
    case TypeKind::kFixedSizeList:
      append_word(values.list_end(i) - values.list_begin(i), out);
      for (size_t item = values.list_begin(i); item < values.list_end(i); ++item) {
        append_cell(values.child(0), item, out);
      }
      return;
    case TypeKind::kStruct:
      for (const columnar::ArrayPtr& child : values.children()) {
        append_cell(*child, i, out);
      }
      return;
    default:
      append_word(fixed_key(values, i), out);
  }
}

template <typename T>
void copy_values(const Array& values, std::vector<uint64_t>* out) {
  const std::span<const T> in = values.values_as<T>();
  for (size_t i = 0; i < in.size(); ++i) {
    (*out)[i] = static_cast<uint64_t>(static_cast<int64_t>(in[i]));
  }
}

void fill_fixed(const Array& values, KeyColumn* column) {
  column->fixed.resize(values.length());
  if (values.kind() == TypeKind::kInt32 || values.kind() == TypeKind::kDate32) {
    copy_values<int32_t>(values, &column->fixed);
  } else if (values.kind() == TypeKind::kInt64 || values.kind() == TypeKind::kDate64) {
    copy_values<int64_t>(values, &column->fixed);
  } else {
    for (size_t i = 0; i < values.length(); ++i) {
      column->fixed[i] = fixed_key(values, i);
    }
  }
}

void fill_texts(const Array& values, KeyColumn* column) {
  column->texts.resize(values.length());
  const bool plain = values.kind() == TypeKind::kString || values.kind() == TypeKind::kBinary;
  for (size_t i = 0; i < values.length(); ++i) {
    if (plain) {
      column->texts[i] = values.string_at(i);
    } else {
      append_cell(values, i, &column->owned.emplace_back());
      column->texts[i] = column->owned.back();
    }
  }
}

}  // namespace

KeyColumn key_column(const columnar::ArrayPtr& values) {
  KeyColumn column;
  column.array = values;
  column.text = is_text(values->kind());
  if (column.text) {
    fill_texts(*values, &column);
  } else {
    fill_fixed(*values, &column);
  }
  if (values->null_count() != 0) {
    column.nulls.resize(values->length());
    for (size_t i = 0; i < values->length(); ++i) {
      if (!values->is_null(i)) {
        continue;
      }
      column.nulls[i] = 1;
      if (column.text) {
        column.texts[i] = {};
      } else {
        column.fixed[i] = 0;
      }
    }
  }
  return column;
}

KeyColumn key_column(const EntityColumn& entities) {
  KeyColumn column;
  const size_t count = entities.positions.size();
  column.fixed.resize(count);
  for (size_t i = 0; i < count; ++i) {
    const uint64_t type = entities.type_index.empty() ? 0 : entities.type_index[i];
    column.fixed[i] = type << 32 | entities.positions[i];
    if (entities.positions[i] == columnar::kNullRow) {
      column.nulls.resize(count);
      column.nulls[i] = 1;
      column.fixed[i] = 0;
    }
  }
  return column;
}

KeyColumn key_column(std::span<const uint32_t> numbers) {
  KeyColumn column;
  column.fixed.assign(numbers.begin(), numbers.end());
  return column;
}

}  // namespace omnigraph::exec
