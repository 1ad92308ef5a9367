#include "omnigraph/io/operation.h"

namespace omnigraph::io {

std::string_view operation_name(Operation operation) {
  constexpr std::string_view kNames[kOperationCount] = {
      "read", "read_range", "stat", "create", "put", "remove", "list"};
  return kNames[static_cast<size_t>(operation)];
}

}  // namespace omnigraph::io
