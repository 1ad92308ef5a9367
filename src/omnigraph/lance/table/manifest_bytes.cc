#include "omnigraph/base/format.h"
#include "omnigraph/lance/table/manifest_bytes_internal.h"
#include "omnigraph/lance/table/manifest_format_internal.h"
#include "omnigraph/lance/table/wire_internal.h"

namespace omnigraph::lance {

Error ManifestBytes::corrupt(std::string_view what, uint64_t offset) const {
  return Error(
      ErrorCode::kCorruption,
      format("table manifest is damaged: {}: object \"{}\", offset {}", what, name_, offset));
}

Error ManifestBytes::unsupported(std::string_view what) const {
  return Error(ErrorCode::kUnsupported,
               format("table manifest needs a newer version: {}: object \"{}\"", what, name_));
}

Result<uint64_t> ManifestBytes::read_footer() const {
  if (bytes_.size() < kFooterBytes) {
    return corrupt(format("expected at least {} bytes, found {}", kFooterBytes, bytes_.size()), 0);
  }
  const size_t at = bytes_.size() - kFooterBytes;
  const std::string_view magic(reinterpret_cast<const char*>(bytes_.data()) + at + 12, 4);
  if (magic != kMagic) {
    return corrupt("wrong magic at the end, expected \"LANC\"", at + 12);
  }
  const auto major = load_le<uint16_t>(bytes_.data() + at + 8);
  const auto minor = load_le<uint16_t>(bytes_.data() + at + 10);
  if (major != kContainerMajor || minor != kContainerMinor) {
    return unsupported(format("container version {}.{}", major, minor));
  }
  return load_le<uint64_t>(bytes_.data() + at);
}

Result<ByteSpan> ManifestBytes::section(uint64_t offset) const {
  const uint64_t end = bytes_.size() - kFooterBytes;  // read_footer came first
  if (offset > end || end - offset < 4) {
    return corrupt(format("section does not fit into {} bytes", end), offset);
  }
  const uint64_t length = load_le<uint32_t>(bytes_.data() + offset);
  if (length > end - offset - 4) {
    return corrupt(format("section of {} bytes, room for {}", length, end - offset - 4), offset);
  }
  return bytes_.subspan(offset + 4, length);
}

Status ManifestBytes::parse_section(uint64_t offset, ::google::protobuf::Message* message) const {
  OG_ASSIGN_OR_RETURN(const ByteSpan bytes, section(offset));
  if (!parse_message(bytes, message)) {
    return corrupt(format("no {} message", message->GetDescriptor()->name()), offset);
  }
  return {};
}

}  // namespace omnigraph::lance
