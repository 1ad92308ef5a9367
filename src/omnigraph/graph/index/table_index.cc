#include "omnigraph/graph/index/table_index.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/table/read_cache.h"
#include "omnigraph/lance/index/btree_format.h"
#include "omnigraph/lance/index/fragment_bitmap.h"

namespace omnigraph::graph {
namespace {

bool has_unsorted_array(const lance::RowIdSequence& sequence) {
  return std::any_of(
      sequence.segments().begin(), sequence.segments().end(), [](const auto& segment) {
        const auto* array = std::get_if<lance::RowIdArray>(&segment);
        return array != nullptr && !array->sorted;
      });
}

}  // namespace

bool is_btree_segment(const lance::IndexEntry& entry) {
  return entry.details_type == lance::kBTreeDetailsType && entry.field_ids.size() == 1 &&
         entry.index_version.value_or(lance::kBTreeIndexVersion) == lance::kBTreeIndexVersion &&
         !entry.base_id;
}

Result<std::vector<uint32_t>> covered_fragments(const lance::TableManifest& manifest,
                                                const lance::IndexEntry& entry) {
  OG_ASSIGN_OR_RETURN(
      const std::vector<uint32_t> ids,
      lance::parse_fragment_bitmap(entry.fragment_bitmap,
                                   format("version {}, index {}", manifest.version, entry.name)));
  std::vector<uint32_t> places;
  for (const uint32_t id : ids) {
    if (const lance::Fragment* fragment = manifest.find_fragment(id)) {
      places.push_back(static_cast<uint32_t>(fragment - manifest.fragments.data()));
    }
  }
  return places;
}

Result<std::shared_ptr<const TableIndex>> TableIndex::of(const StoredTable& table) {
  return table.cache->get<TableIndex>("table_index:" + table.manifest_object,
                                      [&]() -> Result<ReadCache::Sized<TableIndex>> {
                                        OG_ASSIGN_OR_RETURN(auto made, make(table));
                                        const size_t bytes = made->byte_size();
                                        return ReadCache::Sized<TableIndex>{std::move(made), bytes};
                                      });
}

Result<std::shared_ptr<const TableIndex>> TableIndex::make(const StoredTable& table) {
  auto index = std::make_shared<TableIndex>();
  const lance::TableManifest& manifest = *table.manifest;
  index->manifest_ = table.manifest;
  index->byte_size_ = sizeof(TableIndex);
  for (const lance::IndexEntry& entry : manifest.indices) {
    if (!is_btree_segment(entry)) {
      continue;
    }
    Segment segment;
    segment.entry = &entry;
    OG_ASSIGN_OR_RETURN(segment.fragments, covered_fragments(manifest, entry));
    for (const uint32_t place : segment.fragments) {
      segment.row_count += manifest.fragments[place].physical_rows;
      index->row_ids_.resize(manifest.fragments.size());
      index->row_ids_[place].sequence = &manifest.fragments[place].row_ids;
    }
    if (!segment.fragments.empty()) {
      index->byte_size_ += sizeof(Segment) + segment.fragments.size() * sizeof(uint32_t);
      index->segments_[entry.field_ids[0]].push_back(std::move(segment));
    }
  }
  for (RowIds& ids : index->row_ids_) {
    if (ids.sequence == nullptr) {
      continue;
    }
    ids.bound = ids.sequence->bound();
    if (has_unsorted_array(*ids.sequence)) {
      uint32_t row = 0;
      ids.sequence->for_each([&](uint64_t id) { ids.sorted.emplace_back(id, row++); });
      std::sort(ids.sorted.begin(), ids.sorted.end());
    }
    index->byte_size_ += sizeof(RowIds) + ids.sorted.size() * sizeof(ids.sorted[0]);
  }
  return std::shared_ptr<const TableIndex>(std::move(index));
}

const std::vector<TableIndex::Segment>& TableIndex::segments(int32_t field_id) const {
  static const std::vector<Segment> kNone;
  const auto at = segments_.find(field_id);
  return at == segments_.end() ? kNone : at->second;
}

std::optional<uint32_t> TableIndex::offset_of(uint32_t fragment, uint64_t row_id) const {
  const RowIds& ids = row_ids_[fragment];
  if (row_id >= ids.bound) {
    return std::nullopt;
  }
  if (ids.sorted.empty()) {
    const auto row = ids.sequence->position_of(row_id);
    return row ? std::optional(static_cast<uint32_t>(*row)) : std::nullopt;
  }
  const auto at = std::lower_bound(
      ids.sorted.begin(), ids.sorted.end(), std::pair<uint64_t, uint32_t>(row_id, 0));
  return at != ids.sorted.end() && at->first == row_id ? std::optional(at->second) : std::nullopt;
}

}  // namespace omnigraph::graph
