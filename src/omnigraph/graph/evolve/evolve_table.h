// One table under a new schema: its next version, if it needs one, and its rows as the new schema
// shows them. Columns that were renamed keep their field id, so their files stay as they are; new
// nullable columns are in no file; new required and widened ones get files of their own
// (new_columns.h); columns that are gone are left out of the manifest, their files keep them.
//
// A column stays nullable in the table once it was: rows that are deleted may hold nulls. The
// schema is what says that live rows have none.
#pragma once

#include <optional>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/snapshot/snapshot.h"
#include "omnigraph/io/object_store.h"

namespace omnigraph::graph {

struct EvolvedTable {
  // None: the version of before does.
  std::optional<lance::TableManifest> manifest;
  std::vector<io::NewObject> files;         // as CommitDraft has them
  std::vector<io::NewObject> stored_files;  // of fragments that the store has
};

// A type in both schemas; `catalog` is the one of `after`.
struct TypeChange {
  schema::CatalogPtr catalog;
  const schema::EntityType* before = nullptr;
  const schema::EntityType* after = nullptr;
};

// The next version: fields, new columns, indices. Reads rows only for columns and indices that are
// to be written.
Result<EvolvedTable> evolve_table(GraphEnvironment& environment,
                                  const Snapshot& base,
                                  const TypeChange& change,
                                  const CancelToken& cancel);

// The rows of `evolved` as the new schema has them. Reads through `cache`, which must outlive the
// view, as `environment` and `base` must.
Result<TableViewPtr> evolved_view(GraphEnvironment& environment,
                                  ReadCache& cache,
                                  const Snapshot& base,
                                  const TypeChange& change,
                                  const EvolvedTable& evolved);

}  // namespace omnigraph::graph
