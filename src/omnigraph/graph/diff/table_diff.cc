#include "omnigraph/graph/diff/table_diff.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include <absl/container/flat_hash_map.h>

#include "omnigraph/graph/diff/widen.h"

namespace omnigraph::graph {
namespace {

using columnar::ArrayPtr;
using columnar::kNullRow;
using Fragment = TableView::Fragment;

constexpr size_t kIdColumn = 0;
constexpr size_t kRowsCompared = 4096;

bool is_live(const Fragment& fragment, uint32_t row) {
  return fragment.live.empty() || columnar::get_bit(fragment.live.data(), row);
}

// Fragments by the data file that holds their rows; staged ones are not in it.
std::unordered_map<std::string, size_t> by_content(const TableView& view) {
  std::unordered_map<std::string, size_t> found;
  for (size_t f = 0; f < view.fragments().size(); ++f) {
    std::string key = view.fragments()[f].source->content_key();
    if (!key.empty()) {
      found.emplace(std::move(key), f);
    }
  }
  return found;
}

void add_live_rows(const Fragment& fragment, std::vector<uint32_t>& positions) {
  for (uint32_t row = 0; row < fragment.row_count; ++row) {
    if (is_live(fragment, row)) {
      positions.push_back(fragment.first_position + row);
    }
  }
}

// How dear it is to compare a column: vectors and blobs come last.
int cost_of(const columnar::DataType& type) {
  switch (type.kind) {
    case columnar::TypeKind::kString:
      return 1;
    case columnar::TypeKind::kList:
      return 2;
    case columnar::TypeKind::kFixedSizeList:
    case columnar::TypeKind::kBinary:
    case columnar::TypeKind::kStruct:
      return 3;
    default:
      return 0;
  }
}

struct Pair {
  uint32_t before = 0;
  uint32_t after = 0;
};

// One column of each side to compare; none: nulls.
struct ComparedColumn {
  std::optional<size_t> before;
  std::optional<size_t> after;
  int cost = 0;
};

std::vector<ComparedColumn> compared_columns(const TableView& before,
                                             const TableView& after,
                                             const ColumnMap& columns) {
  std::vector<ComparedColumn> compared;
  for (size_t c = 0; c < columns.size(); ++c) {
    if (c != kIdColumn) {
      compared.push_back({c, columns[c], cost_of(before.columns()[c].type)});
    }
  }
  const ColumnMap back = reversed(columns, after.columns().size());
  for (size_t c = 0; c < back.size(); ++c) {
    if (!back[c]) {
      compared.push_back({std::nullopt, c, cost_of(after.columns()[c].type)});
    }
  }
  std::stable_sort(compared.begin(), compared.end(), [](const auto& a, const auto& b) {
    return a.cost < b.cost;
  });
  return compared;
}

// The cells of corresponding columns of both sides, in the wider of their types; null: no column.
struct BothCells {
  ArrayPtr before;
  ArrayPtr after;
};

Result<BothCells> read_both(const TableView& before,
                            std::optional<size_t> column_before,
                            std::span<const uint32_t> rows_before,
                            const TableView& after,
                            std::optional<size_t> column_after,
                            std::span<const uint32_t> rows_after) {
  BothCells cells;
  if (column_before) {
    OG_ASSIGN_OR_RETURN(cells.before, before.take(*column_before, rows_before));
  }
  if (column_after) {
    OG_ASSIGN_OR_RETURN(cells.after, after.take(*column_after, rows_after));
  }
  if (cells.before != nullptr && cells.after != nullptr) {
    if (widens(cells.before->type(), cells.after->type())) {
      cells.before = widened(cells.before, cells.after->type());
    } else {
      cells.after = widened(cells.after, cells.before->type());
    }
  }
  return cells;
}

bool cells_differ(const BothCells& cells, size_t i) {
  if (cells.before == nullptr || cells.after == nullptr) {
    const ArrayPtr& there = cells.before == nullptr ? cells.after : cells.before;
    return !there->is_null(i);
  }
  return !columnar::cells_equal(*cells.before, i, *cells.after, i);
}

// Finds the differences of two versions.
class TableDiffer {
 public:
  TableDiffer(const TableView& before,
              const TableView& after,
              const ColumnMap& columns,
              const CancelToken& cancel)
      : before_(before), after_(after), columns_(columns), cancel_(cancel) {}

  Result<std::vector<RowChange>> run() {
    OG_RETURN_IF_ERROR(part_rows());
    OG_RETURN_IF_ERROR(match_ids());
    OG_RETURN_IF_ERROR(keep_changed_pairs());
    std::sort(changes_.begin(), changes_.end(), [](const RowChange& a, const RowChange& b) {
      return a.id < b.id;
    });
    return std::move(changes_);
  }

