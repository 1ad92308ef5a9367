// Members: reading the JSON objects of the log. The first failure sticks, so that reading code
// stays plain: read all members, then look at status(). The seal has been verified before anything
// here looks at a member, so what fails was written wrong, not damaged; it is kCorruption all the
// same.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "omnigraph/base/format.h"
#include "omnigraph/base/result.h"
#include "omnigraph/base/ulid.h"
#include "omnigraph/graph/log/sealed_json.h"

namespace omnigraph::graph {

inline bool is_lower_hex(std::string_view text, size_t digits) {
  return text.size() == digits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

// One JSON object.
class Members {
 public:
  Members(simdjson::dom::object json, std::string_view where) : json_(json), where_(where) {}

  // Fails for members that are not in `known`, and for repeated ones.
  void allow_only(std::initializer_list<std::string_view> known) {
    size_t count = 0;
    for (const auto [name, value] : json_) {
      (void)value;
      ++count;
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        fail(name, "no such member");
      }
    }
    if (count > known.size()) {
      fail("", "no member twice");
    }
  }

  std::string text(std::string_view name) {
    std::string_view value;
    if (get(name).get(value) != simdjson::SUCCESS) {
      fail(name, "a string");
    }
    return std::string(value);
  }
  std::string ulid(std::string_view name) {
    std::string value = text(name);
    if (!is_ulid(value)) {
      fail(name, "a ULID");
    }
    return value;
  }
  std::string hex(std::string_view name, size_t digits) {
    std::string value = text(name);
    if (!is_lower_hex(value, digits)) {
      fail(name, "lower-case hex digits");
    }
    return value;
  }
  uint64_t number(std::string_view name, uint64_t least) {
    uint64_t value = 0;
    if (get(name).get(value) != simdjson::SUCCESS || value < least) {
      fail(name, "an unsigned integer");
    }
    return value;
  }
  int64_t signed_number(std::string_view name) {
    int64_t value = 0;
    if (get(name).get(value) != simdjson::SUCCESS) {
      fail(name, "an integer");
    }
    return value;
  }
  bool boolean(std::string_view name) {
    bool value = false;
    if (get(name).get(value) != simdjson::SUCCESS) {
      fail(name, "true or false");
    }
    return value;
  }
  bool is_null(std::string_view name) {
    simdjson::dom::element value;
    return get(name).get(value) == simdjson::SUCCESS && value.is_null();
  }
  template <typename Read>
  auto optional(std::string_view name, Read&& read) -> std::optional<decltype(read())> {
    if (is_null(name)) {
      return std::nullopt;
    }
    return read();
  }
  // Absent counts as null.
  std::optional<std::string> text_if_there(std::string_view name) {
    return has(name) ? optional_text(name) : std::nullopt;
  }
  std::optional<std::string> ulid_if_there(std::string_view name) {
    return has(name) ? optional(name, [&] { return ulid(name); }) : std::nullopt;
  }
  uint64_t number_or_zero(std::string_view name) { return has(name) ? number(name, 0) : 0; }
  std::optional<std::string> optional_text(std::string_view name) {
    return optional(name, [&] { return text(name); });
  }
  // Calls f(element) for every item of an array member.
  template <typename F>
  void each(std::string_view name, F&& f) {
    simdjson::dom::array items;
    if (get(name).get(items) != simdjson::SUCCESS) {
      fail(name, "an array");
      return;
    }
    for (const simdjson::dom::element item : items) {
      simdjson::dom::object inner;
      if (item.get(inner) != simdjson::SUCCESS) {
        fail(name, "objects as items");
        return;
      }
      Members members(inner, where_);
      f(members);
      take_error(members);
    }
  }
  std::optional<Members> inner(std::string_view name) {
    simdjson::dom::object value;
    if (get(name).get(value) != simdjson::SUCCESS) {
      fail(name, "an object");
      return std::nullopt;
    }
    return Members(value, where_);
  }
  bool has(std::string_view name) {
    simdjson::dom::element value;
    return get(name).get(value) == simdjson::SUCCESS;
  }
  void fail(std::string_view name, std::string_view expected) {
    if (!error_) {
      error_ =
          Error(ErrorCode::kCorruption,
                format("member is not as it must be: object \"{}\", member \"{}\", expected {}",
                       where_,
                       name,
                       expected));
    }
  }
  void take_error(const Members& other) {
    if (!error_) {
      error_ = other.error_;
    }
  }
  Status status() const { return error_ ? Status(*error_) : Status(); }

 private:
  simdjson::simdjson_result<simdjson::dom::element> get(std::string_view name) {
    return json_.at_key(name);
  }

  simdjson::dom::object json_;
  std::string_view where_;
  std::optional<Error> error_;
};

// Verifies the seal, parses, and hands the top object to `read`.
template <typename T, typename Read>
Result<T> parse_sealed(std::string_view bytes, std::string_view object_name, Read&& read) {
  OG_RETURN_IF_ERROR(verify_seal(bytes, object_name));
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  simdjson::dom::object top;
  const simdjson::padded_string padded(bytes);
  if (parser.parse(padded).get(root) != simdjson::SUCCESS || root.get(top) != simdjson::SUCCESS) {
    return Error(ErrorCode::kCorruption, format("object is not JSON: object \"{}\"", object_name));
  }
  Members members(top, object_name);
  const uint64_t version = members.number("format", 1);
  OG_RETURN_IF_ERROR(members.status());
  if (version != 1) {
    return Error(ErrorCode::kUnsupported,
                 format("graph has a newer format than this build reads: object \"{}\", format {}, "
                        "known 1; upgrade omnigraph",
                        object_name,
                        version));
  }
  T value = read(members);
  OG_RETURN_IF_ERROR(members.status());
  return value;
}

}  // namespace omnigraph::graph
