#include "omnigraph/io/local/system_error.h"

#include <cerrno>
#include <cstring>

#include "omnigraph/base/format.h"

namespace omnigraph::io {
namespace {

ErrorCode code_of(int error_number) {
  switch (error_number) {
    case ENOENT:
      return ErrorCode::kNotFound;
    case EEXIST:
      return ErrorCode::kAlreadyExists;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case EMLINK:
      return ErrorCode::kResourceExhausted;
    case EROFS:
    case EACCES:
    case EPERM:
    case ENOTDIR:
    case EISDIR:
    case ELOOP:
      return ErrorCode::kFailedPrecondition;
    case ENAMETOOLONG:
      return ErrorCode::kInvalidArgument;
    default:
      return ErrorCode::kUnavailable;
  }
}

}  // namespace

Error system_error(int error_number, std::string_view call, std::string_view path) {
  const char* description = strerrordesc_np(error_number);
  const char* name = strerrorname_np(error_number);
  return Error(code_of(error_number),
               format("{} \"{}\": {} ({})",
                      call,
                      path,
                      description == nullptr ? "unknown error" : description,
                      name == nullptr ? "?" : name));
}

}  // namespace omnigraph::io
