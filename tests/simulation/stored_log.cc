#include "simulation/stored_log.h"

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/log/names.h"

namespace omnigraph::simulation {
namespace {

using graph::CommitEntry;
using graph::CommitRecord;

void add_record(const CommitRecord& record,
                uint64_t seq,
                const std::string& parent_hash,
                StoredLog* log,
                std::vector<std::string>* violations) {
  const bool first = seq == 1;
  if (record.seq != seq || record.parent.has_value() == first ||
      (!first && (record.parent->sha256 != parent_hash || record.parent->seq != seq - 1))) {
    violations->push_back(format("log: record {} is no child of the one before", seq));
  }
  for (const CommitEntry& entry : record.commits) {
    if (entry.manifest_version != log->commits.size() + 1) {
      violations->push_back(
          format("log: version {} after {}", entry.manifest_version, log->commits.size()));
    }
    if (!log->commits.empty() && (entry.parent_commit_id != log->commits.back().graph_commit_id ||
                                  entry.created_at < log->commits.back().created_at)) {
      violations->push_back(
          format("log: commit {} has another parent, or a younger one", entry.graph_commit_id));
    }
    log->commits.push_back(entry);
  }
  log->last_version_of_record.push_back(log->commits.size());
}

}  // namespace

StoredLog read_log(World& world, std::vector<std::string>* violations) {
  StoredLog log;
  std::string hash;
  for (uint64_t seq = 1;; ++seq) {
    const std::string object = graph::record_object("main", seq);
    const auto bytes = world.objects().read(object);
    if (!bytes.ok()) {
      break;
    }
    const auto record = graph::parse_record(bytes->view(), object);
    if (!record.ok()) {
      violations->push_back("log: " + record.error().message());
      break;
    }
    add_record(*record, seq, hash, &log, violations);
    hash = sha256_hex(bytes->span());
  }
  if (log.commits.empty() || log.last_version_of_record.size() != world.record_count()) {
    violations->push_back("log: records are missing");
  }
  return log;
}

std::string describe_log(World& world) {
  std::string text;
  for (uint64_t seq = 1;; ++seq) {
    const std::string object = graph::record_object("main", seq);
    const auto bytes = world.objects().read(object);
    const auto record = bytes.ok() ? graph::parse_record(bytes->view(), object)
                                   : Result<CommitRecord>(bytes.error());
    if (!record.ok()) {
      return text;
    }
    text += format("record {}, {} files inside:", seq, record->files.size());
    for (const CommitEntry& entry : record->commits) {
      text += format(" {} {} {} {{",
                     entry.manifest_version,
                     entry.actor_id.value_or("-"),
                     entry.graph_commit_id);
      for (const graph::Pin& pin : entry.changes) {
        text += format(" {} {}", pin.table_key, pin.manifest);
      }
      text += " }";
    }
    text += "\n";
  }
}

}  // namespace omnigraph::simulation
