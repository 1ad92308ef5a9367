// TableStore: from a pin to the table's manifest and to a view of its rows. Everything it reads
// goes through the cache and is verified: the manifest against the pin's hash, deletion files
// against the hash in their name, pages by their readers.
//
// Thread-safe. Cost on a cold cache: one read per manifest, one per deletion file (one round).
#pragma once

#include <memory>
#include <string>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/log/record.h"
#include "omnigraph/graph/table/read_cache.h"
#include "omnigraph/graph/table/table_view.h"
#include "omnigraph/io/object_store.h"
#include "omnigraph/lance/table/manifest.h"

namespace omnigraph::graph {

using ManifestPtr = std::shared_ptr<const lance::TableManifest>;

class TableStore {
 public:
  TableStore(io::ObjectStorePtr store, ReadCache& cache)
      : store_(std::move(store)), cache_(cache) {}

  Result<ManifestPtr> manifest(const Pin& pin);
  // Puts the manifest of a version that is about to be stored into the cache, under its object
  // name.
  void keep_manifest(const std::string& object, ManifestPtr manifest, size_t stored_bytes);
  // `before`: a view of another version of the table, or null. What both show is taken over from
  // it.
  Result<TableViewPtr> view(const schema::CatalogPtr& catalog,
                            const schema::EntityType& type,
                            const Pin& pin,
                            const TableView* before = nullptr);

 private:
  io::ObjectStorePtr store_;
  ReadCache& cache_;
};

}  // namespace omnigraph::graph
