// Reading an object of unknown size in as few requests as can be: small ones whole, large ones
// piece by piece.
#pragma once

#include <functional>
#include <string>

#include "omnigraph/base/bytes.h"
#include "omnigraph/base/result.h"
#include "omnigraph/io/object_store.h"

namespace omnigraph::graph {

struct ObjectTaker {
  // All of an object of at most `small_bytes`.
  std::function<Status(Buffer bytes)> small;
  // A larger one: its size, then its content in order.
  std::function<Status(uint64_t size_bytes)> begin_large;
  std::function<Status(ByteSpan bytes)> piece;
};

// One request for a small object; for a large one two and one per 4 MiB more. Errors: those of the
// store and the taker; kCorruption when an object is not as long as it should be.
Status read_object(io::ObjectStore& store,
                   const std::string& path,
                   uint64_t small_bytes,
                   const ObjectTaker& taker);

}  // namespace omnigraph::graph
