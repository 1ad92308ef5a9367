// Export: a snapshot as JSON lines that load back into an equal graph.
//
//   edge:* tables before node:* tables, tables by key, rows by id
//   {"edge":"Knows","from":"Alice","to":"Bob","data":{"id":"01KA…","since":"2020-01-01"}}
//   {"type":"Person","data":{"id":"Alice","age":30,"name":"Alice"}}
//
// Every property is there, nulls as null, in alphabetical order. Where a type declares a property
// `id`, `data.id` is that property and the entity's id stands beside `data`. Dates and instants are
// ISO text, blobs "base64:…" or their URI.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/snapshot/snapshot.h"

namespace omnigraph::graph {

struct ExportFilter {
  std::vector<std::string> type_names;  // node or edge types
  std::vector<std::string> table_keys;
  // Both empty: everything. Else the union.
};

using TextSink = std::function<Status(std::string_view text)>;

// Calls `sink` with whole lines. Errors: kInvalidArgument for unknown names ("unknown export type
// 'X'", "unknown export table 'k'") before anything is written, and for floats that JSON cannot
// hold.
Status export_snapshot(const Snapshot& snapshot,
                       const ExportFilter& filter,
                       const TextSink& sink,
                       const CancelToken& cancel);

}  // namespace omnigraph::graph
