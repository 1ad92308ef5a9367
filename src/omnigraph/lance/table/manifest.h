// TableManifest: one version of one table as plain values, and its bytes (a Lance manifest,
// container version 0.2, with the index and transaction sections inline).
// docs/formats/table-manifest.md has the layout byte by byte. Ours live in `<table>/_graph/` and
// are pinned by graph commits; mirrors of them (mirror_manifest.h) and what LanceDB makes of those
// have the same form.
//
// What must stay true: fragment ids rise and are never used twice; every fragment has
// `physical_rows` row ids and versions when row ids are stable; a row's offset fits 32 bits.
// parse_manifest checks it, serialize insists on it. Unknown fields of foreign writers are carried
// along.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/bytes.h"
#include "omnigraph/base/result.h"
#include "omnigraph/base/version.h"
#include "omnigraph/lance/file/field.h"
#include "omnigraph/lance/table/row_ids.h"
#include "omnigraph/lance/table/version_runs.h"

namespace omnigraph::lance {

inline constexpr uint64_t kMaxFragmentRows = uint64_t{1} << 32;

struct DataFile {
  std::string path;  // relative to `data/` of the table (or of its base)
  std::vector<int32_t> field_ids;
  std::vector<int32_t> column_indices;  // as many as field_ids
  uint64_t size_bytes = 0;              // 0: not known
  uint32_t major_version = 2;
  uint32_t minor_version = 2;
  std::optional<uint32_t> base_id;  // absent: in the manifest's own table folder
  std::string unknown_fields;       // protobuf wire bytes; so in all structs below
  bool operator==(const DataFile&) const = default;
};

enum class DeletionFileKind : uint8_t { kArrow = 0, kRoaring = 1 };

struct DeletionFile {
  DeletionFileKind kind = DeletionFileKind::kRoaring;
  uint64_t id = 0;  // in our files the XXH3 of the bytes
  uint64_t read_version = 0;
  uint64_t num_deleted_rows = 0;
  std::optional<uint32_t> base_id;
  std::string unknown_fields;
  bool operator==(const DeletionFile&) const = default;
};

struct Fragment {
  uint64_t id = 0;
  std::vector<DataFile> files;
  std::optional<DeletionFile> deletion_file;
  uint64_t physical_rows = 0;  // deleted rows included; at most kMaxFragmentRows
  // One entry per physical row; all empty in tables without stable row ids.
  RowIdSequence row_ids;
  VersionRuns last_updated;
  VersionRuns created;
  std::string unknown_fields;
  bool operator==(const Fragment&) const = default;

  uint64_t deleted_rows() const { return deletion_file ? deletion_file->num_deleted_rows : 0; }
  uint64_t live_rows() const { return physical_rows - deleted_rows(); }
};

struct BasePath {
  uint32_t id = 0;
  std::optional<std::string> name;
  bool is_dataset_root = true;
  std::string path;  // absolute path or URI
  std::string unknown_fields;
  bool operator==(const BasePath&) const = default;
};

struct IndexFile {
  std::string path;
  uint64_t size_bytes = 0;
  bool operator==(const IndexFile&) const = default;
};

// A segment of an index. We carry entries of other writers forward without knowing their kind.
struct IndexEntry {
  std::string uuid;  // 16 bytes
  std::string name;
  std::vector<int32_t> field_ids;
  uint64_t dataset_version = 0;
  std::string fragment_bitmap;  // portable Roaring bytes: fragments that the segment covers
  std::string details_type;     // type URL of `details`; empty: no details
  std::string details;
  std::optional<int32_t> index_version;
  std::optional<uint64_t> created_at_ms;
  std::optional<uint32_t> base_id;
  std::vector<IndexFile> files;
  std::string unknown_fields;
  bool operator==(const IndexEntry&) const = default;
};

// Numbers are those of the operation in the Lance Transaction message.
enum class TransactionKind : uint32_t {
  kNone = 0,
  kAppend = 100,
  kDelete = 101,
  kOverwrite = 102,
  kCreateIndex = 103,
  kRewrite = 104,
  kMerge = 105,
  kRestore = 106,
  kReserveFragments = 107,
  kUpdate = 108,
  kProject = 109,
  kUpdateConfig = 110,
  kDataReplacement = 111,
  kUpdateMemWalState = 112,
  kClone = 113,
  kUpdateBases = 114,
};

// How the version came about. In our own manifests it is a note for people and tools: the commit
// record decides about conflicts. In a mirror it fences LanceDB's stale handles.
struct Transaction {
  TransactionKind kind = TransactionKind::kNone;
  uint64_t read_version = 0;
  std::string uuid;
  std::string tag;
  std::map<std::string, std::string> properties;
  std::string operation;  // wire bytes of the operation's message; empty in ours
  std::string unknown_fields;
  bool operator==(const Transaction&) const = default;
};

// Who wrote the bytes. serialize always says that we did.
struct WriterVersion {
  std::string library = "omnigraph";
  std::string version = std::string(program_version());
  bool operator==(const WriterVersion&) const = default;
};

struct TableManifest {
  std::vector<LanceField> fields;   // the columns, each with its children
  std::vector<Fragment> fragments;  // ids rise
  uint64_t version = 0;
  int64_t timestamp_us = 0;
  bool stable_row_ids = true;
  uint64_t next_row_id = 0;                 // above every row id ever given
  std::optional<uint32_t> max_fragment_id;  // absent: no fragment was ever made
  std::string data_version = "2.2";         // file version of every data file
  std::map<std::string, std::string> schema_metadata;
  std::map<std::string, std::string> config;
  std::map<std::string, std::string> table_metadata;
  std::vector<BasePath> base_paths;
  std::vector<IndexEntry> indices;
  Transaction transaction;
  std::string tag;
  std::optional<std::string> branch;
  WriterVersion writer;
  std::string unknown_fields;
  bool operator==(const TableManifest&) const = default;

  // Rows that are not deleted. O(fragments).
  uint64_t live_rows() const;
  // The fragment with that id, or null. O(log fragments). Lives as long as the manifest is
  // unchanged.
  const Fragment* find_fragment(uint64_t id) const;
  // The sum of the sizes of all data files the version names.
  uint64_t data_size_bytes() const;
};

// The bytes of `manifest`. Feature flags are computed from the content.
// Errors: kInvalidArgument when the manifest breaks the rules above (our caller's bug, found before
// it is stored); kResourceExhausted above 2 GiB.
Result<Buffer> serialize(const TableManifest& manifest);

// Reads manifest bytes of any Lance writer. Memory is at most proportional to the bytes.
// Errors: kCorruption with object and offset; kUnsupported for a feature flag of 64 or more (the
// message names the bit), another container version, or sequences kept in external files.
Result<TableManifest> parse_manifest(ByteSpan bytes, std::string_view object_name);

// `_deletions/{fragment}-{read version}-{id}.bin` (`.arrow` for that kind), relative to the table.
std::string deletion_path(uint64_t fragment_id, const DeletionFile& file);
// `data/{path}`.
std::string data_path(const DataFile& file);
// `_versions/{20 digits of 2^64 - 1 - version}.manifest`: newest sorts first.
std::string version_manifest_path(uint64_t version);
// The version in such a name (without folder), if it is one.
std::optional<uint64_t> parse_version_manifest_name(std::string_view name);
// `{version}-{ulid}.manifest`, the name that a pin holds; the file lies in `_graph/`.
std::string graph_manifest_name(uint64_t version, std::string_view ulid);

}  // namespace omnigraph::lance
