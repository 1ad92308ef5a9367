#include "omnigraph/graph/stage/stage_version.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/log/names.h"

namespace omnigraph::graph {
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
  version.manifest = std::make_shared<const lance::TableManifest>(manifest);
  TableStore(io::borrowed(environment.store), environment.cache)
      .keep_manifest(object, version.manifest, bytes.size());
  version.files.push_back({object, std::move(bytes)});
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
