#include "omnigraph/lance/table/mirror_manifest.h"

#include <charconv>
#include <map>

#include "omnigraph/lance/table/uuid.h"

namespace omnigraph::lance {

namespace {

constexpr uint32_t kBaseId = 1;

const std::string kGraphIdKey = "omnigraph.graph_id";
const std::string kSeqKey = "omnigraph.seq";
const std::string kTableVersionKey = "omnigraph.table_version";

using Properties = std::map<std::string, std::string>;

void write_marks(const MirrorMarks& marks, Properties* out) {
  (*out)[kGraphIdKey] = marks.graph_id;
  (*out)[kSeqKey] = std::to_string(marks.seq);
  (*out)[kTableVersionKey] = std::to_string(marks.table_version);
}

std::optional<uint64_t> read_number(const Properties& properties, const std::string& key) {
  const auto at = properties.find(key);
  if (at == properties.end()) {
    return std::nullopt;
  }
  uint64_t number = 0;
  const char* const last = at->second.data() + at->second.size();
  const auto [end, error] = std::from_chars(at->second.data(), last, number);
  return error == std::errc() && end == last ? std::optional(number) : std::nullopt;
}

std::optional<MirrorMarks> read_marks(const Properties& properties) {
  const auto graph_id = properties.find(kGraphIdKey);
  const auto seq = read_number(properties, kSeqKey);
  const auto table_version = read_number(properties, kTableVersionKey);
  if (graph_id == properties.end() || !seq || !table_version) {
    return std::nullopt;
  }
  return MirrorMarks{graph_id->second, *seq, *table_version};
}

// True if the index has a file among `files`: its files are written together, so all of them are.
bool is_local_index(const IndexEntry& index, const std::set<std::string>& files) {
  const std::string folder = "_indices/" + uuid_text(index.uuid) + "/";
  const auto at = files.lower_bound(folder);
  return at != files.end() && at->starts_with(folder);
}

}  // namespace

TableManifest make_mirror(const TableManifest& source, const MirrorOptions& options) {
  TableManifest mirror = source;
  mirror.version = options.mirror_version;
  mirror.timestamp_us = options.timestamp_us;
  mirror.base_paths = {BasePath{kBaseId, std::nullopt, true, options.base_uri, {}}};
  for (Fragment& fragment : mirror.fragments) {
    for (DataFile& file : fragment.files) {
      if (options.local_files.count(data_path(file)) == 0) {
        file.base_id = kBaseId;
      }
    }
    if (fragment.deletion_file &&
        options.local_files.count(deletion_path(fragment.id, *fragment.deletion_file)) == 0) {
      fragment.deletion_file->base_id = kBaseId;
    }
  }
  for (IndexEntry& index : mirror.indices) {
    if (!is_local_index(index, options.local_files)) {
      index.base_id = kBaseId;
    }
  }
  mirror.transaction = Transaction();
  mirror.transaction.kind = TransactionKind::kRestore;
  mirror.transaction.read_version = options.mirror_version - 1;
  mirror.transaction.uuid = options.transaction_uuid;
  write_marks(options.marks, &mirror.transaction.properties);
  write_marks(options.marks, &mirror.table_metadata);
  mirror.writer = WriterVersion();
  return mirror;
}

std::optional<MirrorMarks> own_marks(const TableManifest& manifest) {
  return read_marks(manifest.transaction.properties);
}

std::optional<MirrorMarks> inherited_marks(const TableManifest& manifest) {
  return read_marks(manifest.table_metadata);
}

}  // namespace omnigraph::lance
