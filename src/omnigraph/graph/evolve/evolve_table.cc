#include "omnigraph/graph/evolve/evolve_table.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "omnigraph/base/check.h"
#include "omnigraph/base/format.h"
#include "omnigraph/graph/evolve/field_ids.h"
#include "omnigraph/graph/evolve/new_columns.h"
#include "omnigraph/graph/index/indexed_columns.h"
#include "omnigraph/graph/index/table_index.h"
#include "omnigraph/graph/index/update_indices.h"
#include "omnigraph/graph/snapshot/record_store.h"
#include "omnigraph/graph/stage/stage_version.h"
#include "omnigraph/graph/table/file_source.h"
#include "omnigraph/lance/table/new_version.h"
#include "omnigraph/schema/migrate/type_mapping.h"

namespace omnigraph::graph {
namespace {

using lance::LanceField;
using schema::EntityType;
using schema::Property;

// What indices are built from is read once, and in order.
constexpr size_t kIndexReadBytes = size_t{32} << 20;

Result<const LanceField*> stored_field(const lance::TableManifest& manifest,
                                       const EntityType& type,
                                       const std::string& column) {
  const auto at = std::find_if(manifest.fields.begin(),
                               manifest.fields.end(),
                               [&](const LanceField& field) { return field.name == column; });
  if (at == manifest.fields.end()) {
    return Error(ErrorCode::kCorruption,
                 format("table does not have the schema's column: table \"{}\", version {}, "
                        "column \"{}\"",
                        type.table_key,
                        manifest.version,
                        column));
  }
  return &*at;
}

// The columns of the new version.
struct Layout {
  std::vector<LanceField> fields;
  std::vector<NewColumn> written;
  int32_t next_id = 0;
};

class TableEvolver {
 public:
  TableEvolver(GraphEnvironment& environment,
               const Snapshot& base,
               const TypeChange& change,
               const CancelToken& cancel)
      : environment_(environment), base_(base), change_(change), cancel_(cancel) {}

  Result<EvolvedTable> run() {
    const Pin* pin = base_.find_pin(change_.before->table_key);
    OG_ASSIGN_OR_RETURN(before_, base_.manifest(*change_.before));
    path_ = pin->table_path;
    OG_ASSIGN_OR_RETURN(Layout layout, make_layout());
    const bool same_columns = layout.fields == before_->fields;
    if (same_columns &&
        indexed_ids(*before_, *change_.before) == indexed_ids(*before_, *change_.after)) {
      return std::move(evolved_);
    }
    lance::NewVersionOptions options = version_options(environment_);
    options.kind =
        layout.written.empty() ? lance::TransactionKind::kProject : lance::TransactionKind::kMerge;
    lance::TableManifest manifest = lance::NewVersion(*before_, std::move(options)).finish();
    if (!same_columns) {
      manifest.fields = std::move(layout.fields);
      keep_next_field_id(layout.next_id, &manifest);
    }
    OG_RETURN_IF_ERROR(add_files(layout.written, &manifest));
    prune_indices(&manifest);
    evolved_.manifest = std::move(manifest);
    OG_RETURN_IF_ERROR(build_indices());
    if (same_columns && evolved_.manifest->indices == before_->indices) {
      evolved_.manifest.reset();
    }
    return std::move(evolved_);
  }

 private:
  Result<Layout> make_layout() {
    Layout layout;
    layout.next_id = next_field_id(*before_);
    for (const columnar::Field& column : change_.after->table_schema()) {
      const Property* property = change_.after->find_property(column.name);
      const Property* was =
          property == nullptr
              ? nullptr
              : schema::earlier_property(
                    change_.before->properties, change_.after->properties, *property);
      if (property != nullptr && was == nullptr) {
        add_column(column, *property, &layout);
        continue;
      }
      OG_ASSIGN_OR_RETURN(
          const LanceField* stored,
          stored_field(*before_, *change_.before, was == nullptr ? column.name : was->name));
      if (property != nullptr && !(stored->type == column.type)) {
        widen_column(column, *property, *stored, was->name, &layout);
        continue;
      }
      LanceField field = *stored;
      field.name = column.name;
      field.nullable = field.nullable || column.nullable;
      layout.fields.push_back(std::move(field));
    }
    return layout;
  }

  static void add_column(const columnar::Field& column, const Property& property, Layout* layout) {
    layout->fields.push_back(
        lance::make_field(column.name, column.type, column.nullable, &layout->next_id));
    if (!column.nullable) {
      layout->written.push_back({layout->fields.back(), &property, std::nullopt});
    }
  }

  void widen_column(const columnar::Field& column,
                    const Property& property,
                    const LanceField& stored,
                    const std::string& was,
                    Layout* layout) {
    LanceField field = lance::make_field(
        column.name, column.type, column.nullable || stored.nullable, &layout->next_id);
    remember_earlier(stored, &field);
    layout->written.push_back({field, &property, change_.before->column_of(was)});
    layout->fields.push_back(std::move(field));
  }

  // The fields that have an index under `type`, as the version before names its columns. (New ones
  // have other names there, or none.)
  static std::set<int32_t> indexed_ids(const lance::TableManifest& manifest,
                                       const EntityType& type) {
    std::set<int32_t> ids;
    const columnar::Schema columns = type.table_schema();
    for (const size_t column : indexed_columns(type)) {
      const auto field = stored_field(manifest, type, columns[column].name);
      ids.insert(field.ok() ? (*field)->id : -1);
    }
    return ids;
  }

