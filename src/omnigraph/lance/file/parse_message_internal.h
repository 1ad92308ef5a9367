// Parses protobuf messages out of untrusted bytes, quietly: the library would print to stderr what
// it does not like.
#pragma once

#include <limits>

#include <google/protobuf/message_lite.h>
#include <google/protobuf/stubs/logging.h>

#include "omnigraph/base/bytes.h"

namespace omnigraph::lance {

// False if `bytes` are not a valid message.
inline bool parse_message(ByteSpan bytes, ::google::protobuf::MessageLite& message) {
  if (bytes.size() > static_cast<size_t>(std::numeric_limits<int>::max())) {
    return false;
  }
  const ::google::protobuf::LogSilencer quiet;
  return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace omnigraph::lance
