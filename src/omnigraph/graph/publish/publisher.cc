#include "omnigraph/graph/publish/publisher.h"

#include <algorithm>
#include <utility>

#include "omnigraph/base/fail_point.h"
#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/log/names.h"

namespace omnigraph::graph {
namespace {

// The pins of `later` over those of `earlier`, dropped ones kept: they hide the checkpoint's.
std::vector<Pin> merge_pins(const std::vector<Pin>& earlier,
                            const std::vector<const std::vector<Pin>*>& later) {
  PinMap merged;
  for (const Pin& pin : earlier) {
    merged[pin.table_key] = pin;
  }
  for (const auto* pins : later) {
    for (const Pin& pin : *pins) {
      merged[pin.table_key] = pin;
    }
  }
  std::vector<Pin> result;
  for (auto& [key, pin] : merged) {
    result.push_back(std::move(pin));
  }
  return result;
}

// What the next record takes over from its parent.
struct Inherited {
  std::optional<std::string> checkpoint;
  std::vector<Pin> base;
  std::optional<io::NewObject> new_checkpoint;
};

Inherited inherit(GraphEnvironment& environment, const Snapshot& head) {
  const CommitRecord& record = head.record();
  Inherited inherited;
  std::vector<const std::vector<Pin>*> later;
  for (const CommitEntry& commit : record.commits) {
    later.push_back(&commit.changes);
  }
  inherited.checkpoint = record.checkpoint;
  inherited.base = merge_pins(record.base, later);
  if (inherited.base.size() > kMaxBasePins) {
    Checkpoint checkpoint;
    checkpoint.graph_id = record.graph_id;
    for (const auto& [key, pin] : head.pins()) {
      checkpoint.pins.push_back(pin);
    }
    inherited.checkpoint = environment.ids.next();
    inherited.base.clear();
    inherited.new_checkpoint =
        io::NewObject{checkpoint_object(*inherited.checkpoint), Buffer::from(to_json(checkpoint))};
  }
  return inherited;
}

CommitRecord make_next_record(GraphEnvironment& environment,
                              const Snapshot& head,
                              const CommitDraft& draft,
                              Inherited inherited) {
  const CommitRecord& parent = head.record();
  CommitRecord record;
  record.graph_id = parent.graph_id;
  record.branch = parent.branch;
  record.incarnation = parent.incarnation;
  record.seq = parent.seq + 1;
  record.parent = ParentRef{parent.branch,
                            parent.seq,
                            head.log_record().sha256,
                            head.commit_id(),
                            head.manifest_version()};
  record.checkpoint = std::move(inherited.checkpoint);
  record.base = std::move(inherited.base);
  record.schema_sha256 = head.schema_sha256();
  record.lineage = parent.lineage;
  record.contains = parent.contains;
  CommitEntry commit;
  commit.graph_commit_id = draft.commit_id;
  commit.manifest_version = head.manifest_version() + 1;
  commit.parent_commit_id = head.commit_id();
  commit.actor_id = draft.actor_id;
  commit.created_at = std::max(environment.clock.now_us(), head.created_at());
  commit.operation = draft.operation;
  commit.message = draft.message;
  commit.schema_sha256 = head.schema_sha256();
  commit.changes = draft.changes;
  record.commits.push_back(std::move(commit));
  return record;
}

uint64_t version_of(const Snapshot& snapshot, const std::string& table_key) {
  const Pin* pin = snapshot.find_pin(table_key);
  return pin == nullptr ? 0 : pin->table_version;
}

bool moved(const Snapshot& before, const Snapshot& now, const std::string& table_key) {
  const Pin* a = before.find_pin(table_key);
  const Pin* b = now.find_pin(table_key);
  return (a == nullptr) != (b == nullptr) || (a != nullptr && a->manifest != b->manifest);
}

// May the draft, executed on `before`, still be committed on top of `now`?
Status check_moved(const Snapshot& before, const Snapshot& now, const CommitDraft& draft) {
  for (const Pin& pin : draft.changes) {
    if (moved(before, now, pin.table_key)) {
      const uint64_t expected = version_of(before, pin.table_key);
      const uint64_t actual = version_of(now, pin.table_key);
      return Error(ErrorCode::kConflict,
                   format("stale view of '{}': expected manifest table version {} but current is "
                          "{} — refresh and retry",
                          pin.table_key,
                          expected,
                          actual),
                   ConflictDetail{pin.table_key, expected, actual});
    }
  }
  if (before.schema_sha256() != now.schema_sha256()) {
    return Error(ErrorCode::kConflict, "the schema changed meanwhile — refresh and retry");
  }
  for (const std::string& key : draft.read) {
    if (moved(before, now, key)) {
      return Error(
          ErrorCode::kConflict,
          format("a table that the query read changed meanwhile: '{}' — refresh and retry", key),
          ConflictDetail{key, version_of(before, key), version_of(now, key)});
    }
  }
  const bool validation_moved =
      std::any_of(draft.validated.begin(), draft.validated.end(), [&](const std::string& key) {
        return moved(before, now, key);
      });
  if (validation_moved && draft.revalidate) {
    return draft.revalidate(now);
  }
  return {};
}

// Waits up to 1 ms, 2 ms, … 256 ms: writers that collided do not collide again.
void back_off(GraphEnvironment& environment, int attempt) {
  environment.pause(
      static_cast<int64_t>(environment.random.next() % (1000U << std::min(attempt, 8))));
}

// Round 1. Nobody sees these files before the record names them, so that an unknown outcome is a
// failure of the operation: what was written is garbage.
Status stage(GraphEnvironment& environment, std::vector<io::NewObject> files) {
  if (files.empty()) {
    return {};
  }
  const Status staged = environment.store.create_many(files);
  if (staged.ok()) {
    return {};
  }
  const ErrorCode code = staged.error().code();
  return Error(code == ErrorCode::kOutcomeUnknown ? ErrorCode::kUnavailable : code,
               "stage files: " + staged.error().message());
}

// Puts `bytes` at `object` until the outcome is known. OK: ours. kAlreadyExists: taken, by us or by
// another (the caller reads it back).
Status put_record(GraphEnvironment& environment,
                  const std::string& object,
                  ByteSpan bytes,
                  const OutcomeDetail& outcome,
                  const PublishOptions& options) {
  bool in_doubt = false;
  for (int attempt = 0;; ++attempt) {
    const Status put = environment.store.create(object, bytes);
    if (put.ok() || put.error().code() == ErrorCode::kAlreadyExists) {
      return put;
    }
    const bool unknown = put.error().code() == ErrorCode::kOutcomeUnknown;
    if (!unknown && !in_doubt) {
      return put;
    }
    in_doubt = true;
    // A store that stopped writing (a failed sync) answers the same for ever, and a record that can
    // be read there need not be durable: it must not be acknowledged.
    const bool stopped = put.error().code() == ErrorCode::kFailedPrecondition;
    if (stopped || environment.clock.boot_us() > options.deadline_boot_us ||
        attempt >= options.attempts) {
      return Error(ErrorCode::kOutcomeUnknown,
                   format("the commit may have landed: commit {}, seq {}: {}",
                          outcome.commit_id,
                          outcome.seq,
                          put.error().message()),
                   outcome);
    }
    back_off(environment, attempt);
  }
}

}  // namespace

namespace {

// The name for head + 1 is taken. The snapshot of our own commit if it is the one that took it;
// else `*head` becomes the state that won, on which the draft still holds, and null is returned.
Result<SnapshotPtr> settle_taken(GraphEnvironment& environment,
                                 const Snapshot& base,
                                 const CommitDraft& draft,
                                 const OutcomeDetail& outcome,
                                 SnapshotPtr* head) {
  const BranchLog log(environment.store, base.branch(), base.record().graph_id);
  const auto newer = log.newer_than((*head)->log_record());
  if (!newer.ok()) {
    // The commit did not win unless the record is ours, which we cannot read now.
    return Error(ErrorCode::kOutcomeUnknown,
                 "read the record that won: " + newer.error().message(),
                 outcome);
  }
  for (const LogRecord& won : *newer) {
    if (won.record->head_commit_id() == draft.commit_id) {
      return Snapshot::successor(environment, **head, won);
    }
  }
  if (newer->empty()) {
    return SnapshotPtr();  // a store that lags behind its own refusal: ask again
  }
  const CommitRecord& last = *newer->back().record;
  if (last.kind == RecordKind::kTombstone || last.incarnation != base.record().incarnation) {
    return Error(ErrorCode::kNotFound, format("branch '{}' not found", base.branch()));
  }
  OG_ASSIGN_OR_RETURN(*head, Snapshot::of_record(environment, newer->back()));
  OG_RETURN_IF_ERROR(check_moved(base, **head, draft));
  return SnapshotPtr();
}

}  // namespace

Result<SnapshotPtr> publish(GraphEnvironment& environment,
                            const SnapshotPtr& base,
                            CommitDraft draft,
                            const PublishOptions& options) {
  SnapshotPtr head = base;
  std::vector<io::NewObject> to_write = std::move(draft.files);
  for (int attempt = 0; attempt < options.attempts; ++attempt) {
    if (attempt > 1) {
      back_off(environment, attempt - 2);
    }
    if (environment.clock.boot_us() > options.deadline_boot_us) {
      return Error(ErrorCode::kDeadlineExceeded,
                   "the deadline passed before the commit was published; nothing happened");
    }
    Inherited inherited = inherit(environment, *head);
    if (inherited.new_checkpoint) {
      to_write.push_back(*std::move(inherited.new_checkpoint));
    }
    const CommitRecord record = make_next_record(environment, *head, draft, std::move(inherited));
    const std::string bytes = to_json(record);
    if (bytes.size() > kMaxRecordBytes) {
      return Error(ErrorCode::kResourceExhausted,
                   format("the commit changes too many tables: record size {}, limit {}",
                          bytes.size(),
                          kMaxRecordBytes));
    }
    OG_RETURN_IF_ERROR(stage(environment, std::exchange(to_write, {})));
    OG_FAIL_POINT(kPublishStaged);
    const OutcomeDetail outcome{draft.commit_id, record.seq};
    const Status put = put_record(
        environment, record_object(record.branch, record.seq), as_bytes(bytes), outcome, options);
    if (put.ok()) {
      OG_FAIL_POINT(kPublishAcknowledged);
      return Snapshot::successor(
          environment,
          *head,
          {std::make_shared<const CommitRecord>(record), sha256_hex(as_bytes(bytes))});
    }
    if (put.error().code() != ErrorCode::kAlreadyExists) {
      return put.error().with_context(format("publish to branch \"{}\"", base->branch()));
    }
    OG_ASSIGN_OR_RETURN(SnapshotPtr ours, settle_taken(environment, *base, draft, outcome, &head));
    if (ours != nullptr) {
      return ours;
    }
    OG_FAIL_POINT(kPublishRebase);
  }
  return Error(ErrorCode::kConflict,
               format("manifest publish exhausted {} attempts on branch '{}'",
                      options.attempts,
                      base->branch()));
}

CommitRecord make_genesis(const std::string& graph_id,
                          const std::string& incarnation,
                          const std::string& commit_id,
                          int64_t created_at,
                          const std::string& schema_sha256,
                          std::vector<Pin> tables) {
  CommitRecord record;
  record.graph_id = graph_id;
  record.branch = std::string(kMainBranch);
  record.incarnation = incarnation;
  record.seq = 1;
  CommitEntry commit;
  commit.graph_commit_id = commit_id;
  commit.manifest_version = 1;
  commit.created_at = created_at;
  commit.operation = "init";
  commit.schema_sha256 = schema_sha256;
  commit.changes = std::move(tables);
  record.commits.push_back(std::move(commit));
  return record;
}

}  // namespace omnigraph::graph
