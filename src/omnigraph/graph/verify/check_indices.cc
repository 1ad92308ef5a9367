// Index segments against the columns they are made of. The live rows of the fragments that a
// segment covers are gathered by row id with the hash of their cell; then the segment is read from
// its first page to its last, and each entry crosses out its row. Entries of rows that are not live
// here any more are allowed: segments are not rewritten for them.
#include <absl/container/flat_hash_map.h>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/index/table_index.h"
#include "omnigraph/graph/validate/tuples.h"
#include "omnigraph/graph/verify/check_state.h"
#include "omnigraph/lance/index/btree_reader.h"
#include "omnigraph/lance/index/btree_writer.h"
#include "omnigraph/lance/index/value_order.h"

namespace omnigraph::graph {
namespace {

constexpr uint32_t kPagesPerRound = 256;

// A cell as one number. Cells that are equal have one hash, nulls too.
uint64_t cell_hash(const TupleRows& rows, size_t i) {
  const auto hash = rows.hash(i);
  return hash ? hash->low : 0;
}

class SegmentCheck {
 public:
  SegmentCheck(const TableView& view, size_t column, const TableIndex::Segment& segment)
      : view_(view), column_(column), segment_(segment) {}

  // What is wrong with it, if anything.
  Result<std::string> run(const CancelToken& cancel) {
    OG_RETURN_IF_ERROR(gather(cancel));
    const StoredTable& stored = *view_.stored();
    OG_ASSIGN_OR_RETURN(
        const auto index,
        lance::BTreeIndex::open(*stored.store,
                                stored.path + "/" + lance::index_folder(*segment_.entry),
                                *segment_.entry,
                                view_.columns()[column_].type));
    for (uint32_t begin = 0; begin < index->page_count(); begin += kPagesPerRound) {
      OG_RETURN_IF_ERROR(cancel.check());
      std::vector<uint32_t> pages;
      for (uint32_t page = begin; page < index->page_count() && page - begin < kPagesPerRound;
           ++page) {
        pages.push_back(page);
      }
      OG_ASSIGN_OR_RETURN(const auto read, index->read_pages(*stored.store, pages));
      for (const lance::BTreePage& page : read) {
        if (std::string problem = check_page(page); !problem.empty()) {
          return problem;
        }
      }
    }
    return wanted_.size() == seen_
               ? std::string()
               : format("{} rows that it covers are not in it", wanted_.size() - seen_);
  }

 private:
  struct Row {
    uint64_t hash = 0;
    bool seen = false;
  };

  Status gather(const CancelToken& cancel) {
    const lance::TableManifest& manifest = *view_.stored()->manifest;
    for (const uint32_t place : segment_.fragments) {
      OG_RETURN_IF_ERROR(cancel.check());
      const std::vector<uint64_t> ids = manifest.fragments[place].row_ids.to_vector();
      const uint32_t first = view_.fragments()[place].first_position;
      OG_RETURN_IF_ERROR(for_each_row(view_,
                                      {place, place + size_t{1}},
                                      {column_},
                                      [&](const TupleRows& rows, size_t i) -> Result<bool> {
                                        const size_t row = rows.first_position - first + i;
                                        wanted_[ids[row]] = {cell_hash(rows, i), false};
                                        return true;
                                      }));
    }
    return {};
  }

  std::string check_page(const lance::BTreePage& page) {
    const TupleRows rows{{page.values}, 0};
    for (uint32_t i = 0; i < page.row_ids->length(); ++i) {
      if (i != 0 && lance::order_cells(*page.values, i - 1, *page.values, i) > 0) {
        return "its values are not in order";
      }
      const uint64_t id = page.row_ids->value_at<uint64_t>(i);
      const auto at = wanted_.find(id);
      if (at == wanted_.end()) {
        continue;
      }
      if (at->second.seen) {
        return format("row id {} stands in it twice", id);
      }
      if (at->second.hash != cell_hash(rows, i)) {
        return format("it has another value for row id {} than the column", id);
      }
      at->second.seen = true;
      ++seen_;
    }
    return {};
  }

  const TableView& view_;
  const size_t column_;
  const TableIndex::Segment& segment_;
  absl::flat_hash_map<uint64_t, Row> wanted_;  // by row id
  size_t seen_ = 0;
};

}  // namespace

Status check_indices(const TableView& view, Findings& findings, const CancelToken& cancel) {
  if (view.stored() == nullptr || view.stored()->manifest->indices.empty()) {
    return {};
  }
  OG_ASSIGN_OR_RETURN(const auto index, TableIndex::of(*view.stored()));
  for (const lance::LanceField& field : view.stored()->manifest->fields) {
    const auto column = view.column_index(field.name);
    if (!column) {
      continue;
    }
    for (const TableIndex::Segment& segment : index->segments(field.id)) {
      const std::string object = view.stored()->path + "/" + lance::index_folder(*segment.entry);
      const auto problem = SegmentCheck(view, *column, segment).run(cancel);
      if (!problem.ok()) {
        OG_RETURN_IF_ERROR(findings.take(object, problem.error()));
      } else if (!problem->empty()) {
        findings.add(object,
                     format("index of {} {}: {}", view.type().table_key, field.name, *problem));
      }
    }
  }
  return {};
}

}  // namespace omnigraph::graph
