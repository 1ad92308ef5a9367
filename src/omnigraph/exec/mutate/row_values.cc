#include "omnigraph/exec/mutate/row_values.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/columnar/builder.h"
#include "omnigraph/exec/mutate/statement_runner.h"
#include "omnigraph/exec/mutate/store_cast.h"
#include "omnigraph/graph/load/row_key.h"
#include "omnigraph/graph/validate/automatic_values.h"
#include "omnigraph/graph/validate/row_checks.h"

namespace omnigraph::exec {

using columnar::ArrayPtr;
using columnar::Builder;
using columnar::kNullRow;
using schema::Automatic;
using schema::Property;

RowValues::RowValues(const schema::EntityType& type,
                     size_t row_count,
                     int64_t now_ms,
                     const MutationServices& services)
    : type_(type),
      row_count_(row_count),
      now_ms_(now_ms),
      services_(services),
      columns_(type.columns.size()),
      assigned_(type.columns.size()) {}

Status RowValues::assign(const std::string& property, ArrayPtr values) {
  const size_t at = type_.column_of(property);
  if (at == SIZE_MAX) {
    return Error(ErrorCode::kInternal, format("assignment to an unknown column '{}'", property));
  }
  if (const Property* stored = type_.find_property(property)) {
    OG_ASSIGN_OR_RETURN(values, cast_for_store(values, *stored, type_.name));
  }
  columns_[at] = std::move(values);
  assigned_[at] = true;
  return {};
}

ArrayPtr RowValues::now_column() const {
  Builder builder{columnar::DataType(columnar::TypeKind::kDate64)};
  for (size_t row = 0; row < row_count_; ++row) {
    builder.append<int64_t>(now_ms_);
  }
  return builder.finish();
}

void RowValues::fill(const Property& property, size_t column) {
  if (!property.fills_itself()) {
    columns_[column] = columnar::make_nulls(type_.columns[column].type, row_count_);
    return;
  }
  Builder builder(type_.columns[column].type);
  for (size_t row = 0; row < row_count_; ++row) {
    graph::append_absent(property, now_ms_, services_.ids, builder);
  }
  columns_[column] = builder.finish();
}

void RowValues::complete_key() {
  for (const Property& property : type_.properties) {
    const size_t at = type_.column_of(property.name);
    if (property.default_value && columns_[at] == nullptr && type_.is_key_member(property.name)) {
      fill(property, at);
    }
  }
}

Status RowValues::complete_new() {
  for (const Property& property : type_.properties) {
    const size_t at = type_.column_of(property.name);
    // An explicit null counts as absent where a vector is made from a text.
    if (assigned_[at] && !property.embed_source.empty() && columns_[at]->null_count() != 0) {
      assigned_[at] = false;
    }
    if (columns_[at] == nullptr) {
      fill(property, at);
    }
  }
  return embed(/*only_assigned=*/false);
}

Status RowValues::complete_stored(const graph::TableView& view,
                                  std::span<const uint32_t> positions) {
  for (const Property& property : type_.properties) {
    if (property.automatic == Automatic::kUpdated) {
      columns_[type_.column_of(property.name)] = now_column();
    }
  }
  for (size_t c = 0; c < columns_.size(); ++c) {
    if (columns_[c] == nullptr) {
      OG_ASSIGN_OR_RETURN(columns_[c], view.take(c, positions));
    }
  }
  return embed(/*only_assigned=*/true);
}

// ---- Vectors made from texts -------------------------------------------------------------------

Status RowValues::embed(bool only_assigned) {
  for (const Property& property : type_.properties) {
    if (property.embed_source.empty()) {
      continue;
    }
    const size_t target = type_.column_of(property.name);
    const size_t source = type_.column_of(property.embed_source);
    if (assigned_[target] || (only_assigned && !assigned_[source])) {
      continue;
    }
    OG_ASSIGN_OR_RETURN(columns_[target],
                        embedded(property, type_.columns[target].type, columns_[source]));
  }
  return {};
}

Result<ArrayPtr> RowValues::embedded(const Property& property,
                                     const columnar::DataType& type,
                                     const ArrayPtr& texts) const {
  if (!services_.embed) {
    if (!property.type.nullable) {
      return Error(ErrorCode::kInvalidArgument,
                   format("property '{}' of {} has no value, and no embedding provider is set to "
                          "make it from '{}': give "
                          "the vector, or set OMNIGRAPH_EMBEDDINGS_MOCK=1 for test vectors",
                          property.name,
                          type_.name,
                          property.embed_source));
    }
    // The vector of another text would be wrong: it is pending until it is embedded.
    return columnar::make_nulls(type, texts->length());
  }
  Builder builder(type);
  std::vector<float> vector(static_cast<size_t>(property.type.dimension));
  for (size_t i = 0; i < texts->length(); ++i) {
    if (texts->is_null(i)) {
      builder.append_null();
      continue;
    }
    OG_RETURN_IF_ERROR(services_.embed(texts->string_at(i), vector));
    builder.append_vector(vector);
  }
  return builder.finish();
}

// ---- Ids ---------------------------------------------------------------------------------------

Result<std::string> RowValues::make_id() const {
  if (type_.key.empty()) {
    return services_.ids.next();
  }
  std::vector<std::string> parts;
  for (const std::string& member : type_.key) {
    const ArrayPtr& cell = columns_[type_.column_of(member)];
    if (cell == nullptr || cell->is_null(0)) {
      return runtime_error("R120", format("missing @key member '{}' of {}", member, type_.name));
    }
    parts.push_back(graph::cell_text(*cell, 0));
  }
  return graph::key_id(parts);
}

void RowValues::set_id(std::string_view id) {
  Builder builder{columnar::DataType(columnar::TypeKind::kString)};
  builder.append_string(id);
  columns_[0] = builder.finish();
}

Status RowValues::check() const {
  const graph::RowChecks checks(type_);
  if (const auto violation = checks.check({row_count_, columns_})) {
    return runtime_error(violation->code, violation->message);
  }
  return {};
}

columnar::Batch RowValues::take() {
  return {row_count_, std::move(columns_)};
}

}  // namespace omnigraph::exec
