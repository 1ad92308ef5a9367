// Sealed JSON: an object whose last member `check` is the XXH3-64 of all bytes before its comma.
// Records, checkpoints and format.json have this form; the seal is looked at before parsing.
//
//   {"format":1,…,"check":"07ab…"}
//    └──── hashed ────┘
#pragma once

#include <string>
#include <string_view>

#include "omnigraph/base/bytes.h"
#include "omnigraph/base/result.h"

namespace omnigraph::graph {

// `object` is one compact JSON object with at least one member; returns it with its seal.
std::string seal_json(std::string object);

// kCorruption, naming `object_name`, unless `bytes` ends in a right seal.
Status verify_seal(std::string_view bytes, std::string_view object_name);

}  // namespace omnigraph::graph
