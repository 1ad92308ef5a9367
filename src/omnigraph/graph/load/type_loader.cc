#include "omnigraph/graph/load/type_loader.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/load/json_cell.h"
#include "omnigraph/graph/load/row_key.h"
#include "omnigraph/graph/validate/automatic_values.h"

namespace omnigraph::graph {
namespace {

constexpr size_t kRowsPerBatch = 8192;
constexpr size_t kBytesPerBatch = size_t{8} << 20;

}  // namespace

TypeLoader::TypeLoader(GraphEnvironment& environment,
                       std::unique_ptr<TableWriter> writer,
                       const LoadOptions& options,
                       int64_t now_ms)
    : environment_(environment),
      writer_(std::move(writer)),
      type_(writer_->type()),
      options_(options),
      checks_(type_),
      now_ms_(now_ms),
      first_property_(type_.is_edge() ? 3 : 1) {
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
    append_absent(*column.property, now_ms_, environment_.ids, column.builder);
    return;
  }
  columnar::Builder cell(columnar::DataType(column.builder.type()));
  append_absent(*column.property, now_ms_, environment_.ids, cell);
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
    return given.empty() ? environment_.ids.next() : std::string(given);
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

Status TypeLoader::finish_row(std::string_view source, std::string_view target, uint64_t line) {
  columns_[0].builder.append_string(id_);
  if (type_.is_edge()) {
    columns_[1].builder.append_string(source);
    columns_[2].builder.append_string(target);
  }
  lines_.push_back(line);
  identified_.push_back(row_identified_);
  ++row_count_;
  expected_ = first_property_;
  if (lines_.size() < kRowsPerBatch) {
    if (lines_.size() % 64 != 0) {
      return {};
    }
    size_t bytes = 0;
    for (const Column& column : columns_) {
      bytes += column.builder.byte_size();
    }
    if (bytes < kBytesPerBatch) {
      return {};
    }
  }
  return flush();
}

void TypeLoader::supersede(uint64_t line) {
  ++superseded_count_;
  const auto at = std::lower_bound(lines_.begin(), lines_.end(), line);
  if (at == lines_.end() || *at != line) {
    writer_->supersede(line);
    return;
  }
  dropped_.resize(lines_.size());
  dropped_[static_cast<size_t>(at - lines_.begin())] = true;
}

Status TypeLoader::flush() {
  if (lines_.empty()) {
    return {};
  }
  columnar::Batch batch;
  batch.row_count = lines_.size();
  for (Column& column : columns_) {
    batch.columns.push_back(column.builder.finish());
  }
  if (const auto violation = checks_.check(batch)) {
    return Error(ErrorCode::kInvalidArgument,
                 format("line {}: {}", lines_[violation->row], violation->message));
  }
  drop_superseded(&batch);
  OG_RETURN_IF_ERROR(writer_->write(std::move(batch), lines_, identified_));
  lines_.clear();
  identified_.clear();
  return {};
}

void TypeLoader::drop_superseded(columnar::Batch* batch) {
  if (dropped_.empty()) {
    return;
  }
  dropped_.resize(lines_.size());
  std::vector<uint32_t> kept;
  for (uint32_t row = 0; row < lines_.size(); ++row) {
    if (!dropped_[row]) {
      lines_[kept.size()] = lines_[row];
      identified_[kept.size()] = identified_[row];
      kept.push_back(row);
    }
  }
  lines_.resize(kept.size());
  identified_.resize(kept.size());
  for (columnar::ArrayPtr& column : batch->columns) {
    column = columnar::take(*column, kept);
  }
  batch->row_count = kept.size();
  dropped_.clear();
}

Status TypeLoader::finish() {
  OG_RETURN_IF_ERROR(flush());
  return writer_->finish();
}

}  // namespace omnigraph::graph
