// Reporting: errors and warnings on stderr, for people or as JSON, and the exit code that goes with
// them. The one place that knows how an Error looks outside.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/error.h"

namespace omnigraph::cli {

// A text that findings may be about: shown with the line in question.
struct SourceText {
  std::string name;  // file name
  std::string text;
};

// Prints `error` and returns its exit code (1).
//   Error: queries.gq:3:9: [T6] type `Person` has no property `id`
//      3 |   $p.id = "a"
//        |   ^
//     fix: write `$p.@id`
// As JSON: {"error":…,"code":…,"diagnostic":{…},"diagnostics":[…]} (one pretty document on stderr),
// with a member of its own for each kind of detail.
int report_error(const Error& error, bool json, const SourceText* source = nullptr);

// "warning: …" lines on stderr.
void report_warnings(const std::vector<Diagnostic>& warnings, const SourceText* source);
void report_warning(std::string_view text);
// A line on stderr that is neither error nor warning.
void report_notice(std::string_view text);

// The place of a finding with the line in question, its code, and the fix, indented:
//       at queries.gq:3:9 [T6]
//      3 |   $p.id = "a"
//        |   ^
//     fix: write `$p.@id`
std::string describe_place(const Diagnostic& diagnostic, const SourceText& source);

// "took 3.2 ms" on stderr.
void report_timing(int64_t elapsed_us);

// The error object's `code`: bad_request, not_found, conflict, …
std::string_view error_body_code(ErrorCode code);

}  // namespace omnigraph::cli
