#include "omnigraph/graph/table/table_view.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "omnigraph/base/check.h"
#include "omnigraph/graph/table/memory_source.h"

namespace omnigraph::graph {

using columnar::ArrayPtr;
using columnar::kNullRow;

TableView::TableView(schema::CatalogPtr catalog,
                     const schema::EntityType& type,
                     std::vector<Fragment> fragments,
                     StoredTablePtr stored)
    : catalog_(std::move(catalog)),
      type_(type),
      columns_(type.table_schema()),
      fragments_(std::move(fragments)),
      stored_(std::move(stored)) {
  OG_CHECK(stored_ == nullptr || stored_->manifest->fragments.size() <= fragments_.size(),
           "a view shows all stored fragments");
  for (Fragment& fragment : fragments_) {
    fragment.first_position = position_count_;
    position_count_ += fragment.row_count;
    OG_CHECK(position_count_ >= fragment.first_position && position_count_ < kNullRow,
             "a table view holds at most 2^32 - 2 rows");
    row_count_ += fragment.live_count;
  }
}

std::shared_ptr<const TableView> TableView::of_batches(schema::CatalogPtr catalog,
                                                       const schema::EntityType& type,
                                                       std::vector<columnar::Batch> batches) {
  std::vector<Fragment> fragments;
  for (columnar::Batch& batch : batches) {
    Fragment fragment;
    fragment.row_count = static_cast<uint32_t>(batch.row_count);
    fragment.live_count = fragment.row_count;
    fragment.source = std::make_shared<MemorySource>(std::move(batch));
    fragments.push_back(std::move(fragment));
  }
  return std::make_shared<const TableView>(std::move(catalog), type, std::move(fragments));
}

std::optional<size_t> TableView::column_index(std::string_view name) const {
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].name == name) {
      return i;
    }
  }
  return std::nullopt;
}

size_t TableView::fragment_of(uint32_t position) const {
  const auto after = std::upper_bound(
      fragments_.begin(), fragments_.end(), position, [](uint32_t p, const Fragment& fragment) {
        return p < fragment.first_position;
      });
  return static_cast<size_t>(after - fragments_.begin()) - 1;
}

bool TableView::live(uint32_t position) const {
  const Fragment& fragment = fragments_[fragment_of(position)];
  return fragment.live.empty() ||
         columnar::get_bit(fragment.live.data(), position - fragment.first_position);
}

namespace {

// One fragment's share of a take: the rows wanted there, and where they go.
struct Share {
  std::vector<uint32_t> rows;
  std::vector<uint32_t> outputs;
};

}  // namespace

Result<ArrayPtr> TableView::take(size_t column, std::span<const uint32_t> positions) const {
  if (fragments_.size() == 1 &&
      std::find(positions.begin(), positions.end(), kNullRow) == positions.end()) {
    return fragments_[0].source->take(column, positions);
  }
  // Group by fragment, take from each, then bring the rows into the asked order.
  std::vector<Share> shares(fragments_.size());
  std::vector<uint32_t> order(positions.size(), kNullRow);
  size_t last = 0;
  for (size_t i = 0; i < positions.size(); ++i) {
    const uint32_t position = positions[i];
    if (position == kNullRow) {
      continue;
    }
    const bool same = position >= fragments_[last].first_position &&
                      position - fragments_[last].first_position < fragments_[last].row_count;
    last = same ? last : fragment_of(position);
    shares[last].rows.push_back(position - fragments_[last].first_position);
    shares[last].outputs.push_back(static_cast<uint32_t>(i));
  }
  std::vector<ArrayPtr> parts;
  uint32_t taken = 0;
  for (size_t f = 0; f < shares.size(); ++f) {
    if (shares[f].rows.empty()) {
      continue;
    }
    OG_ASSIGN_OR_RETURN(ArrayPtr part, fragments_[f].source->take(column, shares[f].rows));
    for (const uint32_t output : shares[f].outputs) {
      order[output] = taken++;
    }
    parts.push_back(std::move(part));
  }
  if (parts.empty()) {
    return columnar::make_nulls(columns_[column].type, positions.size());
  }
  return columnar::take(*columnar::concat(parts), order);
}

Buffer live_without(const TableView::Fragment& fragment, std::span<const uint32_t> rows) {
  BufferBuilder bits;
  bits.resize(columnar::bitmap_bytes(fragment.row_count));
  if (fragment.live.empty()) {
    std::memset(bits.data(), 0xFF, bits.size());
    for (size_t i = fragment.row_count; i < bits.size() * 8; ++i) {
      columnar::clear_bit(bits.data(), i);
    }
  } else {
    std::memcpy(bits.data(), fragment.live.data(), bits.size());
  }
  for (const uint32_t row : rows) {
    columnar::clear_bit(bits.data(), row);
  }
  return bits.finish();
}

}  // namespace omnigraph::graph
