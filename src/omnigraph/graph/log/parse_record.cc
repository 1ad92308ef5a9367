#include "omnigraph/graph/log/commit_json_internal.h"
#include "omnigraph/graph/log/json_members_internal.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/log/record.h"

namespace omnigraph::graph {
namespace {

Pin read_pin(Members& members) {
  members.allow_only({"table_key",
                      "table_path",
                      "table_branch",
                      "table_version",
                      "manifest",
                      "manifest_xxh3",
                      "row_count",
                      "size_bytes",
                      "dropped"});
  Pin pin;
  pin.table_key = members.text("table_key");
  if (!pin.table_key.starts_with("node:") && !pin.table_key.starts_with("edge:")) {
    members.fail("table_key", "\"node:…\" or \"edge:…\"");
  }
  pin.table_path = members.text("table_path");
  const bool nodes = pin.table_path.starts_with("nodes/");
  if ((!nodes && !pin.table_path.starts_with("edges/")) || pin.table_path.size() < 22 ||
      !is_lower_hex(std::string_view(pin.table_path).substr(6, 16), 16) ||
      pin.table_path.find("..") != std::string::npos ||
      pin.table_path.find('/', 6) != std::string::npos) {
    members.fail("table_path", "a table folder");
  }
  pin.table_branch = members.optional_text("table_branch");
  pin.table_version = members.number("table_version", 1);
  pin.manifest = members.text("manifest");
  if (pin.manifest.find('/') != std::string::npos || !pin.manifest.ends_with(".manifest")) {
    members.fail("manifest", "a manifest name");
  }
  pin.manifest_xxh3 = members.hex("manifest_xxh3", 16);
  pin.row_count = members.number("row_count", 0);
  pin.size_bytes = members.number("size_bytes", 0);
  pin.dropped = members.boolean("dropped");
  return pin;
}

std::vector<Pin> read_pins(Members& members, std::string_view name) {
  std::vector<Pin> pins;
  members.each(name, [&](Members& item) { pins.push_back(read_pin(item)); });
  return pins;
}

std::optional<IdempotencyKey> read_idempotency(Members& members) {
  std::optional<IdempotencyKey> found;
  if (members.has("idempotency") && !members.is_null("idempotency")) {
    if (auto inner = members.inner("idempotency")) {
      inner->allow_only({"key", "request_sha256"});
      found = IdempotencyKey{inner->text("key"), inner->hex("request_sha256", 64)};
      members.take_error(*inner);
    }
  }
  return found;
}

// What records and headers tell of a commit in the same way.
void read_common(Members& members, CommitEntry* commit) {
  commit->graph_commit_id = members.ulid("graph_commit_id");
  commit->manifest_version = members.number("manifest_version", 1);
  commit->created_at = members.signed_number("created_at");
  commit->operation = members.text("operation");
  commit->idempotency = read_idempotency(members);
  commit->affected_nodes = members.number_or_zero("affected_nodes");
  commit->affected_edges = members.number_or_zero("affected_edges");
}

CommitEntry read_commit(Members& members) {
  members.allow_only({"graph_commit_id",
                      "manifest_version",
                      "parent_commit_id",
                      "merged_parent_commit_id",
                      "actor_id",
                      "created_at",
                      "operation",
                      "message",
                      "idempotency",
                      "affected_nodes",
                      "affected_edges",
                      "schema_sha256",
                      "changes"});
  CommitEntry commit;
  read_common(members, &commit);
  commit.parent_commit_id =
      members.optional("parent_commit_id", [&] { return members.ulid("parent_commit_id"); });
  commit.merged_parent_commit_id = members.optional(
      "merged_parent_commit_id", [&] { return members.ulid("merged_parent_commit_id"); });
  commit.actor_id = members.optional_text("actor_id");
  commit.message = members.optional_text("message");
  commit.schema_sha256 = members.hex("schema_sha256", 64);
  commit.changes = read_pins(members, "changes");
  return commit;
}

std::optional<ParentRef> read_parent(Members& members) {
  if (members.is_null("parent")) {
    return std::nullopt;
  }
  ParentRef parent;
  if (auto inner = members.inner("parent")) {
    inner->allow_only({"branch", "seq", "sha256", "graph_commit_id", "manifest_version"});
    parent.branch = inner->text("branch");
    parent.seq = inner->number("seq", 1);
    parent.sha256 = inner->hex("sha256", 64);
    parent.graph_commit_id = inner->ulid("graph_commit_id");
    parent.manifest_version = inner->number("manifest_version", 1);
    members.take_error(*inner);
  }
  return parent;
}

RecordKind read_kind(Members& members) {
  const std::string kind = members.text("kind");
  if (kind == "birth") {
    return RecordKind::kBirth;
  }
  if (kind == "tombstone") {
    return RecordKind::kTombstone;
  }
  if (kind == "thinned") {
    return RecordKind::kThinned;
  }
  if (kind != "commits") {
    members.fail("kind", "commits, birth, tombstone or thinned");
  }
  return RecordKind::kCommits;
}

// Do seq, manifest versions and commit ids follow on from the parent, one by one?
void check_order(Members& members, const CommitRecord& record) {
  if (record.kind == RecordKind::kBirth || record.kind == RecordKind::kThinned) {
    return;  // one goes on from another branch, the other has lost its commits
  }
  if (record.seq != (record.parent ? record.parent->seq : 0) + 1) {
    members.fail("seq", "the parent's seq + 1");
  }
  uint64_t version = record.parent ? record.parent->manifest_version : 0;
  std::optional<std::string> before;
  if (record.parent) {
    before = record.parent->graph_commit_id;
  }
  for (const CommitEntry& commit : record.commits) {
    if (commit.manifest_version != ++version) {
      members.fail("manifest_version", "the one before + 1");
    }
    if (commit.parent_commit_id != before) {
      members.fail("parent_commit_id", "the commit before");
    }
    before = commit.graph_commit_id;
  }
}

std::vector<ContainedCommit> read_contains(Members& members) {
  std::vector<ContainedCommit> contains;
  members.each("contains", [&](Members& item) {
    contains.push_back({item.ulid("incarnation"),
                        item.number("manifest_version", 1),
                        item.text("branch"),
                        item.number("seq", 1)});
  });
  return contains;
}

CommitRecord read_record(Members& members) {
  members.allow_only({"format",
                      "graph_id",
                      "kind",
                      "branch",
                      "incarnation",
                      "seq",
                      "parent",
                      "original_sha256",
                      "checkpoint",
                      "base",
                      "schema_sha256",
                      "commits",
                      "files",
                      "pack",
                      "lineage",
                      "recent",
                      "contains",
                      "check"});
  CommitRecord record;
  record.graph_id = members.ulid("graph_id");
  record.kind = read_kind(members);
  record.branch = members.text("branch");
  record.incarnation = members.ulid("incarnation");
  record.seq = members.number("seq", 1);
  record.parent = read_parent(members);
  if (members.has("original_sha256")) {
    record.original_sha256 = members.hex("original_sha256", 64);
  }
  record.checkpoint = members.optional("checkpoint", [&] { return members.ulid("checkpoint"); });
  record.base = read_pins(members, "base");
  record.schema_sha256 =
      members.optional("schema_sha256", [&] { return members.hex("schema_sha256", 64); });
  members.each("commits", [&](Members& item) { record.commits.push_back(read_commit(item)); });
  members.each("files", [&](Members& item) {
    record.files.push_back({item.text("path"), item.number("size", 0)});
  });
  record.pack = members.optional_text("pack");
  record.lineage = members.optional("lineage", [&] { return members.ulid("lineage"); });
  record.recent = read_headers(members, "recent");
  record.contains = read_contains(members);
  if (record.kind == RecordKind::kCommits && record.commits.empty()) {
    members.fail("commits", "at least one commit");
  }
  check_order(members, record);
  return record;
}

}  // namespace

// Members that are null or zero are left out of a header, to keep records short.
std::vector<CommitHeader> read_headers(Members& members, std::string_view name) {
  std::vector<CommitHeader> headers;
  members.each(name, [&](Members& item) {
    item.allow_only({"graph_commit_id",
                     "manifest_version",
                     "seq",
                     "branch",
                     "parent_commit_id",
                     "merged_parent_commit_id",
                     "actor_id",
                     "created_at",
                     "operation",
                     "message",
                     "idempotency",
                     "affected_nodes",
                     "affected_edges"});
    CommitHeader header;
    CommitEntry& entry = header.entry;
    read_common(item, &entry);
    header.seq = item.number("seq", 1);
    header.branch = item.text_if_there("branch").value_or(std::string(kMainBranch));
    entry.parent_commit_id = item.ulid_if_there("parent_commit_id");
    if (!entry.parent_commit_id && !headers.empty()) {
      entry.parent_commit_id = headers.back().entry.graph_commit_id;
    }
    entry.merged_parent_commit_id = item.ulid_if_there("merged_parent_commit_id");
    entry.actor_id = item.text_if_there("actor_id");
    entry.message = item.text_if_there("message");
    if (!headers.empty() && entry.manifest_version != headers.back().entry.manifest_version + 1) {
      item.fail("manifest_version", "the one before + 1");
    }
    headers.push_back(std::move(header));
  });
  return headers;
}

Result<CommitRecord> parse_record(std::string_view bytes, std::string_view object_name) {
  return parse_sealed<CommitRecord>(bytes, object_name, read_record);
}

Result<Checkpoint> parse_checkpoint(std::string_view bytes, std::string_view object_name) {
  return parse_sealed<Checkpoint>(bytes, object_name, [](Members& members) {
    Checkpoint checkpoint;
    checkpoint.graph_id = members.ulid("graph_id");
    checkpoint.pins = read_pins(members, "pins");
    checkpoint.contains = read_contains(members);
    return checkpoint;
  });
}

Result<std::string> parse_format(std::string_view bytes) {
  bool complete = true;
  auto graph_id = parse_sealed<std::string>(bytes, kFormatObject, [&](Members& members) {
    complete = !members.has("importing");  // bundle/import_target.h
    return members.ulid("graph_id");
  });
  if (graph_id.ok() && !complete) {
    return Error(ErrorCode::kFailedPrecondition,
                 "the graph is not complete: an import or a copy to this place was not finished; "
                 "run it again");
  }
  return graph_id;
}

}  // namespace omnigraph::graph
