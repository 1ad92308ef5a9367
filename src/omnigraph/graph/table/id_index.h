// Looking up rows by _id. An id is found through the stored index where there is one, by a scan
// that statistics prune elsewhere; a table that is asked again and again gets an in-memory index,
// built from immutable pieces per fragment that are shared by all versions of the table.
//
// Thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/table/table_view.h"

namespace omnigraph::graph {

// id → position for every live row of one view.
class IdIndex {
 public:
  virtual ~IdIndex() = default;
  // The live position of `id`, or columnar::kNullRow.
  virtual uint32_t find(std::string_view id) const = 0;
  // One position per id, in order; prefetches, so prefer it for many.
  virtual void find_many(std::span<const std::string_view> ids, uint32_t* positions) const = 0;
};
using IdIndexPtr = std::shared_ptr<const IdIndex>;

class ReadCache;

// Reads the whole _id column, where `cache` does not hold a fragment's piece already. `cache` may
// be null.
Result<IdIndexPtr> build_id_index(const TableView& view, ReadCache* cache = nullptr);

// The live positions of `ids`, in order, kNullRow where absent, by the stored index and a pruned
// scan of what it does not cover (index/find_rows.h says what that costs).
Result<std::vector<uint32_t>> scan_ids(const TableView& view,
                                       std::span<const std::string_view> ids);

}  // namespace omnigraph::graph
