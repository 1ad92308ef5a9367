// Operation: the kinds of store calls, as the metered store counts them and the fault store meets
// them. A writer is one kCreate, at finish(); replace() is a kPut, list_folders() a kList.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace omnigraph::io {

enum class Operation : uint8_t { kRead, kReadRange, kStat, kCreate, kPut, kRemove, kList };
inline constexpr size_t kOperationCount = 7;

// "read", "read_range", "stat", …
std::string_view operation_name(Operation operation);

}  // namespace omnigraph::io
