// Diagnostic: one finding about a text (schema, query, data line), with its place and, where we
// know it, the edit that mends it. The codes (Q…, T…, R…, S…, L…) are part of the public contract.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph {

// Bytes [begin, end) of a source text. end >= begin.
struct SourceSpan {
  uint32_t begin = 0;
  uint32_t end = 0;
};

// Line and column count from 1, columns in code points; byte counts from 0.
struct SourcePosition {
  uint32_t line = 1;
  uint32_t column = 1;
  uint32_t byte = 0;
};

struct TextEdit {
  SourceSpan span;
  std::string replacement;
};

enum class Applicability : uint8_t {
  kMachineApplicable,  // applying the edits makes the text parse and changes nothing else
  kNeedsReview,
};

struct Diagnostic {
  std::string code;     // "T6"
  std::string message;  // without the code
  std::optional<SourcePosition> position;
  SourceSpan span;
  std::string fix;              // in words; may be empty
  std::vector<TextEdit> edits;  // non-overlapping, may be empty
  Applicability applicability = Applicability::kNeedsReview;
  std::string expression;  // the text the finding is about; may be empty
};

// The position of byte `offset` of `text` (clamped to its end). O(offset).
SourcePosition position_in(std::string_view text, size_t offset);

// "3:9: T6: message (fix: …)", the one-line form for people.
std::string to_string(const Diagnostic& diagnostic);

// The candidate nearest to `name` by edit distance, if at most 2 away; ties: the first.
std::optional<std::string> nearest_name(std::string_view name,
                                        const std::vector<std::string>& candidates);

}  // namespace omnigraph