 private:
  // Fills gone_ and new_, and pairs_ of rows in shared files whose other files differ.
  Status part_rows() {
    const auto before = by_content(before_);
    std::vector<bool> shared(before_.fragments().size());
    for (const Fragment& fragment : after_.fragments()) {
      const auto at = before.find(fragment.source->content_key());
      if (at == before.end()) {
        add_live_rows(fragment, new_);
        continue;
      }
      shared[at->second] = true;
      const Fragment& old = before_.fragments()[at->second];
      part_shared(old, fragment);
      OG_RETURN_IF_ERROR(cancel_.check());
    }
    for (size_t f = 0; f < shared.size(); ++f) {
      if (!shared[f]) {
        add_live_rows(before_.fragments()[f], gone_);
      }
    }
    return {};
  }

  void part_shared(const Fragment& old, const Fragment& now) {
    const bool same_cells = same_columns(old, now);
    if (same_cells && old.state_key == now.state_key) {
      return;
    }
    const uint32_t rows = std::min(old.row_count, now.row_count);
    for (uint32_t row = 0; row < rows; ++row) {
      const bool was = is_live(old, row);
      const bool is = is_live(now, row);
      if (was && !is) {
        gone_.push_back(old.first_position + row);
      } else if (is && !was) {
        new_.push_back(now.first_position + row);
      } else if (was && !same_cells) {
        pairs_.push_back({old.first_position + row, now.first_position + row});
      }
    }
  }

  // Do the cells of all columns that are compared come from the same files?
  bool same_columns(const Fragment& old, const Fragment& now) const {
    for (size_t c = 0; c < columns_.size(); ++c) {
      const std::string was = old.source->column_key(c);
      const std::string is = columns_[c] ? now.source->column_key(*columns_[c]) : std::string();
      if (was != is) {
        return false;
      }
    }
    const ColumnMap back = reversed(columns_, after_.columns().size());
    for (size_t c = 0; c < back.size(); ++c) {
      if (!back[c] && !now.source->column_key(c).empty()) {
        return false;
      }
    }
    return true;
  }

  Status match_ids() {
    OG_ASSIGN_OR_RETURN(const ArrayPtr gone, before_.take(kIdColumn, gone_));
    OG_ASSIGN_OR_RETURN(const ArrayPtr added, after_.take(kIdColumn, new_));
    absl::flat_hash_map<std::string_view, size_t> places;
    places.reserve(gone_.size());
    for (size_t i = 0; i < gone_.size(); ++i) {
      places.emplace(gone->string_at(i), i);
    }
    std::vector<bool> replaced(gone_.size());
    for (size_t i = 0; i < new_.size(); ++i) {
      const auto at = places.find(added->string_at(i));
      if (at == places.end()) {
        changes_.push_back({std::string(added->string_at(i)), kNullRow, new_[i]});
      } else {
        replaced[at->second] = true;
        pairs_.push_back({gone_[at->second], new_[i]});
      }
    }
    for (size_t i = 0; i < gone_.size(); ++i) {
      if (!replaced[i]) {
        changes_.push_back({std::string(gone->string_at(i)), gone_[i], kNullRow});
      }
    }
    return cancel_.check();
  }

  Status keep_changed_pairs() {
    std::sort(pairs_.begin(), pairs_.end(), [](const Pair& a, const Pair& b) {
      return a.before < b.before;
    });
    const std::vector<ComparedColumn> columns = compared_columns(before_, after_, columns_);
    for (size_t at = 0; at < pairs_.size(); at += kRowsCompared) {
      OG_RETURN_IF_ERROR(cancel_.check());
      const size_t count = std::min(kRowsCompared, pairs_.size() - at);
      OG_RETURN_IF_ERROR(compare(std::span(pairs_).subspan(at, count), columns));
    }
    return {};
  }

