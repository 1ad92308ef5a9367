#include "omnigraph/graph/load/byte_reader.h"

#include <cerrno>
#include <system_error>

#include <unistd.h>

#include "omnigraph/base/format.h"

namespace omnigraph::graph {

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
