#include "omnigraph/graph/testing/crash_sweep.h"

#include "omnigraph/base/format.h"
#include "omnigraph/io/fault/fault_store.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::graph::testing {
namespace {

struct Expectation {
  std::string before;
  std::string after;
  uint64_t calls = 0;
};

Result<Expectation> undisturbed(const CrashSweep& sweep) {
  io::MemoryStore memory;
  OG_RETURN_IF_ERROR(sweep.prepare(memory));
  Expectation expected;
  OG_ASSIGN_OR_RETURN(expected.before, sweep.observe(memory));
  io::FaultStore store(memory);
  OG_RETURN_IF_ERROR(sweep.work(store));
  expected.calls = store.call_count();
  OG_ASSIGN_OR_RETURN(expected.after, sweep.observe(memory));
  OG_RETURN_IF_ERROR(sweep.next(memory));
  if (expected.before == expected.after || expected.calls == 0) {
    return Error(ErrorCode::kInvalidArgument, "the write under test changes nothing");
  }
  return expected;
}

Status stop_once(const CrashSweep& sweep,
                 const Expectation& expected,
                 uint64_t number,
                 bool before) {
  io::MemoryStore memory;
  OG_RETURN_IF_ERROR(sweep.prepare(memory));
  io::FaultStore store(memory, number);
  before ? store.stop_before(number) : store.stop_after(number);
  const Status worked = sweep.work(store);
  if (!store.crashed()) {
    return Error(ErrorCode::kInternal, "the write made fewer calls than before");
  }
  store.restart();
  const auto found = sweep.observe(store);
  if (!found.ok()) {
    return found.error().with_context("look at the state");
  }
  if (*found != expected.after && (worked.ok() || *found != expected.before)) {
    return Error(ErrorCode::kInternal,
                 format("{} state: {}", worked.ok() ? "acknowledged, but" : "torn", *found));
  }
  const Status next = sweep.next(store);
  if (!next.ok()) {
    return next.error().with_context("the next write");
  }
  const auto afterwards = sweep.observe(store);
  return afterwards.ok() ? Status() : afterwards.error().with_context("after the next write");
}

}  // namespace

std::string crash_sweep(const CrashSweep& sweep, size_t* stops) {
  const auto expected = undisturbed(sweep);
  if (!expected.ok()) {
    return "without a crash: " + expected.error().message();
  }
  std::string failures;
  for (uint64_t number = 1; number <= expected->calls; ++number) {
    for (const bool before : {true, false}) {
      const Status held = stop_once(sweep, *expected, number, before);
      if (!held.ok()) {
        failures += format("stop {} call {} of {}: {}\n",
                           before ? "before" : "after",
                           number,
                           expected->calls,
                           held.error().message());
      }
    }
  }
  if (stops != nullptr) {
    *stops = 2 * expected->calls;
  }
  return failures;
}

}  // namespace omnigraph::graph::testing
