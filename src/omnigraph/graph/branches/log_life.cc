#include "omnigraph/graph/branches/log_life.h"

#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/log/lineage.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/log/record_files.h"
#include "omnigraph/graph/publish/next_record.h"
#include "omnigraph/graph/publish/put_record.h"

namespace omnigraph::graph {
namespace {

// So many races in a row that others won are too many.
constexpr int kMostRaces = 64;

std::string_view kind_of(const std::string& log_name) {
  return is_tag_log(log_name) ? "tag" : "branch";
}
std::string_view shown_name(const std::string& log_name) {
  return std::string_view(log_name).substr(is_tag_log(log_name) ? kTagPrefix.size() : 0);
}

Error in_use(const std::string& log_name) {
  return Error(ErrorCode::kAlreadyExists,
               format("{} '{}' already exists", kind_of(log_name), shown_name(log_name)));
}

Error too_many_races(const std::string& log_name) {
  return Error(ErrorCode::kConflict,
               format("others were faster {} times in a row on {} '{}' — retry later",
                      kMostRaces,
                      kind_of(log_name),
                      shown_name(log_name)));
}

// Whether the record that was taken is ours cannot be told now.
Error unreadable(const Error& error, const OutcomeDetail& outcome) {
  return Error(ErrorCode::kOutcomeUnknown, "read the record that won: " + error.message(), outcome);
}

LogRecord as_published(CommitRecord record, std::string_view bytes) {
  return {std::make_shared<const CommitRecord>(std::move(record)), sha256_hex(as_bytes(bytes))};
}

Result<std::string> checked_json(const CommitRecord& record) {
  std::string bytes = to_json(record);
  if (bytes.size() > kMaxRecordBytes) {
    return Error(
        ErrorCode::kResourceExhausted,
        format("the record is too large: {} bytes, limit {}", bytes.size(), kMaxRecordBytes));
  }
  return bytes;
}

}  // namespace

Error no_such_log(const std::string& log_name) {
  return Error(ErrorCode::kNotFound,
               format("{} '{}' not found", kind_of(log_name), shown_name(log_name)));
}

Result<Birth> make_birth(GraphEnvironment& environment,
                         const Snapshot& from,
                         const std::string& log_name,
                         const std::string& incarnation,
                         uint64_t seq) {
  const CommitRecord& parent = from.record();
  InheritedState inherited = inherit_state(environment, from);
  OG_ASSIGN_OR_RETURN(const RecordFiles files, carried_files(from, {}));
  Lineage lineage = fork_lineage(parent, from.commit_id());
  Birth birth;
  if (inherited.new_checkpoint) {
    birth.side_objects.push_back(*std::move(inherited.new_checkpoint));
  }
  CommitRecord& record = birth.record;
  record.graph_id = parent.graph_id;
  record.kind = RecordKind::kBirth;
  record.branch = log_name;
  record.incarnation = incarnation;
  record.seq = seq;
  record.parent = ParentRef{parent.branch,
                            parent.seq,
                            from.log_record().sha256,
                            from.commit_id(),
                            from.manifest_version()};
  record.checkpoint = std::move(inherited.checkpoint);
  record.base = std::move(inherited.base);
  record.schema_sha256 = from.schema_sha256();
  record.lineage = std::move(lineage.page);
  record.recent = std::move(lineage.recent);
  AncestorMap contains;
  add_ancestors(contains, inherited.contains);
  if (!parent.commits.empty()) {  // a birth's state is a commit of another incarnation
    add_ancestors(contains,
                  {{parent.incarnation, from.manifest_version(), parent.branch, parent.seq}});
  }
  for (auto& [name, commit] : contains) {
    record.contains.push_back(std::move(commit));
  }
  pack_files(files, record);
  return birth;
}

CommitRecord make_tombstone(const LogRecord& head) {
  const CommitRecord& last = *head.record;
  CommitRecord record;
  record.graph_id = last.graph_id;
  record.kind = RecordKind::kTombstone;
  record.branch = last.branch;
  record.incarnation = last.incarnation;
  record.seq = last.seq + 1;
  record.parent = ParentRef{
      last.branch, last.seq, head.sha256, last.head_commit_id(), last.head_manifest_version()};
  record.schema_sha256 = last.head_schema_sha256();
  return record;
}

Result<LogRecord> begin_log(GraphEnvironment& environment,
                            const Snapshot& from,
                            const std::string& log_name,
                            const LogRecord& last) {
  const uint64_t first_seq = last.record == nullptr ? 1 : last.record->seq + 1;
  OG_ASSIGN_OR_RETURN(Birth birth,
                      make_birth(environment, from, log_name, environment.ids.next(), first_seq));
  if (!birth.side_objects.empty()) {
    OG_RETURN_IF_ERROR(environment.store.create_many(birth.side_objects));
  }
  CommitRecord& record = birth.record;
  const BranchLog log(environment.store, log_name, record.graph_id);
  for (int race = 0; race < kMostRaces; ++race) {
    OG_ASSIGN_OR_RETURN(const std::string bytes, checked_json(record));
    const OutcomeDetail outcome{record.incarnation, record.seq};
    const Status put =
        put_record(environment, record_object(log_name, record.seq), as_bytes(bytes), outcome);
    if (put.ok()) {
      return as_published(std::move(record), bytes);
    }
    if (put.error().code() != ErrorCode::kAlreadyExists) {
      return put.error();
    }
    const auto taken = log.read(record.seq);
    if (taken.ok() && taken->record->incarnation == record.incarnation) {
      return taken;
    }
    if (!taken.ok() && taken.error().code() != ErrorCode::kNotFound) {
      return unreadable(taken.error(), outcome);
    }
    if (taken.ok()) {
      OG_ASSIGN_OR_RETURN(const LogRecord head, log.head_after(*taken));
      if (head.record->kind != RecordKind::kTombstone) {
        return in_use(log_name);
      }
      record.seq = head.record->seq + 1;
    }
    if (race > 0) {
      back_off(environment, race);
    }
  }
  return too_many_races(log_name);
}

Result<LogRecord> end_log(GraphEnvironment& environment, LogRecord head, bool only_head) {
  const std::string log_name = head.record->branch;
  const std::string incarnation = head.record->incarnation;
  const BranchLog log(environment.store, log_name, head.record->graph_id);
  for (int race = 0; race < kMostRaces; ++race) {
    CommitRecord record = make_tombstone(head);
    const std::string bytes = to_json(record);
    const OutcomeDetail outcome{record.head_commit_id(), record.seq};
    bool in_doubt = false;
    const Status put = put_record(
        environment, record_object(log_name, record.seq), as_bytes(bytes), outcome, {}, &in_doubt);
    if (put.ok()) {
      return as_published(std::move(record), bytes);
    }
    if (put.error().code() != ErrorCode::kAlreadyExists) {
      return put.error();
    }
    const auto newer = log.newer_than(head);
    if (!newer.ok()) {
      return unreadable(newer.error(), outcome);
    }
    if (!newer->empty()) {
      // Another's tombstone is the same as ours; after a doubt it does not matter whose it is.
      const LogRecord& first = newer->front();
      if (in_doubt && first.record->kind == RecordKind::kTombstone) {
        return first;
      }
      head = newer->back();
      if (head.record->kind == RecordKind::kTombstone || head.record->incarnation != incarnation) {
        return no_such_log(log_name);
      }
      if (only_head) {
        return Error(ErrorCode::kConflict,
                     format("{} '{}' has moved on: its newest commit is {} — refresh and retry",
                            kind_of(log_name),
                            shown_name(log_name),
                            head.record->head_commit_id()));
      }
    }
    back_off(environment, race);
  }
  return too_many_races(log_name);
}

}  // namespace omnigraph::graph
