// Keeping the indices of a table up: what every writer of a table version calls before it stores
// the manifest.
//
// New fragments stay without an index until together they hold kUncoveredRowsMax rows; look-ups
// scan them, by their statistics. The version that passes this gets one segment more over each
// indexed column, and segments that are no larger than what is indexed anyway are made anew with
// it. So a row is indexed O(log) times, and a table of n rows has about log(n / kUncoveredRowsMax)
// segments beside the full ones. Segments of which no fragment is left are dropped.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/base/task_pool.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/table/table_view.h"
#include "omnigraph/io/object_store.h"
#include "omnigraph/lance/table/manifest.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::graph {

inline constexpr uint64_t kUncoveredRowsMax = 65536;

// The rows of a fragment of the new version, by its id: the type's columns, and which are live in
// the new version. Must know every fragment of the manifest; what it returns must outlive the call.
using FragmentRows = std::function<const TableView::Fragment*(uint64_t fragment_id)>;

// Changes `manifest->indices`, which are those of the version before, for the fragments that the
// new version has. Adds the files of small segments to `files`; large ones are stored at once.
// Mostly nothing is due, and nothing is read. With a pool the columns are indexed side by side, a
// few at a time: memory goes with them. Errors: those of reading and writing.
Status update_indices(GraphEnvironment& environment,
                      const std::string& table_path,
                      const schema::EntityType& type,
                      const FragmentRows& rows,
                      lance::TableManifest* manifest,
                      std::vector<io::NewObject>* files,
                      TaskPool* pool = nullptr);

}  // namespace omnigraph::graph
