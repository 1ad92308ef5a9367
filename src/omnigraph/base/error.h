// Error: what went wrong, as a value. A code says what is proven about the state (and so what the
// caller may do next), a message says it to people, and a typed detail carries the facts that
// programs act on. Codes are few on purpose: a new one needs a caller that acts on it.
// Copyable, cheap to move (one pointer). Immutable once shared between threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "omnigraph/base/diagnostic.h"

namespace omnigraph {

enum class ErrorCode : uint8_t {
  kInvalidArgument,     // wrong whatever the state is: fix the request
  kUnauthenticated,     // who are you?
  kPermissionDenied,    // policy says no
  kNotFound,            // the named thing is absent
  kAlreadyExists,       // the named thing is present
  kGone,                // the snapshot was reclaimed by cleanup: pick a newer one
  kConflict,            // head or read set moved: re-read, redo the whole operation
  kMergeConflict,       // needs a decision; the detail lists what to decide
  kFailedPrecondition,  // refused until the state is changed
  kResourceExhausted,   // a limit; the message names it and its value
  kUnavailable,         // transient, and nothing happened: retry this call
  kOutcomeUnknown,      // the write may have landed: read back, then decide
  kCancelled,
  kDeadlineExceeded,
  kCorruption,   // stored bytes break the format: object, offset, expected, found
  kUnsupported,  // known but not implemented, or a newer format
  kInternal,     // our bug
};

// The code in snake_case, as it stands in JSON bodies: "invalid_argument".
std::string_view error_code_name(ErrorCode code);

// A table that moved under a writer.
struct ConflictDetail {
  std::string table_key;
  uint64_t expected = 0;
  uint64_t actual = 0;
};

// A row that stands in the way: an id or key that is already stored.
struct KeyConflictDetail {
  std::string type;
  std::string id;
};

// A rule about several rows that a write would break.
struct ConstraintDetail {
  std::string rule;  // "unique", "card"
  std::string type;
  std::vector<std::string> properties;  // "@src" and "@dst" for the ends of edges
  std::vector<std::string> values;      // as texts, one per property
  std::vector<std::string> ids;         // unique: of the rows that share the values
  std::vector<uint64_t> lines;          // loads: of these rows in the input, 0 for a stored one
  std::vector<Diagnostic> diagnostics;  // mutations: the finding with its place in the query
};

// What was published although the answer got lost: look for it before doing it again.
struct OutcomeDetail {
  std::string commit_id;
  uint64_t seq = 0;
};

using ErrorDetail = std::variant<std::monostate,
                                 std::vector<Diagnostic>,
                                 ConflictDetail,
                                 KeyConflictDetail,
                                 ConstraintDetail,
                                 OutcomeDetail>;

class [[nodiscard]] Error {
 public:
  // `message`: lower case, static part first, values last, quoted names, no trailing dot.
  Error(ErrorCode code, std::string message, ErrorDetail detail = {});

  // An error whose text is `diagnostics[0]`'s and that carries them all. Needs at least one.
  static Error from_diagnostics(std::vector<Diagnostic> diagnostics);

  ErrorCode code() const { return rep_->code; }
  const std::string& message() const { return rep_->message; }
  const ErrorDetail& detail() const { return rep_->detail; }
  // The diagnostics in the detail; empty when it holds something else.
  const std::vector<Diagnostic>& diagnostics() const;

  // The same error with "`what`: " in front of its message: what the caller was doing.
  Error with_context(std::string_view what) const;

 private:
  struct Rep {
    ErrorCode code;
    std::string message;
    ErrorDetail detail;
  };
  std::shared_ptr<const Rep> rep_;
};

}  // namespace omnigraph
