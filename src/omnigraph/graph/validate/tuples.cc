#include "omnigraph/graph/validate/tuples.h"

#include <algorithm>
#include <cstring>

#include "omnigraph/base/check.h"
#include "omnigraph/graph/load/row_key.h"

namespace omnigraph::graph {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::TypeKind;

namespace {

constexpr uint32_t kRowsPerStep = 65536;
constexpr size_t kFew = 1024;  // wanted tuples up to which bounds are compared

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

template <typename T>
int order(T a, T b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

// -1, 0, 1 for two cells of one type.
int compare_cells(const Array& a, size_t i, const Array& b, size_t j) {
  switch (a.kind()) {
    case TypeKind::kBool:
      return order<int>(a.bool_at(i) ? 1 : 0, b.bool_at(j) ? 1 : 0);
    case TypeKind::kInt32:
    case TypeKind::kDate32:
      return order(a.value_at<int32_t>(i), b.value_at<int32_t>(j));
    case TypeKind::kUInt32:
      return order(a.value_at<uint32_t>(i), b.value_at<uint32_t>(j));
    case TypeKind::kInt64:
    case TypeKind::kDate64:
      return order(a.value_at<int64_t>(i), b.value_at<int64_t>(j));
    case TypeKind::kUInt64:
      return order(a.value_at<uint64_t>(i), b.value_at<uint64_t>(j));
    case TypeKind::kFloat32:
      return order(a.value_at<float>(i), b.value_at<float>(j));
    case TypeKind::kFloat64:
      return order(a.value_at<double>(i), b.value_at<double>(j));
    default:
      return order(a.string_at(i), b.string_at(j));
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

WantedTuples::WantedTuples(columnar::DataType first_column) : type_(std::move(first_column)) {}

uint64_t& WantedTuples::add(const TupleRows& rows, size_t i, const Hash128& hash) {
  bool inserted = false;
  uint64_t& value = map_.at(hash, &inserted);
  if (inserted && map_.size() <= kFew) {
    firsts_.push_back(columnar::slice(*rows.cells[0], i, i + 1));
  }
  return value;
}

bool WantedTuples::may_hold(const ColumnBounds& bounds) const {
  if (map_.size() > kFew || bounds.min == nullptr || bounds.max == nullptr) {
    return true;
  }
  return std::any_of(firsts_.begin(), firsts_.end(), [&](const ArrayPtr& first) {
    return compare_cells(*bounds.min, 0, *first, 0) <= 0 &&
           compare_cells(*first, 0, *bounds.max, 0) <= 0;
  });
}

Status find_tuples(const TableView& view,
                   const FragmentRange& range,
                   const std::vector<size_t>& columns,
                   WantedTuples& wanted,
                   const MatchVisitor& visit) {
  bool go_on = !wanted.empty();
  const RowVisitor match = [&](const TupleRows& rows, size_t i) -> Result<bool> {
    const auto hash = rows.hash(i);
    uint64_t* value = hash ? wanted.map().find(*hash) : nullptr;
    return value == nullptr || visit(rows, i, *value);
  };
  for (size_t f = range.begin; f < range.end && go_on; ++f) {
    const TableView::Fragment& fragment = view.fragments()[f];
    OG_ASSIGN_OR_RETURN(auto pages, fragment.source->bounds(columns[0]));
    if (pages.empty()) {
      pages.push_back({0, fragment.row_count, 0, nullptr, nullptr});
    }
    for (const ColumnBounds& page : pages) {
      if (go_on && wanted.may_hold(page)) {
        OG_RETURN_IF_ERROR(visit_rows(
            fragment, page.first_row, page.first_row + page.row_count, columns, match, &go_on));
      }
    }
  }
  return {};
}

}  // namespace omnigraph::graph
