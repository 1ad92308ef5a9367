#include "omnigraph/graph/branches/branch_heads.h"

#include <algorithm>

#include "omnigraph/graph/branches/log_life.h"
#include "omnigraph/graph/log/names.h"

namespace omnigraph::graph {

// Makes room if it has to. Call with mutex_ held.
BranchHeads::Entry& BranchHeads::entry_of(const std::string& branch) {
  if (entries_.size() >= kHeadsKept && !entries_.contains(branch)) {
    auto oldest = entries_.end();
    for (auto at = entries_.begin(); at != entries_.end(); ++at) {
      if (at->first != kMainBranch &&
          (oldest == entries_.end() || at->second.used < oldest->second.used)) {
        oldest = at;
      }
    }
    if (oldest != entries_.end()) {
      entries_.erase(oldest);
    }
  }
  Entry& entry = entries_[branch];
  entry.used = ++uses_;
  return entry;
}

Result<SnapshotPtr> BranchHeads::head(const std::string& branch, int64_t staleness_us) {
  LogRecord known;
  SnapshotPtr snapshot;
  {
    const std::lock_guard lock(mutex_);
    const auto at = entries_.find(branch);
    if (at != entries_.end()) {
      Entry& entry = at->second;
      entry.used = ++uses_;
      snapshot = entry.snapshot;
      if (snapshot != nullptr && environment_.clock.boot_us() - entry.seen_us < staleness_us) {
        return snapshot;
      }
      known = snapshot != nullptr ? snapshot->log_record() : entry.tombstone;
    }
  }
  // Seen as of now: what is published while we look is newer than our view.
  const int64_t asked_us = environment_.clock.boot_us();
  const BranchLog log(environment_.store, branch, graph_id_);
  // Most logs that are not known are short.
  const auto found = known.record != nullptr ? log.head_after(known) : log.find_head(1);
  if (!found.ok()) {
    return found.error().code() == ErrorCode::kNotFound ? no_such_log(branch) : found.error();
  }
  if (found->record->kind == RecordKind::kTombstone) {
    remember_end(*found);
    return no_such_log(branch);
  }
  if (snapshot == nullptr || found->record != snapshot->log_record().record) {
    OG_ASSIGN_OR_RETURN(snapshot, Snapshot::of_record(environment_, *found));
  }
  remember(snapshot, asked_us);
  return snapshot;
}

SnapshotPtr BranchHeads::known(const std::string& branch) const {
  const std::lock_guard lock(mutex_);
  const auto at = entries_.find(branch);
  return at == entries_.end() ? nullptr : at->second.snapshot;
}

std::vector<std::string> BranchHeads::kept() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [name, entry] : entries_) {
    if (entry.snapshot != nullptr) {
      names.push_back(name);
    }
  }
  return names;
}

void BranchHeads::remember(SnapshotPtr snapshot, int64_t seen_us) {
  const std::lock_guard lock(mutex_);
  Entry& entry = entry_of(snapshot->branch());
  const uint64_t known_seq = entry.snapshot != nullptr           ? entry.snapshot->record().seq
                             : entry.tombstone.record != nullptr ? entry.tombstone.record->seq
                                                                 : 0;
  // Seqs of a log only rise, over all its incarnations.
  if (snapshot->record().seq >= known_seq) {
    entry.seen_us = entry.snapshot == nullptr ? seen_us : std::max(entry.seen_us, seen_us);
    entry.snapshot = std::move(snapshot);
    entry.tombstone = {};
  }
}

void BranchHeads::remember_end(const LogRecord& tombstone) {
  const std::lock_guard lock(mutex_);
  Entry& entry = entry_of(tombstone.record->branch);
  if (entry.snapshot == nullptr || entry.snapshot->record().seq < tombstone.record->seq) {
    entry.snapshot = nullptr;
    entry.tombstone = tombstone;
    entry.seen_us = 0;
  }
}

void BranchHeads::doubt(const std::string& branch) {
  const std::lock_guard lock(mutex_);
  const auto at = entries_.find(branch);
  if (at != entries_.end()) {
    at->second.seen_us = INT64_MIN / 2;
  }
}

LogRecord BranchHeads::known_end(const std::string& branch) const {
  const std::lock_guard lock(mutex_);
  const auto at = entries_.find(branch);
  return at == entries_.end() ? LogRecord{} : at->second.tombstone;
}

std::map<std::string, LogHead> BranchHeads::known_logs() const {
  const std::lock_guard lock(mutex_);
  return by_name_;
}

void BranchHeads::remember_logs(const std::vector<LogHead>& heads) {
  const std::lock_guard lock(mutex_);
  for (const LogHead& head : heads) {
    const auto at = by_name_.find(head.log_name);
    if (at != by_name_.end()) {
      at->second = head;
    } else if (by_name_.size() < kNamesKept) {
      by_name_.emplace(head.log_name, head);
    }
  }
}

}  // namespace omnigraph::graph
