// Trash lists: files that a cleanup found unreached, to be deleted by a later one, when the grace
// period has passed and still nothing reaches them. docs/formats/trash.md has the members.
//
//   __manifest/trash/<ulid>.json      {"format":1,"graph_id":…,"paths":[…],"check":…}
//   __manifest/trash/clock.json       put at the start of each cleanup: its time is the store's now
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"

namespace omnigraph::graph {

inline constexpr std::string_view kTrashFolder = "__manifest/trash/";
inline constexpr size_t kTrashPathsMax = 16384;  // of one list

struct TrashList {
  std::string object;
  int64_t stored_at = 0;  // the store's time
  std::vector<std::string> paths;
};

std::string trash_json(const std::string& graph_id, const std::vector<std::string>& paths);
// Only paths that cleanup could have listed are accepted. Errors: kCorruption.
Result<std::vector<std::string>> parse_trash(std::string_view bytes,
                                             const std::string& graph_id,
                                             const std::string& object_name);

// Is it a file that may be condemned, by its path: data, deletion, index or manifest of a table, a
// checkpoint or a lineage page? Never a record, a schema source or anything of a mirror.
bool may_be_condemned(std::string_view path);

// The store's time now. Writes an object.
Result<int64_t> store_time(GraphEnvironment& environment);

// The names and times of all lists, oldest name first; paths are not read.
Result<std::vector<TrashList>> trash_lists(GraphEnvironment& environment);

}  // namespace omnigraph::graph
