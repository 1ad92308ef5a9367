// Reading a JSON object with its numbers as they are written, so that no digit is lost.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"

namespace omnigraph::query::types {

enum class JsonKind : uint8_t { kNull, kBool, kNumber, kString, kArray, kObject };

// What is inside objects, and inside arrays of arrays, is not kept: no parameter is made of it.
struct JsonValue {
  JsonKind kind = JsonKind::kNull;
  bool boolean = false;
  std::string text;              // kString: the text; kNumber: as written
  std::vector<JsonValue> items;  // kArray
};

struct JsonMember {
  std::string name;
  JsonValue value;
};

// "string", "number", "boolean", "null", "array", "object".
const char* json_name(JsonKind kind);

// The members of the object `json`, in order, repeated names included. None for an empty text and
// for "null". Errors: kInvalidArgument for anything else.
Result<std::vector<JsonMember>> read_json_object(std::string_view json);

}  // namespace omnigraph::query::types
