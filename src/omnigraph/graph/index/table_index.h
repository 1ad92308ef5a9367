// TableIndex: what one version of a table says of its index segments, and from row ids to places in
// its fragments. Made once per version, from its manifest. Immutable; thread-safe.
//
// A segment answers for the fragments in its bitmap that the version still has. A row that was
// updated keeps its id and lives in another fragment now: a hit counts only if the row is live in a
// fragment that the segment covers. Elsewhere another segment, or a scan, finds it with its new
// value.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/table/stored_table.h"
#include "omnigraph/lance/table/manifest.h"

namespace omnigraph::graph {

class TableIndex {
 public:
  struct Segment {
    const lance::IndexEntry* entry = nullptr;
    std::vector<uint32_t> fragments;  // places in the manifest's list, rising
    uint64_t row_count = 0;           // physical rows of these
  };

  // Of the version behind `table`, kept in its cache. Reads nothing. Errors: kCorruption.
  static Result<std::shared_ptr<const TableIndex>> of(const StoredTable& table);

  // The segments over the field; those without a fragment are left out.
  const std::vector<Segment>& segments(int32_t field_id) const;

  // The row of fragment `fragment` (a place in the manifest's list, of a segment) that has
  // `row_id`, live or not. O(log rows).
  std::optional<uint32_t> offset_of(uint32_t fragment, uint64_t row_id) const;

  size_t byte_size() const { return byte_size_; }

 private:
  // Ids of one fragment's rows in an order that can be searched.
  struct RowIds {
    const lance::RowIdSequence* sequence = nullptr;
    uint64_t bound = 0;  // above all of them
    // (id, row), rising; only if the sequence has arrays out of order.
    std::vector<std::pair<uint64_t, uint32_t>> sorted;
  };
  static Result<std::shared_ptr<const TableIndex>> make(const StoredTable& table);

  std::shared_ptr<const lance::TableManifest> manifest_;  // holds what the rest points to
  std::map<int32_t, std::vector<Segment>> segments_;      // by field
  std::vector<RowIds> row_ids_;                           // by place; filled where covered
  size_t byte_size_ = 0;
};

// Is it an index segment of the kind that we write, over one field?
bool is_btree_segment(const lance::IndexEntry& entry);

// The places in `manifest`'s list of the fragments that the segment covers.
Result<std::vector<uint32_t>> covered_fragments(const lance::TableManifest& manifest,
                                                const lance::IndexEntry& entry);

}  // namespace omnigraph::graph
