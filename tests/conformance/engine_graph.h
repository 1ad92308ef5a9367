// EngineGraph: a graph of the engine, on a store of its own, as tests want it: everything in texts,
// in one of several modes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/engine/engine.h"
#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/io/testing/temporary_folder.h"

namespace omnigraph::testing {

enum class StoreKind : uint8_t { kMemory, kLocal };

// The sizes of row batches that every comparison is made with: one row, a few, more than there are.
inline constexpr size_t kBatchSizes[] = {1, 3, 2048};

struct Mode {
  size_t batch_rows = 2048;
  // A read is made by this many threads at once on the one engine; all must give the same answer.
  size_t threads = 1;
  StoreKind store = StoreKind::kMemory;
};

// Every combination of kBatchSizes, 1 and 2 threads, and the stores. modes_test.cc proves that each
// is in force.
std::vector<Mode> all_modes();
std::string to_string(const Mode& mode);  // "batch3_threads2_local"

// One JSON object per row, as they stood in batches.
struct ReadLines {
  std::vector<std::string> lines;
  std::vector<size_t> batches;  // rows of each
};

class EngineGraph {
 public:
  // An empty graph. Mock embeddings are on.
  static Result<EngineGraph> create(std::string_view schema, const Mode& mode);
  static Result<EngineGraph> create(std::string_view schema,
                                    StoreKind kind = StoreKind::kMemory,
                                    size_t batch_rows = 2048);
  // The graph on a store of the caller's, which must outlive it.
  static Result<EngineGraph> open(io::ObjectStore& store, const Mode& mode);

  // The stored files once more, opened with another batch size: a graph of its own for a store in
  // memory, the same graph through a second engine for a local one.
  Result<EngineGraph> copy(size_t batch_rows) const;
  // A graph of its own from the stored files of this one, which is in memory.
  Result<EngineGraph> copy(const Mode& mode) const;

  // What the functions below are about from now on: a branch, or a reference for those that only
  // read. At first it is main.
  void look_at(const std::string& ref) { on_ = ref; }
  engine::Engine& engine() { return *engine_; }

  Result<engine::LoadAnswer> load(std::string_view lines,
                                  const engine::LoadRequest& request = engine::LoadRequest());
  Result<std::vector<std::string>> read(const std::string& source,
                                        const std::string& name,
                                        const std::string& params);
  Result<ReadLines> read_batches(const std::string& source,
                                 const std::string& name,
                                 const std::string& params);
  Result<engine::ChangeAnswer> change(const std::string& source,
                                      const std::string& name,
                                      const std::string& params);
  Result<std::vector<std::string>> export_lines(const graph::ExportFilter& filter = {});
  // "node:Person 4", by key.
  Result<std::vector<std::string>> table_lines();
  // "node:Person feature", by key.
  Result<std::vector<std::string>> table_branch_lines();
  // Ids of all commits of the branch, newest first.
  Result<std::vector<std::string>> commit_ids();
  Result<schema::CatalogPtr> catalog();

  // Where a local one lies; empty for one in memory.
  std::string folder() const;
  io::MemoryStore* memory() const { return memory_.get(); }

 private:
  EngineGraph() = default;
  Result<ReadLines> read_once(const engine::ReadRequest& request);

  engine::Target target() const;

  Mode mode_;
  std::string on_ = "main";
  std::shared_ptr<io::TemporaryFolder> folder_;
  std::shared_ptr<io::MemoryStore> memory_;
  std::unique_ptr<engine::Engine> engine_;
};

// The first code that an error carries ("T6", "R101"), else its kind ("unsupported").
std::string code_of(const Error& error);

// The rows of a change, one JSON object each; nothing if it returns none.
std::optional<std::vector<std::string>> returned_lines(const engine::ChangeAnswer& answer);

std::vector<std::string> lines_of(std::string_view text);

}  // namespace omnigraph::testing
