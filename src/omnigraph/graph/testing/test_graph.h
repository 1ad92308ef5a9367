// TestGraph: one process's view of a graph on a store that the test brings: its own clock, random
// numbers, ids and cache, so that two of them on one store are two processes.
//
//   io::MemoryStore store;
//   TestGraph one(store, 1), two(store, 2);
//   one.init("node Person { name: String @key age: I32? }");
//   two.open();
//   one.put("node:Person", {R"({"_id":"Alice","name":"Alice","age":30})"});
//
// What cannot fail in a right test stops the process. Not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/clock.h"
#include "omnigraph/base/random.h"
#include "omnigraph/base/ulid.h"
#include "omnigraph/graph/graph.h"
#include "omnigraph/graph/load/load.h"
#include "omnigraph/graph/stage/staged_table.h"
#include "omnigraph/graph/table/read_cache.h"

namespace omnigraph::graph::testing {

// Two node types and two edge types.
extern const char* const kPeopleSchema;
// A node with a property of every type, and constraints; a node without a key; edges.
extern const char* const kEveryTypeSchema;

class TestGraph {
 public:
  // `store` must outlive it. Graphs on one store need different seeds.
  explicit TestGraph(io::ObjectStore& store, uint64_t seed = 1);

  // The graph's own once there is one.
  GraphEnvironment& environment() {
    return graph_ == nullptr ? environment_ : graph_->environment();
  }
  ManualClock& clock() { return clock_; }

  Status init(std::string_view schema_source = kPeopleSchema);
  Status open();
  Graph& graph() { return *graph_; }

  // The head, looked up at the store.
  SnapshotPtr head();

  // A draft that puts rows into one table of `base`: members "_id", "_src", "_dst" and properties.
  // A row whose id is stored replaces it.
  CommitDraft draft(const SnapshotPtr& base,
                    const std::string& table_key,
                    const std::vector<std::string>& json_rows);
  // The same for rows that go, by id.
  CommitDraft erase_draft(const SnapshotPtr& base,
                          const std::string& table_key,
                          const std::vector<std::string>& ids);
  // Both at once; the ids differ from those of the rows.
  CommitDraft change_draft(const SnapshotPtr& base,
                           const std::string& table_key,
                           const std::vector<std::string>& json_rows,
                           const std::vector<std::string>& erased_ids);
  // Adds the changes and files of `other` to `draft`.
  static void merge(CommitDraft& draft, CommitDraft other);
  // Publishes a draft() on the head.
  Result<SnapshotPtr> put(const std::string& table_key, const std::vector<std::string>& json_rows);

  // Loads lines (overwrite).
  Result<LoadResult> load(std::string_view lines, const LoadOptions& options = {});

 private:
  CommitDraft stage(const SnapshotPtr& base, const StagedTable& staged);

  ManualClock clock_;
  SeededRandom random_;
  UlidGenerator ids_;
  ReadCache cache_;
  GraphEnvironment environment_;
  std::unique_ptr<Graph> graph_;
};

// Rows of `type` from JSON objects.
columnar::Batch rows_from_json(const schema::EntityType& type,
                               const std::vector<std::string>& json_rows);

// A reader over `text` that gives at most `step` bytes at a time.
ByteReader read_from_text(std::string_view text, size_t step = SIZE_MAX);

// The export of all tables.
Result<std::string> export_text(const Snapshot& snapshot);

// Every object below the root with its bytes' hash, one a line: equal texts, equal stores.
std::string fingerprint(io::ObjectStore& store);

}  // namespace omnigraph::graph::testing
