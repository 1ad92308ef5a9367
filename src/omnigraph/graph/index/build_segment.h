// Building index segments: the values of a column in a run of fragments, sorted, with the ids of
// their rows, to the files of one segment. Rows that are not live are left out: their ids may be
// live elsewhere with other values.
#pragma once

#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/table/table_view.h"
#include "omnigraph/io/object_store.h"
#include "omnigraph/lance/table/manifest.h"

namespace omnigraph::graph {

// A fragment to be covered: as the manifest has it, and its rows.
struct FragmentToIndex {
  const lance::Fragment* stored = nullptr;
  const TableView::Fragment* rows = nullptr;
};

struct SegmentsToBuild {
  std::string table_path;
  uint64_t table_version = 0;
  const lance::LanceField* field = nullptr;
  size_t column = 0;  // of the fragments' rows
  std::vector<FragmentToIndex> fragments;
};

// The segments that cover the fragments, as many as memory asks for: a segment ends with the
// fragment in which it passes kSegmentRowsMax rows or kSegmentBytesMax of values. The files of
// small segments go to `files`, to be stored with others in one round; those of large ones are
// written to the store. Memory: the values of one segment, and 40 bytes a row.
// Errors: those of reading and writing.
inline constexpr uint64_t kSegmentRowsMax = uint64_t{4} << 20;
inline constexpr uint64_t kSegmentBytesMax = uint64_t{256} << 20;
Result<std::vector<lance::IndexEntry>> build_segments(GraphEnvironment& environment,
                                                      const SegmentsToBuild& wanted,
                                                      std::vector<io::NewObject>* files);

}  // namespace omnigraph::graph
