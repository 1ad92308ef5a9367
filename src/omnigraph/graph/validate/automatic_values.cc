#include "omnigraph/graph/validate/automatic_values.h"

#include "omnigraph/base/uuid.h"

namespace omnigraph::graph {

void append_absent(const schema::Property& property,
                   int64_t now_ms,
                   UlidGenerator& ids,
                   columnar::Builder& builder) {
  using Kind = schema::DefaultValue::Kind;
  if (property.automatic != schema::Automatic::kNone) {
    builder.append<int64_t>(now_ms);
    return;
  }
  if (!property.default_value) {
    builder.append_null();
    return;
  }
  switch (property.default_value->kind) {
    case Kind::kConstant:
      builder.append_from(*property.default_value->constant, 0);
      return;
    case Kind::kNow:
      builder.append<int64_t>(now_ms);
      return;
    case Kind::kToday: {
      constexpr int64_t kDay = 86'400'000;
      const int64_t days = now_ms / kDay - (now_ms % kDay < 0 ? 1 : 0);
      builder.append<int32_t>(static_cast<int32_t>(days));
      return;
    }
    case Kind::kUuid:
      builder.append_string(uuid_from_ulid(ids.next()));
      return;
  }
}

Status keep_created(const TableView& view,
                    std::span<const uint32_t> replaced,
                    columnar::Batch* rows) {
  const schema::EntityType& type = view.type();
  for (const schema::Property& property : type.properties) {
    if (property.automatic != schema::Automatic::kCreated) {
      continue;
    }
    const size_t at = type.column_of(property.name);
    OG_ASSIGN_OR_RETURN(const columnar::ArrayPtr stored, view.take(at, replaced));
    columnar::Builder builder(columnar::DataType(stored->type()));
    for (size_t row = 0; row < rows->row_count; ++row) {
      builder.append_from(replaced[row] == columnar::kNullRow ? *rows->columns[at] : *stored, row);
    }
    rows->columns[at] = builder.finish();
  }
  return {};
}

}  // namespace omnigraph::graph
