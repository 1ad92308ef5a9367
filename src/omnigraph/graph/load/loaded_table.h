// A loaded table once all its rows are written: its end state for checks, and its next version.
#pragma once

#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/base/task_pool.h"
#include "omnigraph/graph/load/line_places.h"
#include "omnigraph/graph/load/table_writer.h"
#include "omnigraph/graph/publish/publisher.h"
#include "omnigraph/graph/snapshot/snapshot.h"
#include "omnigraph/graph/table/read_cache.h"
#include "omnigraph/graph/validate/constraints.h"

namespace omnigraph::graph {

// The written rows are read back through `cache`. Valid as long as `writer`.
TableChange change_of(const TableWriter& writer,
                      const SnapshotPtr& base,
                      io::ObjectStore& store,
                      ReadCache& cache);

// kInvalidArgument with the lines if the table breaks @unique or @card in its end state.
Status check_loaded(const TableWriter& writer,
                    const SnapshotPtr& base,
                    io::ObjectStore& store,
                    const LinePlaces& places);
// A violation of a table whose new rows come from `writer`, or from none (null), as the load's
// error.
Error violation_error(ConstraintViolation violation,
                      const TableChange& change,
                      const TableWriter* writer,
                      const LinePlaces& places);

// The table's new version: its manifest, deletion files and small index files to `draft`. `pool`,
// if there is one, helps to make indices.
Status stage_loaded(const TableWriter& writer,
                    const SnapshotPtr& base,
                    GraphEnvironment& environment,
                    TaskPool* pool,
                    CommitDraft* draft);

}  // namespace omnigraph::graph
