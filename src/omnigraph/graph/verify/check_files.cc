#include "omnigraph/graph/verify/check_files.h"

#include <memory>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/snapshot/record_store.h"
#include "omnigraph/lance/file/verify_file.h"
#include "omnigraph/lance/index/btree_writer.h"
#include "omnigraph/lance/table/deletion_vector.h"

namespace omnigraph::graph {

Status FileChecks::check_in_store(const std::string& path, const Look& look) {
  bool is_new = false;
  stored_.at(xxh3_128(path), &is_new);
  if (!is_new) {
    return {};
  }
  ++findings_.report().objects;
  const Status looked = look(environment_.store);
  return looked.ok() ? Status() : findings_.take(path, looked.error());
}

Status FileChecks::check_in_record(const std::string& path, const Buffer& bytes, const Look& look) {
  bool is_new = false;
  uint64_t& known = in_record_.at(xxh3_128(path), &is_new);
  const uint64_t hash = xxh3(bytes.span());
  if (!is_new && known == hash) {
    return {};
  }
  known = hash;
  ++findings_.report().objects;
  auto one = std::make_shared<RecordFiles>();
  one->emplace(path, bytes);
  RecordStore store(environment_.store, std::move(one));
  const Status looked = look(store);
  return looked.ok() ? Status() : findings_.take(path, looked.error());
}

Status FileChecks::check_file(const std::string& path,
                              const RecordFiles& files,
                              const Look& look,
                              std::vector<std::string>* record_only) {
  const auto at = files.find(path);
  if (at == files.end()) {
    return check_in_store(path, look);
  }
  // Whether it is in the store as well is asked only when a later record lacks it.
  record_only->push_back(path);
  return check_in_record(path, at->second, look);
}

void FileChecks::check_manifest(const Pin& pin, const lance::TableManifest& manifest) {
  const std::string object = manifest_object(pin.table_path, pin.manifest);
  const auto expect = [&](std::string_view what, uint64_t expected, uint64_t found) {
    if (expected != found) {
      findings_.add(object, format("{}: its pin says {}, it says {}", what, expected, found));
    }
  };
  expect("table version", pin.table_version, manifest.version);
  expect("live rows", pin.row_count, manifest.live_rows());
  expect("bytes of data files", pin.size_bytes, manifest.data_size_bytes());
}

Status FileChecks::check_fragment(const Pin& pin,
                                  const lance::Fragment& fragment,
                                  const RecordFiles& files,
                                  std::vector<std::string>* record_only) {
  for (const lance::DataFile& file : fragment.files) {
    if (file.base_id) {
      continue;
    }
    const std::string path = pin.table_path + "/" + lance::data_path(file);
    const Look look = [&](io::ObjectStore& store) -> Status {
      OG_ASSIGN_OR_RETURN(const lance::VerifiedFile found,
                          lance::verify_file(store, path, file.size_bytes));
      return found.row_count == fragment.physical_rows
                 ? Status()
                 : Status(Error(ErrorCode::kCorruption,
                                format("it has {} rows, its fragment {}",
                                       found.row_count,
                                       fragment.physical_rows)));
    };
    OG_RETURN_IF_ERROR(check_file(path, files, look, record_only));
  }
  if (fragment.deletion_file && !fragment.deletion_file->base_id) {
    const std::string path =
        pin.table_path + "/" + lance::deletion_path(fragment.id, *fragment.deletion_file);
    const Look look = [&](io::ObjectStore& store) -> Status {
      OG_ASSIGN_OR_RETURN(const Buffer bytes, store.read(path));
      OG_RETURN_IF_ERROR(lance::DeletionVector::read(
          bytes.span(), *fragment.deletion_file, fragment.physical_rows, path));
      return {};
    };
    OG_RETURN_IF_ERROR(check_file(path, files, look, record_only));
  }
  return {};
}

Status FileChecks::check_version(const Pin& pin,
                                 const RecordFiles& files,
                                 std::vector<std::string>* record_only) {
  const std::string object = manifest_object(pin.table_path, pin.manifest);
  const std::string pinned = format("{}\n{}\n{} {} {}",
                                    object,
                                    pin.manifest_xxh3,
                                    pin.table_version,
                                    pin.row_count,
                                    pin.size_bytes);
  if (versions_.find(xxh3_128(pinned)) != nullptr) {
    return {};
  }
  const auto at = files.find(object);
  if (at != files.end()) {
    record_only->push_back(object);
  }
  const Result<Buffer> bytes = at != files.end() ? at->second : environment_.store.read(object);
  ++findings_.report().objects;
  if (!bytes.ok()) {
    return findings_.take(object, bytes.error());
  }
  const std::string found = hex16(xxh3(bytes->span()));
  if (found != pin.manifest_xxh3) {
    findings_.add(object,
                  format("wrong checksum: its pin says {}, found {}", pin.manifest_xxh3, found));
    return {};
  }
  const Result<lance::TableManifest> manifest = lance::parse_manifest(bytes->span(), object);
  if (!manifest.ok()) {
    return findings_.take(object, manifest.error());
  }
  check_manifest(pin, *manifest);
  for (const lance::Fragment& fragment : manifest->fragments) {
    OG_RETURN_IF_ERROR(check_fragment(pin, fragment, files, record_only));
  }
  for (const lance::IndexEntry& entry : manifest->indices) {
    if (entry.base_id) {
      continue;
    }
    for (const lance::IndexFile& file : entry.files) {
      const std::string path = pin.table_path + "/" + lance::index_folder(entry) + "/" + file.path;
      const Look look_index = [&](io::ObjectStore& store) -> Status {
        OG_RETURN_IF_ERROR(lance::verify_file(store, path, file.size_bytes));
        return {};
      };
      OG_RETURN_IF_ERROR(check_file(path, files, look_index, record_only));
    }
  }
  if (record_only->empty()) {
    bool is_new = false;
    versions_.at(xxh3_128(pinned), &is_new);
  }
  return {};
}

}  // namespace omnigraph::graph
