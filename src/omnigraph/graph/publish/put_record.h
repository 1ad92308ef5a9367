// Putting a record of a log so that its outcome is known: the one way in which records of any kind
// come to be.
#pragma once

#include <cstdint>
#include <string>

#include "omnigraph/base/error.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"

namespace omnigraph::graph {

// Waits up to 1 ms, 2 ms, … 256 ms: writers that collided do not collide again.
void back_off(GraphEnvironment& environment, int attempt);

struct PutLimits {
  int64_t deadline_boot_us = INT64_MAX;
  int attempts = 64;
};

// Puts `bytes` at `object`, and after an unknown outcome the same bytes again, until the name is
// surely taken. OK: ours. kAlreadyExists: taken, by us (after an unknown outcome) or by another:
// the caller reads it back. kOutcomeUnknown, with `outcome`, when the limits are reached in doubt.
// Any other error: nothing happened. `in_doubt`, if not null, is set to whether an outcome was
// unknown on the way.
Status put_record(GraphEnvironment& environment,
                  const std::string& object,
                  ByteSpan bytes,
                  const OutcomeDetail& outcome,
                  const PutLimits& limits = {},
                  bool* in_doubt = nullptr);

}  // namespace omnigraph::graph
