#include "omnigraph/graph/maintain/row_order.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace omnigraph::graph {

RowOrder::Cursor RowOrder::make_cursor(const SourceFragment& source) {
  Cursor cursor;
  cursor.source = source;
  bool rising = true;
  bool first = true;
  uint64_t last = 0;
  source.stored->row_ids.for_each([&](uint64_t id) {
    rising = rising && (first || id > last);
    first = false;
    last = id;
  });
  if (!rising) {
    std::vector<std::pair<uint64_t, uint32_t>> rows;
    uint32_t row = 0;
    source.stored->row_ids.for_each([&](uint64_t id) {
      if (source.rows->live.empty() || columnar::get_bit(source.rows->live.data(), row)) {
        rows.emplace_back(id, row);
      }
      ++row;
    });
    std::sort(rows.begin(), rows.end());
    cursor.order.reserve(rows.size());
    for (const auto& [id, place] : rows) {
      cursor.order.push_back(place);
    }
  }
  if (source.rows->live_count == 0) {
    cursor.order.clear();
    cursor.at = source.rows->row_count;
  }
  cursor.settle();
  return cursor;
}

RowOrder::RowOrder(std::vector<SourceFragment> sources) {
  for (const SourceFragment& source : sources) {
    cursors_.push_back(make_cursor(source));
    if (!cursors_.back().at_end()) {
      heads_.emplace(cursors_.back().id(), static_cast<uint32_t>(cursors_.size() - 1));
    }
  }
}

std::vector<RowRun> RowOrder::next(uint64_t most) {
  std::vector<RowRun> runs;
  while (most != 0 && !heads_.empty()) {
    const uint32_t index = heads_.top().second;
    heads_.pop();
    const uint64_t until =
        heads_.empty() ? std::numeric_limits<uint64_t>::max() : heads_.top().first;
    Cursor& cursor = cursors_[index];
    // At least one row, so that ids which occur twice do not hold anything up.
    do {
      const uint32_t row = cursor.row();
      if (!runs.empty() && runs.back().source == index &&
          runs.back().first + runs.back().count == row) {
        ++runs.back().count;
      } else {
        runs.push_back({index, row, 1});
      }
      ++cursor.at;
      cursor.settle();
      --most;
    } while (most != 0 && !cursor.at_end() && cursor.id() < until);
    if (!cursor.at_end()) {
      heads_.emplace(cursor.id(), index);
    }
  }
  return runs;
}

}  // namespace omnigraph::graph
