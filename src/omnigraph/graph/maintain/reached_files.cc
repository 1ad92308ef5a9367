#include "omnigraph/graph/maintain/reached_files.h"

#include <map>
#include <optional>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/maintain/trace_record.h"
#include "omnigraph/lance/index/btree_writer.h"
#include "omnigraph/lance/table/manifest.h"

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
  return trace_record(environment_, record, [this](std::string_view path, bool) -> Result<bool> {
    const std::string_view index = index_folder_of(path);
    return add(index.empty() ? path : index);
  });
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