  // Adds those of `pairs` that differ.
  Status compare(std::span<const Pair> pairs, const std::vector<ComparedColumn>& columns) {
    std::vector<Pair> equal(pairs.begin(), pairs.end());  // so far
    std::vector<uint32_t> differ;                         // positions after
    std::vector<uint32_t> differ_before;
    for (const ComparedColumn& column : columns) {
      if (equal.empty()) {
        break;
      }
      std::vector<uint32_t> old_rows;
      std::vector<uint32_t> new_rows;
      for (const Pair& pair : equal) {
        old_rows.push_back(pair.before);
        new_rows.push_back(pair.after);
      }
      OG_ASSIGN_OR_RETURN(
          const BothCells cells,
          read_both(before_, column.before, old_rows, after_, column.after, new_rows));
      size_t kept = 0;
      for (size_t i = 0; i < equal.size(); ++i) {
        if (cells_differ(cells, i)) {
          differ.push_back(equal[i].after);
          differ_before.push_back(equal[i].before);
        } else {
          equal[kept++] = equal[i];
        }
      }
      equal.resize(kept);
    }
    OG_ASSIGN_OR_RETURN(const ArrayPtr ids, after_.take(kIdColumn, differ));
    for (size_t i = 0; i < differ.size(); ++i) {
      changes_.push_back({std::string(ids->string_at(i)), differ_before[i], differ[i]});
    }
    return {};
  }

  const TableView& before_;
  const TableView& after_;
  const ColumnMap& columns_;
  const CancelToken& cancel_;
  std::vector<uint32_t> gone_;  // positions before
  std::vector<uint32_t> new_;   // positions after
  std::vector<Pair> pairs_;     // the same entity on both sides
  std::vector<RowChange> changes_;
};

// A table without a counterpart: all its rows.
Result<std::vector<RowChange>> all_rows(const TableView& view, bool inserted) {
  std::vector<uint32_t> positions;
  for (const Fragment& fragment : view.fragments()) {
    add_live_rows(fragment, positions);
  }
  OG_ASSIGN_OR_RETURN(const ArrayPtr ids, view.take(kIdColumn, positions));
  std::vector<RowChange> changes;
  changes.reserve(positions.size());
  for (size_t i = 0; i < positions.size(); ++i) {
    changes.push_back({std::string(ids->string_at(i)),
                       inserted ? kNullRow : positions[i],
                       inserted ? positions[i] : kNullRow});
  }
  std::sort(changes.begin(), changes.end(), [](const RowChange& a, const RowChange& b) {
    return a.id < b.id;
  });
  return changes;
}

}  // namespace

Result<std::vector<RowChange>> diff_tables(const TableView* before,
                                           const TableView* after,
                                           const ColumnMap& columns,
                                           const CancelToken& cancel) {
  if (before == nullptr && after == nullptr) {
    return std::vector<RowChange>();
  }
  if (before == nullptr || after == nullptr) {
    return all_rows(before == nullptr ? *after : *before, before == nullptr);
  }
  return TableDiffer(*before, *after, columns, cancel).run();
}

Result<std::vector<std::vector<bool>>> changed_columns(const TableView& before,
                                                       const TableView& after,
                                                       const ColumnMap& columns,
                                                       std::span<const RowChange> changes) {
  std::vector<std::vector<bool>> differs(changes.size());
  std::vector<size_t> updates;
  std::vector<uint32_t> old_rows;
  std::vector<uint32_t> new_rows;
  for (size_t i = 0; i < changes.size(); ++i) {
    differs[i].assign(after.columns().size(), false);
    if (changes[i].op() == RowOp::kUpdate) {
      updates.push_back(i);
      old_rows.push_back(changes[i].before);
      new_rows.push_back(changes[i].after);
    }
  }
  const ColumnMap back = reversed(columns, after.columns().size());
  for (size_t c = 0; c < back.size() && !updates.empty(); ++c) {
    OG_ASSIGN_OR_RETURN(const BothCells cells,
                        read_both(before, back[c], old_rows, after, c, new_rows));
    for (size_t i = 0; i < updates.size(); ++i) {
      differs[updates[i]][c] = cells_differ(cells, i);
    }
  }
  return differs;
}

std::vector<uint32_t> shared_positions(const TableView& from,
                                       const TableView& to,
                                       std::span<const uint32_t> positions) {
  const auto fragments = by_content(to);
  std::vector<uint32_t> found;
  found.reserve(positions.size());
  // Positions mostly come in order: the fragment of the one before is tried first.
  size_t f = SIZE_MAX;
  const Fragment* same = nullptr;
  for (const uint32_t position : positions) {
    const size_t now = from.fragment_of(position);
    if (now != f) {
      f = now;
      const auto at = fragments.find(from.fragments()[f].source->content_key());
      same = at == fragments.end() ? nullptr : &to.fragments()[at->second];
    }
    const uint32_t row = position - from.fragments()[f].first_position;
    const bool there = same != nullptr && row < same->row_count && is_live(*same, row);
    found.push_back(there ? same->first_position + row : kNullRow);
  }
  return found;
}

}  // namespace omnigraph::graph
