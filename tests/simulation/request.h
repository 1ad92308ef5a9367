// Requests: what simulated clients ask for, what they were told, and what they may conclude from
// it. judge.h holds them against the log.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/engine/engine.h"

namespace omnigraph::simulation {

// One time that a request was made. A request with an idempotency key may be made several times.
struct Attempt {
  // Versions of the graph: what was acknowledged to anybody when it began, how many records there
  // were when it ended.
  uint64_t acknowledged_before = 0;
  uint64_t records_after = 0;
  // None: the process died before it answered.
  std::optional<Result<engine::WriteReceipt>> answer;
  bool fresh_view = true;  // it was executed on a view that was looked up for it

  // May it have been committed without the client knowing?
  bool unknown() const {
    return !answer || (!answer->ok() && answer->error().code() == ErrorCode::kOutcomeUnknown);
  }
};

struct Request {
  std::string id;  // "r17", stored as the commit's actor
  // A load if `lines` is not empty, else a change.
  std::string lines;
  std::string mode;
  bool cascade = false;
  std::string query;  // named "t", without parameters
  engine::WriteConditions conditions;
  std::vector<Attempt> attempts;
};

// A whole state that a reader saw.
struct Observation {
  uint64_t acknowledged_before = 0;
  bool of_head = true;
  std::string commit_id;
  uint64_t manifest_version = 0;
  std::vector<std::string> lines;
};

// All that clients remember after a simulation.
struct Journal {
  std::deque<Request> requests;     // stay where they are
  std::vector<Request*> to_repeat;  // their clients are about to make them once more
  std::vector<Observation> observations;
  std::vector<std::string> known_commits;
  uint64_t acknowledged = 0;            // the highest version anybody was told
  std::vector<std::string> violations;  // seen by clients themselves
};

}  // namespace omnigraph::simulation
