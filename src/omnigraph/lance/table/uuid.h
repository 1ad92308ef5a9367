// UUIDs as Lance uses them: 16 bytes inside messages, hyphenated lower-case text in names.
#pragma once

#include <string>
#include <string_view>

#include "omnigraph/base/random.h"

namespace omnigraph::lance {

// A random (version 4) UUID as text, 36 characters.
std::string make_uuid(Random& random);

// Its 16 bytes.
std::string make_uuid_bytes(Random& random);

// The text of 16 bytes; empty for any other length.
std::string uuid_text(std::string_view bytes);

}  // namespace omnigraph::lance
