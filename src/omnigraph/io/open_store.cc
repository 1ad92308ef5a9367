#include "omnigraph/io/open_store.h"

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/io/local/local_store.h"

namespace omnigraph::io {
namespace {

Error bad_uri(std::string_view what, std::string_view uri) {
  return Error(ErrorCode::kInvalidArgument, format("{}: \"{}\"", what, uri));
}

// "s3" of "s3://bucket"; nothing if `uri` is a plain path.
std::string_view scheme_of(std::string_view uri) {
  const size_t end = uri.find("://");
  if (end == std::string_view::npos || end == 0) {
    return {};
  }
  for (const char c : uri.substr(0, end)) {
    const bool allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                         (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    if (!allowed) {
      return {};
    }
  }
  return uri.substr(0, end);
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// "file:///a%20b" or "file://localhost/a%20b" -> "/a b".
Result<std::string> path_of_file_uri(std::string_view uri) {
  std::string_view rest = uri.substr(std::string_view("file://").size());
  constexpr std::string_view kLocalhost = "localhost/";
  if (rest.substr(0, kLocalhost.size()) == kLocalhost) {
    rest.remove_prefix(kLocalhost.size() - 1);
  }
  if (rest.empty() || rest.front() != '/') {
    return bad_uri("a file URI needs three slashes and an absolute path", uri);
  }
  std::string path;
  for (size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] != '%') {
      path += rest[i];
      continue;
    }
    const int high = i + 2 < rest.size() ? hex_value(rest[i + 1]) : -1;
    const int low = i + 2 < rest.size() ? hex_value(rest[i + 2]) : -1;
    if (high < 0 || low < 0) {
      return bad_uri("\"%\" in a file URI needs two hexadecimal digits", uri);
    }
    path += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return path;
}

// Absolute, symbolic links of what exists resolved, no slash at the end: what other programs can
// open too, wherever they run.
Result<std::string> absolute_path(const std::string& path, std::string_view uri) {
  if (path.empty() || path.find('\0') != std::string::npos) {
    return bad_uri("not a path", uri);
  }
  std::error_code error;
  std::filesystem::path resolved = std::filesystem::absolute(path, error);
  if (!error) {
    resolved = std::filesystem::weakly_canonical(resolved, error);
  }
  if (error) {
    return bad_uri(format("cannot resolve the path ({})", error.message()), uri);
  }
  std::string text = resolved.lexically_normal().string();
  while (text.size() > 1 && text.back() == '/') {
    text.pop_back();
  }
  if (text == "/") {
    return bad_uri("a store cannot be the root of the file system", uri);
  }
  return text;
}

}  // namespace

Result<std::unique_ptr<ObjectStore>> open_store(std::string_view uri, const StoreOptions& options) {
  const std::string_view scheme = scheme_of(uri);
  std::string path(uri);
  if (scheme == "s3") {
    return Error(ErrorCode::kUnsupported,
                 format("this build has no S3 store yet, only local directories: \"{}\"", uri));
  }
  if (scheme == "file") {
    OG_ASSIGN_OR_RETURN(path, path_of_file_uri(uri));
  } else if (!scheme.empty()) {
    return bad_uri("a store is a path, file:///path or s3://bucket/prefix", uri);
  }
  OG_ASSIGN_OR_RETURN(std::string root, absolute_path(path, uri));
  return std::make_unique<LocalStore>(std::move(root), options);
}

}  // namespace omnigraph::io
