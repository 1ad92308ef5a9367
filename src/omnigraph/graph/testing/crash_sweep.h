// Crash sweep: a write is stopped before and after every one of its store calls, and what the next
// process finds must be the old state or the new one, exactly, ready for the next write.
//
//   EXPECT_EQ(crash_sweep({.prepare = …, .work = …, .observe = …, .next = …}), "");
//
// Each function opens the graph on the store it is given, as a process of its own would.
#pragma once

#include <functional>
#include <string>

#include "omnigraph/base/result.h"
#include "omnigraph/io/object_store.h"

namespace omnigraph::graph::testing {

struct CrashSweep {
  // Makes the state before the write on an empty store.
  std::function<Status(io::ObjectStore&)> prepare;
  // The write. OK means that it was acknowledged.
  std::function<Status(io::ObjectStore&)> work;
  // The state as text; must be the same for the same state, whatever ids were drawn.
  std::function<Result<std::string>(io::ObjectStore&)> observe;
  // A later write that must succeed from the old state and from the new.
  std::function<Status(io::ObjectStore&)> next;
};

// Empty if every stop left the old or the new state, and an acknowledged write the new one; else
// what went wrong, one line per stop. `stops`, if not null, is set to the number of stops tried.
std::string crash_sweep(const CrashSweep& sweep, size_t* stops = nullptr);

}  // namespace omnigraph::graph::testing
