// Protobuf messages to and from bytes, the way all of lance/table does it. Internal: names protobuf
// types. Maps are written in key order, so equal values give equal bytes.
#pragma once

#include <limits>
#include <string>

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/message.h>
#include <google/protobuf/stubs/logging.h>

#include "omnigraph/base/bytes.h"

namespace omnigraph::lance {

// The message's bytes. It must be smaller than 2 GiB.
inline std::string message_bytes(const ::google::protobuf::Message& message) {
  std::string bytes;
  {
    ::google::protobuf::io::StringOutputStream raw(&bytes);
    ::google::protobuf::io::CodedOutputStream out(&raw);
    out.SetSerializationDeterministic(true);
    message.SerializePartialToCodedStream(&out);
  }
  return bytes;
}

// False if the bytes are no such message. Damaged bytes are no news for a log, so none is written.
inline bool parse_message(ByteSpan bytes, ::google::protobuf::Message* message) {
  if (bytes.size() > static_cast<size_t>(std::numeric_limits<int>::max())) {
    return false;
  }
  const ::google::protobuf::LogSilencer silencer;
  return message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

inline std::string unknown_fields_of(const ::google::protobuf::Message& message) {
  std::string bytes;
  message.GetReflection()->GetUnknownFields(message).SerializeToString(&bytes);
  return bytes;
}

inline void restore_unknown_fields(const std::string& bytes, ::google::protobuf::Message* message) {
  if (!bytes.empty()) {
    message->GetReflection()->MutableUnknownFields(message)->ParseFromString(bytes);
  }
}

}  // namespace omnigraph::lance
