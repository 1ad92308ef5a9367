// create_many() of a local store: each file and each folder is synced once, and the disk works on
// many files at a time.
#pragma once

#include <span>

#include "omnigraph/io/local/write_path.h"
#include "omnigraph/io/object_store.h"

namespace omnigraph::io {

// As ObjectStore::create_many().
Status create_batch(WritePath& writes, std::span<const NewObject> objects);

}  // namespace omnigraph::io
