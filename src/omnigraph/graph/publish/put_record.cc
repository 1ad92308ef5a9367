#include "omnigraph/graph/publish/put_record.h"

#include <algorithm>

#include "omnigraph/base/format.h"

namespace omnigraph::graph {

void back_off(GraphEnvironment& environment, int attempt) {
  environment.pause(
      static_cast<int64_t>(environment.random.next() % (1000U << std::min(attempt, 8))));
}

Status put_record(GraphEnvironment& environment,
                  const std::string& object,
                  ByteSpan bytes,
                  const OutcomeDetail& outcome,
                  const PutLimits& limits,
                  bool* in_doubt) {
  bool ignored = false;
  bool& doubt = in_doubt == nullptr ? ignored : *in_doubt;
  doubt = false;
  for (int attempt = 0;; ++attempt) {
    const Status put = environment.store.create(object, bytes);
    if (put.ok() || put.error().code() == ErrorCode::kAlreadyExists) {
      return put;
    }
    const bool unknown = put.error().code() == ErrorCode::kOutcomeUnknown;
    if (!unknown && !doubt) {
      return put;
    }
    doubt = true;
    // A store that stopped writing (a failed sync) answers the same for ever, and a record that can
    // be read there need not be durable: it must not be acknowledged.
    const bool stopped = put.error().code() == ErrorCode::kFailedPrecondition;
    if (stopped || environment.clock.boot_us() > limits.deadline_boot_us ||
        attempt >= limits.attempts) {
      return Error(ErrorCode::kOutcomeUnknown,
                   format("the commit may have landed: commit {}, seq {}: {}",
                          outcome.commit_id,
                          outcome.seq,
                          put.error().message()),
                   outcome);
    }
    back_off(environment, attempt);
  }
}

}  // namespace omnigraph::graph
