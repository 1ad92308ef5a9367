// Loading JSONL: nodes and edges from lines of JSON, as one commit.
//
//   {"type":"Person","data":{"name":"Alice","age":30}}
//   {"edge":"Knows","from":"Alice","to":"Bob","data":{"since":"2020-01-01"}}
//
// Lines may come in any order; an edge may stand before its nodes. Blank lines and lines that begin
// with "//" are skipped. Any error refuses the whole load.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/graph.h"
#include "omnigraph/graph/load/line_source.h"

namespace omnigraph::graph {

// Fills `out` (as many floats as it has) with the embedding of `text`.
using EmbedFunction = std::function<Status(std::string_view text, std::span<float> out)>;

struct LoadOptions {
  bool strict = false;   // unknown properties and members are errors
  bool cascade = false;  // edges that would dangle are deleted instead of refused
  std::optional<std::string> actor_id;
  EmbedFunction embed;  // none: @embed targets stay null, or are refused where they may not be
  // Called now and then with the rows and bytes read so far.
  std::function<void(uint64_t rows, uint64_t bytes)> progress;
  uint64_t rows_per_file = 1 << 20;
};

struct LoadResult {
  SnapshotPtr snapshot;
  std::map<std::string, uint64_t> nodes;  // rows by type, types in the input only
  std::map<std::string, uint64_t> edges;
  // "Person.nick" or "top-level member 'foo'" → how often it was ignored.
  std::map<std::string, uint64_t> ignored;
  std::map<std::string, uint64_t> cascaded;  // edges deleted, by type
};

// Replaces the tables of the types that occur in the input; others stay. Memory: the ids of the
// nodes in the input, and a few pages per column. Errors: kInvalidArgument with the line (and both
// lines for a duplicate), kFailedPrecondition-like refusals of dangling edges as kInvalidArgument,
// those of publish and of the store.
Result<LoadResult> load_overwrite(Graph& graph,
                                  const ByteReader& input,
                                  const LoadOptions& options,
                                  const CancelToken& cancel);

}  // namespace omnigraph::graph
