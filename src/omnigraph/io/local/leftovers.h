// Leftovers: the temporary files of writers that died before they gave them a name
// (staged_file.h). Living ones belong to writers at work, so only old ones may go.
#pragma once

#include <cstdint>
#include <string>

#include "omnigraph/base/result.h"

namespace omnigraph::io {

// Removes temporary files below `root`, an absolute path, that were last written before
// `modified_us`; returns how many. What cannot be looked at or removed is left for the next time.
// Errors: kUnavailable when a folder cannot be read.
Result<uint64_t> remove_temporary_files(const std::string& root, int64_t modified_us);

}  // namespace omnigraph::io
