#include "omnigraph/base/json_writer.h"

#include <charconv>
#include <cmath>

#include "omnigraph/base/utf8.h"

namespace omnigraph {

void append_json_string(std::string& out, std::string_view text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  out.push_back('"');
  size_t clean = 0;  // start of the run that needs no change
  size_t i = 0;
  auto flush = [&](size_t end) { out.append(text.substr(clean, end - clean)); };
  while (i < text.size()) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\') {
      ++i;
      continue;
    }
    if (byte >= 0x80) {
      const size_t length = utf8_sequence_length(text, i);
      if (length == 0) {
        flush(i);
        out.append("\xEF\xBF\xBD");
        clean = ++i;
      } else {
        i += length;
      }
      continue;
    }
    flush(i);
    switch (byte) {
      case '"':
        out.append("\\\"");
        break;
      case '\\':
        out.append("\\\\");
        break;
      case '\n':
        out.append("\\n");
        break;
      case '\r':
        out.append("\\r");
        break;
      case '\t':
        out.append("\\t");
        break;
      default:
        out.append("\\u00");
        out.push_back(kDigits[byte >> 4]);
        out.push_back(kDigits[byte & 15]);
    }
    clean = ++i;
  }
  flush(i);
  out.push_back('"');
}

namespace {

template <typename T>
std::string float_text(T value) {
  char buffer[64];
  const double magnitude = std::fabs(static_cast<double>(value));
  if (value != 0 && (magnitude >= 1e10 || magnitude < 1e-5)) {
    const auto end =
        std::to_chars(buffer, buffer + sizeof(buffer), value, std::chars_format::scientific).ptr;
    std::string_view text(buffer, static_cast<size_t>(end - buffer));
    const size_t e = text.find('e');
    std::string result(text.substr(0, e));
    if (result.find('.') == std::string::npos) {
      result += ".0";
    }
    // "e+20" becomes "e20", "e-07" becomes "e-7".
    std::string_view exponent = text.substr(e + 1);
    result += 'e';
    if (exponent[0] == '-') {
      result += '-';
    }
    exponent.remove_prefix(1);
    while (exponent.size() > 1 && exponent[0] == '0') {
      exponent.remove_prefix(1);
    }
    result.append(exponent);
    return result;
  }
  const auto end =
      std::to_chars(buffer, buffer + sizeof(buffer), value, std::chars_format::fixed).ptr;
  std::string result(buffer, static_cast<size_t>(end - buffer));
  if (result.find('.') == std::string::npos) {
    result += ".0";
  }
  return result;
}

template <typename T>
std::string_view non_finite_name(T value) {
  return std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

}  // namespace

std::string json_float64(double value) {
  return std::isfinite(value) ? float_text(value) : std::string(non_finite_name(value));
}
std::string json_float32(float value) {
  return std::isfinite(value) ? float_text(value) : std::string(non_finite_name(value));
}

void JsonWriter::newline() {
  if (style_ == Style::kPretty) {
    out_.push_back('\n');
    out_.append(has_items_.size() * 2, ' ');
  }
}

void JsonWriter::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (!has_items_.empty()) {
    if (has_items_.back()) {
      out_.push_back(',');
    }
    has_items_.back() = true;
    newline();
  }
}

void JsonWriter::open(char c) {
  before_value();
  out_.push_back(c);
  has_items_.push_back(false);
}

void JsonWriter::close(char c) {
  const bool had_items = has_items_.back();
  has_items_.pop_back();
  if (had_items) {
    newline();
  }
  out_.push_back(c);
}

void JsonWriter::key(std::string_view name) {
  before_value();
  append_json_string(out_, name);
  out_.append(style_ == Style::kPretty ? ": " : ":");
  after_key_ = true;
}

void JsonWriter::string(std::string_view value) {
  before_value();
  append_json_string(out_, value);
}
void JsonWriter::boolean(bool value) {
  before_value();
  out_.append(value ? "true" : "false");
}
void JsonWriter::null() {
  before_value();
  out_.append("null");
}
void JsonWriter::integer(int64_t value) {
  before_value();
  out_.append(std::to_string(value));
}
void JsonWriter::unsigned_integer(uint64_t value) {
  before_value();
  out_.append(std::to_string(value));
}
void JsonWriter::float64(double value) {
  if (!std::isfinite(value)) {
    string(non_finite_name(value));
    return;
  }
  before_value();
  out_.append(float_text(value));
}
void JsonWriter::float32(float value) {
  if (!std::isfinite(value)) {
    string(non_finite_name(value));
    return;
  }
  before_value();
  out_.append(float_text(value));
}
void JsonWriter::raw(std::string_view json) {
  before_value();
  out_.append(json);
}

}  // namespace omnigraph
