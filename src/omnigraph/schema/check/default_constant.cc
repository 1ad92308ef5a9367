#include "omnigraph/schema/check/default_constant.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <vector>

#include "omnigraph/base/format.h"
#include "omnigraph/base/time.h"
#include "omnigraph/columnar/builder.h"
#include "omnigraph/schema/syntax/lexer.h"

namespace omnigraph::schema {

namespace {

using columnar::Builder;

// A piece of the text: tokens [begin, end).
struct Piece {
  size_t begin = 0;
  size_t end = 0;
  size_t size() const { return end - begin; }
};

Error expected(std::string what) {
  return Error(ErrorCode::kInvalidArgument, std::move(what));
}

template <typename T>
Status append_integer(std::string_view text, Builder& builder) {
  T value{};
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || rest != text.data() + text.size()) {
    return expected(format("a whole number from {} to {}",
                           std::numeric_limits<T>::min(),
                           std::numeric_limits<T>::max()));
  }
  builder.append<T>(value);
  return {};
}

class ConstantReader {
 public:
  ConstantReader(std::string_view text, const PropertyType& type)
      : text_(text), type_(type), findings_(text), tokens_(lex(findings_)) {}

  Status read(Builder& builder) {
    const Piece all{0, tokens_.size() - 1};  // without kEnd
    if (type_.scalar == ScalarKind::kVector) {
      return read_vector(all, builder);
    }
    if (!type_.list) {
      return read_item(all, builder);
    }
    OG_ASSIGN_OR_RETURN(const std::vector<Piece> items, items_of(all));
    for (const Piece& item : items) {
      OG_RETURN_IF_ERROR(read_item(item, builder.child()));
    }
    builder.finish_list();
    return {};
  }

 private:
  bool is(size_t token, TokenKind kind) const { return tokens_[token].kind == kind; }

  std::string_view text_of(const Piece& piece) const {
    if (piece.size() == 0) {
      return {};
    }
    const uint32_t begin = tokens_[piece.begin].span.begin;
    return text_.substr(begin, tokens_[piece.end - 1].span.end - begin);
  }

  // The items between "[" and "]".
  Result<std::vector<Piece>> items_of(const Piece& all) const {
    if (all.size() < 2 || !is(all.begin, TokenKind::kLeftBracket) ||
        !is(all.end - 1, TokenKind::kRightBracket)) {
      return expected("a list in brackets");
    }
    std::vector<Piece> items;
    Piece item{all.begin + 1, all.begin + 1};
    for (; item.end < all.end - 1; ++item.end) {
      if (is(item.end, TokenKind::kComma)) {
        items.push_back(item);
        item.begin = item.end + 1;
      }
    }
    if (item.size() != 0) {  // a comma behind the last item is no further one
      items.push_back(item);
    }
    return items;
  }

  Status read_vector(const Piece& all, Builder& builder) const {
    OG_ASSIGN_OR_RETURN(const std::vector<Piece> items, items_of(all));
    if (items.size() != static_cast<size_t>(type_.dimension)) {
      return expected(format("{} numbers", type_.dimension));
    }
    std::vector<float> values;
    for (const Piece& item : items) {
      OG_ASSIGN_OR_RETURN(const double value, real(item));
      values.push_back(static_cast<float>(value));
      if (!std::isfinite(values.back())) {
        return expected("numbers that fit an F32");
      }
    }
    builder.append_vector(values);
    return {};
  }

  // With its sign; empty if the piece is no number of one of the two kinds.
  std::string_view number(const Piece& piece, bool whole) const {
    const size_t sign = piece.size() == 2 && is(piece.begin, TokenKind::kMinus) ? 1 : 0;
    const bool fits =
        piece.size() == 1 + sign && (is(piece.begin + sign, TokenKind::kInteger) ||
                                     (!whole && is(piece.begin + sign, TokenKind::kFloat)));
    return fits ? text_of(piece) : std::string_view();
  }

  Result<double> real(const Piece& piece) const {
    const std::string_view text = number(piece, false);
    double value = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || rest != text.data() + text.size()) {
      return expected("a number");
    }
    return value;
  }

