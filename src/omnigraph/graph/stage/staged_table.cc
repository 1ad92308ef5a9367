#include "omnigraph/graph/stage/staged_table.h"

#include <algorithm>
#include <utility>

#include "omnigraph/base/check.h"
#include "omnigraph/graph/table/memory_source.h"

namespace omnigraph::graph {

using columnar::ArrayPtr;
using columnar::Batch;
using columnar::kNullRow;

StagedTable::StagedTable(schema::CatalogPtr catalog, TableViewPtr base)
    : catalog_(std::move(catalog)), base_(std::move(base)), view_(base_) {}

const TableViewPtr& StagedTable::view() {
  if (view_ != nullptr) {
    return view_;
  }
  std::vector<TableView::Fragment> fragments;
  for (size_t f = 0; f < base_->fragments().size(); ++f) {
    TableView::Fragment fragment = base_->fragments()[f];
    const auto at = masked_.find(f);
    if (at != masked_.end()) {
      fragment.live = live_without(fragment, at->second);
      fragment.live_count -= static_cast<uint32_t>(at->second.size());
      fragment.state_key.clear();
    }
    fragments.push_back(std::move(fragment));
  }
  for (Chunk& chunk : chunks_) {
    if (chunk.fragment.source == nullptr || chunk.stale) {
      make_fragment(chunk);
    }
    fragments.push_back(chunk.fragment);
  }
  view_ = std::make_shared<const TableView>(
      catalog_, base_->type(), std::move(fragments), base_->stored());
  return view_;
}

void StagedTable::make_fragment(Chunk& chunk) {
  TableView::Fragment& fragment = chunk.fragment;
  fragment.staged = true;
  fragment.row_count = static_cast<uint32_t>(chunk.rows.row_count);
  fragment.live_count = 0;
  BufferBuilder bits;
  bits.resize(columnar::bitmap_bytes(fragment.row_count));
  for (uint32_t row = 0; row < fragment.row_count; ++row) {
    if (chunk.live[row]) {
      columnar::set_bit(bits.data(), row);
      ++fragment.live_count;
    }
  }
  fragment.live = bits.finish();
  if (fragment.source == nullptr) {
    fragment.source = std::make_shared<MemorySource>(chunk.rows);
  }
  chunk.stale = false;
}

void StagedTable::mask(uint32_t position) {
  const TableView& current = *view();
  OG_CHECK(current.live(position), "only a live row can be replaced or erased");
  const size_t f = current.fragment_of(position);
  const uint32_t row = position - current.fragments()[f].first_position;
  const size_t base_count = base_->fragments().size();
  if (f < base_count) {
    masked_[f].push_back(row);
  } else {
    chunks_[f - base_count].live[row] = false;
    chunks_[f - base_count].stale = true;
  }
}

void StagedTable::put(Batch rows, std::span<const uint32_t> replaced) {
  OG_CHECK(replaced.size() == rows.row_count, "one replaced position per row");
  if (rows.row_count == 0) {
    return;
  }
  Chunk chunk;
  chunk.live.assign(rows.row_count, true);
  chunk.rows = std::move(rows);
  const size_t base_count = base_->fragments().size();
  for (const uint32_t position : replaced) {
    uint32_t origin = kNullRow;
    if (position != kNullRow) {
      const TableView& current = *view();
      const size_t f = current.fragment_of(position);
      origin =
          f < base_count
              ? position
              : chunks_[f - base_count].origins[position - current.fragments()[f].first_position];
      mask(position);
    }
    chunk.origins.push_back(origin);
  }
  chunks_.push_back(std::move(chunk));
  view_ = nullptr;
  changed_ = true;
}

void StagedTable::erase(std::span<const uint32_t> positions) {
  for (const uint32_t position : positions) {
    mask(position);
  }
  if (!positions.empty()) {
    view_ = nullptr;
    changed_ = true;
  }
}

StagedTable::Rows StagedTable::live_rows() const {
  Rows rows;
  const size_t column_count = base_->columns().size();
  std::vector<std::vector<ArrayPtr>> parts(column_count);
  // Two passes: rows with an origin come first.
  for (const bool with_origin : {true, false}) {
    for (const Chunk& chunk : chunks_) {
      std::vector<uint32_t> wanted;
      for (uint32_t row = 0; row < chunk.rows.row_count; ++row) {
        if (chunk.live[row] && (chunk.origins[row] != kNullRow) == with_origin) {
          wanted.push_back(row);
          if (with_origin) {
            rows.origins.push_back(chunk.origins[row]);
          }
        }
      }
      if (wanted.empty()) {
        continue;
      }
      rows.batch.row_count += wanted.size();
      for (size_t c = 0; c < column_count; ++c) {
        parts[c].push_back(columnar::take(*chunk.rows.columns[c], wanted));
      }
    }
  }
  for (size_t c = 0; c < column_count; ++c) {
    rows.batch.columns.push_back(parts[c].empty()
                                     ? columnar::make_nulls(base_->columns()[c].type, 0)
                                     : columnar::concat(parts[c]));
  }
  return rows;
}

std::vector<std::span<const uint32_t>> StagedTable::origins() const {
  std::vector<std::span<const uint32_t>> origins;
  for (const Chunk& chunk : chunks_) {
    origins.emplace_back(chunk.origins);
  }
  return origins;
}

std::vector<uint32_t> StagedTable::masked() const {
  std::vector<uint32_t> positions;
  for (const auto& [f, rows] : masked_) {
    for (const uint32_t row : rows) {
      positions.push_back(base_->fragments()[f].first_position + row);
    }
  }
  std::sort(positions.begin(), positions.end());
  return positions;
}

}  // namespace omnigraph::graph
