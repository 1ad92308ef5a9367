#include "omnigraph/base/error.h"

#include <utility>

#include "omnigraph/base/check.h"

namespace omnigraph {

std::string_view error_code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return "invalid_argument";
    case ErrorCode::kUnauthenticated:
      return "unauthenticated";
    case ErrorCode::kPermissionDenied:
      return "permission_denied";
    case ErrorCode::kNotFound:
      return "not_found";
    case ErrorCode::kAlreadyExists:
      return "already_exists";
    case ErrorCode::kGone:
      return "gone";
    case ErrorCode::kConflict:
      return "conflict";
    case ErrorCode::kMergeConflict:
      return "merge_conflict";
    case ErrorCode::kFailedPrecondition:
      return "failed_precondition";
    case ErrorCode::kResourceExhausted:
      return "resource_exhausted";
    case ErrorCode::kUnavailable:
      return "unavailable";
    case ErrorCode::kOutcomeUnknown:
      return "outcome_unknown";
    case ErrorCode::kCancelled:
      return "cancelled";
    case ErrorCode::kDeadlineExceeded:
      return "deadline_exceeded";
    case ErrorCode::kCorruption:
      return "corruption";
    case ErrorCode::kUnsupported:
      return "unsupported";
    case ErrorCode::kInternal:
      return "internal";
  }
  return "internal";
}

Error::Error(ErrorCode code, std::string message, ErrorDetail detail)
    : rep_(std::make_shared<const Rep>(Rep{code, std::move(message), std::move(detail)})) {}

Error Error::from_diagnostics(std::vector<Diagnostic> diagnostics) {
  OG_CHECK(!diagnostics.empty(), "an error needs at least one diagnostic");
  std::string message = diagnostics[0].code + ": " + diagnostics[0].message;
  return Error(ErrorCode::kInvalidArgument, std::move(message), std::move(diagnostics));
}

const std::vector<Diagnostic>& Error::diagnostics() const {
  static const std::vector<Diagnostic> kNone;
  if (const auto* constraint = std::get_if<ConstraintDetail>(&rep_->detail)) {
    return constraint->diagnostics;
  }
  const auto* list = std::get_if<std::vector<Diagnostic>>(&rep_->detail);
  return list == nullptr ? kNone : *list;
}

Error Error::with_context(std::string_view what) const {
  return Error(rep_->code, std::string(what) + ": " + rep_->message, rep_->detail);
}

}  // namespace omnigraph
