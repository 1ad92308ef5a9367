// Loading: nodes and edges from lines of JSON, or from CSV (csv_table.h), as one commit.
//
//   {"type":"Person","data":{"name":"Alice","age":30}}
//   {"edge":"Knows","from":"Alice","to":"Bob","data":{"since":"2020-01-01"}}
//
// Lines may come in any order; an edge may stand before its nodes. Blank lines and lines that begin
// with "//" are skipped. Any error refuses the whole load. Inputs may be compressed (decompress.h).
//
//            nodes                               edges
// overwrite  the tables of the types in the input are replaced, others stay
// append     only new rows: an id that is stored is a conflict
// merge      a row whose id is stored replaces   the same for rows with an id, the others are new;
//            it whole, others are new            of several lines with one id the last stands
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/graph.h"
#include "omnigraph/graph/load/byte_reader.h"
#include "omnigraph/graph/load/load_input.h"

namespace omnigraph::graph {

// Fills `out` (as many floats as it has) with the embedding of `text`.
using EmbedFunction = std::function<Status(std::string_view text, std::span<float> out)>;

enum class LoadMode : uint8_t { kOverwrite, kAppend, kMerge };

struct LoadOptions {
  LoadMode mode = LoadMode::kOverwrite;
  bool strict = false;   // unknown properties and members are errors
  bool cascade = false;  // edges that would dangle are deleted instead of refused
  // Rows may carry values of @auto properties, and these are stored: for imports. Else they are
  // refused.
  bool keep_automatic = false;
  std::optional<std::string> actor_id;
  std::optional<std::string> message;
  // The state that the load starts from; null: the head.
  SnapshotPtr base;
  // Tables that must stay as they are in `base` until the load is committed (else: kConflict).
  std::set<std::string> unmoved;
  // Asked for when all input has been read; may be empty.
  std::function<IdempotencyKey()> idempotency;
  EmbedFunction embed;  // none: @embed targets stay null, or are refused where they may not be
  // Called now and then, by one thread at a time, with the rows so far and the bytes read for them
  // (as they are stored, so before they are decompressed).
  std::function<void(uint64_t rows, uint64_t bytes)> progress;
  uint64_t rows_per_file = 1 << 20;
  // Threads that parse and encode; 0: as many as the machine runs at once. What is stored does not
  // depend on it. An input of one block is loaded on the caller's thread alone.
  size_t threads = 0;
  // What a thread parses at a time; at most 8 MiB.
  size_t bytes_per_block = size_t{4} << 20;
  // Off only in tests: every line takes the way of unusual ones (fast_line.h).
  bool fast_lines = true;
};

struct LoadResult {
  SnapshotPtr snapshot;
  std::map<std::string, uint64_t> nodes;  // rows stored by type, types in the input only
  std::map<std::string, uint64_t> edges;
  // "Person.nick" or "top-level member 'foo'" → how often it was ignored.
  std::map<std::string, uint64_t> ignored;
  std::map<std::string, uint64_t> cascaded;  // edges deleted, by type
};

// Loads all inputs, in their order, as one commit. Memory: the distinct ids of nodes that the input
// declares or refers to, 30 bytes for each edge with an id of its own, as much for each row of a
// type with @unique, a few pages per column and a few blocks per thread; for append and merge of
// many rows with ids also those of the stored table. Errors: kInvalidArgument with the line, of
// several the earliest (both lines for a duplicate; ConstraintDetail for @unique and @card);
// kConflict with KeyConflictDetail and the line for an append on a stored id; those of the inputs,
// of publish and of the store.
Result<LoadResult> load_inputs(Graph& graph,
                               std::vector<LoadInput> inputs,
                               const LoadOptions& options,
                               const CancelToken& cancel);

// The same for one input of JSON lines.
Result<LoadResult> load_lines(Graph& graph,
                              const ByteReader& input,
                              const LoadOptions& options,
                              const CancelToken& cancel);

}  // namespace omnigraph::graph
