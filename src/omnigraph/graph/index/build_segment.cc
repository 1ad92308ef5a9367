#include "omnigraph/graph/index/build_segment.h"

#include <algorithm>

#include "omnigraph/graph/index/indexed_columns.h"
#include "omnigraph/graph/stage/buffer_writer.h"
#include "omnigraph/lance/index/btree_writer.h"
#include "omnigraph/lance/index/value_order.h"
#include "omnigraph/lance/table/uuid.h"

namespace omnigraph::graph {
namespace {

using columnar::ArrayPtr;
using lance::ValueRef;

constexpr uint32_t kRowsPerStep = 65536;

// Segments up to here are made in memory.
constexpr uint64_t kBufferedRowsMax = 4 * kRowsPerStep;

// Where the rows of one gathered array come from.
struct Piece {
  const lance::Fragment* fragment = nullptr;
  uint32_t first_row = 0;
  std::vector<uint32_t> rows;  // behind first_row; empty = all that follow one another
};

class SegmentBuilder {
 public:
  SegmentBuilder(GraphEnvironment& environment,
                 const SegmentsToBuild& wanted,
                 std::vector<io::NewObject>* files)
      : environment_(environment), wanted_(wanted), files_(files) {}

  bool empty() const { return covered_.empty(); }
  bool full() const { return row_count_ >= kSegmentRowsMax || bytes_ >= kSegmentBytesMax; }

  Status add(const FragmentToIndex& fragment) {
    covered_.push_back(static_cast<uint32_t>(fragment.stored->id));
    const TableView::Fragment& from = *fragment.rows;
    for (uint32_t at = 0; at < from.row_count; at += kRowsPerStep) {
      const uint32_t end = std::min(from.row_count, at + kRowsPerStep);
      Piece piece{fragment.stored, at, {}};
      if (!from.live.empty()) {
        for (uint32_t row = at; row < end; ++row) {
          if (columnar::get_bit(from.live.data(), row)) {
            piece.rows.push_back(row - at);
          }
        }
        if (piece.rows.empty()) {
          continue;
        }
      }
      OG_ASSIGN_OR_RETURN(ArrayPtr values, from.source->read(wanted_.column, at, end));
      if (piece.rows.size() == end - at) {
        piece.rows.clear();
      } else if (!piece.rows.empty()) {
        values = columnar::take(*values, piece.rows);
      }
      row_count_ += values->length();
      bytes_ += values->byte_size();
      values_.push_back(std::move(values));
      pieces_.push_back(std::move(piece));
    }
    return {};
  }

  Result<lance::IndexEntry> finish() {
    lance::BTreeEntryOptions options;
    options.uuid = lance::make_uuid_bytes(environment_.random);
    options.name = index_name(wanted_.field->name);
    options.field_id = wanted_.field->id;
    options.table_version = wanted_.table_version;
    options.created_us = environment_.clock.now_us();
    options.fragments = std::move(covered_);
    OG_ASSIGN_OR_RETURN(auto index_files, write(lance::uuid_text(options.uuid)));
    const lance::IndexEntry entry = lance::make_btree_entry(options, std::move(index_files));
    values_.clear();
    pieces_.clear();
    covered_.clear();
    row_count_ = 0;
    bytes_ = 0;
    return entry;
  }

 private:
  Result<std::vector<lance::IndexFile>> write(const std::string& uuid) {
    const std::string folder = wanted_.table_path + "/_indices/" + uuid + "/";
    const std::string names[] = {folder + lance::kPageDataName, folder + lance::kPageLookupName};
    const bool buffered = row_count_ <= kBufferedRowsMax;
    Buffer bytes[2];
    std::unique_ptr<io::ObjectWriter> outs[2];
    for (size_t i = 0; i < 2; ++i) {
      if (buffered) {
        outs[i] = std::make_unique<BufferWriter>(&bytes[i]);
      } else {
        OG_ASSIGN_OR_RETURN(outs[i], environment_.store.create_writer(names[i]));
      }
    }
    OG_ASSIGN_OR_RETURN(
        auto writer,
        lance::BTreeWriter::create(std::move(outs[0]), std::move(outs[1]), wanted_.field->type));
    OG_RETURN_IF_ERROR(write_rows(*writer));
    OG_ASSIGN_OR_RETURN(auto index_files, writer->finish());
    for (size_t i = 0; i < 2 && buffered; ++i) {
      files_->push_back({names[i], std::move(bytes[i])});
    }
    return index_files;
  }

