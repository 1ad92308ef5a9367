#include "omnigraph/exec/context.h"

#include "omnigraph/graph/index/find_rows.h"

namespace omnigraph::exec {

Result<std::vector<uint32_t>> TableSource::find_ids(const schema::EntityType& type,
                                                    std::span<const std::string_view> ids) {
  // A scan reads the pages that may hold an id; beyond a few ids these are nearly all pages.
  constexpr size_t kScanIdsMax = 16;
  OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, table(type));
  OG_ASSIGN_OR_RETURN(const bool stored_index, graph::index_answers(*view, 0, ids.size()));
  if (stored_index || ids.size() <= kScanIdsMax) {
    return graph::scan_ids(*view, ids);
  }
  OG_ASSIGN_OR_RETURN(const graph::IdIndexPtr index, id_index(type));
  std::vector<uint32_t> positions(ids.size());
  index->find_many(ids, positions.data());
  return positions;
}

}  // namespace omnigraph::exec
