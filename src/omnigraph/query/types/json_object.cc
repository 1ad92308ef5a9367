#include "omnigraph/query/types/json_object.h"

#include <utility>

#include <simdjson.h>

namespace omnigraph::query::types {
namespace {

namespace ondemand = simdjson::ondemand;

Error bad_json(std::string message) {
  return Error(ErrorCode::kInvalidArgument, std::move(message));
}

Result<JsonValue> read_json_value(ondemand::value& value);

// ---- Reading ----

// "12" of the raw token "12 ,": tokens carry the white space behind them.
std::string_view trimmed(std::string_view token) {
  const size_t end = token.find_last_not_of(" \t\r\n");
  return end == std::string_view::npos ? std::string_view() : token.substr(0, end + 1);
}

// Whether `text` is a number by JSON's grammar.
bool is_json_number(std::string_view text) {
  size_t at = text.starts_with("-") ? 1 : 0;
  const auto digits = [&] {
    const size_t begin = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
      ++at;
    }
    return at - begin;
  };
  const bool zero = at < text.size() && text[at] == '0';
  const size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) {
    return false;
  }
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0) {
      return false;
    }
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
      ++at;
    }
    if (digits() == 0) {
      return false;
    }
  }
  return at == text.size();
}

Error malformed(simdjson::error_code error) {
  return bad_json(simdjson::error_message(error));
}

Result<JsonValue> read_array(ondemand::value& value) {
  JsonValue result;
  result.kind = JsonKind::kArray;
  ondemand::array array;
  if (const simdjson::error_code error = value.get_array().get(array)) {
    return malformed(error);
  }
  for (auto element : array) {
    ondemand::value item;
    if (const simdjson::error_code error = element.get(item)) {
      return malformed(error);
    }
    ondemand::json_type type{};
    if (const simdjson::error_code error = item.type().get(type)) {
      return malformed(error);
    }
    if (type == ondemand::json_type::array) {  // not looked into: no type has such items
      result.items.emplace_back().kind = JsonKind::kArray;
      continue;
    }
    OG_ASSIGN_OR_RETURN(JsonValue read, read_json_value(item));
    result.items.push_back(std::move(read));
  }
  return result;
}

Result<JsonValue> read_json_value(ondemand::value& value) {
  using ondemand::json_type;
  JsonValue result;
  json_type type{};
  if (const simdjson::error_code error = value.type().get(type)) {
    return malformed(error);
  }
  std::string_view text;
  simdjson::error_code error = simdjson::SUCCESS;
  bool sound = true;
  switch (type) {
    case json_type::array:
      return read_array(value);
    case json_type::object:
      result.kind = JsonKind::kObject;
      return result;
    case json_type::string:
      result.kind = JsonKind::kString;
      error = value.get_string().get(text);
      break;
    case json_type::number:
      result.kind = JsonKind::kNumber;
      text = trimmed(value.raw_json_token());
      sound = is_json_number(text);
      break;
    case json_type::boolean:
      result.kind = JsonKind::kBool;
      error = value.get_bool().get(result.boolean);
      break;
    default:
      sound = trimmed(value.raw_json_token()) == "null";
      break;
  }
  if (error != simdjson::SUCCESS || !sound) {
    return error == simdjson::SUCCESS ? bad_json("unexpected text") : malformed(error);
  }
  result.text = std::string(text);
  return result;
}

// Whether nothing but white space is left behind what has been read.
bool at_end(ondemand::document& document) {
  return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

Result<JsonMember> read_member(simdjson::simdjson_result<ondemand::field> field) {
  std::string_view key;
  ondemand::value value;
  if (const simdjson::error_code error = field.unescaped_key().get(key)) {
    return malformed(error);
  }
  JsonMember member;
  member.name = std::string(key);
  if (const simdjson::error_code error = field.value().get(value)) {
    return malformed(error);
  }
  OG_ASSIGN_OR_RETURN(member.value, read_json_value(value));
  return member;
}

Result<std::vector<JsonMember>> read_members(ondemand::document& document) {
  std::vector<JsonMember> members;
  ondemand::object object;
  if (const simdjson::error_code error = document.get_object().get(object)) {
    return malformed(error);
  }
  for (auto field : object) {
    if (const simdjson::error_code error = field.error()) {
      return malformed(error);
    }
    OG_ASSIGN_OR_RETURN(JsonMember member, read_member(field));
    members.push_back(std::move(member));
  }
  return members;
}

}  // namespace

const char* json_name(JsonKind kind) {
  switch (kind) {
    case JsonKind::kNull:
      return "null";
    case JsonKind::kBool:
      return "boolean";
    case JsonKind::kNumber:
      return "number";
    case JsonKind::kString:
      return "string";
    case JsonKind::kArray:
      return "array";
    case JsonKind::kObject:
      return "object";
  }
  return "value";
}

Result<std::vector<JsonMember>> read_json_object(std::string_view json) {
  const size_t first = json.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || trimmed(json.substr(first)) == "null") {
    return std::vector<JsonMember>();
  }
  const simdjson::padded_string padded(json);
  ondemand::parser parser;
  ondemand::document document;
  if (const simdjson::error_code error = parser.iterate(padded).get(document)) {
    return malformed(error);
  }
  ondemand::json_type type{};
  if (document.type().get(type) != simdjson::SUCCESS || type != ondemand::json_type::object) {
    return bad_json("not an object");
  }
  OG_ASSIGN_OR_RETURN(std::vector<JsonMember> members, read_members(document));
  if (!at_end(document)) {
    return bad_json("text behind the object");
  }
  return members;
}

}  // namespace omnigraph::query::types
