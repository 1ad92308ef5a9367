// Faults: what can go wrong with one store call, and how a test asks for it: by a script of rules,
// by rates drawn from a seed, or both. fault_plan.h decides, fault_store.h acts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "omnigraph/io/operation.h"

namespace omnigraph::io {

enum class Fault : uint8_t {
  kFailBefore,            // kUnavailable, and nothing happened
  kFailAfter,             // done, but the answer is lost: writes say kOutcomeUnknown
  kUnknownWithoutEffect,  // a write says kOutcomeUnknown and never lands
  kLandsLater,            // a write says kOutcomeUnknown and lands a few calls later
  kShortRead,             // a read gives fewer bytes than there are, and says nothing
  kFlippedBit,            // a read gives bytes with one bit wrong, and says nothing
  kStaleListing,          // list() does not know the latest creations yet
  kCrashBefore,           // the process dies before the call takes effect
  kCrashAfter,            // and after it
};

// "fail_before", …
std::string_view fault_name(Fault fault);

// Whether `fault` can befall `operation`: a flipped bit is for reads, and so on.
bool fault_applies(Fault fault, Operation operation);

// Of the calls that match, the `nth` (from 1) and the `times - 1` after it meet `fault`. Each rule
// counts on its own, also the calls that an earlier rule takes.
struct FaultRule {
  Fault fault = Fault::kFailBefore;
  std::optional<Operation> operation = std::nullopt;  // absent: any the fault applies to
  std::string prefix = {};                            // of the path
  uint64_t nth = 1;
  uint64_t times = 1;
};

// Chances of one call, each from 0 to 1; at most one fault befalls a call.
struct FaultRates {
  double fail_before = 0;
  double fail_after = 0;
  double unknown_without_effect = 0;
  double lands_later = 0;
  double short_read = 0;
  double flipped_bit = 0;
  double stale_listing = 0;
};

// One call that reached the fault store. A batch is one call per element.
struct LoggedCall {
  uint64_t number = 0;  // from 1
  Operation operation = Operation::kRead;
  std::string path;
  std::optional<Fault> fault = std::nullopt;
};

}  // namespace omnigraph::io