  Status write_rows(lance::BTreeWriter& writer) {
    if (values_.empty()) {
      return {};
    }
    std::vector<ValueRef> order = lance::sorted_values(values_);
    if (!ids_rise()) {
      order_ties(order);
    }
    std::vector<uint64_t> ids;
    for (size_t at = 0; at < order.size(); at += kRowsPerStep) {
      const auto refs =
          std::span(order).subspan(at, std::min<size_t>(kRowsPerStep, order.size() - at));
      ids.clear();
      for (const ValueRef& ref : refs) {
        ids.push_back(id_of(ref));
      }
      OG_RETURN_IF_ERROR(writer.write(lance::gather(values_, refs), ids));
    }
    return {};
  }

  uint64_t id_of(const ValueRef& ref) const {
    const Piece& piece = pieces_[ref.array];
    const uint32_t row = piece.rows.empty() ? ref.row : piece.rows[ref.row];
    return piece.fragment->row_ids.at(piece.first_row + row);
  }

  // Do later rows have greater ids, as new rows always do?
  bool ids_rise() const {
    uint64_t next = 0;
    for (uint32_t a = 0; a < values_.size(); ++a) {
      const bool plain =
          pieces_[a].fragment->row_ids.segments().size() == 1 &&
          std::holds_alternative<lance::RowIdRange>(pieces_[a].fragment->row_ids.segments()[0]);
      if (!plain || id_of({a, 0}) < next) {
        return false;
      }
      next = id_of({a, static_cast<uint32_t>(values_[a]->length() - 1)});
    }
    return true;
  }

  // Equal values come by row id.
  void order_ties(std::vector<ValueRef>& order) const {
    const auto cell_order = [&](const ValueRef& a, const ValueRef& b) {
      return lance::order_cells(*values_[a.array], a.row, *values_[b.array], b.row);
    };
    for (size_t begin = 0; begin < order.size();) {
      size_t end = begin + 1;
      while (end < order.size() && cell_order(order[begin], order[end]) == 0) {
        ++end;
      }
      std::sort(order.begin() + static_cast<std::ptrdiff_t>(begin),
                order.begin() + static_cast<std::ptrdiff_t>(end),
                [&](const ValueRef& a, const ValueRef& b) { return id_of(a) < id_of(b); });
      begin = end;
    }
  }

  GraphEnvironment& environment_;
  const SegmentsToBuild& wanted_;
  std::vector<io::NewObject>* files_;
  std::vector<uint32_t> covered_;
  std::vector<ArrayPtr> values_;
  std::vector<Piece> pieces_;  // parallel to values_
  uint64_t row_count_ = 0;
  uint64_t bytes_ = 0;
};

}  // namespace

Result<std::vector<lance::IndexEntry>> build_segments(GraphEnvironment& environment,
                                                      const SegmentsToBuild& wanted,
                                                      std::vector<io::NewObject>* files) {
  std::vector<lance::IndexEntry> entries;
  SegmentBuilder builder(environment, wanted, files);
  for (const FragmentToIndex& fragment : wanted.fragments) {
    OG_RETURN_IF_ERROR(builder.add(fragment));
    if (builder.full()) {
      OG_ASSIGN_OR_RETURN(auto entry, builder.finish());
      entries.push_back(std::move(entry));
    }
  }
  if (!builder.empty()) {
    OG_ASSIGN_OR_RETURN(auto entry, builder.finish());
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace omnigraph::graph
