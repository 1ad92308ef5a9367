// What every write may ask for, and what every write answers with.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace omnigraph::engine {

// All of it is checked before any work is done, against the state that the write starts from; what
// other processes commit while it is at work is checked when it is published.
struct WriteConditions {
  // Versions that tables must be at when the write is committed, by table key ("node:Person"), or
  // by the name of their type where that is enough. Another one is kConflict with ConflictDetail.
  std::map<std::string, uint64_t> expected_table_versions;
  // The graph commit that must be the newest one when the write is committed. Another one is
  // kConflict.
  std::optional<std::string> if_commit;
  // A request that was committed with this key is not executed again: the answer is that of its
  // commit. The key with another request is kConflict. Remembered for at least 1,024 commits.
  std::optional<std::string> idempotency_key;
  // How often the write is executed again when what it read or wrote was changed meanwhile, instead
  // of answering kConflict.
  uint32_t conflict_retries = 0;
};

struct TableVersion {
  std::string table_key;
  uint64_t table_version = 0;
  bool operator==(const TableVersion&) const = default;
};

// Proof of a commit.
struct WriteReceipt {
  // Nothing when nothing was affected and so nothing committed.
  std::optional<std::string> commit_id;
  uint64_t manifest_version = 0;  // of the state after the write
  uint64_t affected_nodes = 0;
  uint64_t affected_edges = 0;
  std::vector<TableVersion> tables;  // written, by key
  bool repeated = false;             // the request had been committed before
};

}  // namespace omnigraph::engine
