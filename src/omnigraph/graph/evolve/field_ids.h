// Field ids of a table along its versions. An id names one column for ever: what was dropped leaves
// its id behind, so that no reader, and no merge, takes a later column for it. The highest id given
// is kept in the table's metadata. A column that was widened has a new id and remembers the old
// ones.
#pragma once

#include <cstdint>
#include <vector>

#include "omnigraph/lance/table/manifest.h"

namespace omnigraph::graph {

// Above every id that the table ever gave. O(manifest).
int32_t next_field_id(const lance::TableManifest& manifest);
// `next`: as it is after the new fields were made.
void keep_next_field_id(int32_t next, lance::TableManifest* manifest);

// `field` takes the place of `old`, with other values under a new id.
void remember_earlier(const lance::LanceField& old, lance::LanceField* field);
// Its own id, then those before it.
std::vector<int32_t> ids_of(const lance::LanceField& field);

}  // namespace omnigraph::graph
