#include "omnigraph/io/metered/usage.h"

#include <string_view>

#include "omnigraph/base/format.h"

namespace omnigraph::io {

uint64_t Usage::requests() const {
  uint64_t sum = 0;
  for (const Count& count : by_operation) {
    sum += count.requests;
  }
  return sum;
}

uint64_t Usage::bytes_read() const {
  return of(Operation::kRead).bytes + of(Operation::kReadRange).bytes;
}

uint64_t Usage::bytes_written() const {
  return of(Operation::kCreate).bytes + of(Operation::kPut).bytes;
}

std::string Usage::to_string() const {
  std::string text = format("{} requests in {} rounds", requests(), rounds);
  std::string_view separator = ": ";
  for (size_t i = 0; i < kOperationCount; ++i) {
    const Count& count = by_operation[i];
    if (count.requests == 0) {
      continue;
    }
    text += format("{}{} {}", separator, operation_name(static_cast<Operation>(i)), count.requests);
    if (count.bytes != 0) {
      text += format(" ({} B)", count.bytes);
    }
    separator = ", ";
  }
  return text;
}

Usage& Usage::operator-=(const Usage& earlier) {
  for (size_t i = 0; i < kOperationCount; ++i) {
    by_operation[i].requests -= earlier.by_operation[i].requests;
    by_operation[i].bytes -= earlier.by_operation[i].bytes;
  }
  rounds -= earlier.rounds;
  return *this;
}

}  // namespace omnigraph::io
