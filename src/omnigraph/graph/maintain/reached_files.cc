#include "omnigraph/graph/maintain/reached_files.h"

#include <map>
#include <optional>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/log/lineage.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/lance/index/btree_writer.h"

namespace omnigraph::graph {

std::string_view index_folder_of(std::string_view path) {
  constexpr std::string_view kIndices = "/_indices/";
  const size_t at = path.find(kIndices);
  if (at == std::string_view::npos) {
    return {};
  }
  const size_t end = path.find('/', at + kIndices.size());
  return end == std::string_view::npos ? std::string_view() : path.substr(0, end + 1);
}

bool ReachedFiles::add(std::string_view path) {
  return hashes_.insert(xxh3(as_bytes(path))).second;
}

bool ReachedFiles::contains(std::string_view path) const {
  const std::string_view index = index_folder_of(path);
  return hashes_.contains(xxh3(as_bytes(index.empty() ? path : index)));
}

Status ReachedFiles::add_record(const CommitRecord& record) {
  if (record.lineage) {
    OG_RETURN_IF_ERROR(add_lineage(record.graph_id, *record.lineage));
  }
  if (record.kind != RecordKind::kCommits && record.kind != RecordKind::kBirth) {
    return {};
  }
  OG_ASSIGN_OR_RETURN(const RecordFiles files, unpack_files(record));
  PinMap state;
  if (record.checkpoint) {
    const std::string object = checkpoint_object(*record.checkpoint);
    add(object);
    OG_ASSIGN_OR_RETURN(
        const auto checkpoint,
        environment_.cache.get<Checkpoint>(
            "checkpoint:" + object, [&]() -> Result<ReadCache::Sized<Checkpoint>> {
              OG_ASSIGN_OR_RETURN(const Buffer bytes, environment_.store.read(object));
              OG_ASSIGN_OR_RETURN(Checkpoint parsed, parse_checkpoint(bytes.view(), object));
              return ReadCache::Sized<Checkpoint>{
                  std::make_shared<const Checkpoint>(std::move(parsed)), bytes.size() * 2};
            }));
    apply_pins(state, checkpoint->pins);
  }
  apply_pins(state, record.base);
  // The first commit decides what of the state before is still seen; those after it add to it.
  if (!record.commits.empty()) {
    apply_pins(state, record.commits.front().changes);
  }
  for (const auto& [key, pin] : state) {
    OG_RETURN_IF_ERROR(add_version(pin, files));
  }
  for (size_t i = 1; i < record.commits.size(); ++i) {
    for (const Pin& pin : record.commits[i].changes) {
      if (!pin.dropped) {
        OG_RETURN_IF_ERROR(add_version(pin, files));
      }
    }
  }
  return {};
}

Status ReachedFiles::add_lineage(const std::string& graph_id, const std::string& leaf) {
  if (!add(lineage_object(leaf))) {
    return {};
  }
  OG_ASSIGN_OR_RETURN(const LineagePagePtr page, read_lineage_page(environment_, graph_id, leaf));
  std::optional<std::string> inner = page->before;
  while (inner && add(lineage_object(*inner))) {
    OG_ASSIGN_OR_RETURN(const LineagePagePtr names,
                        read_lineage_page(environment_, graph_id, *inner));
    for (const LeafRange& full : names->leaves) {
      add(lineage_object(full.page));
    }
    inner = names->before;
  }
  return {};
}

Status ReachedFiles::add_version(const Pin& pin, const RecordFiles& files) {
  const std::string object = manifest_object(pin.table_path, pin.manifest);
  if (!add(object)) {
    return {};
  }
  const auto packed = files.find(object);
  const Result<Buffer> bytes =
      packed != files.end() ? packed->second : environment_.store.read(object);
  OG_RETURN_IF_ERROR(bytes);
  if (hex16(xxh3(bytes->span())) != pin.manifest_xxh3) {
    return Error(ErrorCode::kCorruption,
                 format("table manifest has a wrong checksum: object \"{}\"", object));
  }
  OG_ASSIGN_OR_RETURN(const lance::TableManifest manifest,
                      lance::parse_manifest(bytes->span(), object));
  add_files_of(manifest, pin.table_path);
  return {};
}

void ReachedFiles::add_files_of(const lance::TableManifest& manifest,
                                const std::string& table_path) {
  for (const lance::Fragment& fragment : manifest.fragments) {
    for (const lance::DataFile& file : fragment.files) {
      add(table_path + "/" + lance::data_path(file));
    }
    if (fragment.deletion_file) {
      add(table_path + "/" + lance::deletion_path(fragment.id, *fragment.deletion_file));
    }
  }
  for (const lance::IndexEntry& entry : manifest.indices) {
    add(table_path + "/" + lance::index_folder(entry) + "/");
  }
}

Status ReachedFiles::add_mirrors() {
  for (const std::string_view kind : {"lance/nodes", "lance/edges"}) {
    OG_ASSIGN_OR_RETURN(const auto folders,
                        environment_.store.list_folders(kind, "", static_cast<size_t>(-1)));
    for (const std::string& folder : folders) {
      OG_RETURN_IF_ERROR(add_mirror(format("{}/{}", kind, folder)));
    }
  }
  return {};
}

Status ReachedFiles::add_mirror(const std::string& folder) {
  OG_ASSIGN_OR_RETURN(const auto newest, environment_.store.list(folder + "/_versions/", "", 1));
  if (newest.empty() || !newest[0].path.ends_with(".manifest")) {
    return {};
  }
  const std::string& object = newest[0].path;
  OG_ASSIGN_OR_RETURN(const Buffer bytes, environment_.store.read(object));
  OG_ASSIGN_OR_RETURN(const lance::TableManifest manifest,
                      lance::parse_manifest(bytes.span(), object));
  // Where each base path leads, if to one of our folders.
  const std::string root = environment_.store.root_uri() + "/";
  std::map<uint32_t, std::string> tables;
  for (const lance::BasePath& base : manifest.base_paths) {
    if (base.path.starts_with(root)) {
      std::string table = base.path.substr(root.size());
      while (table.ends_with('/')) {
        table.pop_back();
      }
      tables[base.id] = std::move(table);
    }
  }
  const auto borrow = [&](const std::optional<uint32_t>& base, const std::string& path) {
    const auto table = base ? tables.find(*base) : tables.end();
    if (table != tables.end()) {
      add(table->second + "/" + path);
    }
  };
  for (const lance::Fragment& fragment : manifest.fragments) {
    for (const lance::DataFile& file : fragment.files) {
      borrow(file.base_id, lance::data_path(file));
    }
    if (fragment.deletion_file) {
      borrow(fragment.deletion_file->base_id,
             lance::deletion_path(fragment.id, *fragment.deletion_file));
    }
  }
  for (const lance::IndexEntry& entry : manifest.indices) {
    borrow(entry.base_id, lance::index_folder(entry) + "/");
  }
  return {};
}

}  // namespace omnigraph::graph
