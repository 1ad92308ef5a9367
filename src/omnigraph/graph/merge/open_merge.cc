#include "omnigraph/graph/merge/open_merge.h"

#include <algorithm>

#include <simdjson.h>

#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/graph/log/json_members_internal.h"
#include "omnigraph/graph/log/sealed_json.h"

namespace omnigraph::graph {
namespace {

constexpr std::string_view kMergesFolder = "__manifest/merges";

std::string step_object(const std::string& merge_id, uint64_t seq) {
  return format("{}/{}/{:020}.json", kMergesFolder, merge_id, UINT64_MAX - seq);
}

constexpr ConflictKind kConflictKinds[] = {ConflictKind::kDivergentInsert,
                                           ConflictKind::kDivergentUpdate,
                                           ConflictKind::kDeleteVsUpdate,
                                           ConflictKind::kValueConstraintViolation,
                                           ConflictKind::kUniqueViolation,
                                           ConflictKind::kOrphanEdge,
                                           ConflictKind::kCardinalityViolation};

void write_optional_text(JsonWriter& json,
                         std::string_view name,
                         const std::optional<std::string>& value) {
  json.key(name);
  value ? json.string(*value) : json.null();
}

void write_conflict(JsonWriter& json, const MergeConflict& conflict) {
  json.begin_object();
  json.member("table_key", conflict.table_key);
  write_optional_text(json, "row_id", conflict.row_id);
  json.member("kind", to_string(conflict.kind));
  json.member("message", conflict.message);
  json.key("properties");
  json.begin_array();
  for (const std::string& property : conflict.properties) {
    json.begin_object();
    json.member("name", property);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

MergeConflict read_conflict(Members& item) {
  item.allow_only({"table_key", "row_id", "kind", "message", "properties"});
  MergeConflict conflict;
  conflict.table_key = item.text("table_key");
  conflict.row_id = item.optional_text("row_id");
  conflict.message = item.text("message");
  const std::string kind = item.text("kind");
  const auto* known = std::find_if(std::begin(kConflictKinds),
                                   std::end(kConflictKinds),
                                   [&](ConflictKind one) { return to_string(one) == kind; });
  if (known == std::end(kConflictKinds)) {
    item.fail("kind", "a kind of conflict");
  } else {
    conflict.kind = *known;
  }
  item.each("properties", [&](Members& property) {
    property.allow_only({"name"});
    conflict.properties.push_back(property.text("name"));
  });
  return conflict;
}

OpenMerge read_open_merge(Members& members) {
  members.allow_only({"format",
                      "graph_id",
                      "merge_id",
                      "seq",
                      "state",
                      "source",
                      "target",
                      "source_commit",
                      "target_commit",
                      "actor_id",
                      "message",
                      "created_at",
                      "whole_rows",
                      "conflicts",
                      "decisions",
                      "merged_commit",
                      "check"});
  OpenMerge merge;
  merge.graph_id = members.ulid("graph_id");
  merge.merge_id = members.ulid("merge_id");
  merge.seq = members.number("seq", 1);
  const std::string state = members.text("state");
  for (const MergeState one : {MergeState::kOpen, MergeState::kDone, MergeState::kAborted}) {
    if (to_string(one) == state) {
      merge.state = one;
    }
  }
  if (to_string(merge.state) != state) {
    members.fail("state", "open, done or aborted");
  }
  merge.source = members.text("source");
  merge.target = members.text("target");
  merge.source_commit = members.ulid("source_commit");
  merge.target_commit = members.ulid("target_commit");
  merge.actor_id = members.optional_text("actor_id");
  merge.message = members.optional_text("message");
  merge.created_at = members.signed_number("created_at");
  merge.whole_rows = members.boolean("whole_rows");
  members.each("conflicts", [&](Members& item) { merge.conflicts.push_back(read_conflict(item)); });
  members.each("decisions", [&](Members& item) {
    item.allow_only({"table_key", "row_id", "decision"});
    RowDecision decision{item.text("table_key"), item.text("row_id"), Decision::kOurs};
    const auto known = decision_of(item.text("decision"));
    if (!known || *known == Decision::kFail) {
      item.fail("decision", "ours, theirs or newest");
    } else {
      decision.decision = *known;
    }
    merge.decisions.push_back(std::move(decision));
  });
  merge.merged_commit = members.optional_text("merged_commit");
  return merge;
}

Error no_merge(const std::string& merge_id) {
  return Error(ErrorCode::kNotFound, format("merge '{}' not found", merge_id));
}

}  // namespace

std::string_view to_string(MergeState state) {
  switch (state) {
    case MergeState::kOpen:
      return "open";
    case MergeState::kDone:
      return "done";
    case MergeState::kAborted:
      return "aborted";
  }
  return "";
}

std::string to_json(const OpenMerge& merge) {
  JsonWriter json;
  json.begin_object();
  json.member("format", uint64_t{1});
  json.member("graph_id", merge.graph_id);
  json.member("merge_id", merge.merge_id);
  json.member("seq", merge.seq);
  json.member("state", to_string(merge.state));
  json.member("source", merge.source);
  json.member("target", merge.target);
  json.member("source_commit", merge.source_commit);
  json.member("target_commit", merge.target_commit);
  write_optional_text(json, "actor_id", merge.actor_id);
  write_optional_text(json, "message", merge.message);
  json.member("created_at", merge.created_at);
  json.key("whole_rows");
  json.boolean(merge.whole_rows);
  json.key("conflicts");
  json.begin_array();
  for (const MergeConflict& conflict : merge.conflicts) {
    write_conflict(json, conflict);
  }
  json.end_array();
  json.key("decisions");
  json.begin_array();
  for (const RowDecision& decision : merge.decisions) {
    json.begin_object();
    json.member("table_key", decision.table_key);
    json.member("row_id", decision.row_id);
    json.member("decision", to_string(decision.decision));
    json.end_object();
  }
  json.end_array();
  write_optional_text(json, "merged_commit", merge.merged_commit);
  json.end_object();
  return seal_json(json.take());
}

Result<OpenMerge> parse_open_merge(std::string_view bytes, std::string_view object_name) {
  return parse_sealed<OpenMerge>(bytes, object_name, read_open_merge);
}

Status store_step(GraphEnvironment& environment, OpenMerge& merge) {
  ++merge.seq;
  const std::string object = step_object(merge.merge_id, merge.seq);
  const std::string bytes = to_json(merge);
  Status stored = environment.store.create(object, as_bytes(bytes));
  if (!stored.ok() && (stored.error().code() == ErrorCode::kOutcomeUnknown ||
                       stored.error().code() == ErrorCode::kAlreadyExists)) {
    // Ours may have landed: the name tells.
    const auto there = environment.store.read(object);
    if (there.ok() && there->view() == bytes) {
      return {};
    }
    if (there.ok()) {
      return Error(
          ErrorCode::kConflict,
          format("merge {} was changed by somebody else meanwhile — look again", merge.merge_id));
    }
  }
  return stored;
}

Result<OpenMerge> find_open_merge(GraphEnvironment& environment, const std::string& merge_id) {
  if (!is_ulid(merge_id)) {
    return no_merge(merge_id);
  }
  // The newest step sorts first.
  OG_ASSIGN_OR_RETURN(const auto steps,
                      environment.store.list(format("{}/{}/", kMergesFolder, merge_id), "", 1));
  if (steps.empty()) {
    return no_merge(merge_id);
  }
  OG_ASSIGN_OR_RETURN(const Buffer bytes, environment.store.read(steps.front().path));
  return parse_open_merge(bytes.view(), steps.front().path);
}

Result<std::vector<OpenMerge>> list_open_merges(GraphEnvironment& environment, bool all) {
  std::vector<OpenMerge> merges;
  OG_ASSIGN_OR_RETURN(const auto ids, environment.store.list_folders(kMergesFolder, "", SIZE_MAX));
  for (const std::string& id : ids) {
    if (!is_ulid(id)) {
      continue;
    }
    OG_ASSIGN_OR_RETURN(OpenMerge merge, find_open_merge(environment, id));
    if (all || merge.state == MergeState::kOpen) {
      merges.push_back(std::move(merge));
    }
  }
  std::sort(merges.begin(), merges.end(), [](const OpenMerge& a, const OpenMerge& b) {
    return a.merge_id > b.merge_id;
  });
  return merges;
}

}  // namespace omnigraph::graph
