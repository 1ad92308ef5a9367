// StagedTable: what one operation has changed in one table so far, in memory. Nothing is written
// until the operation publishes; dropping it leaves no trace.
//
// Invariants:
//  - a stored row is masked once it is erased or replaced; its new form, if any, is a staged row
//  - a staged row that replaced a stored one remembers it (its origin), through any number of
//  further
//    replacements, so that the row keeps its row id
//  - view() is base ⊕ staged, positions of stored rows unchanged, staged rows behind them
// Not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "omnigraph/columnar/array.h"
#include "omnigraph/graph/table/table_view.h"

namespace omnigraph::graph {

class StagedTable {
 public:
  // `catalog` holds `base->type()`.
  StagedTable(schema::CatalogPtr catalog, TableViewPtr base);

  const schema::CatalogPtr& catalog() const { return catalog_; }
  const TableViewPtr& base() const { return base_; }
  // The state with all changes so far. Cheap while nothing changes between calls.
  const TableViewPtr& view();

  // Adds the rows of `rows` (the view's columns). replaced[i] is the position in view() of the live
  // row that row i takes the place of, or columnar::kNullRow for a new row.
  void put(columnar::Batch rows, std::span<const uint32_t> replaced);
  // Takes out live rows, by their positions in view().
  void erase(std::span<const uint32_t> positions);

  bool changed() const { return changed_; }

  // What is to be stored: the staged rows that are still live, and where each came from.
  struct Rows {
    columnar::Batch batch;          // first the rows with an origin, then the new ones
    std::vector<uint32_t> origins;  // positions in base(), one per row with an origin
  };
  Rows live_rows() const;
  // For each staged fragment of view() (one per put), where its rows came from: positions in base()
  // or columnar::kNullRow. Valid until the next change.
  std::vector<std::span<const uint32_t>> origins() const;
  // Positions in base() of rows that are no more (erased or replaced), ascending.
  std::vector<uint32_t> masked() const;

 private:
  void mask(uint32_t position);

  schema::CatalogPtr catalog_;
  TableViewPtr base_;
  TableViewPtr view_;  // null = must be made anew
  bool changed_ = false;
  std::map<size_t, std::vector<uint32_t>> masked_;  // base fragment → rows in it
  struct Chunk {
    columnar::Batch rows;
    std::vector<uint32_t> origins;  // per row: base position or kNullRow
    std::vector<bool> live;
    TableView::Fragment fragment;  // as views have it; without source: not made yet
    bool stale = false;            // `live` has changed since
  };
  static void make_fragment(Chunk& chunk);
  std::vector<Chunk> chunks_;
};

}  // namespace omnigraph::graph
