// Standard base 64 (RFC 4648 section 4), with padding.
#pragma once

#include <string>
#include <string_view>

#include "omnigraph/base/bytes.h"
#include "omnigraph/base/result.h"

namespace omnigraph {

std::string base64_encode(ByteSpan bytes);

// kInvalidArgument for anything that is not canonical base 64 (white space included).
Result<std::string> base64_decode(std::string_view text);

}  // namespace omnigraph
