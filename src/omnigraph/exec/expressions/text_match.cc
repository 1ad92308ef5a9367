#include "omnigraph/exec/expressions/text_match.h"

#include <array>
#include <utility>

#include <re2/re2.h>

#include "omnigraph/base/format.h"
#include "omnigraph/exec/expressions/errors.h"

namespace omnigraph::exec {
namespace {

using query::ast::WordOp;

constexpr size_t kPatternsKept = 256;

bool search(const re2::RE2& pattern, std::string_view text) {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

Result<Buffer> match_rows(const Column& text,
                          const Column& argument,
                          const Validity& validity,
                          size_t rows,
                          PatternCache& patterns,
                          SourceSpan span) {
  const TextColumn texts(text);
  const TextColumn arguments(argument);
  if (validity.null_count == rows) {  // no row asks, so a bad pattern is no error
    return pack_bits(rows, [](size_t) { return false; });
  }
  if (argument.constant) {
    OG_ASSIGN_OR_RETURN(const re2::RE2* pattern, patterns.compile(arguments[0], span));
    return pack_bits(rows,
                     [&](size_t i) { return !validity.is_null(i) && search(*pattern, texts[i]); });
  }
  BufferBuilder bits;
  bits.resize(columnar::bitmap_bytes(rows));
  for (size_t i = 0; i < rows; ++i) {
    if (validity.is_null(i)) {
      continue;
    }
    OG_ASSIGN_OR_RETURN(const re2::RE2* pattern, patterns.compile(arguments[i], span));
    if (search(*pattern, texts[i])) {
      columnar::set_bit(bits.data(), i);
    }
  }
  return bits.finish();
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

Buffer test_rows(WordOp op, const Column& text, const Column& argument, size_t rows) {
  const TextColumn texts(text);
  const TextColumn arguments(argument);
  switch (op) {
    case WordOp::kStartsWith:
      return pack_bits(
          rows, [&](size_t i) { return texts[i].substr(0, arguments[i].size()) == arguments[i]; });
    case WordOp::kEndsWith:
      return pack_bits(rows, [&](size_t i) { return ends_with(texts[i], arguments[i]); });
    default:
      return pack_bits(
          rows, [&](size_t i) { return texts[i].find(arguments[i]) != std::string_view::npos; });
  }
}

}  // namespace

PatternCache::PatternCache() = default;
PatternCache::~PatternCache() = default;

Result<const re2::RE2*> PatternCache::compile(std::string_view pattern, SourceSpan span) {
  std::string key(pattern);
  const auto found = patterns_.find(key);
  if (found != patterns_.end()) {
    return static_cast<const re2::RE2*>(found->second.get());
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  auto compiled = std::make_unique<re2::RE2>(key, options);
  if (!compiled->ok()) {
    return evaluation_error(
        kBadRuntimePattern, format("invalid pattern: {}", compiled->error()), span);
  }
  if (patterns_.size() >= kPatternsKept) {
    patterns_.clear();
  }
  const re2::RE2* result = compiled.get();
  patterns_.emplace(std::move(key), std::move(compiled));
  return result;
}

Result<Column> text_test(WordOp op,
                         const Column& text,
                         const Column& argument,
                         size_t length,
                         PatternCache& patterns,
                         SourceSpan span) {
  const std::array<Column, 2> operands = {text, argument};
  for (const Column& operand : operands) {
    if (operand.array->kind() != columnar::TypeKind::kString ||
        (operand.constant && operand.is_null(0))) {
      return null_column(columnar::TypeKind::kBool);
    }
  }
  const size_t rows = kernel_rows(operands, length);
  Validity validity = common_validity(operands, rows);
  Buffer bits;
  if (op == WordOp::kMatches) {
    OG_ASSIGN_OR_RETURN(bits, match_rows(text, argument, validity, rows, patterns, span));
  } else {
    bits = test_rows(op, text, argument, rows);
  }
  return Column{bool_array(rows, std::move(bits), std::move(validity)),
                text.constant && argument.constant};
}

}  // namespace omnigraph::exec
