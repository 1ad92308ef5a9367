// Constraint: the constraints of a type as one list of values, so that two schemas can be compared
// and a step of a migration can name one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "omnigraph/schema/catalog.h"

namespace omnigraph::schema {

struct Constraint {
  enum class Kind : uint8_t { kKey, kUnique, kIndex, kRange, kCheck };
  Kind kind = Kind::kIndex;
  // A key keeps its order, which makes ids; the others are sorted. Range and check: the property.
  // The ends of edges are "@src" and "@dst".
  std::vector<std::string> columns;
  std::optional<RangeBound> min;  // range
  std::optional<RangeBound> max;  // range
  std::string pattern;            // check
  bool operator==(const Constraint&) const = default;
};

// By kind, then columns; none twice. The index that a key brings is not among them.
std::vector<Constraint> constraints_of(const EntityType& type);

// Brings it into the order that constraints_of() has: of the columns, after they were renamed.
void normalize(Constraint& constraint);

// As written in a body: "@unique(a, b)", "@range(age, 0..150)", "@check(zip, \"^[0-9]+$\")".
std::string to_string(const Constraint& constraint);

// "0..5", "1..".
std::string to_string(const Cardinality& cardinality);

}  // namespace omnigraph::schema
