#include "support/reference/automatic_plain.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "omnigraph/base/check.h"
#include "support/reference/value_from_json.h"

namespace omnigraph::testing {
namespace {

const schema::Annotation* annotation(const schema::Property& property, std::string_view name) {
  const auto found = std::find_if(property.annotations.begin(),
                                  property.annotations.end(),
                                  [&](const auto& one) { return one.name == name; });
  return found == property.annotations.end() ? nullptr : &*found;
}

// Between the quotes of date("…") and datetime("…"); else all of it.
std::string quoted_part(const std::string& text) {
  const size_t open = text.find("(\"");
  return open == std::string::npos ? text : text.substr(open + 2, text.size() - open - 4);
}

int64_t days_of(int64_t now_ms) {
  int64_t days = 0;
  for (; now_ms >= 86'400'000; now_ms -= 86'400'000) {
    ++days;
  }
  return days;
}

}  // namespace

bool is_automatic(const schema::Property& property, std::string_view word) {
  const schema::Annotation* written = annotation(property, "auto");
  return written != nullptr && written->value == word;
}

bool is_automatic(const schema::Property& property) {
  return annotation(property, "auto") != nullptr;
}

bool has_default(const schema::Property& property) {
  return annotation(property, "default") != nullptr;
}

PlainValue absent_value(const schema::Property& property, PlainGraph& graph, int64_t now_ms) {
  using schema::ScalarKind;
  if (is_automatic(property)) {
    return PlainValue{PlainInstant{now_ms}};
  }
  const schema::Annotation* written = annotation(property, "default");
  if (written == nullptr) {
    return plain_null();
  }
  const std::string& text = *written->value;
  if (text == "now()") {
    return PlainValue{PlainInstant{now_ms}};
  }
  if (text == "today()") {
    return PlainValue{PlainDate{days_of(now_ms)}};
  }
  if (text == "uuid()") {
    return plain_text(graph.fresh_id());  // any text that is new will do
  }
  const ScalarKind scalar = property.type.scalar;
  const bool is_text =
      !property.type.list && (scalar == ScalarKind::kString || scalar == ScalarKind::kDate ||
                              scalar == ScalarKind::kDateTime);
  // Literals of numbers, truth values and lists are those of JSON.
  const nlohmann::json value =
      is_text ? nlohmann::json(scalar == ScalarKind::kString ? text : quoted_part(text))
              : nlohmann::json::parse(text);
  auto plain = value_from_json(value, property.type);
  OG_CHECK(plain.ok(), "a default fits its property");
  return std::move(plain).value();
}

}  // namespace omnigraph::testing
