#include "omnigraph/io/fault/fault.h"

namespace omnigraph::io {

std::string_view fault_name(Fault fault) {
  constexpr std::string_view kNames[] = {"fail_before",
                                         "fail_after",
                                         "unknown_without_effect",
                                         "lands_later",
                                         "short_read",
                                         "flipped_bit",
                                         "stale_listing",
                                         "crash_before",
                                         "crash_after"};
  return kNames[static_cast<size_t>(fault)];
}

bool fault_applies(Fault fault, Operation operation) {
  const bool reads = operation == Operation::kRead || operation == Operation::kReadRange;
  const bool writes = operation == Operation::kCreate || operation == Operation::kPut ||
                      operation == Operation::kRemove;
  switch (fault) {
    case Fault::kUnknownWithoutEffect:
    case Fault::kLandsLater:
      return writes;
    case Fault::kShortRead:
    case Fault::kFlippedBit:
      return reads;
    case Fault::kStaleListing:
      return operation == Operation::kList;
    case Fault::kFailBefore:
    case Fault::kFailAfter:
    case Fault::kCrashBefore:
    case Fault::kCrashAfter:
      return true;
  }
  return false;
}

}  // namespace omnigraph::io
