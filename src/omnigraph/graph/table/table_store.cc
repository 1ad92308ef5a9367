#include "omnigraph/graph/table/table_store.h"

#include <unordered_map>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/table/file_source.h"
#include "omnigraph/lance/file/file_writer.h"
#include "omnigraph/lance/table/deletion_vector.h"

namespace omnigraph::graph {

namespace {

std::string manifest_key(const std::string& object) {
  return "manifest:" + object;
}

// What a manifest takes in memory, roughly, from its size in storage.
size_t manifest_memory(size_t stored_bytes) {
  return stored_bytes * 4;
}

// Under which the rows that a deletion file leaves are cached. Fragments of two branches may have
// the same number, the same deleted rows and so the same file, and differ in how many rows they
// have.
std::string live_key(const std::string& deletion_object, uint64_t physical_rows) {
  return format("live:{}:{}", deletion_object, physical_rows);
}

// Files of other versions are those of a newer program.
Status check_file_versions(const lance::Fragment& fragment, const Pin& pin) {
  for (const lance::DataFile& file : fragment.files) {
    if (file.major_version != lance::kFileMajorVersion ||
        file.minor_version != lance::kFileMinorVersion) {
      return Error(ErrorCode::kUnsupported,
                   format("data file of version {}.{} cannot be read: table \"{}\", file \"{}\"; "
                          "expected version {}.{}; a newer omnigraph may have written it",
                          file.major_version,
                          file.minor_version,
                          pin.table_key,
                          file.path,
                          lance::kFileMajorVersion,
                          lance::kFileMinorVersion));
    }
  }
  return {};
}

// The sources of a view with the same columns, by what they hold.
using Sources = std::unordered_map<std::string, std::shared_ptr<FragmentSource>>;

Sources sources_of(const TableView* view, const columnar::Schema& columns) {
  Sources sources;
  if (view != nullptr && view->columns() == columns) {
    for (const TableView::Fragment& fragment : view->fragments()) {
      sources.emplace(fragment.source->content_key(), fragment.source);
    }
  }
  return sources;
}

}  // namespace

void TableStore::keep_manifest(const std::string& object,
                               ManifestPtr manifest,
                               size_t stored_bytes) {
  cache_.insert(manifest_key(object), std::move(manifest), manifest_memory(stored_bytes));
}

Result<ManifestPtr> TableStore::manifest(const Pin& pin) {
  const std::string object = manifest_object(pin.table_path, pin.manifest);
  return cache_.get<lance::TableManifest>(
      manifest_key(object), [&]() -> Result<ReadCache::Sized<lance::TableManifest>> {
        OG_ASSIGN_OR_RETURN(const Buffer bytes, store_->read(object));
        const std::string found = hex16(xxh3(bytes.span()));
        if (found != pin.manifest_xxh3) {
          return Error(
              ErrorCode::kCorruption,
              format("table manifest has a wrong checksum: object \"{}\", expected {}, found {}",
                     object,
                     pin.manifest_xxh3,
                     found));
        }
        OG_ASSIGN_OR_RETURN(lance::TableManifest manifest,
                            lance::parse_manifest(bytes.span(), object));
        if (manifest.version != pin.table_version || manifest.live_rows() != pin.row_count) {
          return Error(ErrorCode::kCorruption,
                       format("table manifest does not fit its pin: object \"{}\", expected "
                              "version {} with {} rows, found version {} with {} rows",
                              object,
                              pin.table_version,
                              pin.row_count,
                              manifest.version,
                              manifest.live_rows()));
        }
        return ReadCache::Sized<lance::TableManifest>{
            std::make_shared<const lance::TableManifest>(std::move(manifest)),
            manifest_memory(bytes.size())};
      });
}

Result<TableViewPtr> TableStore::view(const schema::CatalogPtr& catalog,
                                      const schema::EntityType& type,
                                      const Pin& pin,
                                      const TableView* before) {
  OG_ASSIGN_OR_RETURN(const ManifestPtr manifest, this->manifest(pin));
  const columnar::Schema columns = type.table_schema();
  // Deletion files that are not cached come in one round.
  std::vector<std::shared_ptr<const Buffer>> live(manifest->fragments.size());
  std::vector<io::ReadRequest> requests;
  std::vector<size_t> wanted;
  for (size_t i = 0; i < manifest->fragments.size(); ++i) {
    const lance::Fragment& fragment = manifest->fragments[i];
    if (!fragment.deletion_file) {
      continue;
    }
    const std::string path =
        pin.table_path + "/" + lance::deletion_path(fragment.id, *fragment.deletion_file);
    live[i] =
        std::static_pointer_cast<const Buffer>(cache_.find(live_key(path, fragment.physical_rows)));
    if (live[i] == nullptr) {
      requests.push_back({path});
      wanted.push_back(i);
    }
  }
  const auto answers = store_->read_many(requests);
  for (size_t r = 0; r < requests.size(); ++r) {
    const lance::Fragment& fragment = manifest->fragments[wanted[r]];
    OG_RETURN_IF_ERROR(answers[r]);
    OG_ASSIGN_OR_RETURN(
        const auto deleted,
        lance::DeletionVector::read(
            answers[r]->span(), *fragment.deletion_file, fragment.physical_rows, requests[r].path));
    auto bitmap = std::make_shared<const Buffer>(deleted.live_bitmap(fragment.physical_rows));
    live[wanted[r]] = bitmap;
    cache_.insert(live_key(requests[r].path, fragment.physical_rows), bitmap, bitmap->size());
  }

  const Sources known = sources_of(before, columns);
  std::vector<TableView::Fragment> fragments;
  for (size_t i = 0; i < manifest->fragments.size(); ++i) {
    const lance::Fragment& stored = manifest->fragments[i];
    if (stored.physical_rows >= columnar::kNullRow) {
      return Error(ErrorCode::kUnsupported,
                   format("fragment has too many rows: table \"{}\", fragment {}, rows {}",
                          pin.table_key,
                          stored.id,
                          stored.physical_rows));
    }
    OG_RETURN_IF_ERROR(check_file_versions(stored, pin));
    TableView::Fragment fragment;
    const auto same =
        stored.files.empty()
            ? known.end()
            : known.find(pin.table_path + "/" + lance::data_path(stored.files.front()));
    fragment.source =
        same != known.end()
            ? same->second
            : make_file_source(store_, cache_, pin.table_path, manifest->fields, columns, stored);
    fragment.row_count = static_cast<uint32_t>(stored.physical_rows);
    fragment.live_count = static_cast<uint32_t>(stored.live_rows());
    fragment.state_key = fragment.source->content_key();
    if (live[i] != nullptr) {
      fragment.live = *live[i];
      fragment.state_key += "#" + lance::deletion_path(stored.id, *stored.deletion_file);
    }
    fragments.push_back(std::move(fragment));
  }
  auto behind = std::make_shared<StoredTable>();
  behind->manifest = manifest;
  behind->path = pin.table_path;
  behind->manifest_object = manifest_object(pin.table_path, pin.manifest);
  behind->store = store_;
  behind->cache = &cache_;
  return TableViewPtr(
      std::make_shared<const TableView>(catalog, type, std::move(fragments), std::move(behind)));
}

}  // namespace omnigraph::graph
