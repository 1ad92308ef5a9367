#include "omnigraph/graph/verify/walk_log.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/branches/log_heads.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/snapshot/snapshot.h"
#include "omnigraph/schema/compile.h"

namespace omnigraph::graph {
namespace {

constexpr uint64_t kProgressEvery = 64;

bool changes(const CommitEntry& commit, const std::string& table_key) {
  return std::any_of(commit.changes.begin(), commit.changes.end(), [&](const Pin& pin) {
    return pin.table_key == table_key;
  });
}

}  // namespace

Status LogWalk::run(const std::string& graph_id, const std::string& log_name, uint64_t head_seq) {
  const BranchLog log(environment_.store, log_name, graph_id);
  VerifyReport& report = findings_.report();
  last_ = {};
  tables_.clear();
  known_ = false;
  lineage_.begin_log();
  for (uint64_t seq = 1; seq <= head_seq; ++seq) {
    OG_RETURN_IF_ERROR(cancel_.check());
    ++report.objects;
    auto record = log.read(seq);
    if (!record.ok()) {
      OG_RETURN_IF_ERROR(findings_.take(record_object(log_name, seq), record.error()));
      last_ = {};
      known_ = false;
      continue;
    }
    OG_RETURN_IF_ERROR(check_record(*record));
    last_ = *std::move(record);
    ++report.records;
    report.commits += last_.record->commits.size();
    if (options_.progress && (seq % kProgressEvery == 0 || seq == head_seq)) {
      options_.progress({seq, head_seq, report.objects});
    }
  }
  return {};
}

Status LogWalk::check_record(const LogRecord& log_record) {
  const CommitRecord& record = *log_record.record;
  const std::string object = record_object(record.branch, record.seq);
  if (record.kind == RecordKind::kBirth) {
    OG_RETURN_IF_ERROR(check_birth(object, record));
    tables_.clear();
    known_ = false;
  } else if (record.kind == RecordKind::kThinned && record.commits.empty()) {
    tables_.clear();  // a birth once: what it copied is no more
  } else {
    check_chain(object, record);
  }
  OG_RETURN_IF_ERROR(lineage_.check(record));
  if (record.kind == RecordKind::kThinned || record.kind == RecordKind::kTombstone) {
    known_ = false;  // its state was reclaimed, or it has none
    return {};
  }
  const auto files = unpack_files(record);
  if (!files.ok()) {
    OG_RETURN_IF_ERROR(findings_.take(object, files.error()));
    known_ = false;
    return {};
  }
  OG_ASSIGN_OR_RETURN(const auto start, start_of(object, record));
  if (!start && !known_) {
    return {};
  }
  if (start) {
    OG_RETURN_IF_ERROR(enter_start(record, *start, *files));
  }
  return check_commits(record, *files);
}

void LogWalk::check_chain(const std::string& object, const CommitRecord& record) {
  const auto expect = [&](std::string_view what, const auto& expected, const auto& found) {
    if (!(expected == found)) {
      findings_.add(object, format("{}: expected {}, found {}", what, expected, found));
    }
  };
  if (record.seq == 1) {
    if (record.branch != kMainBranch) {
      findings_.add(object, "the first record is no birth");
    } else if (record.parent) {
      findings_.add(object, "the first record has a parent");
    }
    return;
  }
  if (!record.parent) {
    findings_.add(object, "it has no parent");
    return;
  }
  if (last_.record == nullptr) {
    return;  // what is wrong with that one is said
  }
  const ParentRef& parent = *record.parent;
  const CommitRecord& before = *last_.record;
  if (before.kind == RecordKind::kTombstone) {
    findings_.add(object, "it stands behind a tombstone and is no birth");
    return;
  }
  expect("hash of the parent", last_.sha256, parent.sha256);
  expect("branch of the parent", before.branch, parent.branch);
  expect("seq of the parent", before.seq, parent.seq);
  expect("newest commit of the parent", before.head_commit_id(), parent.graph_commit_id);
  expect("version of the parent", before.head_manifest_version(), parent.manifest_version);
  expect("incarnation", before.incarnation, record.incarnation);
  expect("schema of the parent's state",
         before.head_schema_sha256().value_or(""),
         record.schema_sha256.value_or(""));
  int64_t instant = log_head_of(before).created_at;
  for (const CommitEntry& commit : record.commits) {
    if (commit.created_at < instant) {
      findings_.add(object, format("commit {} is older than its parent", commit.graph_commit_id));
    }
    instant = std::max(instant, commit.created_at);
  }
}

Status LogWalk::check_birth(const std::string& object, const CommitRecord& record) {
  if (record.branch == kMainBranch) {
    findings_.add(object, "main is never born again");
  }
  if (last_.record != nullptr && last_.record->kind != RecordKind::kTombstone) {
    findings_.add(object, "a birth stands behind a record that is no tombstone");
  }
  if (last_.record != nullptr && last_.record->incarnation == record.incarnation) {
    findings_.add(object, "it takes an incarnation up again");
  }
  if (!record.parent) {
    findings_.add(object, "it has no parent");
    return {};
  }
  const ParentRef& named = *record.parent;
  const BranchLog log(environment_.store, named.branch, record.graph_id);
  const auto parent = log.read(named.seq);
  if (!parent.ok()) {
    return findings_.take(record_object(named.branch, named.seq), parent.error());
  }
  check_fork(object, record, *parent);
  const CommitRecord& forked = *parent->record;
  if (forked.kind != RecordKind::kBirth && forked.kind != RecordKind::kCommits) {
    return {};  // its state is no more
  }
  size_t index = 0;
  while (index + 1 < forked.commits.size() &&
         forked.commits[index].graph_commit_id != named.graph_commit_id) {
    ++index;
  }
  const auto before = Snapshot::of_commit(environment_, *parent, index);
  if (!before.ok()) {
    return {};  // what is wrong with it is said where it stands
  }
  OG_ASSIGN_OR_RETURN(const auto start, start_of(object, record));
  if (start && *start != (*before)->pins()) {
    findings_.add(object, "the state that it starts from is not that of the commit it names");
  }
  if ((*before)->schema_sha256() != record.schema_sha256.value_or("")) {
    findings_.add(object, "its schema is not that of the commit it names");
  }
  return {};
}

void LogWalk::check_fork(const std::string& object,
                         const CommitRecord& birth,
                         const LogRecord& parent) {
  const ParentRef& named = *birth.parent;
  const CommitRecord& forked = *parent.record;
  if (parent.sha256 != named.sha256) {
    findings_.add(object,
                  format("hash of the record it forked from: expected {}, found {}",
                         parent.sha256,
                         named.sha256));
  }
  bool holds = forked.commits.empty() && forked.head_commit_id() == named.graph_commit_id &&
               forked.head_manifest_version() == named.manifest_version;
  for (const CommitEntry& commit : forked.commits) {
    holds = holds || (commit.graph_commit_id == named.graph_commit_id &&
                      commit.manifest_version == named.manifest_version);
  }
  if (!holds && forked.kind != RecordKind::kThinned) {
    findings_.add(object,
                  format("the record it forked from does not hold commit {} (version {})",
                         named.graph_commit_id,
                         named.manifest_version));
  }
  // A birth has no commits of its own to contain.
  const bool contained =
      forked.commits.empty() || forked.kind == RecordKind::kBirth ||
      std::any_of(birth.contains.begin(), birth.contains.end(), [&](const ContainedCommit& commit) {
        return commit.incarnation == forked.incarnation &&
               commit.manifest_version == named.manifest_version;
      });
  if (!contained) {
    findings_.add(object, "it does not say that it contains what it forked from");
  }
}

Result<std::optional<PinMap>> LogWalk::start_of(const std::string& object,
                                                const CommitRecord& record) {
  PinMap start;
  if (record.checkpoint) {
    const std::string path = checkpoint_object(*record.checkpoint);
    if (checkpoint_name_ != path) {
      checkpoint_name_ = path;
      checkpoint_.reset();
      ++findings_.report().objects;
      const auto bytes = environment_.store.read(path);
      if (!bytes.ok()) {
        OG_RETURN_IF_ERROR(findings_.take(path, bytes.error()));
      } else if (auto parsed = parse_checkpoint(bytes->view(), path); !parsed.ok()) {
        OG_RETURN_IF_ERROR(findings_.take(path, parsed.error()));
      } else if (parsed->graph_id != record.graph_id) {
        findings_.add(path, "it is of another graph");
      } else {
        checkpoint_ = std::make_shared<const Checkpoint>(*std::move(parsed));
      }
    }
    if (checkpoint_ == nullptr) {
      return std::optional<PinMap>();
    }
    apply_pins(start, checkpoint_->pins);
  }
  apply_pins(start, record.base);
  if (known_) {
    const bool same =
        start.size() == tables_.size() &&
        std::equal(start.begin(), start.end(), tables_.begin(), [](const auto& a, const auto& b) {
          return a.second == b.second.pin;
        });
    if (!same) {
      findings_.add(object, "the state that it starts from is not what the records before made");
    }
  }
  return std::optional(std::move(start));
}

// Only pins that the walk has not met are looked at: after a damaged record, or a wrong base.
Status LogWalk::enter_start(const CommitRecord& record,
                            const PinMap& start,
                            const RecordFiles& files) {
  for (auto at = tables_.begin(); at != tables_.end();) {
    at = start.contains(at->first) ? std::next(at) : tables_.erase(at);
  }
  for (const auto& [key, pin] : start) {
    const auto at = tables_.find(key);
    if (at != tables_.end() && at->second.pin == pin) {
      continue;
    }
    // A version that the first commit replaces is a matter of the record before.
    if (!record.commits.empty() && changes(record.commits.front(), key)) {
      tables_[key] = {pin, {}};
    } else {
      OG_RETURN_IF_ERROR(check_pin(pin, files));
    }
  }
  known_ = true;
  return {};
}

Status LogWalk::check_commits(const CommitRecord& record, const RecordFiles& files) {
  for (size_t i = 0; i < record.commits.size(); ++i) {
    const CommitEntry& commit = record.commits[i];
    OG_RETURN_IF_ERROR(check_schema(commit.schema_sha256));
    for (const Pin& pin : commit.changes) {
      if (pin.dropped) {
        tables_.erase(pin.table_key);
        continue;
      }
      // A merge rises above the versions of both sides, others to the next one.
      const auto at = tables_.find(pin.table_key);
      const bool known = at != tables_.end() && at->second.pin.table_path == pin.table_path;
      const uint64_t before = known ? at->second.pin.table_version : 0;
      if (known && (commit.merged_parent_commit_id ? pin.table_version <= before
                                                   : pin.table_version != before + 1)) {
        findings_.add(record_object(record.branch, record.seq),
                      format("commit {} takes table {} from version {} to {}",
                             commit.graph_commit_id,
                             pin.table_key,
                             before,
                             pin.table_version));
      }
      OG_RETURN_IF_ERROR(check_pin(pin, files));
    }
    // The commits after the first leave no more to other tables than it did.
    if (i == 0) {
      OG_RETURN_IF_ERROR(check_unchanged(commit, files));
    }
  }
  return {};
}

Status LogWalk::check_unchanged(const CommitEntry& commit, const RecordFiles& files) {
  for (auto& [key, table] : tables_) {
    const bool lacks = std::any_of(table.record_only.begin(),
                                   table.record_only.end(),
                                   [&](const std::string& path) { return !files.contains(path); });
    if (lacks && !changes(commit, key)) {
      OG_RETURN_IF_ERROR(check_pin(Pin(table.pin), files));
    }
  }
  return {};
}

Status LogWalk::check_pin(const Pin& pin, const RecordFiles& files) {
  TableState& table = tables_[pin.table_key];
  table.pin = pin;
  table.record_only.clear();
  return files_.check_version(table.pin, files, &table.record_only);
}

Status LogWalk::check_schema(const std::string& sha256) {
  if (!schemas_.insert(sha256).second) {
    return {};
  }
  const std::string object = schema_object(sha256);
  ++findings_.report().objects;
  const auto bytes = environment_.store.read(object);
  if (!bytes.ok()) {
    return findings_.take(object, bytes.error());
  }
  if (sha256_hex(bytes->span()) != sha256) {
    findings_.add(object, "its bytes do not have the hash in its name");
  } else if (const auto compiled = schema::compile_schema(bytes->view()); !compiled.ok()) {
    findings_.add(object, "it does not compile: " + compiled.error().message());
  }
  return {};
}

}  // namespace omnigraph::graph
