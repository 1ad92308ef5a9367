// JsonWriter: writes JSON text straight into a string, in order, without a tree. Numbers keep all
// their digits (64-bit integers, shortest round-trip floats). The caller balances begin and end.
// Pretty form: two spaces per level.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph {

class JsonWriter {
 public:
  enum class Style : uint8_t { kCompact, kPretty };
  explicit JsonWriter(Style style = Style::kCompact) : style_(style) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  void key(std::string_view name);

  void string(std::string_view value);
  void boolean(bool value);
  void null();
  void integer(int64_t value);
  void unsigned_integer(uint64_t value);
  // Shortest text that reads back as the same value; integral values carry ".0"; exponent form from
  // 1e10 up and below 1e-5; "NaN", "Infinity", "-Infinity" as strings.
  void float64(double value);
  void float32(float value);
  // Writes `json` as it is: it must be one complete JSON value.
  void raw(std::string_view json);

  // key() and a value in one call.
  void member(std::string_view name, std::string_view value) { key(name), string(value); }
  void member(std::string_view name, const char* value) { key(name), string(value); }
  void member(std::string_view name, bool value) { key(name), boolean(value); }
  void member(std::string_view name, uint64_t value) { key(name), unsigned_integer(value); }
  void member(std::string_view name, int64_t value) { key(name), integer(value); }
  void member(std::string_view name, int value) { key(name), integer(value); }
  void member(std::string_view name, uint32_t value) { key(name), unsigned_integer(value); }

  const std::string& text() const { return out_; }
  std::string take() { return std::move(out_); }
  size_t size() const { return out_.size(); }

 private:
  void open(char c);
  void close(char c);
  void before_value();
  void newline();

  Style style_;
  std::string out_;
  std::vector<bool> has_items_;  // per open container
  bool after_key_ = false;
};

// `text` as a JSON string literal, quotes included. Invalid UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

// The float texts described above, without quotes for finite values.
std::string json_float64(double value);
std::string json_float32(float value);

}  // namespace omnigraph
