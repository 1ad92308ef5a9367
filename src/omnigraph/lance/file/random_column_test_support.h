// Random columns for tests of the data file writer and reader. Test code only.
#pragma once

#include <string>
#include <vector>

#include "omnigraph/base/random.h"
#include "omnigraph/base/utf8.h"
#include "omnigraph/columnar/builder.h"

namespace omnigraph::lance::testing {

struct ColumnShape {
  uint64_t null_percent = 0;
  uint64_t text_max_bytes = 20;
  uint64_t items_max = 5;    // of a list
  uint64_t distinct = 0;     // values are picked from so many; 0: no limit
  uint64_t value_bits = 64;  // of integers
};

inline uint64_t random_bits(SeededRandom& random, const ColumnShape& shape) {
  const uint64_t bits = random.next();
  if (shape.value_bits < 64) {
    return bits >> (64 - shape.value_bits);
  }
  return shape.distinct == 0 ? bits >> random.below(64)
                             : bits % shape.distinct * 0x9E3779B97F4A7C15;
}

inline std::string random_text(SeededRandom& random, const ColumnShape& shape) {
  if (shape.distinct != 0) {
    return "value " + std::to_string(random.below(shape.distinct));
  }
  std::string text;
  const uint64_t size = random.below(shape.text_max_bytes + 1);
  while (text.size() < size) {
    // One in eight is outside of ASCII.
    const char32_t points[] = {U'é', U'€', U'😀'};
    append_utf8(text,
                random.below(8) == 0 ? points[random.below(3)]
                                     : static_cast<char32_t>(U'a' + random.below(26)));
  }
  return text;
}

// Appends one random value, never null at this level.
inline void append_value(columnar::Builder& builder,
                         SeededRandom& random,
                         const ColumnShape& shape);

inline void append_random(columnar::Builder& builder,
                          SeededRandom& random,
                          const ColumnShape& shape) {
  if (random.below(100) < shape.null_percent) {
    builder.append_null();
  } else {
    append_value(builder, random, shape);
  }
}

inline void append_value(columnar::Builder& builder,
                         SeededRandom& random,
                         const ColumnShape& shape) {
  using columnar::TypeKind;
  const columnar::DataType& type = builder.type();
  switch (type.kind) {
    case TypeKind::kBool:
      builder.append_bool(random.below(2) == 1);
      break;
    case TypeKind::kInt32:
    case TypeKind::kDate32:
      builder.append<int32_t>(static_cast<int32_t>(random_bits(random, shape)));
      break;
    case TypeKind::kUInt32:
      builder.append<uint32_t>(static_cast<uint32_t>(random_bits(random, shape)));
      break;
    case TypeKind::kFloat32:
      builder.append<float>(static_cast<float>(random_bits(random, shape)) / 3.0F);
      break;
    case TypeKind::kFloat64:
      builder.append<double>(static_cast<double>(random_bits(random, shape)) / 3.0);
      break;
    case TypeKind::kString:
      builder.append_string(random_text(random, shape));
      break;
    case TypeKind::kBinary: {
      std::string bytes = random_text(random, shape);
      if (!bytes.empty()) {
        bytes[0] = static_cast<char>(random.next());
      }
      builder.append_string(bytes);
      break;
    }
    case TypeKind::kList:
      for (uint64_t left = random.below(shape.items_max + 1); left > 0; --left) {
        append_random(builder.child(), random, shape);
      }
      builder.finish_list();
      break;
    case TypeKind::kFixedSizeList: {
      std::vector<float> items(static_cast<size_t>(type.list_size));
      for (float& item : items) {
        item = static_cast<float>(random_bits(random, shape) % 1000) / 8.0F;
      }
      builder.append_vector(items);
      break;
    }
    case TypeKind::kStruct:
      for (size_t i = 0; i < type.fields->size(); ++i) {
        append_random(builder.child(i), random, shape);
      }
      builder.finish_struct();
      break;
    case TypeKind::kDate64:  // until the year 9999
      builder.append<int64_t>(static_cast<int64_t>(random_bits(random, shape) % 253402300800000));
      break;
    default:
      builder.append<uint64_t>(random_bits(random, shape));
  }
}

inline columnar::ArrayPtr random_column(const columnar::DataType& type,
                                        size_t rows,
                                        const ColumnShape& shape,
                                        SeededRandom& random) {
  columnar::Builder builder(type);
  for (size_t i = 0; i < rows; ++i) {
    append_random(builder, random, shape);
  }
  return builder.finish();
}

}  // namespace omnigraph::lance::testing
