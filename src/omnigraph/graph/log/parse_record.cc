// Reading the JSON objects of the log. The seal has been verified before anything here looks at a
// member, so what fails below was written wrong, not damaged; it is reported all the same.
#include <algorithm>
#include <limits>

#include <simdjson.h>

#include "omnigraph/base/format.h"
#include "omnigraph/base/ulid.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/log/record.h"
#include "omnigraph/graph/log/sealed_json.h"

namespace omnigraph::graph {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

bool is_hex(std::string_view text, size_t digits) {
  return text.size() == digits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

// Reads members of one JSON object; the first failure sticks, so that reading code stays plain.
class Members {
 public:
  Members(object json, std::string_view where) : json_(json), where_(where) {}

  // Fails for members that are not in `known`, and for repeated ones.
  void allow_only(std::initializer_list<std::string_view> known) {
    size_t count = 0;
    for (const auto [name, value] : json_) {
      (void)value;
      ++count;
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        fail(name, "no such member");
      }
    }
    if (count > known.size()) {
      fail("", "no member twice");
    }
  }

  std::string text(std::string_view name) {
    std::string_view value;
    if (get(name).get(value) != simdjson::SUCCESS) {
      fail(name, "a string");
    }
    return std::string(value);
  }
  std::string ulid(std::string_view name) {
    std::string value = text(name);
    if (!is_ulid(value)) {
      fail(name, "a ULID");
    }
    return value;
  }
  std::string hex(std::string_view name, size_t digits) {
    std::string value = text(name);
    if (!is_hex(value, digits)) {
      fail(name, "lower-case hex digits");
    }
    return value;
  }
  uint64_t number(std::string_view name, uint64_t least) {
    uint64_t value = 0;
    if (get(name).get(value) != simdjson::SUCCESS || value < least) {
      fail(name, "an unsigned integer");
    }
    return value;
  }
  int64_t signed_number(std::string_view name) {
    int64_t value = 0;
    if (get(name).get(value) != simdjson::SUCCESS) {
      fail(name, "an integer");
    }
    return value;
  }
  bool boolean(std::string_view name) {
    bool value = false;
    if (get(name).get(value) != simdjson::SUCCESS) {
      fail(name, "true or false");
    }
    return value;
  }
  bool is_null(std::string_view name) {
    element value;
    return get(name).get(value) == simdjson::SUCCESS && value.is_null();
  }
  template <typename Read>
  auto optional(std::string_view name, Read&& read) -> std::optional<decltype(read())> {
    if (is_null(name)) {
      return std::nullopt;
    }
    return read();
  }
  std::optional<std::string> optional_text(std::string_view name) {
    return optional(name, [&] { return text(name); });
  }
  // Calls f(element) for every item of an array member.
  template <typename F>
  void each(std::string_view name, F&& f) {
    array items;
    if (get(name).get(items) != simdjson::SUCCESS) {
      fail(name, "an array");
      return;
    }
    for (const element item : items) {
      object inner;
      if (item.get(inner) != simdjson::SUCCESS) {
        fail(name, "objects as items");
        return;
      }
      Members members(inner, where_);
      f(members);
      take_error(members);
    }
  }
  std::optional<Members> inner(std::string_view name) {
    object value;
    if (get(name).get(value) != simdjson::SUCCESS) {
      fail(name, "an object");
      return std::nullopt;
    }
    return Members(value, where_);
  }
  bool has(std::string_view name) {
    element value;
    return get(name).get(value) == simdjson::SUCCESS;
  }
  void fail(std::string_view name, std::string_view expected) {
    if (!error_) {
      error_ =
          Error(ErrorCode::kCorruption,
                format("member is not as it must be: object \"{}\", member \"{}\", expected {}",
                       where_,
                       name,
                       expected));
    }
  }
  void take_error(const Members& other) {
    if (!error_) {
      error_ = other.error_;
    }
  }
  Status status() const { return error_ ? Status(*error_) : Status(); }

 private:
  simdjson::simdjson_result<element> get(std::string_view name) { return json_.at_key(name); }

  object json_;
  std::string_view where_;
  std::optional<Error> error_;
};

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
      !is_hex(std::string_view(pin.table_path).substr(6, 16), 16) ||
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
                      "schema_sha256",
                      "changes"});
  CommitEntry commit;
  commit.graph_commit_id = members.ulid("graph_commit_id");
  commit.manifest_version = members.number("manifest_version", 1);
  commit.parent_commit_id =
      members.optional("parent_commit_id", [&] { return members.ulid("parent_commit_id"); });
  commit.merged_parent_commit_id = members.optional(
      "merged_parent_commit_id", [&] { return members.ulid("merged_parent_commit_id"); });
  commit.actor_id = members.optional_text("actor_id");
  commit.created_at = members.signed_number("created_at");
  commit.operation = members.text("operation");
  commit.message = members.optional_text("message");
  if (!members.is_null("idempotency")) {
    if (auto inner = members.inner("idempotency")) {
      commit.idempotency = IdempotencyKey{inner->text("key"), inner->hex("request_sha256", 64)};
      members.take_error(*inner);
    }
  }
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

// Verifies the seal, parses, and hands the top object to `read`.
template <typename T, typename Read>
Result<T> parse_sealed(std::string_view bytes, std::string_view object_name, Read&& read) {
  OG_RETURN_IF_ERROR(verify_seal(bytes, object_name));
  simdjson::dom::parser parser;
  element root;
  object top;
  const simdjson::padded_string padded(bytes);
  if (parser.parse(padded).get(root) != simdjson::SUCCESS || root.get(top) != simdjson::SUCCESS) {
    return Error(ErrorCode::kCorruption, format("object is not JSON: object \"{}\"", object_name));
  }
  Members members(top, object_name);
  const uint64_t version = members.number("format", 1);
  OG_RETURN_IF_ERROR(members.status());
  if (version != 1) {
    return Error(ErrorCode::kUnsupported,
                 format("graph has a newer format than this build reads: object \"{}\", format {}, "
                        "known 1; upgrade omnigraph",
                        object_name,
                        version));
  }
  T value = read(members);
  OG_RETURN_IF_ERROR(members.status());
  return value;
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
  members.each("contains", [&](Members& item) {
    record.contains.push_back({item.ulid("incarnation"), item.number("manifest_version", 1)});
  });
  if (record.kind == RecordKind::kCommits && record.commits.empty()) {
    members.fail("commits", "at least one commit");
  }
  check_order(members, record);
  return record;
}

}  // namespace

Result<CommitRecord> parse_record(std::string_view bytes, std::string_view object_name) {
  return parse_sealed<CommitRecord>(bytes, object_name, read_record);
}

Result<Checkpoint> parse_checkpoint(std::string_view bytes, std::string_view object_name) {
  return parse_sealed<Checkpoint>(bytes, object_name, [](Members& members) {
    Checkpoint checkpoint;
    checkpoint.graph_id = members.ulid("graph_id");
    checkpoint.pins = read_pins(members, "pins");
    return checkpoint;
  });
}

Result<std::string> parse_format(std::string_view bytes) {
  return parse_sealed<std::string>(
      bytes, kFormatObject, [](Members& members) { return members.ulid("graph_id"); });
}

}  // namespace omnigraph::graph
