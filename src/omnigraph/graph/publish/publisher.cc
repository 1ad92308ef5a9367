#include "omnigraph/graph/publish/publisher.h"

#include <algorithm>
#include <span>
#include <utility>

#include "omnigraph/base/fail_point.h"
#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/publish/next_record.h"
#include "omnigraph/graph/publish/put_record.h"

namespace omnigraph::graph {
namespace {

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

void add_files(std::vector<io::NewObject> files, RecordFiles* out) {
  for (io::NewObject& file : files) {
    out->insert_or_assign(std::move(file.path), std::move(file.bytes));
  }
}

// States in between of a group may need more than the newest one: rows that a turn wrote and a
// later one took out again. Above this much, before compression, nothing travels.
constexpr size_t kMostBytesInRecord = size_t{384} << 10;

size_t bytes_of(const RecordFiles& files) {
  FileBytes bytes;
  bytes.add(files);
  return bytes.data + bytes.others;
}

// One group on its way into the log.
class Publication {
 public:
  Publication(GraphEnvironment& environment,
              const SnapshotPtr& base,
              std::vector<CommitDraft> group,
              const PublishOptions& options)
      : environment_(environment),
        base_(base),
        group_(std::move(group)),
        options_(options),
        head_(base) {
    for (CommitDraft& draft : group_) {
      add_files(std::exchange(draft.files, {}), &live_);
      add_files(std::exchange(draft.passing_files, {}), &passing_);
      for (io::NewObject& file : std::exchange(draft.stored_files, {})) {
        to_store_.push_back(std::move(file));
      }
    }
  }

  Result<PublishOutcome> run() {
    for (int attempt = 0; attempt < options_.attempts; ++attempt) {
      if (attempt > 1) {
        back_off(environment_, attempt - 2);
      }
      if (environment_.clock.boot_us() > options_.deadline_boot_us) {
        return Error(ErrorCode::kDeadlineExceeded,
                     "the deadline passed before the commit was published; nothing happened");
      }
      OG_ASSIGN_OR_RETURN(const Attempt ready, prepare());
      OG_FAIL_POINT(kPublishStaged);
      const CommitRecord& record = *ready.record.record;
      const OutcomeDetail outcome{group_.back().commit_id, record.seq};
      const Status put = put_record(environment_,
                                    record_object(record.branch, record.seq),
                                    as_bytes(ready.bytes),
                                    outcome,
                                    {options_.deadline_boot_us, options_.attempts});
      if (put.ok()) {
        OG_FAIL_POINT(kPublishAcknowledged);
        return published(after(ready.record, ready.files));
      }
      if (put.error().code() != ErrorCode::kAlreadyExists) {
        return put.error().with_context(format("publish to branch \"{}\"", base_->branch()));
      }
      OG_ASSIGN_OR_RETURN(const std::optional<PublishOutcome> settled,
                          settle_taken(ready, outcome));
      if (settled) {
        return *settled;
      }
      OG_FAIL_POINT(kPublishRebase);
    }
    return Error(ErrorCode::kConflict,
                 format("manifest publish exhausted {} attempts on branch '{}'",
                        options_.attempts,
                        base_->branch()));
  }

 private:
  // A record that could follow head_, with all that it needs stored.
  struct Attempt {
    LogRecord record;
    std::string bytes;
    RecordFilesPtr files;
  };

  SnapshotPtr after(const LogRecord& record, const RecordFilesPtr& files) const {
    schema::CatalogPtr catalog = head_->catalog();
    for (const CommitDraft& draft : group_) {
      catalog = draft.schema ? draft.schema->catalog : catalog;
    }
    return Snapshot::successor(environment_, *head_, record, files, std::move(catalog));
  }

  static PublishOutcome published(SnapshotPtr snapshot) {
    PublishOutcome outcome;
    outcome.published = std::move(snapshot);
    return outcome;
  }

