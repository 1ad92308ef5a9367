// RowOrder: the live rows of several fragments in the order of their row ids, as runs of rows that
// follow one another in one fragment. Rows get their ids in the order of their insertion, so that
// put together again they are named by a few ranges, whatever updates have scattered.
//
// Cost: a merge of sorted fragments. Memory: 4 bytes a row of fragments whose ids are not in order,
// nothing for the others.
#pragma once

#include <cstdint>
#include <queue>
#include <utility>
#include <vector>

#include "omnigraph/graph/table/table_view.h"
#include "omnigraph/lance/table/manifest.h"

namespace omnigraph::graph {

// A fragment that is read: as the manifest has it, and its rows. Both are loans.
struct SourceFragment {
  const lance::Fragment* stored = nullptr;
  const TableView::Fragment* rows = nullptr;
};

// Rows [first, first + count) of a source.
struct RowRun {
  uint32_t source = 0;
  uint32_t first = 0;
  uint32_t count = 0;
};

class RowOrder {
 public:
  explicit RowOrder(std::vector<SourceFragment> sources);

  // The next rows, at most `most`; no run: there are none left.
  std::vector<RowRun> next(uint64_t most);

 private:
  struct Cursor {
    SourceFragment source;
    std::vector<uint32_t> order;  // live rows by id; empty: they are in order as they are
    uint32_t at = 0;              // place in `order`, or row

    uint32_t row() const { return order.empty() ? at : order[at]; }
    uint64_t id() const { return source.stored->row_ids.at(row()); }
    bool at_end() const {
      return at >= (order.empty() ? source.rows->row_count : static_cast<uint32_t>(order.size()));
    }
    bool live() const {
      return source.rows->live.empty() || columnar::get_bit(source.rows->live.data(), row());
    }
    // To the next live row at or behind `at`.
    void settle() {
      while (!at_end() && !live()) {
        ++at;
      }
    }
  };
  static Cursor make_cursor(const SourceFragment& source);

  std::vector<Cursor> cursors_;
  using Head = std::pair<uint64_t, uint32_t>;  // id, cursor
  std::priority_queue<Head, std::vector<Head>, std::greater<>> heads_;
};

}  // namespace omnigraph::graph
