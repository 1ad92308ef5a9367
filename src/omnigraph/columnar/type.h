// DataType: what a column holds. The closed set of types that schemas and results need, in Arrow
// layout (array.h). Value type, cheap to copy (children are shared).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace omnigraph::columnar {

enum class TypeKind : uint8_t {
  kBool,  // bit-packed, least significant bit first
  kInt32,
  kInt64,
  kUInt32,
  kUInt64,
  kFloat32,
  kFloat64,
  kDate32,         // int32 days since 1970-01-01
  kDate64,         // int64 milliseconds since 1970-01-01 UTC: a DateTime
  kString,         // UTF-8, int32 offsets
  kBinary,         // bytes, int64 offsets (Arrow large_binary)
  kList,           // int32 offsets, one child
  kFixedSizeList,  // one Float32 child, list_size items per row: a Vector(n)
  kStruct,         // named children, own validity
};

struct Field;

struct DataType {
  TypeKind kind = TypeKind::kInt64;
  int32_t list_size = 0;                             // kFixedSizeList only
  std::shared_ptr<const DataType> item;              // kList, kFixedSizeList
  std::shared_ptr<const std::vector<Field>> fields;  // kStruct

  DataType() = default;
  DataType(TypeKind k) : kind(k) {}  // NOLINT: a kind without parameters is a type

  static DataType list(DataType item);
  static DataType vector(int32_t dimension);
  static DataType structure(std::vector<Field> fields);
  // The column type of Blob: struct{data: binary?, uri: string?}.
  static DataType blob();

  bool operator==(const DataType& other) const;
};

struct Field {
  std::string name;
  DataType type;
  bool nullable = true;
  bool operator==(const Field&) const = default;
};

// Column names, types and nullability, in order.
using Schema = std::vector<Field>;

// Bytes per value of a fixed-width kind (not kBool); 0 for the others.
size_t byte_width(TypeKind kind);
bool is_integer(TypeKind kind);
bool is_float(TypeKind kind);
inline bool is_numeric(TypeKind kind) {
  return is_integer(kind) || is_float(kind);
}

// "int64", "list<string>", "vector<4>": for messages.
std::string to_string(const DataType& type);

}  // namespace omnigraph::columnar
