#include "omnigraph/graph/log/record.h"

#include "omnigraph/base/check.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/graph/log/commit_json_internal.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/log/sealed_json.h"

namespace omnigraph::graph {
namespace {

void write_optional(JsonWriter& json,
                    std::string_view name,
                    const std::optional<std::string>& value) {
  json.key(name);
  if (value) {
    json.string(*value);
  } else {
    json.null();
  }
}

void write_pin(JsonWriter& json, const Pin& pin) {
  json.begin_object();
  json.member("table_key", pin.table_key);
  json.member("table_path", pin.table_path);
  write_optional(json, "table_branch", pin.table_branch);
  json.member("table_version", pin.table_version);
  json.member("manifest", pin.manifest);
  json.member("manifest_xxh3", pin.manifest_xxh3);
  json.member("row_count", pin.row_count);
  json.member("size_bytes", pin.size_bytes);
  json.member("dropped", pin.dropped);
  json.end_object();
}

void write_pins(JsonWriter& json, std::string_view name, const std::vector<Pin>& pins) {
  json.key(name);
  json.begin_array();
  for (const Pin& pin : pins) {
    write_pin(json, pin);
  }
  json.end_array();
}

void write_idempotency(JsonWriter& json, const std::optional<IdempotencyKey>& idempotency) {
  json.key("idempotency");
  if (!idempotency) {
    json.null();
    return;
  }
  json.begin_object();
  json.member("key", idempotency->key);
  json.member("request_sha256", idempotency->request_sha256);
  json.end_object();
}

void write_if_there(JsonWriter& json,
                    std::string_view name,
                    const std::optional<std::string>& value) {
  if (value) {
    json.member(name, *value);
  }
}

void write_if_any(JsonWriter& json, std::string_view name, uint64_t value) {
  if (value != 0) {
    json.member(name, value);
  }
}

void write_commit(JsonWriter& json, const CommitEntry& commit) {
  json.begin_object();
  json.member("graph_commit_id", commit.graph_commit_id);
  json.member("manifest_version", commit.manifest_version);
  write_optional(json, "parent_commit_id", commit.parent_commit_id);
  write_optional(json, "merged_parent_commit_id", commit.merged_parent_commit_id);
  write_optional(json, "actor_id", commit.actor_id);
  json.member("created_at", commit.created_at);
  json.member("operation", commit.operation);
  write_optional(json, "message", commit.message);
  write_idempotency(json, commit.idempotency);
  json.member("affected_nodes", commit.affected_nodes);
  json.member("affected_edges", commit.affected_edges);
  json.member("schema_sha256", commit.schema_sha256);
  write_pins(json, "changes", commit.changes);
  json.end_object();
}

void write_parent(JsonWriter& json, const std::optional<ParentRef>& parent) {
  json.key("parent");
  if (!parent) {
    json.null();
    return;
  }
  json.begin_object();
  json.member("branch", parent->branch);
  json.member("seq", parent->seq);
  json.member("sha256", parent->sha256);
  json.member("graph_commit_id", parent->graph_commit_id);
  json.member("manifest_version", parent->manifest_version);
  json.end_object();
}

std::string_view kind_name(RecordKind kind) {
  switch (kind) {
    case RecordKind::kCommits:
      return "commits";
    case RecordKind::kBirth:
      return "birth";
    case RecordKind::kTombstone:
      return "tombstone";
    case RecordKind::kThinned:
      return "thinned";
  }
  return "commits";
}

}  // namespace

void write_headers(JsonWriter& json,
                   std::string_view name,
                   const std::vector<CommitHeader>& headers) {
  json.key(name);
  json.begin_array();
  for (size_t i = 0; i < headers.size(); ++i) {
    const CommitEntry& entry = headers[i].entry;
    json.begin_object();
    json.member("graph_commit_id", entry.graph_commit_id);
    json.member("manifest_version", entry.manifest_version);
    json.member("seq", headers[i].seq);
    if (headers[i].branch != kMainBranch) {
      json.member("branch", headers[i].branch);
    }
    if (i == 0 || entry.parent_commit_id != headers[i - 1].entry.graph_commit_id) {
      write_if_there(json, "parent_commit_id", entry.parent_commit_id);
    }
    write_if_there(json, "merged_parent_commit_id", entry.merged_parent_commit_id);
    write_if_there(json, "actor_id", entry.actor_id);
    json.member("created_at", entry.created_at);
    json.member("operation", entry.operation);
    write_if_there(json, "message", entry.message);
    if (entry.idempotency) {
      write_idempotency(json, entry.idempotency);
    }
    write_if_any(json, "affected_nodes", entry.affected_nodes);
    write_if_any(json, "affected_edges", entry.affected_edges);
    json.end_object();
  }
  json.end_array();
}

std::string CommitRecord::head_commit_id() const {
  return commits.empty() ? (parent ? parent->graph_commit_id : std::string())
                         : commits.back().graph_commit_id;
}

uint64_t CommitRecord::head_manifest_version() const {
  return commits.empty() ? (parent ? parent->manifest_version : 0)
                         : commits.back().manifest_version;
}

std::optional<std::string> CommitRecord::head_schema_sha256() const {
  return commits.empty() ? schema_sha256 : commits.back().schema_sha256;
}

namespace {

void write_contains(JsonWriter& json, const std::vector<ContainedCommit>& contains) {
  json.key("contains");
  json.begin_array();
  for (const ContainedCommit& contained : contains) {
    json.begin_object();
    json.member("incarnation", contained.incarnation);
    json.member("manifest_version", contained.manifest_version);
    json.member("branch", contained.branch);
    json.member("seq", contained.seq);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string to_json(const CommitRecord& record) {
  JsonWriter json;
  json.begin_object();
  json.member("format", uint64_t{1});
  json.member("graph_id", record.graph_id);
  json.member("kind", kind_name(record.kind));
  json.member("branch", record.branch);
  json.member("incarnation", record.incarnation);
  json.member("seq", record.seq);
  write_parent(json, record.parent);
  if (record.original_sha256) {
    json.member("original_sha256", *record.original_sha256);
  }
  write_optional(json, "checkpoint", record.checkpoint);
  write_pins(json, "base", record.base);
  write_optional(json, "schema_sha256", record.schema_sha256);
  json.key("commits");
  json.begin_array();
  for (const CommitEntry& commit : record.commits) {
    write_commit(json, commit);
  }
  json.end_array();
  json.key("files");
  json.begin_array();
  for (const PackedFile& file : record.files) {
    json.begin_object();
    json.member("path", file.path);
    json.member("size", file.size);
    json.end_object();
  }
  json.end_array();
  write_optional(json, "pack", record.pack);
  write_optional(json, "lineage", record.lineage);
  write_headers(json, "recent", record.recent);
  write_contains(json, record.contains);
  json.end_object();
  return seal_json(json.take());
}

std::string to_json(const Checkpoint& checkpoint) {
  JsonWriter json;
  json.begin_object();
  json.member("format", uint64_t{1});
  json.member("graph_id", checkpoint.graph_id);
  write_pins(json, "pins", checkpoint.pins);
  write_contains(json, checkpoint.contains);
  json.end_object();
  return seal_json(json.take());
}

std::string format_json(std::string_view graph_id) {
  JsonWriter json;
  json.begin_object();
  json.member("format", uint64_t{1});
  json.member("graph_id", graph_id);
  json.end_object();
  return seal_json(json.take());
}

void apply_pins(PinMap& state, const std::vector<Pin>& changes) {
  for (const Pin& pin : changes) {
    if (pin.dropped) {
      state.erase(pin.table_key);
    } else {
      state[pin.table_key] = pin;
    }
  }
}

void add_ancestors(AncestorMap& ancestors, const std::vector<ContainedCommit>& more) {
  for (const ContainedCommit& commit : more) {
    ContainedCommit& known = ancestors[commit.incarnation];
    if (commit.manifest_version > known.manifest_version) {
      known = commit;
    }
  }
}

}  // namespace omnigraph::graph
