// Verifying a whole data file of ours: every byte of it is looked at. Page buffers and metadata are
// compared with their hashes, what lies between them must be zero. Nothing is decoded.
//
// Memory: files up to 32 MiB as a whole, of larger ones 8 MiB at a time. Cost: one read per file
// of up to 32 MiB, else one per 8 MiB, and a few more.
#pragma once

#include <cstdint>
#include <string>

#include "omnigraph/base/result.h"
#include "omnigraph/io/object_store.h"

namespace omnigraph::lance {

// What a manifest says of the file is to be compared with this.
struct VerifiedFile {
  uint64_t row_count = 0;
};

// `size_bytes`: as the manifest says it. Errors: kCorruption (object and offset inside), those of
// the store.
Result<VerifiedFile> verify_file(io::ObjectStore& store,
                                 const std::string& path,
                                 uint64_t size_bytes);

}  // namespace omnigraph::lance
