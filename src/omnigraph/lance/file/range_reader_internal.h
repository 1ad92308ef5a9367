// Reads many parts of one object in one round. Parts that stand close together share a request.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/io/object_store.h"
#include "omnigraph/lance/file/container_internal.h"

namespace omnigraph::lance {

// One buffer per extent, in their order. Errors: kCorruption (the object ends before), those of the
// store.
Result<std::vector<Buffer>> read_extents(io::ObjectStore& store,
                                         const std::string& path,
                                         std::span<const Extent> extents);

}  // namespace omnigraph::lance
