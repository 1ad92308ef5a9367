#include "omnigraph/graph/validate/tuples.h"

#include <algorithm>
#include <cstring>

#include "omnigraph/base/check.h"
#include "omnigraph/graph/load/row_key.h"
#include "omnigraph/lance/index/value_order.h"

namespace omnigraph::graph {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::TypeKind;

namespace {

constexpr uint32_t kRowsPerStep = 65536;
constexpr size_t kFew = size_t{1} << 20;  // wanted tuples whose probes are kept

template <typename T>
void append_bytes(const T& value, std::string& out) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  out.append(bytes, sizeof(T));
}

template <typename T>
void append_float(T value, std::string& out) {
  append_bytes(value == 0 ? T{0} : value, out);
}

// Such that concatenated cells of equal types are equal bytes iff the cells are equal.
void append_cell(const Array& array, size_t i, std::string& out) {
  switch (array.kind()) {
    case TypeKind::kBool:
      out.push_back(array.bool_at(i) ? '\1' : '\0');
      return;
    case TypeKind::kInt32:
    case TypeKind::kUInt32:
    case TypeKind::kDate32:
      append_bytes(array.value_at<uint32_t>(i), out);
      return;
    case TypeKind::kInt64:
    case TypeKind::kUInt64:
    case TypeKind::kDate64:
      append_bytes(array.value_at<uint64_t>(i), out);
      return;
    case TypeKind::kFloat32:
      append_float(array.value_at<float>(i), out);
      return;
    case TypeKind::kFloat64:
      append_float(array.value_at<double>(i), out);
      return;
    default:
      append_bytes(static_cast<uint64_t>(array.string_at(i).size()), out);
      out.append(array.string_at(i));
      return;
  }
}

// Rows [begin, end) of one fragment; `*go_on` becomes false when the visitor has enough.
Status visit_rows(const TableView::Fragment& fragment,
                  uint32_t begin,
                  uint32_t end,
                  const std::vector<size_t>& columns,
                  const RowVisitor& visit,
                  bool* go_on) {
  for (uint32_t at = begin; at < end && *go_on; at += kRowsPerStep) {
    const uint32_t stop = std::min(end, at + kRowsPerStep);
    TupleRows rows;
    rows.first_position = fragment.first_position + at;
    for (const size_t column : columns) {
      OG_ASSIGN_OR_RETURN(ArrayPtr cells, fragment.source->read(column, at, stop));
      rows.cells.push_back(std::move(cells));
    }
    for (uint32_t row = at; row < stop && *go_on; ++row) {
      if (fragment.live.empty() || columnar::get_bit(fragment.live.data(), row)) {
        OG_ASSIGN_OR_RETURN(*go_on, visit(rows, row - at));
      }
    }
  }
  return {};
}

}  // namespace

std::vector<size_t> columns_of(const schema::EntityType& type,
                               const std::vector<std::string>& properties) {
  const columnar::Schema schema = type.table_schema();
  std::vector<size_t> columns;
  for (const std::string& property : properties) {
    const std::string name = property == "@src" ? "_src" : property == "@dst" ? "_dst" : property;
    const auto at = std::find_if(
        schema.begin(), schema.end(), [&](const auto& field) { return field.name == name; });
    OG_CHECK(at != schema.end(), "a constraint names columns of its table");
    columns.push_back(static_cast<size_t>(at - schema.begin()));
  }
  return columns;
}

std::optional<Hash128> TupleRows::hash(size_t row) const {
  if (cells.size() == 1 && cells[0]->kind() == TypeKind::kString) {
    return cells[0]->is_null(row) ? std::nullopt
                                  : std::optional(xxh3_128(cells[0]->string_at(row)));
  }
  std::string bytes;
  for (const ArrayPtr& cell : cells) {
    if (cell->is_null(row)) {
      return std::nullopt;
    }
    append_cell(*cell, row, bytes);
  }
  return xxh3_128(bytes);
}

std::vector<std::string> TupleRows::texts(size_t row) const {
  std::vector<std::string> texts;
  for (const ArrayPtr& cell : cells) {
    texts.push_back(cell_text(*cell, row));
  }
  return texts;
}

Status for_each_row(const TableView& view,
                    const FragmentRange& range,
                    const std::vector<size_t>& columns,
                    const RowVisitor& visit) {
  bool go_on = true;
  for (size_t f = range.begin; f < range.end && go_on; ++f) {
    const TableView::Fragment& fragment = view.fragments()[f];
    OG_RETURN_IF_ERROR(visit_rows(fragment, 0, fragment.row_count, columns, visit, &go_on));
  }
  return {};
}

WantedTuples::WantedTuples(columnar::DataType type, size_t probe)
    : probe_(probe), probes_(std::move(type)) {}

uint64_t& WantedTuples::add(const TupleRows& rows, size_t i, const Hash128& hash) {
  bool inserted = false;
  uint64_t& value = map_.at(hash, &inserted);
  if (few_) {
    probes_.append_from(*rows.cells[probe_], i);
    sorted_probes_ = nullptr;
    few_ = probes_.length() < kFew;
  }
  return value;
}

ArrayPtr WantedTuples::probes() {
  if (!few_ || !lance::is_ordered(probes_.type())) {
    return nullptr;
  }
  if (sorted_probes_ == nullptr) {
    sorted_probes_ = lance::sorted_distinct(*probes_.finish());
    for (size_t i = 0; i < sorted_probes_->length(); ++i) {
      probes_.append_from(*sorted_probes_, i);  // more may come
    }
  }
  return sorted_probes_;
}

namespace {

// Calls `match` for the rows of `range` that have one of `probes`.
Status visit_found(const TableView& view,
                   const FragmentRange& range,
                   const std::vector<size_t>& columns,
                   size_t probe,
                   const Array& probes,
                   const RowVisitor& match) {
  OG_ASSIGN_OR_RETURN(const std::vector<FoundRow> found,
                      find_rows(view, columns[probe], probes, range));
  bool go_on = true;
  for (size_t at = 0; at < found.size() && go_on; at += kRowsPerStep) {
    const size_t end = std::min(found.size(), at + kRowsPerStep);
    std::vector<uint32_t> positions;
    for (size_t i = at; i < end; ++i) {
      positions.push_back(found[i].position);
    }
    std::vector<ArrayPtr> cells;
    for (const size_t column : columns) {
      OG_ASSIGN_OR_RETURN(ArrayPtr taken, view.take(column, positions));
      cells.push_back(std::move(taken));
    }
    for (size_t i = 0; i < positions.size() && go_on; ++i) {
      TupleRows row;
      row.first_position = positions[i];
      for (const ArrayPtr& column : cells) {
        row.cells.push_back(columnar::slice(*column, i, i + 1));
      }
      OG_ASSIGN_OR_RETURN(go_on, match(row, 0));
    }
  }
  return {};
}

}  // namespace

Status find_tuples(const TableView& view,
                   const FragmentRange& range,
                   const std::vector<size_t>& columns,
                   WantedTuples& wanted,
                   const MatchVisitor& visit) {
  if (wanted.empty() || range.begin == range.end) {
    return {};
  }
  const RowVisitor match = [&](const TupleRows& rows, size_t i) -> Result<bool> {
    const auto hash = rows.hash(i);
    uint64_t* value = hash ? wanted.map().find(*hash) : nullptr;
    return value == nullptr || visit(rows, i, *value);
  };
  if (const ArrayPtr probes = wanted.probes()) {
    return visit_found(view, range, columns, wanted.probe(), *probes, match);
  }
  return for_each_row(view, range, columns, match);
}

}  // namespace omnigraph::graph
