// Catalog: a schema (.pg) that has been parsed and checked: types, properties, constraints, and the
// tables they give. What everything behind the schema works with. Immutable once built, shared by
// std::shared_ptr<const Catalog>, thread-safe to read.
//
// Order matters twice (spec decision 25): `properties` keeps the declared order (properties that
// only an interface brings come last), which results follow; table columns are alphabetical, see
// table_schema().
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "omnigraph/base/diagnostic.h"
#include "omnigraph/columnar/array.h"
#include "omnigraph/columnar/type.h"

namespace re2 {
class RE2;
}

namespace omnigraph::schema {

enum class ScalarKind : uint8_t {
  kString,
  kBlob,
  kBool,
  kI32,
  kI64,
  kU32,
  kU64,
  kF32,
  kF64,
  kDate,
  kDateTime,
  kVector,
};

// The name as written in schemas and queries: "I32". kVector gives "Vector".
std::string_view scalar_name(ScalarKind kind);
bool is_numeric(ScalarKind kind);

struct PropertyType {
  ScalarKind scalar = ScalarKind::kString;
  int32_t dimension = 0;  // kVector only
  bool list = false;
  bool nullable = false;
  std::vector<std::string> enum_values;  // sorted; not empty = an enum (scalar is kString)

  bool is_enum() const { return !enum_values.empty(); }
  bool operator==(const PropertyType&) const = default;
};

// "[String]?", "Vector(4)", "enum(a, b)?".
std::string to_string(const PropertyType& type);

// The Arrow type of the column that stores it.
columnar::DataType column_type(const PropertyType& type);

// An annotation as written. All are kept, those with a meaning too (@key, @embed, …); constraints
// with arguments and @card are no annotations.
struct Annotation {
  std::string name;
  // The one argument's literal text, strings unescaped; of several the text between the
  // parentheses.
  std::optional<std::string> value;
  bool operator==(const Annotation&) const = default;
};

// @default(e): what an absent property gets. now() and today() are the write's instant, uuid() is
// made for each row.
struct DefaultValue {
  enum class Kind : uint8_t { kConstant, kNow, kToday, kUuid };
  Kind kind = Kind::kConstant;
  columnar::ArrayPtr constant;  // one row of the property's column type; null for the others
};

// @auto: a DateTime that writes set and nobody assigns: when a row is first stored, or each time it
// is.
enum class Automatic : uint8_t { kNone, kCreated, kUpdated };

struct Property {
  std::string name;
  PropertyType type;
  std::vector<Annotation> annotations;
  std::string embed_source;  // @embed("src"): the String property; empty = none
  SourceSpan span;
  std::optional<DefaultValue> default_value;
  Automatic automatic = Automatic::kNone;

  // Whether an inserted row has a value without being given one.
  bool fills_itself() const { return default_value || automatic != Automatic::kNone; }
};

// A bound of @range: an integer or a float as written.
using RangeBound = std::variant<int64_t, double>;

struct RangeConstraint {
  std::string property;
  std::optional<RangeBound> min;
  std::optional<RangeBound> max;
};

struct CheckConstraint {
  std::string property;
  std::string pattern;  // RE2 syntax, valid; searched, not anchored
  std::shared_ptr<const re2::RE2> compiled;
};

// Numbers of edges of one type that a source may have.
struct Cardinality {
  uint64_t min = 0;
  std::optional<uint64_t> max;
  bool is_default() const { return min == 0 && !max; }
};

enum class EntityKind : uint8_t { kNode, kEdge };

// A node or edge type.
struct EntityType {
  EntityKind kind = EntityKind::kNode;
  std::string name;
  std::string table_key;  // "node:Person", "edge:Knows"
  std::vector<Property> properties;
  std::vector<Annotation> annotations;
  std::vector<std::string> implements;  // nodes; as written, none twice

  // Column lists of constraints, columns as declared, no list twice. Those of properties come
  // first, in their order. A key's columns stand in `index` too, in front. In the lists of edges
  // "@src" and "@dst" stand for the ends; the key of an edge begins with both.
  std::vector<std::string> key;  // empty = no @key
  std::vector<std::vector<std::string>> unique;
  std::vector<std::vector<std::string>> index;
  std::vector<RangeConstraint> ranges;
  std::vector<CheckConstraint> checks;

  // Edges only.
  std::string from_type;
  std::string to_type;
  Cardinality cardinality;
  SourceSpan span;

  // table_schema(), made once by the Catalog; empty before.
  columnar::Schema columns;

  bool is_edge() const { return kind == EntityKind::kEdge; }
  const Property* find_property(std::string_view property) const;
  bool is_key_member(std::string_view property) const;

  // The table's columns: _id (and _src, _dst), then the properties in alphabetical order.
  columnar::Schema table_schema() const;
  // The number of the table's column that holds a property or, by "@src" and "@dst", an end;
  // SIZE_MAX if there is none.
  size_t column_of(std::string_view property) const;
};

struct InterfaceType {
  std::string name;
  std::vector<Property> properties;
  std::vector<std::string> implementers;  // node types, in declared order
  SourceSpan span;
};

class Catalog {
 public:
  // In declared order.
  const std::vector<EntityType>& nodes() const { return nodes_; }
  const std::vector<EntityType>& edges() const { return edges_; }
  const std::vector<InterfaceType>& interfaces() const { return interfaces_; }
  // The text it was built from, byte for byte.
  const std::string& source() const { return source_; }

  // Null if there is none. Pointers live as long as the catalog.
  const EntityType* find_node(std::string_view name) const;
  const InterfaceType* find_interface(std::string_view name) const;
  const EntityType* find_table(std::string_view table_key) const;

  // Edge look-up as in queries: exact name, then ignoring case, then also ignoring underscores.
  // Several candidates in the last step: all of them, and the caller reports the ambiguity. Empty
  // if none.
  std::vector<const EntityType*> find_edges(std::string_view name) const;
  // The exact declared name only.
  const EntityType* find_edge(std::string_view name) const;

  struct Parts {
    std::string source;
    std::vector<EntityType> nodes;
    std::vector<EntityType> edges;
    std::vector<InterfaceType> interfaces;
  };
  // `parts` has passed all checks (schema/check/check.h).
  explicit Catalog(Parts parts);

 private:
  std::string source_;
  std::vector<EntityType> nodes_;
  std::vector<EntityType> edges_;
  std::vector<InterfaceType> interfaces_;
  std::unordered_map<std::string, size_t> node_index_;
  std::unordered_map<std::string, size_t> edge_index_;
};

using CatalogPtr = std::shared_ptr<const Catalog>;

}  // namespace omnigraph::schema
