// EngineGraph: a graph of the engine, on a store of its own, as tests want it: everything in texts.
#pragma once

#include <memory>
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

class EngineGraph {
 public:
  // An empty graph. Mock embeddings are on.
  static Result<EngineGraph> create(std::string_view schema,
                                    StoreKind kind = StoreKind::kMemory,
                                    size_t batch_rows = 2048);

  // The stored files once more, opened with another batch size: a graph of its own for a store in
  // memory, the same graph through a second engine for a local one.
  Result<EngineGraph> copy(size_t batch_rows) const;

  Result<engine::LoadAnswer> load(std::string_view lines);
  // One JSON object per row.
  Result<std::vector<std::string>> read(const std::string& source,
                                        const std::string& name,
                                        const std::string& params);
  Result<engine::ChangeAnswer> change(const std::string& source,
                                      const std::string& name,
                                      const std::string& params);
  Result<std::vector<std::string>> export_lines();

 private:
  EngineGraph() = default;

  std::shared_ptr<io::TemporaryFolder> folder_;
  std::shared_ptr<io::MemoryStore> memory_;
  std::unique_ptr<engine::Engine> engine_;
};

// The first code that an error carries ("T6", "R101"), else its kind ("unsupported").
std::string code_of(const Error& error);

std::vector<std::string> lines_of(std::string_view text);

}  // namespace omnigraph::testing
