// Conversion of constants: what a literal becomes where another type is wanted.
#pragma once

#include <optional>
#include <string>

#include "omnigraph/query/types/value.h"

namespace omnigraph::query::types {

// The value of the scalar kind `to` that `value` of the scalar kind `from` stands for, or nothing,
// and then `why` says why ("300 is out of range for I32"); `why` is empty if such kinds never
// convert. Converts: numbers, if `to` represents them exactly or is a float (then rounded); text to
// Date and DateTime, if it is valid; null to anything.
std::optional<Value> convert_scalar(const Value& value,
                                    ValueKind from,
                                    ValueKind to,
                                    std::string* why);

// Each item of a list by convert_scalar.
std::optional<Value> convert_list(const Value& value,
                                  ValueKind from,
                                  ValueKind to,
                                  std::string* why);

// A list of `dimension` numbers of kind `from` as a vector.
std::optional<Value> convert_to_vector(const Value& value,
                                       ValueKind from,
                                       int32_t dimension,
                                       std::string* why);

// The value -`value`, for a numeric constant of kind `kind`; changes `kind` to what it needs (I64,
// F64). Nothing if no integer holds it.
std::optional<Value> negate(const Value& value, ValueKind* kind);

// The value as it would be written, for messages: 2.5, "x", [1, 2].
std::string to_text(const Value& value);

}  // namespace omnigraph::query::types
