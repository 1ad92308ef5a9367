// Assembling: level entries and value slots of the leaves of a column become its array, nested as
// its type says. The reader's half of shred.h.
#pragma once

#include <span>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/columnar/array.h"
#include "omnigraph/lance/encoding/leaf_sink.h"
#include "omnigraph/lance/encoding/level.h"

namespace omnigraph::lance {

struct DecodedLeaf {
  const LeafPath* path = nullptr;
  LeafSink* sink = nullptr;  // its buffers are taken
};

// `leaves` are those of `type`, in order. Errors: kCorruption (levels that contradict one another,
// leaves of different shape, strings that are not UTF-8), kResourceExhausted (over 2^31 list
// items).
Result<columnar::ArrayPtr> assemble(const columnar::DataType& type,
                                    std::span<const DecodedLeaf> leaves);

}  // namespace omnigraph::lance
