// What the engine answers about branches, tags and history. The functions are Engine's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "omnigraph/graph/branches/compare.h"
#include "omnigraph/graph/log/record.h"

namespace omnigraph::engine {

// A branch or a tag and its newest commit.
struct BranchInfo {
  std::string name;
  std::string commit_id;
  uint64_t manifest_version = 0;
  int64_t created_at = 0;  // of the commit, µs
};
using TagInfo = BranchInfo;

struct CreateBranchRequest {
  std::string name;
  std::string from = "main";  // a reference to any state (graph/branches/ref.h)
};

struct DeleteBranchRequest {
  std::string name;
  std::optional<std::string> if_commit;  // refuse unless this is its newest commit
};

struct CreateTagRequest {
  std::string name;
  std::string at = "main";
};

// A branch seen from another one (graph/branches/compare.h).
struct BranchAnswer {
  std::string name;
  graph::CommitHeader head;  // without its changes
  std::string against;
  uint64_t ahead = 0;
  uint64_t behind = 0;
  std::string base_commit_id;
  uint64_t base_version = 0;
  struct ChangedTable {
    std::string table_key;
    std::optional<uint64_t> rows;         // none: the branch does not have it
    std::optional<uint64_t> rows_before;  // none: the base does not have it
  };
  std::vector<ChangedTable> changed;
  std::vector<graph::AuthorCount> authors;
};

// Which commits of a branch are wanted; all that are set must hold.
struct CommitListRequest {
  std::string branch = "main";
  std::optional<std::string> author;  // an actor id
  std::optional<std::string> type;    // that was changed: "Person", "node:Person"
  std::optional<std::string> since;   // times: 2026-01-02, 2026-01-02T03:04:05Z
  std::optional<std::string> until;
  uint64_t limit = 0;  // 0: all
  std::string cursor;  // of the page before; empty: from the newest
};

struct CommitList {
  std::vector<graph::CommitHeader> commits;  // newest first, without their changes
  std::optional<std::string> next_cursor;    // if there may be more
};

}  // namespace omnigraph::engine