  Result<Attempt> prepare() {
    OG_ASSIGN_OR_RETURN(NextRecord next, make_next_record(environment_, *head_, group_));
    OG_ASSIGN_OR_RETURN(RecordFiles carried, carried_files(*head_, group_));
    std::vector<io::NewObject> to_store = std::exchange(to_store_, {});
    for (io::NewObject& object : next.side_objects) {
      to_store.push_back(std::move(object));
    }
    OG_ASSIGN_OR_RETURN(RecordFiles in_record, passing_carried_files(*head_, group_));
    in_record.insert(passing_.begin(), passing_.end());
    FileBytes unwritten;
    unwritten.add(live_);
    unwritten.add(carried);
    if (stored_live_ || unwritten.travel(environment_.small_commit_bytes)) {
      in_record.merge(carried);
      if (!stored_live_) {
        in_record.insert(live_.begin(), live_.end());
      }
    } else {
      carried.merge(live_);
      for (auto& [path, bytes] : carried) {
        to_store.push_back({path, std::move(bytes)});
      }
      stored_live_ = true;
    }
    if (bytes_of(in_record) > kMostBytesInRecord) {
      for (auto& [path, bytes] : std::exchange(in_record, {})) {
        to_store.push_back({path, bytes});
      }
    }
    OG_RETURN_IF_ERROR(stage(environment_, std::move(to_store)));
    pack_files(in_record, next.record);
    Attempt attempt;
    attempt.bytes = to_json(next.record);
    if (attempt.bytes.size() > kMaxRecordBytes) {
      return Error(ErrorCode::kResourceExhausted,
                   format("the commit record is too large: {} bytes, limit {}; the commit changes "
                          "too many tables, or its message or actor is too long",
                          attempt.bytes.size(),
                          kMaxRecordBytes));
    }
    attempt.record = {std::make_shared<const CommitRecord>(std::move(next.record)),
                      sha256_hex(as_bytes(attempt.bytes))};
    attempt.files = std::make_shared<const RecordFiles>(std::move(in_record));
    return attempt;
  }

  // The name for head + 1 is taken. What becomes of the group, if that is settled; else head_ is
  // the state that won, on which all drafts still hold.
  Result<std::optional<PublishOutcome>> settle_taken(const Attempt& attempt,
                                                     const OutcomeDetail& detail) {
    const BranchLog log(environment_.store, base_->branch(), base_->record().graph_id);
    const auto newer = log.newer_than(head_->log_record());
    if (!newer.ok()) {
      // The commit did not win unless the record is ours, which we cannot read now.
      return Error(ErrorCode::kOutcomeUnknown,
                   "read the record that won: " + newer.error().message(),
                   detail);
    }
    if (newer->empty()) {
      return std::optional<PublishOutcome>();  // a store that lags behind its own refusal: ask
                                               // again
    }
    if (newer->front().record->head_commit_id() == group_.back().commit_id) {
      return std::optional(published(after(newer->front(), attempt.files)));
    }
    const CommitRecord& last = *newer->back().record;
    if (last.kind == RecordKind::kTombstone || last.incarnation != base_->record().incarnation) {
      return Error(ErrorCode::kNotFound, format("branch '{}' not found", base_->branch()));
    }
    OG_ASSIGN_OR_RETURN(head_, Snapshot::of_record(environment_, newer->back()));
    for (const LogRecord& won : *newer) {
      changed_.add(*won.record);
    }
    PublishOutcome outcome;
    const bool holds = holds_on(*base_, *head_, changed_, group_, &outcome.drafts);
    const bool known = meet_requests(*newer, &outcome.drafts);
    if (holds && !known) {
      return std::optional<PublishOutcome>();
    }
    outcome.head = head_;
    return std::optional(std::move(outcome));
  }

  // Was a request of the group committed by another process meanwhile?
  bool meet_requests(const std::vector<LogRecord>& newer,
                     std::vector<DraftOutcome>* outcomes) const {
    bool any = false;
    for (const LogRecord& won : newer) {
      for (const CommitEntry& entry : won.record->commits) {
        for (size_t i = 0; entry.idempotency && i < group_.size(); ++i) {
          if (group_[i].idempotency && group_[i].idempotency->key == entry.idempotency->key) {
            (*outcomes)[i] =
                meet_request(*group_[i].idempotency, {entry, won.record->branch, won.record->seq});
            any = true;
          }
        }
      }
    }
    return any;
  }

  GraphEnvironment& environment_;
  const SnapshotPtr& base_;
  std::vector<CommitDraft> group_;
  const PublishOptions& options_;
  SnapshotPtr head_;
  ChangedTables changed_;                // since base_
  RecordFiles live_;                     // needed by the state after the group
  RecordFiles passing_;                  // needed by states in between
  bool stored_live_ = false;             // live_ was written as objects
  std::vector<io::NewObject> to_store_;  // by the first attempt, whatever their size
};

}  // namespace

Result<PublishOutcome> publish_group(GraphEnvironment& environment,
                                     const SnapshotPtr& base,
                                     std::vector<CommitDraft> group,
                                     const PublishOptions& options) {
  return Publication(environment, base, std::move(group), options).run();
}

}  // namespace omnigraph::graph
