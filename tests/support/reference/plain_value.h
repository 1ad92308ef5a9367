// PlainValue: one value of the reference executor, whatever its type. Integers of every width are
// one kind of number (128 bits, so that no sum or product of two 64-bit numbers is lost), floats
// are doubles, a Vector is a list of doubles, a Blob its text. Which type a value has stands beside
// it, in the ValueType of the expression that gave it; nothing here depends on it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/query/types/value.h"

namespace omnigraph::testing {

__extension__ typedef __int128 Integer;

struct PlainEntity;
struct PlainValue;
using PlainList = std::vector<PlainValue>;

struct PlainDate {
  int64_t days = 0;  // since 1970-01-01
};
struct PlainInstant {
  int64_t ms = 0;  // since 1970-01-01
};

struct PlainValue {
  std::variant<std::monostate,
               bool,
               Integer,
               double,
               std::string,
               PlainDate,
               PlainInstant,
               std::shared_ptr<const PlainList>,
               const PlainEntity*>
      data;

  bool is_null() const { return std::holds_alternative<std::monostate>(data); }
  bool is_true() const {
    const bool* truth = std::get_if<bool>(&data);
    return truth != nullptr && *truth;
  }
  bool is_false() const {
    const bool* truth = std::get_if<bool>(&data);
    return truth != nullptr && !*truth;
  }
  bool is_number() const {
    return std::holds_alternative<Integer>(data) || std::holds_alternative<double>(data);
  }
  const std::string& text() const { return std::get<std::string>(data); }
  Integer integer() const { return std::get<Integer>(data); }
  const PlainList& list() const { return *std::get<std::shared_ptr<const PlainList>>(data); }
  const PlainEntity* entity() const { return std::get<const PlainEntity*>(data); }
};

PlainValue plain_null();
PlainValue plain_bool(bool truth);
PlainValue plain_integer(Integer value);
PlainValue plain_real(double value);
PlainValue plain_text(std::string text);
PlainValue plain_list(PlainList items);

// The number as a double, rounded to nearest.
double to_double(const PlainValue& number);
// The value rounded to single precision; a value that is no number, or too large, as it is.
PlainValue rounded_to_f32(const PlainValue& value);

// -1, 0 or 1. Total over all values: null is below everything and equal to itself, numbers compare
// by their exact mathematical value, false < true, Strings by bytes, entities by (type, id), lists
// item by item with a prefix before the longer list. Grouping, distinct and order use it as it is;
// comparisons of the language look for nulls first.
int compare(const PlainValue& a, const PlainValue& b);

// For std::map over tuples of values.
struct LessTuple {
  bool operator()(const PlainList& a, const PlainList& b) const;
};

// A parameter or constant of the checker as a plain value. `type` tells dates from numbers.
PlainValue from_checked(const query::Value& value, const query::ValueType& type);

// A run-time error with its code: "R101".
Error run_time_error(const char* code, std::string message);

}  // namespace omnigraph::testing
