// LineSource: a byte stream cut into lines, without copying each one. Lines end at '\n'; the last
// one may lack it. A line is valid until the next call and is followed by readable padding bytes,
// as the JSON parser wants it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"

namespace omnigraph::graph {

// Fills the buffer with up to `size` bytes; 0 = end of input.
using ByteReader = std::function<Result<size_t>(char* buffer, size_t size)>;

class LineSource {
 public:
  explicit LineSource(ByteReader reader) : reader_(std::move(reader)) {}

  // The next line without its end, nothing at the end of the input. kResourceExhausted for a line
  // of more than 256 MiB.
  Result<std::optional<std::string_view>> next();
  uint64_t line_number() const { return line_; }  // of the line last given, from 1
  uint64_t bytes_read() const { return bytes_read_; }

 private:
  Status fill();

  ByteReader reader_;
  std::vector<char> buffer_;
  size_t begin_ = 0;  // unread bytes: [begin_, end_)
  size_t end_ = 0;
  bool at_end_ = false;
  uint64_t line_ = 0;
  uint64_t bytes_read_ = 0;
};

// Reads from a file descriptor; errors name `name`.
ByteReader read_from_descriptor(int descriptor, std::string name);

}  // namespace omnigraph::graph
