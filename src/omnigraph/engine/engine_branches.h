// What the engine answers about branches, tags and history. The functions are Engine's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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

}  // namespace omnigraph::engine
