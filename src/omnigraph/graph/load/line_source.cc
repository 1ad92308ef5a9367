#include "omnigraph/graph/load/line_source.h"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <unistd.h>

#include "omnigraph/base/format.h"

namespace omnigraph::graph {
namespace {

constexpr size_t kChunkBytes = size_t{1} << 20;
constexpr size_t kPaddingBytes = 64;
constexpr size_t kMaxLineBytes = size_t{256} << 20;

// The first line without the byte order mark that some editors begin a file with.
std::string_view without_byte_order_mark(std::string_view line, uint64_t line_number) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  return line_number == 1 && line.substr(0, kMark.size()) == kMark ? line.substr(kMark.size())
                                                                   : line;
}

}  // namespace

Status LineSource::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ > kMaxLineBytes) {
    return Error(ErrorCode::kResourceExhausted,
                 format("line {} is too long: limit {} bytes", line_ + 1, kMaxLineBytes));
  }
  const size_t wanted = std::max(kChunkBytes, end_);
  if (buffer_.size() < end_ + wanted + kPaddingBytes) {
    buffer_.resize(end_ + wanted + kPaddingBytes);
  }
  OG_ASSIGN_OR_RETURN(const size_t count, reader_(buffer_.data() + end_, wanted));
  at_end_ = count == 0;
  end_ += count;
  bytes_read_ += count;
  return {};
}

Result<std::optional<std::string_view>> LineSource::next() {
  size_t searched = 0;
  for (;;) {
    const char* start = buffer_.data() + begin_;
    const size_t available = end_ - begin_;
    const void* found =
        available > searched ? std::memchr(start + searched, '\n', available - searched) : nullptr;
    if (found != nullptr) {
      const auto length = static_cast<size_t>(static_cast<const char*>(found) - start);
      begin_ += length + 1;
      ++line_;
      return std::optional(without_byte_order_mark({start, length}, line_));
    }
    if (at_end_) {
      if (available == 0) {
        return std::optional<std::string_view>();
      }
      begin_ = end_;
      ++line_;
      return std::optional(without_byte_order_mark({start, available}, line_));
    }
    searched = available;
    OG_RETURN_IF_ERROR(fill());
  }
}

ByteReader read_from_descriptor(int descriptor, std::string name) {
  return [descriptor, name = std::move(name)](char* buffer, size_t size) -> Result<size_t> {
    for (;;) {
      const ssize_t count = ::read(descriptor, buffer, size);
      if (count >= 0) {
        return static_cast<size_t>(count);
      }
      if (errno != EINTR) {
        return Error(ErrorCode::kInvalidArgument,
                     format("cannot read '{}': {}", name, std::generic_category().message(errno)));
      }
    }
  };
}

}  // namespace omnigraph::graph
