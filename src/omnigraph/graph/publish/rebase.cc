#include "omnigraph/graph/publish/rebase.h"

#include <algorithm>

#include "omnigraph/base/format.h"

namespace omnigraph::graph {
namespace {

uint64_t version_of(const Snapshot& snapshot, const std::string& table_key) {
  const Pin* pin = snapshot.find_pin(table_key);
  return pin == nullptr ? 0 : pin->table_version;
}

bool moved(const Snapshot& before, const Snapshot& now, const std::string& table_key) {
  const Pin* a = before.find_pin(table_key);
  const Pin* b = now.find_pin(table_key);
  return (a == nullptr) != (b == nullptr) || (a != nullptr && a->manifest != b->manifest);
}

// Are drafts to be judged by whether tables moved, or by whether their rows may have changed?
class Movement {
 public:
  Movement(const Snapshot& before, const Snapshot& now, const ChangedTables& changed)
      : before_(before), now_(now), changed_(changed) {}

  const Snapshot& now() const { return now_; }
  bool moved(const std::string& key) const { return graph::moved(before_, now_, key); }
  bool changed(const std::string& key) const { return moved(key) && changed_.contains(key); }
  bool schema_changed() const { return before_.schema_sha256() != now_.schema_sha256(); }
  ConflictDetail detail(const std::string& key) const {
    return ConflictDetail{key, version_of(before_, key), version_of(now_, key)};
  }
  Error mismatch(const std::string& key) const {
    return version_mismatch(key, version_of(before_, key), version_of(now_, key));
  }

 private:
  const Snapshot& before_;
  const Snapshot& now_;
  const ChangedTables& changed_;
};

Status check_draft(const Movement& way, const CommitDraft& draft) {
  for (const Pin& pin : draft.changes) {
    if (way.changed(pin.table_key)) {
      return way.mismatch(pin.table_key);
    }
  }
  for (const std::string& key : draft.unmoved) {
    if (way.moved(key)) {
      return way.mismatch(key);
    }
  }
  if (way.schema_changed()) {
    return Error(ErrorCode::kConflict, "the schema changed meanwhile — refresh and retry");
  }
  for (const std::string& key : draft.read) {
    if (way.changed(key)) {
      return Error(
          ErrorCode::kConflict,
          format("a table that the query read changed meanwhile: '{}' — refresh and retry", key),
          way.detail(key));
    }
  }
  const bool validation_changed =
      std::any_of(draft.validated.begin(), draft.validated.end(), [&](const std::string& key) {
        return way.changed(key);
      });
  return validation_changed && draft.revalidate ? draft.revalidate(way.now()) : Status();
}

// Was a table that the draft writes moved?
bool staged_elsewhere(const Movement& way, const CommitDraft& draft) {
  return std::any_of(draft.changes.begin(), draft.changes.end(), [&](const Pin& pin) {
    return way.moved(pin.table_key);
  });
}

// Did the draft look at, or build on, a table in `gone`?
bool depends_on(const CommitDraft& draft, const std::set<std::string>& gone) {
  const auto in_gone = [&](const std::string& key) { return gone.count(key) != 0; };
  return std::any_of(draft.changes.begin(),
                     draft.changes.end(),
                     [&](const Pin& pin) { return in_gone(pin.table_key); }) ||
         std::any_of(draft.read.begin(), draft.read.end(), in_gone) ||
         std::any_of(draft.validated.begin(), draft.validated.end(), in_gone);
}

}  // namespace

Error version_mismatch(const std::string& table_key, uint64_t expected, uint64_t actual) {
  return Error(ErrorCode::kConflict,
               format("stale view of '{}': expected manifest table version {} but current is {} — "
                      "refresh and retry",
                      table_key,
                      expected,
                      actual),
               ConflictDetail{table_key, expected, actual});
}

void ChangedTables::add(const CommitRecord& record) {
  for (const CommitEntry& commit : record.commits) {
    if (commit.operation == kOptimizeOperation) {
      continue;
    }
    for (const Pin& pin : commit.changes) {
      keys_.insert(pin.table_key);
    }
  }
}

bool holds_on(const Snapshot& before,
              const Snapshot& now,
              const ChangedTables& changed,
              std::span<const CommitDraft> group,
              std::vector<DraftOutcome>* outcomes) {
  outcomes->assign(group.size(), DraftOutcome());
  const Movement way(before, now, changed);
  bool holds = true;
  std::set<std::string> gone;  // tables written by drafts that do not stay
  for (size_t i = 0; i < group.size(); ++i) {
    bool hangs = depends_on(group[i], gone);
    // What hangs on a draft that goes was executed on a state that never was: it is not judged.
    const Status fine = hangs ? Status() : check_draft(way, group[i]);
    hangs = hangs || staged_elsewhere(way, group[i]);
    if (!fine.ok()) {
      (*outcomes)[i].refused = fine.error();
    }
    if (hangs || !fine.ok()) {
      holds = false;
      for (const Pin& pin : group[i].changes) {
        gone.insert(pin.table_key);
      }
    }
  }
  return holds;
}

DraftOutcome meet_request(const IdempotencyKey& key, const CommitHeader& commit) {
  DraftOutcome outcome;
  if (commit.entry.idempotency && commit.entry.idempotency->request_sha256 == key.request_sha256) {
    outcome.repeated = commit;
  } else {
    outcome.refused = Error(ErrorCode::kConflict,
                            format("idempotency key '{}' was used for another request: commit {}",
                                   key.key,
                                   commit.entry.graph_commit_id));
  }
  return outcome;
}

}  // namespace omnigraph::graph
