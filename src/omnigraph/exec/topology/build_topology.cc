#include "omnigraph/exec/topology/build_topology.h"

#include <algorithm>

#include "omnigraph/columnar/array.h"

namespace omnigraph::exec {
namespace {

using columnar::ArrayPtr;
using columnar::kNullRow;
using graph::TableView;

// Rows resolved at once: large enough to amortise the calls, small enough that the texts stay in
// the second-level cache.
constexpr uint32_t kChunkRows = 8192;

Status resolve_column(const TableView::Fragment& fragment,
                      size_t column,
                      uint32_t begin,
                      uint32_t end,
                      const graph::IdIndex& index,
                      std::vector<uint32_t>* positions) {
  OG_ASSIGN_OR_RETURN(const ArrayPtr ids, fragment.source->read(column, begin, end));
  if (ids->length() != end - begin || ids->kind() != columnar::TypeKind::kString) {
    return Error(ErrorCode::kCorruption, "a column of edge ends has another shape than its table");
  }
  std::vector<std::string_view> texts;
  texts.reserve(kChunkRows);
  const size_t first = positions->size();
  positions->resize(first + ids->length());
  for (size_t at = 0; at < ids->length(); at += kChunkRows) {
    const size_t count = std::min<size_t>(kChunkRows, ids->length() - at);
    texts.clear();
    for (size_t i = 0; i < count; ++i) {
      texts.push_back(ids->string_at(at + i));
    }
    index.find_many(texts, positions->data() + first + at);
  }
  return {};
}

}  // namespace

Status resolve_ends(const TopologyTables& tables,
                    const TableView::Fragment& fragment,
                    uint32_t begin,
                    uint32_t end,
                    EdgeEnds* ends) {
  const auto source_column = tables.edges->column_index("_src");
  const auto target_column = tables.edges->column_index("_dst");
  if (!source_column || !target_column) {
    return Error(ErrorCode::kInternal, "a topology needs an edge table");
  }
  const size_t first = ends->sources.size();
  OG_RETURN_IF_ERROR(
      resolve_column(fragment, *source_column, begin, end, *tables.from_index, &ends->sources));
  OG_RETURN_IF_ERROR(
      resolve_column(fragment, *target_column, begin, end, *tables.to_index, &ends->targets));
  if (fragment.live.empty()) {
    return {};
  }
  for (uint32_t row = begin; row < end; ++row) {
    if (!columnar::get_bit(fragment.live.data(), row)) {
      ends->sources[first + row - begin] = kNullRow;
      ends->targets[first + row - begin] = kNullRow;
    }
  }
  return {};
}

Result<TopologyPtr> build_topology(const TopologyTables& tables) {
  constexpr uint32_t kReadRows = 1 << 18;
  EdgeEnds ends;
  ends.sources.reserve(tables.edges->position_count());
  ends.targets.reserve(tables.edges->position_count());
  for (const TableView::Fragment& fragment : tables.edges->fragments()) {
    for (uint32_t begin = 0; begin < fragment.row_count; begin += kReadRows) {
      const uint32_t end = begin + std::min(kReadRows, fragment.row_count - begin);
      OG_RETURN_IF_ERROR(resolve_ends(tables, fragment, begin, end, &ends));
    }
  }
  auto out =
      std::make_shared<Csr>(build_csr(ends.sources, ends.targets, tables.from->position_count()));
  auto in =
      std::make_shared<Csr>(build_csr(ends.targets, ends.sources, tables.to->position_count()));
  auto topology = std::make_shared<Topology>();
  topology->edge_count = out->nodes.size();
  topology->skipped_count = tables.edges->row_count() - topology->edge_count;
  topology->has_parallel_edges = has_parallel_entries(*out, tables.to->position_count());
  topology->out = Adjacency(std::move(out));
  topology->in = Adjacency(std::move(in));
  return TopologyPtr(std::move(topology));
}

}  // namespace omnigraph::exec
