// Value: one scalar, list or vector outside of columns: parameters, constants, single results.
// ValueType: the static type of an expression.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "omnigraph/columnar/type.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::query {

enum class ValueKind : uint8_t {
  kNull,  // the literal alone
  kBool,
  kI32,
  kI64,
  kU32,
  kU64,
  kF32,
  kF64,
  kString,
  kDate,      // int32 days
  kDateTime,  // int64 ms
  kVector,
  kBlob,
  kNode,
  kEdge,
  kPath,
  kObject,
};

struct ValueType {
  ValueKind kind = ValueKind::kNull;
  bool list = false;  // a list of `kind`
  bool nullable = false;
  int32_t dimension = 0;                 // kVector
  std::vector<std::string> enum_values;  // a String with a value set; empty = any
  // kNode, kEdge: the possible types, one or more; pointers into the catalog.
  std::vector<const schema::EntityType*> entities;

  bool is_entity() const { return !list && (kind == ValueKind::kNode || kind == ValueKind::kEdge); }
  bool is_scalar(ValueKind k) const { return !list && kind == k; }
};

bool is_integer(ValueKind kind);
bool is_float(ValueKind kind);
inline bool is_numeric(ValueKind kind) {
  return is_integer(kind) || is_float(kind);
}
bool is_unsigned(ValueKind kind);

// The type of a stored property.
ValueType value_type(const schema::PropertyType& type);
// The Arrow type that holds values of it; the literal null's is Bool. Not for entities, paths and
// objects.
columnar::DataType column_type(const ValueType& type);
// "I32?", "[String]", "Person", "Vector(4)": for messages.
std::string to_string(const ValueType& type);

struct Value;
using ValueList = std::vector<Value>;

// Which alternative holds a value follows from its static type: Bool bool; I32, I64, Date (days)
// and DateTime (milliseconds) int64_t; U32 and U64 uint64_t; F32 (a double that is exactly a float)
// and F64 double; String and Blob (its text) std::string; lists ValueList, its items by the same
// rule; Vector a vector of floats. Anything may be null.
struct Value {
  std::variant<std::monostate,
               bool,
               int64_t,
               uint64_t,
               double,
               std::string,
               std::shared_ptr<const ValueList>,
               std::shared_ptr<const std::vector<float>>>
      data;
  bool is_null() const { return std::holds_alternative<std::monostate>(data); }
};

}  // namespace omnigraph::query
