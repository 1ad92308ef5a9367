// CommitRecord: one object of a branch's log, the unit of publishing. It holds one or more graph
// commits, and together with its checkpoint the complete state of the graph: reading it needs no
// other record. docs/formats/commit-record.md has it member by member.
//
// Invariants (kept by make_next_record in publish/, checked by parse):
//  - state after commit i = checkpoint ⊕ base ⊕ changes of commits 0…i
//  - seq counts +1 inside a folder and is never used twice; manifest_version +1 per commit
//  - parent.sha256 is the hash of the parent record's bytes: a chain
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"

namespace omnigraph::graph {

// One table at one version.
struct Pin {
  std::string table_key;                    // "node:Person"
  std::string table_path;                   // "nodes/8d1f…", the table's identity
  std::optional<std::string> table_branch;  // who wrote it; none = main
  uint64_t table_version = 0;
  std::string manifest;       // "13-01KA….manifest"
  std::string manifest_xxh3;  // 16 hex digits
  uint64_t row_count = 0;
  uint64_t size_bytes = 0;  // of the live files it names
  bool dropped = false;
  bool operator==(const Pin&) const = default;
};

// All tables of a state, by key; dropped ones are not in it.
using PinMap = std::map<std::string, Pin>;

struct IdempotencyKey {
  std::string key;
  std::string request_sha256;
  bool operator==(const IdempotencyKey&) const = default;
};

// A graph commit.
struct CommitEntry {
  std::string graph_commit_id;
  uint64_t manifest_version = 0;
  std::optional<std::string> parent_commit_id;
  std::optional<std::string> merged_parent_commit_id;
  std::optional<std::string> actor_id;
  int64_t created_at = 0;  // µs since the epoch, never before the parent's
  std::string operation;   // init, mutate, load, …
  std::optional<std::string> message;
  std::optional<IdempotencyKey> idempotency;
  // What the receipt said; a repeated request is answered with it.
  uint64_t affected_nodes = 0;
  uint64_t affected_edges = 0;
  std::string schema_sha256;
  std::vector<Pin> changes;
  bool operator==(const CommitEntry&) const = default;
};

// A commit as listings show it, and in which record it lies. Read from the lineage it has no
// changes and no schema.
struct CommitHeader {
  CommitEntry entry;
  std::string branch;
  uint64_t seq = 0;
  bool operator==(const CommitHeader&) const = default;
};

struct ParentRef {
  std::string branch;
  uint64_t seq = 0;
  std::string sha256;
  std::string graph_commit_id;
  uint64_t manifest_version = 0;
  bool operator==(const ParentRef&) const = default;
};

enum class RecordKind : uint8_t { kCommits, kBirth, kTombstone, kThinned };

struct PackedFile {
  std::string path;
  uint64_t size = 0;
  bool operator==(const PackedFile&) const = default;
};

// All commits of an incarnation up to a version are ancestors; that newest one lies in record `seq`
// of `branch`.
struct ContainedCommit {
  std::string incarnation;
  uint64_t manifest_version = 0;
  std::string branch;
  uint64_t seq = 0;
  bool operator==(const ContainedCommit&) const = default;
};

struct CommitRecord {
  std::string graph_id;
  RecordKind kind = RecordKind::kCommits;
  std::string branch;
  std::string incarnation;
  uint64_t seq = 0;
  std::optional<ParentRef> parent;  // none at genesis
  std::optional<std::string> original_sha256;
  std::optional<std::string> checkpoint;
  std::vector<Pin> base;
  std::optional<std::string> schema_sha256;  // of the parent's state
  std::vector<CommitEntry> commits;
  std::vector<PackedFile> files;
  std::optional<std::string> pack;
  std::optional<std::string> lineage;
  std::vector<CommitHeader> recent;  // commits before this record, after those of `lineage`
  // Ancestors on other incarnations that the checkpoint does not tell of; by incarnation.
  std::vector<ContainedCommit> contains;
  bool operator==(const CommitRecord&) const = default;

  // The newest commit it stands for: its last entry, or the parent's for a birth.
  std::string head_commit_id() const;
  uint64_t head_manifest_version() const;
  std::optional<std::string> head_schema_sha256() const;
};

inline constexpr size_t kMaxRecordBytes = size_t{1} << 20;
// Above either: a checkpoint is due.
inline constexpr size_t kMaxBasePins = 64;
inline constexpr size_t kMaxContained = 32;

// Sealed JSON text.
std::string to_json(const CommitRecord& record);

// Checks the seal, then every member. Errors: kCorruption (object, member, expected), kUnsupported
// for a newer format.
Result<CommitRecord> parse_record(std::string_view bytes, std::string_view object_name);

// The full table state of a moment, and its ancestors on other incarnations.
struct Checkpoint {
  std::string graph_id;
  std::vector<Pin> pins;
  std::vector<ContainedCommit> contains;
};
std::string to_json(const Checkpoint& checkpoint);
Result<Checkpoint> parse_checkpoint(std::string_view bytes, std::string_view object_name);

// {"format":1,"graph_id":"…","check":"…"}
std::string format_json(std::string_view graph_id);
Result<std::string> parse_format(std::string_view bytes);

// Lays `changes` over `state`: later pins replace earlier ones, dropped ones remove the key.
void apply_pins(PinMap& state, const std::vector<Pin>& changes);

// The ancestors of a state, by incarnation: of each the newest.
using AncestorMap = std::map<std::string, ContainedCommit>;
// The newer of both for each incarnation.
void add_ancestors(AncestorMap& ancestors, const std::vector<ContainedCommit>& more);

}  // namespace omnigraph::graph
