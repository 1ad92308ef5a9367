// Making the next version of a table: the bytes of its manifest and the pin that will name it.
// Nothing is stored here; the publisher writes the files of all tables in one round.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/log/record.h"
#include "omnigraph/graph/table/table_store.h"
#include "omnigraph/graph/table/table_view.h"
#include "omnigraph/io/object_store.h"
#include "omnigraph/lance/table/new_version.h"

namespace omnigraph::graph {

struct StagedVersion {
  Pin pin;
  ManifestPtr manifest;
  std::vector<io::NewObject> files;
};

// Version 1 of an empty table at `table_path`.
Result<StagedVersion> stage_empty_table(GraphEnvironment& environment,
                                        const std::string& branch,
                                        const schema::EntityType& type,
                                        const std::string& table_path);

// The manifest's bytes as a file, and the pin that names it.
Result<StagedVersion> stage_manifest(GraphEnvironment& environment,
                                     const std::string& branch,
                                     const std::string& table_key,
                                     const std::string& table_path,
                                     const lance::TableManifest& manifest);

// The manifest's fields in the order of the type's columns. kCorruption if one is missing or has
// another type.
Result<std::vector<lance::LanceField>> column_fields(const lance::TableManifest& manifest,
                                                     const schema::EntityType& type);

// Offsets of the rows of `fragment` that are not live, and of those at `masked` (positions in the
// fragment's view).
lance::DeletionVector deleted_rows(const TableView::Fragment& fragment,
                                   std::span<const uint32_t> masked);

// "01KA….lance": a fresh data file name.
std::string new_data_file_name(GraphEnvironment& environment);

// Options for lance::NewVersion with the environment's clock and random.
lance::NewVersionOptions version_options(GraphEnvironment& environment);

}  // namespace omnigraph::graph
