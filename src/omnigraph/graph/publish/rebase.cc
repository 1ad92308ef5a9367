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

Status check_draft(const Snapshot& before, const Snapshot& now, const CommitDraft& draft) {
  for (const Pin& pin : draft.changes) {
    if (moved(before, now, pin.table_key)) {
      return version_mismatch(
          pin.table_key, version_of(before, pin.table_key), version_of(now, pin.table_key));
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
  return validation_moved && draft.revalidate ? draft.revalidate(now) : Status();
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

bool holds_on(const Snapshot& before,
              const Snapshot& now,
              std::span<const CommitDraft> group,
              std::vector<DraftOutcome>* outcomes) {
  outcomes->assign(group.size(), DraftOutcome());
  bool holds = true;
  std::set<std::string> gone;  // tables written by drafts that do not stay
  for (size_t i = 0; i < group.size(); ++i) {
    const bool hangs = depends_on(group[i], gone);
    // What hangs on a draft that goes was executed on a state that never was: it is not judged.
    const Status fine = hangs ? Status() : check_draft(before, now, group[i]);
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
