// Object paths: which strings name an object in a store. The rules are what every store we know
// can keep: the limits are S3's and the local file system's, whichever is tighter.
#pragma once

#include <cstddef>
#include <string_view>

#include "omnigraph/base/result.h"

namespace omnigraph::io {

inline constexpr size_t kPathSizeMaxBytes = 1024;
inline constexpr size_t kSegmentSizeMaxBytes = 255;

// Names that start like this are a local store's unfinished files; no object may be called so.
inline constexpr std::string_view kTemporaryPrefix = ".og-tmp-";

// OK if `path` is UTF-8 of '/'-separated segments, none of them empty, "." or "..", without control
// characters, within the limits above, and without a segment that starts with kTemporaryPrefix.
// Error: kInvalidArgument.
Status validate_path(std::string_view path);

// "a/b/c" -> "a/b"; "c" -> "".
std::string_view folder_of(std::string_view path);
// "a/b/c" -> "c".
std::string_view name_of(std::string_view path);

}  // namespace omnigraph::io
