// StoredTable: what lies behind the stored fragments of a view: the manifest that names them, and
// where its files are. Through it a view finds the indices of its table. Immutable; thread-safe.
#pragma once

#include <memory>
#include <string>

#include "omnigraph/io/object_store.h"
#include "omnigraph/lance/table/manifest.h"

namespace omnigraph::graph {

class ReadCache;

struct StoredTable {
  std::shared_ptr<const lance::TableManifest> manifest;
  std::string path;             // of the table's folder
  std::string manifest_object;  // names this version of the table among all others
  io::ObjectStorePtr store;
  ReadCache* cache = nullptr;  // outlives the views
};
using StoredTablePtr = std::shared_ptr<const StoredTable>;

}  // namespace omnigraph::graph
