#include "omnigraph/graph/load/type_loader.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/load/json_cell.h"
#include "omnigraph/graph/load/row_key.h"
#include "omnigraph/graph/stage/stage_version.h"

namespace omnigraph::graph {
namespace {

constexpr size_t kRowsPerBatch = 8192;
constexpr size_t kBytesPerBatch = size_t{8} << 20;

}  // namespace

TypeLoader::TypeLoader(GraphEnvironment& environment,
                       const schema::EntityType& type,
                       std::string table_path,
                       std::vector<lance::LanceField> fields,
                       const LoadOptions& options)
    : environment_(environment),
      type_(type),
      table_path_(std::move(table_path)),
      fields_(std::move(fields)),
      options_(options),
      checks_(type),
      first_property_(type.is_edge() ? 3 : 1) {
  for (const columnar::Field& field : type.table_schema()) {
    Column column{type.find_property(field.name),
                  field.name,
                  columnar::Builder(field.type),
                  false,
                  {},
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
  for (const std::string& key : type.key) {
    key_columns_.push_back(column_named(key));
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
                                               std::map<std::string, uint64_t>* unknown) {
  for (Column& column : columns_) {
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
  OG_ASSIGN_OR_RETURN(id_, derive_id(id));
  return std::string_view(id_);
}

Status TypeLoader::append_property(Column& column) {
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
  const bool is_key = std::find(type_.key.begin(), type_.key.end(), column.name) != type_.key.end();
  if (is_key) {
    return Error(ErrorCode::kInvalidArgument,
                 format("node {} missing @key property '{}'", type_.name, column.name));
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

Result<std::string> TypeLoader::derive_id(std::string_view given) {
  if (type_.key.empty()) {
    return given.empty() ? environment_.ids.next() : std::string(given);
  }
  // The key's texts come from the cells just built, so that 3.0 and 3 give one id.
  std::vector<std::string> parts;
  for (const size_t c : key_columns_) {
    const Column& column = columns_[c];
    std::string_view text;
    if (column.property->type.scalar == schema::ScalarKind::kString &&
        column.value.get(text) == simdjson::SUCCESS) {
      parts.emplace_back(text);
      continue;
    }
    columnar::Builder cell(columnar::DataType(column.builder.type()));
    OG_RETURN_IF_ERROR(append_json_cell(column.value, column.property->type, cell));
    parts.push_back(cell_text(*cell.finish(), 0));
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
  ++row_count_;
  expected_ = first_property_;
  const uint64_t in_file = file_ == nullptr ? 0 : file_->row_count();
  if (lines_.size() < kRowsPerBatch && in_file + lines_.size() < options_.rows_per_file) {
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

Status TypeLoader::open_file() {
  file_name_ = new_data_file_name(environment_);
  OG_ASSIGN_OR_RETURN(auto out,
                      environment_.store.create_writer(table_path_ + "/data/" + file_name_));
  OG_ASSIGN_OR_RETURN(file_, lance::FileWriter::create(std::move(out), fields_));
  return {};
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
  lines_.clear();
  if (file_ == nullptr) {
    OG_RETURN_IF_ERROR(open_file());
  }
  OG_RETURN_IF_ERROR(file_->write(batch));
  return file_->row_count() >= options_.rows_per_file ? close_file() : Status();
}

Status TypeLoader::close_file() {
  OG_ASSIGN_OR_RETURN(lance::FileSummary summary, file_->finish());
  file_.reset();
  lance::DataFile file;
  file.path = file_name_;
  file.size_bytes = summary.size_bytes;
  file.field_ids = std::move(summary.field_ids);
  file.column_indices = std::move(summary.column_indices);
  lance::NewFragment fragment;
  fragment.physical_rows = summary.row_count;
  fragment.files.push_back(std::move(file));
  fragments_.push_back(std::move(fragment));
  return {};
}

Status TypeLoader::finish() {
  OG_RETURN_IF_ERROR(flush());
  return file_ == nullptr ? Status() : close_file();
}

}  // namespace omnigraph::graph
