#include "omnigraph/io/object_path.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/base/utf8.h"

namespace omnigraph::io {
namespace {

const char* fault_of_segment(std::string_view segment) {
  if (segment.empty()) {
    return "it has an empty segment";
  }
  if (segment == "." || segment == "..") {
    return "it has a segment \".\" or \"..\"";
  }
  if (segment.size() > kSegmentSizeMaxBytes) {
    return "a segment has more than 255 bytes";
  }
  if (segment.substr(0, kTemporaryPrefix.size()) == kTemporaryPrefix) {
    return "a segment starts with \".og-tmp-\", which is kept for unfinished files";
  }
  return nullptr;
}

const char* fault_of(std::string_view path) {
  if (path.empty()) {
    return "it is empty";
  }
  if (path.size() > kPathSizeMaxBytes) {
    return "it has more than 1024 bytes";
  }
  if (!is_valid_utf8(path)) {
    return "it is not UTF-8";
  }
  for (const char c : path) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      return "it has a control character";
    }
  }
  for (size_t at = 0; at <= path.size();) {
    const size_t slash = std::min(path.find('/', at), path.size());
    if (const char* fault = fault_of_segment(path.substr(at, slash - at))) {
      return fault;
    }
    at = slash + 1;
  }
  return nullptr;
}

}  // namespace

Status validate_path(std::string_view path) {
  if (const char* fault = fault_of(path)) {
    const bool printable = path.size() <= kPathSizeMaxBytes && is_valid_utf8(path);
    return Error(ErrorCode::kInvalidArgument,
                 format("not an object path, {}: \"{}\"", fault, printable ? path : "…"));
  }
  return {};
}

std::string_view folder_of(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view name_of(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace omnigraph::io
