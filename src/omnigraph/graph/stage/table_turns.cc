#include "omnigraph/graph/stage/table_turns.h"

#include <algorithm>
#include <map>

#include "omnigraph/base/check.h"
#include "omnigraph/graph/table/memory_source.h"

namespace omnigraph::graph {

using columnar::kNullRow;

namespace {

constexpr size_t kIdColumn = 0;

}  // namespace

TableTurns::TableTurns(schema::CatalogPtr catalog, TableViewPtr base)
    : catalog_(std::move(catalog)), base_(std::move(base)), view_(base_) {}

uint32_t TableTurns::row_at(uint32_t view_position) const {
  return view_position - base_->position_count();
}

uint32_t TableTurns::find_written(std::string_view id) const {
  const auto at = written_ids_.find(std::string(id));
  return at == written_ids_.end() ? kNullRow : base_->position_count() + at->second;
}

bool TableTurns::accept(const StagedTable& staged) {
  OG_CHECK(staged.base() == view(), "a turn is staged on the state that the turn before left");
  const std::vector<uint32_t> masked = staged.masked();
  StagedTable::Rows written = staged.live_rows();
  if (masked.empty() && written.batch.row_count == 0) {
    return false;
  }
  ++turn_count_;
  for (const uint32_t position : masked) {
    if (position < base_->position_count()) {
      deaths_.push_back({position, turn_count_});
      continue;
    }
    Row& row = rows_[row_at(position)];
    row.died = turn_count_;
    written_ids_.erase(std::string(chunks_[row.chunk].columns[kIdColumn]->string_at(row.offset)));
  }
  const auto chunk = static_cast<uint32_t>(chunks_.size());
  first_row_of_chunk_.push_back(static_cast<uint32_t>(rows_.size()));
  for (uint32_t i = 0; i < written.batch.row_count; ++i) {
    Row row;
    row.chunk = chunk;
    row.offset = i;
    row.born = turn_count_;
    if (i < written.origins.size()) {
      const uint32_t origin = written.origins[i];
      if (origin < base_->position_count()) {
        row.stored = origin;
      } else {
        row.earlier = row_at(origin);
        row.stored = rows_[row.earlier].stored;
      }
    }
    written_ids_[std::string(written.batch.columns[kIdColumn]->string_at(i))] =
        static_cast<uint32_t>(rows_.size());
    rows_.push_back(row);
  }
  chunks_.push_back(std::move(written.batch));
  view_ = nullptr;
  return true;
}

const TableViewPtr& TableTurns::view() {
  if (view_ != nullptr) {
    return view_;
  }
  std::vector<TableView::Fragment> fragments(base_->fragments().begin(), base_->fragments().end());
  std::map<size_t, std::vector<uint32_t>> masked;
  for (const Death& death : deaths_) {
    const size_t f = base_->fragment_of(death.position);
    masked[f].push_back(death.position - base_->fragments()[f].first_position);
  }
  for (const auto& [f, rows] : masked) {
    fragments[f].live = live_without(fragments[f], rows);
    fragments[f].live_count -= static_cast<uint32_t>(rows.size());
    fragments[f].state_key.clear();
  }
  for (size_t c = 0; c < chunks_.size(); ++c) {
    TableView::Fragment fragment;
    fragment.staged = true;
    fragment.row_count = static_cast<uint32_t>(chunks_[c].row_count);
    if (fragment.row_count == 0) {
      continue;  // a turn that only took rows out
    }
    BufferBuilder bits;
    bits.resize(columnar::bitmap_bytes(fragment.row_count));
    for (uint32_t row = 0; row < fragment.row_count; ++row) {
      if (rows_[first_row_of_chunk_[c] + row].died == kAlive) {
        columnar::set_bit(bits.data(), row);
        ++fragment.live_count;
      }
    }
    fragment.live = bits.finish();
    fragment.source = std::make_shared<MemorySource>(chunks_[c]);
    fragments.push_back(std::move(fragment));
  }
  view_ = std::make_shared<const TableView>(
      catalog_, base_->type(), std::move(fragments), base_->stored());
  return view_;
}

}  // namespace omnigraph::graph
