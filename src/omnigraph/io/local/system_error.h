// From errno to an Error that says what is proven and names the file.
#pragma once

#include <string_view>

#include "omnigraph/base/error.h"

namespace omnigraph::io {

// An error for a call that failed with `error_number` and had no effect:
// `write "/graph/nodes/x": No space left on device (ENOSPC)`. The code: kNotFound for absent;
// kAlreadyExists for present; kResourceExhausted for space, quota, size, memory, open files;
// kFailedPrecondition for read-only, not permitted, not a folder; kInvalidArgument for a name that
// is too long; kUnavailable for the rest.
Error system_error(int error_number, std::string_view call, std::string_view path);

}  // namespace omnigraph::io
