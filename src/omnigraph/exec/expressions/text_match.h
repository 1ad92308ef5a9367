// String tests: contains, starts_with, ends_with by bytes, matches by RE2 (searched, not anchored).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "omnigraph/exec/expressions/column.h"
#include "omnigraph/query/syntax/ast.h"

namespace re2 {
class RE2;
}

namespace omnigraph::exec {

// Compiled patterns by their text. Kept for the life of the evaluator, but not more than a fixed
// number of them: patterns may come from data.
class PatternCache {
 public:
  PatternCache();
  ~PatternCache();

  // Valid until the next call. Errors: R105 with `span`.
  Result<const re2::RE2*> compile(std::string_view pattern, SourceSpan span);

 private:
  std::unordered_map<std::string, std::unique_ptr<re2::RE2>> patterns_;
};

// Null where an operand is null. Errors: R105 for the first row with a bad pattern.
Result<Column> text_test(query::ast::WordOp op,
                         const Column& text,
                         const Column& argument,
                         size_t length,
                         PatternCache& patterns,
                         SourceSpan span);

}  // namespace omnigraph::exec