  // Fragments that travel in the record get their new files there, those of the store theirs in
  // the store: a fragment is here or there as a whole.
  Status add_files(const std::vector<NewColumn>& columns, lance::TableManifest* manifest) {
    if (columns.empty() || manifest->fragments.empty()) {
      return {};
    }
    OG_ASSIGN_OR_RETURN(const TableViewPtr view, base_.table(*change_.before));
    const int64_t now_ms = environment_.clock.now_us() / 1000;
    for (size_t f = 0; f < manifest->fragments.size(); ++f) {
      lance::Fragment& fragment = manifest->fragments[f];
      OG_ASSIGN_OR_RETURN(
          ColumnsFile file,
          write_columns(environment_, path_, columns, view->fragments()[f], now_ms, cancel_));
      std::vector<io::NewObject>& into =
          in_record(fragment) ? evolved_.files : evolved_.stored_files;
      std::move(file.files.begin(), file.files.end(), std::back_inserter(into));
      fragment.files.push_back(std::move(file.file));
    }
    return {};
  }

  bool in_record(const lance::Fragment& fragment) const {
    return std::any_of(
        fragment.files.begin(), fragment.files.end(), [&](const lance::DataFile& file) {
          return base_.files()->count(path_ + "/" + lance::data_path(file)) != 0;
        });
  }

  // Entries over columns that are gone, or that nobody keeps up any more, go; the others are named
  // as their columns are now.
  void prune_indices(lance::TableManifest* manifest) const {
    std::map<int32_t, std::string> columns;
    std::set<std::string> indexed;
    for (const LanceField& field : manifest->fields) {
      columns[field.id] = field.name;
    }
    const columnar::Schema schema = change_.after->table_schema();
    for (const size_t column : indexed_columns(*change_.after)) {
      indexed.insert(schema[column].name);
    }
    std::vector<lance::IndexEntry> kept;
    for (lance::IndexEntry& entry : manifest->indices) {
      const auto column =
          entry.field_ids.empty() ? columns.end() : columns.find(entry.field_ids[0]);
      if (column == columns.end() ||
          (is_btree_segment(entry) && indexed.count(column->second) == 0)) {
        continue;
      }
      if (is_btree_segment(entry)) {
        entry.name = index_name(column->second);
      }
      kept.push_back(std::move(entry));
    }
    manifest->indices = std::move(kept);
  }

  Status build_indices() {
    lance::TableManifest& manifest = *evolved_.manifest;
    if (manifest.indices.empty() && manifest.live_rows() < kUncoveredRowsMax) {
      return {};
    }
    ReadCache cache(kIndexReadBytes);
    OG_ASSIGN_OR_RETURN(const TableViewPtr view,
                        evolved_view(environment_, cache, base_, change_, evolved_));
    std::map<uint64_t, const TableView::Fragment*> rows;
    for (size_t f = 0; f < manifest.fragments.size(); ++f) {
      rows[manifest.fragments[f].id] = &view->fragments()[f];
    }
    return update_indices(
        environment_,
        path_,
        *change_.after,
        [&](uint64_t id) { return rows.at(id); },
        &manifest,
        &evolved_.stored_files);
  }

  GraphEnvironment& environment_;
  const Snapshot& base_;
  const TypeChange& change_;
  const CancelToken& cancel_;
  ManifestPtr before_;
  std::string path_;
  EvolvedTable evolved_;
};

}  // namespace

Result<EvolvedTable> evolve_table(GraphEnvironment& environment,
                                  const Snapshot& base,
                                  const TypeChange& change,
                                  const CancelToken& cancel) {
  return TableEvolver(environment, base, change, cancel).run();
}

Result<TableViewPtr> evolved_view(GraphEnvironment& environment,
                                  ReadCache& cache,
                                  const Snapshot& base,
                                  const TypeChange& change,
                                  const EvolvedTable& evolved) {
  OG_ASSIGN_OR_RETURN(const ManifestPtr stored, base.manifest(*change.before));
  OG_ASSIGN_OR_RETURN(const TableViewPtr before, base.table(*change.before));
  const lance::TableManifest& manifest = evolved.manifest ? *evolved.manifest : *stored;
  OG_CHECK(before->fragments().size() == manifest.fragments.size(),
           "a change of schema keeps every fragment");
  auto files = std::make_shared<RecordFiles>(*base.files());
  for (const auto* list : {&evolved.files, &evolved.stored_files}) {
    for (const io::NewObject& file : *list) {
      files->insert_or_assign(file.path, file.bytes);
    }
  }
  const auto store = std::make_shared<RecordStore>(environment.store, std::move(files));
  const std::string& path = base.find_pin(change.before->table_key)->table_path;
  std::vector<TableView::Fragment> fragments;
  for (size_t f = 0; f < manifest.fragments.size(); ++f) {
    TableView::Fragment fragment = before->fragments()[f];
    fragment.source = make_file_source(
        store, cache, path, manifest.fields, change.after->table_schema(), manifest.fragments[f]);
    fragment.state_key.clear();
    fragments.push_back(std::move(fragment));
  }
  return TableViewPtr(
      std::make_shared<const TableView>(change.catalog, *change.after, std::move(fragments)));
}

}  // namespace omnigraph::graph
