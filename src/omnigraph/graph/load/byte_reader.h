// ByteReader: where the bytes of a load come from: a file, a pipe, memory.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "omnigraph/base/result.h"

namespace omnigraph::graph {

// Fills the buffer with up to `size` bytes; 0 = end of input.
using ByteReader = std::function<Result<size_t>(char* buffer, size_t size)>;

// Reads from a file descriptor; errors name `name`.
ByteReader read_from_descriptor(int descriptor, std::string name);

}  // namespace omnigraph::graph
