// Errors that evaluating an expression can raise (codes R1…), with the place of the expression. The
// line and column are filled in by those who have the text.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "omnigraph/base/error.h"

namespace omnigraph::exec {

inline constexpr std::string_view kDivisionByZero = "R101";
inline constexpr std::string_view kOverflow = "R102";
inline constexpr std::string_view kNotFinite = "R103";
inline constexpr std::string_view kDomain = "R104";
inline constexpr std::string_view kBadRuntimePattern = "R105";

inline Error evaluation_error(std::string_view code, std::string message, SourceSpan span) {
  Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.message = std::move(message);
  diagnostic.span = span;
  return Error::from_diagnostics({std::move(diagnostic)});
}

}  // namespace omnigraph::exec
