// ManifestBytes: the container of a manifest file (footer and sections), and the errors about it.
// Internal to lance/table: names protobuf types.
#pragma once

#include <cstdint>
#include <string_view>

#include <google/protobuf/message.h>

#include "omnigraph/base/bytes.h"
#include "omnigraph/base/result.h"

namespace omnigraph::lance {

class ManifestBytes {
 public:
  // Both are loans.
  ManifestBytes(ByteSpan bytes, std::string_view object_name) : bytes_(bytes), name_(object_name) {}

  std::string_view name() const { return name_; }
  Error corrupt(std::string_view what, uint64_t offset) const;
  Error unsupported(std::string_view what) const;

  // The offset of the manifest section. Errors: kCorruption, kUnsupported (container version).
  Result<uint64_t> read_footer() const;
  // Parses the section whose length word stands at `offset`; read_footer came first.
  // Errors: kCorruption.
  Status parse_section(uint64_t offset, ::google::protobuf::Message* message) const;

 private:
  Result<ByteSpan> section(uint64_t offset) const;

  ByteSpan bytes_;
  std::string_view name_;
};

}  // namespace omnigraph::lance
