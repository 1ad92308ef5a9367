#include "omnigraph/graph/export/export.h"

#include <algorithm>
#include <set>

#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/graph/export/cell_json.h"

namespace omnigraph::graph {
namespace {

using columnar::ArrayPtr;
using schema::EntityType;

constexpr size_t kRowsPerChunk = 4096;

// Live positions of a view in the order of their ids.
Result<std::vector<uint32_t>> positions_by_id(const TableView& view) {
  std::vector<std::pair<std::string_view, uint32_t>> rows;
  std::vector<ArrayPtr> keep;
  rows.reserve(view.row_count());
  for (const TableView::Fragment& fragment : view.fragments()) {
    OG_ASSIGN_OR_RETURN(ArrayPtr ids, fragment.source->read(0, 0, fragment.row_count));
    for (uint32_t row = 0; row < fragment.row_count; ++row) {
      if (fragment.live.empty() || columnar::get_bit(fragment.live.data(), row)) {
        rows.emplace_back(ids->string_at(row), fragment.first_position + row);
      }
    }
    keep.push_back(std::move(ids));
  }
  std::sort(rows.begin(), rows.end());
  std::vector<uint32_t> positions;
  positions.reserve(rows.size());
  for (const auto& [id, position] : rows) {
    positions.push_back(position);
  }
  return positions;
}

Status write_row(JsonWriter& json,
                 const EntityType& type,
                 const columnar::Schema& columns,
                 const columnar::Batch& rows,
                 size_t i) {
  const bool own_id = type.find_property("id") != nullptr;
  const std::string_view id = rows.columns[0]->string_at(i);
  json.begin_object();
  if (type.is_edge()) {
    json.member("edge", type.name);
    json.member("from", rows.columns[1]->string_at(i));
    json.member("to", rows.columns[2]->string_at(i));
  } else {
    json.member("type", type.name);
  }
  if (own_id) {
    json.member("id", id);
  }
  json.key("data");
  json.begin_object();
  if (!own_id) {
    json.member("id", id);
  }
  for (size_t c = type.is_edge() ? 3 : 1; c < columns.size(); ++c) {
    json.key(columns[c].name);
    const Status written = write_cell_json(json, *rows.columns[c], i);
    if (!written.ok()) {
      return written.error().with_context(
          format("{} '{}', property '{}'", type.name, id, columns[c].name));
    }
  }
  json.end_object();
  json.end_object();
  return {};
}

Status export_table(const Snapshot& snapshot,
                    const EntityType& type,
                    const TextSink& sink,
                    const CancelToken& cancel) {
  OG_ASSIGN_OR_RETURN(const TableViewPtr view, snapshot.table(type));
  OG_ASSIGN_OR_RETURN(const std::vector<uint32_t> positions, positions_by_id(*view));
  for (size_t begin = 0; begin < positions.size(); begin += kRowsPerChunk) {
    OG_RETURN_IF_ERROR(cancel.check());
    const auto chunk =
        std::span(positions).subspan(begin, std::min(kRowsPerChunk, positions.size() - begin));
    columnar::Batch rows;
    rows.row_count = chunk.size();
    for (size_t c = 0; c < view->columns().size(); ++c) {
      OG_ASSIGN_OR_RETURN(ArrayPtr column, view->take(c, chunk));
      rows.columns.push_back(std::move(column));
    }
    std::string text;
    for (size_t i = 0; i < rows.row_count; ++i) {
      JsonWriter json;
      OG_RETURN_IF_ERROR(write_row(json, type, view->columns(), rows, i));
      text += json.text();
      text += '\n';
    }
    OG_RETURN_IF_ERROR(sink(text));
  }
  return {};
}

}  // namespace

Status export_snapshot(const Snapshot& snapshot,
                       const ExportFilter& filter,
                       const TextSink& sink,
                       const CancelToken& cancel) {
  const schema::Catalog& catalog = *snapshot.catalog();
  std::set<std::string> wanted;
  for (const std::string& name : filter.type_names) {
    const EntityType* node = catalog.find_node(name);
    const EntityType* edge = catalog.find_edge(name);
    if (node == nullptr && edge == nullptr) {
      return Error(ErrorCode::kInvalidArgument, format("unknown export type '{}'", name));
    }
    for (const EntityType* type : {node, edge}) {
      if (type != nullptr) {
        wanted.insert(type->table_key);
      }
    }
  }
  for (const std::string& key : filter.table_keys) {
    if (catalog.find_table(key) == nullptr) {
      return Error(ErrorCode::kInvalidArgument, format("unknown export table '{}'", key));
    }
    wanted.insert(key);
  }
  const bool everything = filter.type_names.empty() && filter.table_keys.empty();
  for (const auto& [key, pin] : snapshot.pins()) {
    const EntityType* type = catalog.find_table(key);
    if (type != nullptr && (everything || wanted.contains(key))) {
      OG_RETURN_IF_ERROR(export_table(snapshot, *type, sink, cancel));
    }
  }
  return {};
}

}  // namespace omnigraph::graph
