// Case files (*.test): written cases with written expectations, without C++ per case.
//
//   // A comment, before the first case.
//   fixture friends                  schema and data of the cases that follow: friends.pg,
//   friends.jsonl
//
//   === 83 negative limit            a case: its number in the specification, what it is about
//   query t($n: I64) { … }           the query text, one or more lines
//   --- params                       a JSON object on the lines that follow
//   {"n": -1}
//   --- error R004                   what is expected: a code,
//   --- rows                         or these rows, in any order,
//   --- rows in order                or in this one,
//   --- affected 2/3                 or a change of 2 nodes and 3 edges and its commit,
//   --- affected 2/0, no commit      or one that leaves nothing to store
//   --- then                         the next step, on the graph as the last one left it
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"

namespace omnigraph::testing {

struct ExpectedChange {
  uint64_t nodes = 0;
  uint64_t edges = 0;
  bool commit = true;
};

struct CaseStep {
  std::string query;
  std::string params;  // empty: none
  // One of the three.
  std::optional<std::string> error;
  std::optional<std::vector<std::string>> rows;
  std::optional<ExpectedChange> change;
  bool in_order = false;
};

struct LanguageCase {
  std::string file;
  std::string fixture;
  std::string title;  // with its number
  std::vector<CaseStep> steps;
};

// Errors: kInvalidArgument with the line, for a text that is not in the form above.
Result<std::vector<LanguageCase>> parse_cases(const std::string& file, std::string_view text);

}  // namespace omnigraph::testing
