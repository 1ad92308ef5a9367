#include "support/reference/write_plain.h"

#include "omnigraph/base/json_writer.h"
#include "omnigraph/base/time.h"
#include "support/reference/plain_graph.h"

namespace omnigraph::testing {
namespace {

using query::ValueKind;
using query::ValueType;

std::string integer_text(Integer value) {
  if (value == 0) {
    return "0";
  }
  const bool negative = value < 0;
  std::string digits;
  for (Integer rest = negative ? -value : value; rest != 0; rest /= 10) {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
  }
  return (negative ? "-" : "") + digits;
}

void append_key(std::string& out, const std::string& name, bool* first) {
  out += *first ? "" : ",";
  *first = false;
  append_json_string(out, name);
  out += ':';
}

void append_text_member(std::string& out,
                        const std::string& name,
                        const std::string& text,
                        bool* first) {
  append_key(out, name, first);
  append_json_string(out, text);
}

// A node: @id, @type where the variable may be of several types, the properties as declared. An
// edge:
// @id, @type, @src, @dst, the properties. Blobs and vectors are left out.
void append_entity(std::string& out, const PlainEntity& entity, bool with_type) {
  bool first = true;
  out += '{';
  append_text_member(out, "@id", entity.id, &first);
  if (with_type || entity.type->is_edge()) {
    append_text_member(out, "@type", entity.type->name, &first);
  }
  if (entity.type->is_edge()) {
    append_text_member(out, "@src", entity.source, &first);
    append_text_member(out, "@dst", entity.target, &first);
  }
  for (const schema::Property& property : entity.type->properties) {
    if (property.type.scalar == schema::ScalarKind::kBlob ||
        property.type.scalar == schema::ScalarKind::kVector) {
      continue;
    }
    append_key(out, property.name, &first);
    append_json(out, entity.properties.at(property.name), query::value_type(property.type), false);
  }
  out += '}';
}

}  // namespace

std::string plain_text_of(const PlainValue& value, const ValueType& type) {
  if (const auto* truth = std::get_if<bool>(&value.data)) {
    return *truth ? "true" : "false";
  }
  if (const auto* integer = std::get_if<Integer>(&value.data)) {
    return integer_text(*integer);
  }
  if (const auto* real = std::get_if<double>(&value.data)) {
    const bool single = type.kind == ValueKind::kF32 || type.kind == ValueKind::kVector;
    return single ? json_float32(static_cast<float>(*real)) : json_float64(*real);
  }
  if (const auto* date = std::get_if<PlainDate>(&value.data)) {
    return format_date(static_cast<int32_t>(date->days));
  }
  if (const auto* instant = std::get_if<PlainInstant>(&value.data)) {
    return format_instant(instant->ms);
  }
  const auto* text = std::get_if<std::string>(&value.data);
  return text == nullptr ? "" : *text;
}

void append_json(std::string& out, const PlainValue& value, const ValueType& type, bool with_type) {
  if (value.is_null()) {
    out += "null";
  } else if (std::holds_alternative<bool>(value.data) || value.is_number()) {
    out += plain_text_of(value, type);
  } else if (std::holds_alternative<const PlainEntity*>(value.data)) {
    append_entity(out, *value.entity(), with_type);
  } else if (std::holds_alternative<std::shared_ptr<const PlainList>>(value.data)) {
    out += '[';
    bool first = true;
    for (const PlainValue& item : value.list()) {
      out += first ? "" : ",";
      first = false;
      append_json(out, item, type, with_type);
    }
    out += ']';
  } else {
    append_json_string(out, plain_text_of(value, type));
  }
}

}  // namespace omnigraph::testing
