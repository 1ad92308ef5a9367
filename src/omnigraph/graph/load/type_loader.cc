#include "omnigraph/graph/load/type_loader.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/load/json_cell.h"
#include "omnigraph/graph/load/row_key.h"
#include "omnigraph/graph/validate/automatic_values.h"

namespace omnigraph::graph {
namespace {

constexpr size_t kUlidLength = 26;
constexpr size_t kFreshIds = 256;  // made at a time

}  // namespace

TypeLoader::TypeLoader(const schema::EntityType& type, const LoadOptions& options, int64_t now_ms)
    : type_(type), options_(options), now_ms_(now_ms), first_property_(type_.is_edge() ? 3 : 1) {
  for (const columnar::Field& field : type_.table_schema()) {
    Column column{type_.find_property(field.name),
                  field.name,
                  columnar::Builder(field.type),
                  false,
                  false,
                  {},
                  nullptr,
                  SIZE_MAX};
    columns_.push_back(std::move(column));
  }
  const auto column_named = [&](const std::string& name) {
    for (size_t c = first_property_; c < columns_.size(); ++c) {
      if (columns_[c].name == name) {
        return c;
      }
    }
    return SIZE_MAX;
  };
  for (const std::string& key : type_.key) {
    if (key != "@src" && key != "@dst") {
      key_columns_.push_back(column_named(key));
    }
  }
  for (Column& column : columns_) {
    if (column.property != nullptr && !column.property->embed_source.empty()) {
      column.embed_from = column_named(column.property->embed_source);
    }
  }
  expected_ = first_property_;
  rows_.type = &type_;
}

void TypeLoader::set_ids(UlidGenerator* ids) {
  ids_ = ids;
  fresh_.clear();
  fresh_used_ = 0;
}

std::string_view TypeLoader::fresh_id() {
  if (fresh_used_ == fresh_.size()) {
    fresh_.resize(kFreshIds * kUlidLength);
    fresh_used_ = 0;
    ids_->next_many(fresh_.data(), kFreshIds);
  }
  fresh_used_ += kUlidLength;
  return std::string_view(fresh_).substr(fresh_used_ - kUlidLength, kUlidLength);
}

Result<std::string_view> TypeLoader::begin_row(const simdjson::dom::element* data,
                                               std::string_view explicit_id,
                                               const Ends& ends,
                                               std::map<std::string, uint64_t>* unknown) {
  for (Column& column : columns_) {
    column.given = false;
    column.seen = false;
  }
  std::string_view id = explicit_id;
  simdjson::dom::object members;
  if (data != nullptr && data->get(members) == simdjson::SUCCESS) {
    for (const auto [name, value] : members) {
      // Members mostly come in the same order, line after line.
      size_t at =
          expected_ < columns_.size() && columns_[expected_].name == name ? expected_ : SIZE_MAX;
      for (size_t c = first_property_; at == SIZE_MAX && c < columns_.size(); ++c) {
        at = columns_[c].name == name ? c : SIZE_MAX;
      }
      if (at != SIZE_MAX) {
        columns_[at].given = true;
        columns_[at].seen = !value.is_null();
        columns_[at].value = value;
        expected_ = at + 1;
        continue;
      }
      if (name == "id") {
        if (value.is_null()) {
          continue;
        }
        if (value.get(id) != simdjson::SUCCESS) {
          return Error(ErrorCode::kInvalidArgument, "'id' must be a string");
        }
        if (!explicit_id.empty() && id != explicit_id) {
          return Error(ErrorCode::kInvalidArgument,
                       format("the two ids of the line differ: '{}' and '{}'", explicit_id, id));
        }
        continue;
      }
      ++(*unknown)[format("{}.{}", type_.name, name)];
    }
  }
  for (size_t c = first_property_; c < columns_.size(); ++c) {
    OG_RETURN_IF_ERROR(append_property(columns_[c]));
  }
  for (size_t c = first_property_; c < columns_.size(); ++c) {
    if (columns_[c].embed_from != SIZE_MAX && !columns_[c].seen) {
      OG_RETURN_IF_ERROR(embed(columns_[c]));
    }
  }
  row_identified_ = !type_.key.empty() || !id.empty();
  OG_ASSIGN_OR_RETURN(id_, derive_id(id, ends));
  return std::string_view(id_);
}

// What a row gets that was not given the property. Of a key member it is kept, for the id.
void TypeLoader::append_absent_value(Column& column) {
  if (!type_.is_key_member(column.name)) {
    append_absent(*column.property, now_ms_, *ids_, column.builder);
    return;
  }
  columnar::Builder cell(columnar::DataType(column.builder.type()));
  append_absent(*column.property, now_ms_, *ids_, cell);
  column.made = cell.finish();
  column.builder.append_from(*column.made, 0);
}

Status TypeLoader::append_property(Column& column) {
  const bool automatic = column.property->automatic != schema::Automatic::kNone;
  if (column.seen && automatic && !options_.keep_automatic) {
    return Error(ErrorCode::kInvalidArgument,
                 format("property '{}' is set automatically (@auto); --keep-automatic loads the "
                        "values that rows carry",
                        column.name));
  }
  if (!column.seen && (automatic || (!column.given && column.property->default_value))) {
    append_absent_value(column);
    return {};
  }
  if (column.seen) {
    const Status appended = append_json_cell(column.value, column.property->type, column.builder);
    if (!appended.ok()) {
      return appended.error().with_context(format("property '{}'", column.name));
    }
    return {};
  }
  if (column.embed_from != SIZE_MAX) {
    return {};  // embed() has the last word
  }
  if (type_.is_key_member(column.name)) {
    return Error(ErrorCode::kInvalidArgument,
                 format("{} {} missing @key property '{}'",
                        type_.is_edge() ? "edge" : "node",
                        type_.name,
                        column.name));
  }
  if (!column.property->type.nullable) {
    return Error(ErrorCode::kInvalidArgument,
                 format("non-nullable property '{}' has null or invalid values", column.name));
  }
  column.builder.append_null();
  return {};
}

Status TypeLoader::embed(Column& column) {
  const Column& source = columns_[column.embed_from];
  std::string_view text;
  if (options_.embed && source.seen && source.value.get(text) == simdjson::SUCCESS) {
    std::vector<float> vector(static_cast<size_t>(column.property->type.dimension));
    OG_RETURN_IF_ERROR(options_.embed(text, vector));
    column.builder.append_vector(vector);
    return {};
  }
  if (column.property->type.nullable) {
    column.builder.append_null();
    return {};
  }
  return Error(ErrorCode::kInvalidArgument,
               format("property '{}' has no value, and no embedding provider is set to make it "
                      "from '{}': give the "
                      "vector, or set OMNIGRAPH_EMBEDDINGS_MOCK=1 for test vectors",
                      column.name,
                      column.property->embed_source));
}

// The key's texts come from the cells just built, so that 3.0 and 3 give one id.
Result<std::string> TypeLoader::key_text(const Column& column) const {
  if (!column.seen) {
    return cell_text(*column.made, 0);
  }
  std::string_view text;
  if (column.property->type.scalar == schema::ScalarKind::kString &&
      column.value.get(text) == simdjson::SUCCESS) {
    return std::string(text);
  }
  columnar::Builder cell(columnar::DataType(column.builder.type()));
  OG_RETURN_IF_ERROR(append_json_cell(column.value, column.property->type, cell));
  return cell_text(*cell.finish(), 0);
}

Result<std::string> TypeLoader::derive_id(std::string_view given, const Ends& ends) {
  if (type_.key.empty()) {
    return std::string(given.empty() ? fresh_id() : given);
  }
  std::vector<std::string> parts;
  if (type_.is_edge()) {
    parts = {std::string(ends.source), std::string(ends.target)};
  }
  for (const size_t c : key_columns_) {
    OG_ASSIGN_OR_RETURN(std::string part, key_text(columns_[c]));
    parts.push_back(std::move(part));
  }
  std::string id = key_id(parts);
  if (!given.empty() && given != id) {
    return Error(ErrorCode::kInvalidArgument,
                 format("explicit id '{}' does not match @key property: expected '{}'", given, id));
  }
  return id;
}

void TypeLoader::finish_row(const Ends& ends, uint64_t line) {
  columns_[0].builder.append_string(id_);
  if (type_.is_edge()) {
    columns_[1].builder.append_string(ends.source);
    columns_[2].builder.append_string(ends.target);
  }
  rows_.lines.push_back(line);
  rows_.identified.push_back(row_identified_);
  expected_ = first_property_;
}

// ---- Rows from cells ---------------------------------------------------------------------------

namespace {

// Appends an integer that is in range.
template <typename T>
void append_integer(const Cell& cell, columnar::Builder& builder) {
  builder.append<T>(static_cast<T>(cell.negative ? 0 - cell.magnitude : cell.magnitude));
}

// The id from the cell of the one member of a key.
std::string_view key_of_cell(const Cell& cell, schema::ScalarKind kind, std::string* number) {
  if (kind == schema::ScalarKind::kString) {
    return cell.text;
  }
  *number = cell.negative && cell.magnitude != 0 ? "-" : "";
  *number += std::to_string(cell.magnitude);
  return *number;
}

bool is_simple_key(schema::ScalarKind kind) {
  switch (kind) {
    case schema::ScalarKind::kString:
    case schema::ScalarKind::kI32:
    case schema::ScalarKind::kI64:
    case schema::ScalarKind::kU32:
    case schema::ScalarKind::kU64:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool TypeLoader::add_cells(const std::vector<Cell>& cells,
                           const std::vector<float>& floats,
                           std::string_view given_id,
                           const Ends& ends,
                           uint64_t line) {
  std::string_view id = given_id;
  if (!type_.key.empty()) {
    if (type_.key.size() != 1 || key_columns_.size() != 1) {
      return false;
    }
    const Cell& key = cells[key_columns_[0] - first_property_];
    const schema::PropertyType& key_type = columns_[key_columns_[0]].property->type;
    if (key.state != Cell::State::kValue || key_type.list || !is_simple_key(key_type.scalar)) {
      return false;
    }
    id = key_of_cell(key, key_type.scalar, &number_text_);
    if (!given_id.empty() && given_id != id) {
      return false;
    }
  }
  for (size_t i = 0; i < cells.size(); ++i) {
    append_cell(columns_[first_property_ + i], cells[i], floats);
  }
  columns_[0].builder.append_string(id.empty() && type_.key.empty() ? fresh_id() : id);
  if (type_.is_edge()) {
    columns_[1].builder.append_string(ends.source);
    columns_[2].builder.append_string(ends.target);
  }
  rows_.lines.push_back(line);
  rows_.identified.push_back(!type_.key.empty() || !given_id.empty());
  return true;
}

void TypeLoader::append_cell(Column& column, const Cell& cell, const std::vector<float>& floats) {
  using schema::ScalarKind;
  columnar::Builder& builder = column.builder;
  if (cell.state != Cell::State::kValue) {
    builder.append_null();
    return;
  }
  switch (column.property->type.scalar) {
    case ScalarKind::kString:
      builder.append_string(cell.text);
      return;
    case ScalarKind::kBool:
      builder.append_bool(cell.magnitude != 0);
      return;
    case ScalarKind::kI32:
      append_integer<int32_t>(cell, builder);
      return;
    case ScalarKind::kU32:
      append_integer<uint32_t>(cell, builder);
      return;
    case ScalarKind::kI64:
      append_integer<int64_t>(cell, builder);
      return;
    case ScalarKind::kU64:
      append_integer<uint64_t>(cell, builder);
      return;
    case ScalarKind::kF32:
      builder.append<float>(static_cast<float>(cell.real));
      return;
    case ScalarKind::kF64:
      builder.append<double>(cell.real);
      return;
    case ScalarKind::kDate:
      builder.append<int32_t>(static_cast<int32_t>(cell.time));
      return;
    case ScalarKind::kDateTime:
      builder.append<int64_t>(cell.time);
      return;
    case ScalarKind::kVector:
      builder.append_vector(std::span(floats).subspan(
          cell.vector_begin, static_cast<size_t>(column.property->type.dimension)));
      return;
    default:
      builder.append_null();  // no cell of another kind has a value
  }
}

// ---- Out ---------------------------------------------------------------------------------------

size_t TypeLoader::byte_size() const {
  size_t bytes = 0;
  for (const Column& column : columns_) {
    bytes += column.builder.byte_size();
  }
  return bytes;
}

ParsedRows TypeLoader::take() {
  ParsedRows rows = std::move(rows_);
  rows_ = {};
  rows_.type = &type_;
  rows.batch.row_count = rows.lines.size();
  for (Column& column : columns_) {
    rows.batch.columns.push_back(column.builder.finish());
    // The next block will be much like this one.
    const columnar::Array& made = *rows.batch.columns.back();
    const size_t spare = rows.batch.row_count / 16;
    column.builder.reserve(rows.batch.row_count + spare,
                           made.values().size() + made.values().size() / 16);
  }
  rows_.lines.reserve(rows.lines.size() + rows.lines.size() / 16);
  return rows;
}

}  // namespace omnigraph::graph
