#include "omnigraph/graph/stage/stage_version.h"

#include <algorithm>

#include "omnigraph/base/check.h"
#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/stage/buffer_writer.h"
#include "omnigraph/lance/file/file_writer.h"

namespace omnigraph::graph {
namespace {

// Writes `batch` as one data file in memory.
Result<lance::DataFile> write_data_file(GraphEnvironment& environment,
                                        const std::string& table_path,
                                        std::vector<lance::LanceField> fields,
                                        const columnar::Batch& batch,
                                        std::vector<io::NewObject>* files) {
  lance::DataFile file;
  file.path = new_data_file_name(environment);
  Buffer bytes;
  OG_ASSIGN_OR_RETURN(
      auto writer,
      lance::FileWriter::create(std::make_unique<BufferWriter>(&bytes), std::move(fields)));
  OG_RETURN_IF_ERROR(writer->write(batch));
  OG_ASSIGN_OR_RETURN(lance::FileSummary summary, writer->finish());
  file.size_bytes = summary.size_bytes;
  file.field_ids = std::move(summary.field_ids);
  file.column_indices = std::move(summary.column_indices);
  files->push_back({table_path + "/" + lance::data_path(file), std::move(bytes)});
  return file;
}

// Marks the masked rows of every fragment of the base as deleted.
Status stage_deletions(const Pin& base_pin,
                       const lance::TableManifest& manifest,
                       const StagedTable& staged,
                       lance::NewVersion& next,
                       std::vector<io::NewObject>* files) {
  const std::vector<uint32_t> masked = staged.masked();
  size_t at = 0;
  for (size_t f = 0; f < staged.base()->fragments().size(); ++f) {
    const TableView::Fragment& fragment = staged.base()->fragments()[f];
    const size_t begin = at;
    while (at < masked.size() && masked[at] - fragment.first_position < fragment.row_count) {
      ++at;
    }
    if (begin == at) {
      continue;
    }
    const auto deleted = deleted_rows(fragment, std::span(masked).subspan(begin, at - begin));
    OG_ASSIGN_OR_RETURN(auto file, next.delete_rows(manifest.fragments[f].id, deleted));
    if (file) {
      files->push_back({base_pin.table_path + "/" + file->path, file->bytes});
    }
  }
  return {};
}

}  // namespace

lance::DeletionVector deleted_rows(const TableView::Fragment& fragment,
                                   std::span<const uint32_t> masked) {
  lance::DeletionVector deleted;
  if (!fragment.live.empty()) {
    for (uint32_t row = 0; row < fragment.row_count; ++row) {
      if (!columnar::get_bit(fragment.live.data(), row)) {
        deleted.add(row);
      }
    }
  }
  for (const uint32_t position : masked) {
    deleted.add(position - fragment.first_position);
  }
  return deleted;
}

Result<std::vector<lance::LanceField>> column_fields(const lance::TableManifest& manifest,
                                                     const schema::EntityType& type) {
  std::vector<lance::LanceField> fields;
  for (const columnar::Field& column : type.table_schema()) {
    const auto at = std::find_if(
        manifest.fields.begin(), manifest.fields.end(), [&](const lance::LanceField& field) {
          return field.name == column.name;
        });
    if (at == manifest.fields.end() || !(at->type == column.type)) {
      return Error(ErrorCode::kCorruption,
                   format("table does not have the schema's column: table \"{}\", version {}, "
                          "column \"{}\", type {}",
                          type.table_key,
                          manifest.version,
                          column.name,
                          columnar::to_string(column.type)));
    }
    fields.push_back(*at);
  }
  return fields;
}

std::string new_data_file_name(GraphEnvironment& environment) {
  return environment.ids.next() + ".lance";
}

lance::NewVersionOptions version_options(GraphEnvironment& environment) {
  lance::NewVersionOptions options;
  options.timestamp_us = environment.clock.now_us();
  options.transaction_uuid = lance::make_uuid(environment.random);
  return options;
}

Result<StagedVersion> stage_manifest(GraphEnvironment& environment,
                                     const std::string& branch,
                                     const std::string& table_key,
                                     const std::string& table_path,
                                     const lance::TableManifest& manifest) {
  OG_ASSIGN_OR_RETURN(Buffer bytes, lance::serialize(manifest));
  StagedVersion version;
  Pin& pin = version.pin;
  pin.table_key = table_key;
  pin.table_path = table_path;
  if (branch != kMainBranch) {
    pin.table_branch = branch;
  }
  pin.table_version = manifest.version;
  pin.manifest = lance::graph_manifest_name(manifest.version, environment.ids.next());
  pin.manifest_xxh3 = hex16(xxh3(bytes.span()));
  pin.row_count = manifest.live_rows();
  pin.size_bytes = manifest.data_size_bytes();
  const std::string object = manifest_object(table_path, pin.manifest);
  // The next reader and the mirror need not fetch what is known here.
  TableStore(environment.store, environment.cache).keep_manifest(object, manifest, bytes.size());
  version.files.push_back({object, std::move(bytes)});
  return version;
}

Result<StagedVersion> stage_version(GraphEnvironment& environment,
                                    const std::string& branch,
                                    const Pin& base_pin,
                                    const lance::TableManifest& manifest,
                                    const StagedTable& staged) {
  OG_CHECK(staged.base()->fragments().size() == manifest.fragments.size(),
           "the staged rows are of another version");
  lance::NewVersion next(manifest, version_options(environment));
  std::vector<io::NewObject> files;
  const StagedTable::Rows rows = staged.live_rows();
  if (rows.batch.row_count != 0) {
    std::vector<lance::RowAddress> origins;
    for (const uint32_t position : rows.origins) {
      const size_t f = staged.base()->fragment_of(position);
      origins.push_back(
          {manifest.fragments[f].id, position - staged.base()->fragments()[f].first_position});
    }
    lance::NewFragment fragment;
    fragment.physical_rows = rows.batch.row_count;
    OG_ASSIGN_OR_RETURN(fragment.carried, lance::carried_rows(manifest, origins));
    OG_ASSIGN_OR_RETURN(auto fields, column_fields(manifest, staged.base()->type()));
    OG_ASSIGN_OR_RETURN(
        lance::DataFile file,
        write_data_file(environment, base_pin.table_path, std::move(fields), rows.batch, &files));
    fragment.files.push_back(std::move(file));
    OG_RETURN_IF_ERROR(next.add_fragment(std::move(fragment)));
  }
  OG_RETURN_IF_ERROR(stage_deletions(base_pin, manifest, staged, next, &files));
  OG_ASSIGN_OR_RETURN(
      StagedVersion version,
      stage_manifest(environment, branch, base_pin.table_key, base_pin.table_path, next.finish()));
  for (io::NewObject& file : files) {
    version.files.push_back(std::move(file));
  }
  return version;
}

Result<StagedVersion> stage_empty_table(GraphEnvironment& environment,
                                        const std::string& branch,
                                        const schema::EntityType& type,
                                        const std::string& table_path) {
  std::vector<lance::LanceField> fields;
  int32_t next_id = 0;
  for (const columnar::Field& column : type.table_schema()) {
    fields.push_back(lance::make_field(column.name, column.type, column.nullable, &next_id));
  }
  const lance::TableManifest manifest =
      lance::create_table(std::move(fields), version_options(environment));
  return stage_manifest(environment, branch, type.table_key, table_path, manifest);
}

}  // namespace omnigraph::graph