  // A string, or the string of `function`("…").
  std::optional<std::string> string(const Piece& piece, std::string_view function = {}) const {
    if (piece.size() == 1 && is(piece.begin, TokenKind::kString)) {
      return decode_string(text_of(piece));
    }
    const bool calls = !function.empty() && piece.size() == 4 &&
                       text_of({piece.begin, piece.begin + 1}) == function &&
                       is(piece.begin + 1, TokenKind::kLeftParen) &&
                       is(piece.begin + 2, TokenKind::kString) &&
                       is(piece.begin + 3, TokenKind::kRightParen);
    return calls ? std::optional(decode_string(text_of({piece.begin + 2, piece.begin + 3})))
                 : std::nullopt;
  }

  Status read_text(const Piece& piece, Builder& builder) const {
    const auto text = string(piece);
    if (!type_.is_enum()) {
      if (!text) {
        return expected("a string in double quotes");
      }
      builder.append_string(*text);
      return {};
    }
    const std::string value = text.value_or(std::string(text_of(piece)));
    if (!std::binary_search(type_.enum_values.begin(), type_.enum_values.end(), value)) {
      return expected("one of the enum's values");
    }
    builder.append_string(value);
    return {};
  }

  Status read_date(const Piece& piece, Builder& builder) const {
    const auto text = string(piece, "date");
    const auto days = parse_date(text.value_or(""));
    if (!days.ok()) {
      return expected("a date like \"2024-01-31\", or today()");
    }
    builder.append<int32_t>(*days);
    return {};
  }

  Status read_instant(const Piece& piece, Builder& builder) const {
    const auto text = string(piece, "datetime");
    const auto instant = parse_instant(text.value_or(""));
    if (!instant.ok() || !instant->exact) {
      return expected("an instant like \"2024-01-31T12:00:00Z\", or now()");
    }
    builder.append<int64_t>(instant->ms);
    return {};
  }

  Status read_bool(const Piece& piece, Builder& builder) const {
    const std::string_view text = text_of(piece);
    if (text != "true" && text != "false") {
      return expected("true or false");
    }
    builder.append_bool(text == "true");
    return {};
  }

  Status read_real(const Piece& piece, Builder& builder) const {
    OG_ASSIGN_OR_RETURN(const double value, real(piece));
    if (type_.scalar == ScalarKind::kF64) {
      builder.append<double>(value);
      return {};
    }
    const auto narrow = static_cast<float>(value);
    if (!std::isfinite(narrow)) {
      return expected("a number that fits an F32");
    }
    builder.append<float>(narrow);
    return {};
  }

  Status read_item(const Piece& piece, Builder& builder) const {
    switch (type_.scalar) {
      case ScalarKind::kString:
        return read_text(piece, builder);
      case ScalarKind::kBool:
        return read_bool(piece, builder);
      case ScalarKind::kI32:
        return append_integer<int32_t>(number(piece, true), builder);
      case ScalarKind::kI64:
        return append_integer<int64_t>(number(piece, true), builder);
      case ScalarKind::kU32:
        return append_integer<uint32_t>(number(piece, true), builder);
      case ScalarKind::kU64:
        return append_integer<uint64_t>(number(piece, true), builder);
      case ScalarKind::kF32:
      case ScalarKind::kF64:
        return read_real(piece, builder);
      case ScalarKind::kDate:
        return read_date(piece, builder);
      case ScalarKind::kDateTime:
        return read_instant(piece, builder);
      case ScalarKind::kBlob:
      case ScalarKind::kVector:
        break;
    }
    return expected("no default: a Blob has none");
  }

  std::string_view text_;
  const PropertyType& type_;
  Findings findings_;  // the text has been looked at before: nothing new comes up
  std::vector<Token> tokens_;
};

}  // namespace

Result<columnar::ArrayPtr> default_constant(std::string_view text, const PropertyType& type) {
  Builder builder(column_type(type));
  OG_RETURN_IF_ERROR(ConstantReader(text, type).read(builder));
  return builder.finish();
}

}  // namespace omnigraph::schema
