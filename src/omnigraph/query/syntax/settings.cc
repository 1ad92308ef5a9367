#include "omnigraph/query/syntax/settings.h"

#include <algorithm>

namespace omnigraph::query::syntax {

const std::vector<std::string>& setting_names() {
  static const std::vector<std::string> kNames = {
      "ann_nprobes",
      "engine",
      "history_release_bytes",
      "hop_limit",
      "merge_lineage",
      "null_cells",
      "path_limit",
      "rrf_plan",
      "stage_write_concurrency",
      "traversal_work_limit",
  };
  return kNames;
}

bool is_setting(std::string_view name) {
  return std::binary_search(setting_names().begin(), setting_names().end(), name);
}

}  // namespace omnigraph::query::syntax
