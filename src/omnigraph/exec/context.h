// ExecContext: what one run of one query works with. Lives for the run; used by one thread at a
// time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/exec/row_batch.h"
#include "omnigraph/graph/table/id_index.h"
#include "omnigraph/graph/table/table_view.h"
#include "omnigraph/query/types/checked_query.h"

namespace omnigraph::exec {

// Tables of one snapshot (with staged rows laid over them).
class TableSource {
 public:
  virtual ~TableSource() = default;
  // The view of a node or edge type. The same call gives the same view for the life of the source.
  virtual Result<graph::TableViewPtr> table(const schema::EntityType& type) = 0;
  // An index over _id of a node table, built on first use and kept.
  virtual Result<graph::IdIndexPtr> id_index(const schema::EntityType& type) = 0;
  // The live positions of `ids`, in order, kNullRow where absent. By default few ids are found by a
  // pruned scan and many through the index; a source that knows an index to be at hand may do
  // better.
  virtual Result<std::vector<uint32_t>> find_ids(const schema::EntityType& type,
                                                 std::span<const std::string_view> ids);
};

class TopologySource;  // topology/topology_source.h

struct ExecLimits {
  size_t batch_rows = kDefaultBatchRows;
  // Bytes that sorts, groups, joins and results of this query may hold; kResourceExhausted above.
  size_t memory_bytes = size_t{4} << 30;
  uint64_t hop_limit = 256;  // levels of an open-ended traversal (R201)
  uint64_t traversal_work_limit =
      10'000'000;  // adjacency entries of open-ended or wide traversals (R202)
};

struct ExecContext {
  const query::CheckedQuery& query;
  TableSource& tables;
  std::vector<query::Value> params;  // one per CheckedQuery::params
  int64_t now_ms = 0;                // now(), one instant per query
  const CancelToken& cancel;
  ExecLimits limits;
  // Where traversals find their topologies; null: they are made from `tables` for this run alone.
  TopologySource* topologies = nullptr;
};

}  // namespace omnigraph::exec
