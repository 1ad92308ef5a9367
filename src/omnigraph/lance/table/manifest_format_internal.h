// Constants of the manifest container and of its feature flags.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace omnigraph::lance {

inline constexpr std::string_view kMagic = "LANC";
inline constexpr size_t kFooterBytes = 16;  // u64 offset, u16 major, u16 minor, magic
inline constexpr uint16_t kContainerMajor = 0;
inline constexpr uint16_t kContainerMinor = 2;
inline constexpr size_t kSectionBytesMax = 0x7fff0000;  // protobuf ends at 2 GiB
inline constexpr std::string_view kFileFormat = "lance";

inline constexpr uint64_t kFlagDeletionFiles = 1;
inline constexpr uint64_t kFlagStableRowIds = 2;
inline constexpr uint64_t kFlagTableConfig = 8;  // in the writer word only
inline constexpr uint64_t kFlagBasePaths = 16;
// From here on flags mean things we do not know how to read.
inline constexpr uint64_t kFirstUnknownFlag = 64;

}  // namespace omnigraph::lance
