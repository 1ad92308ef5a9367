#include "omnigraph/graph/bundle/collect.h"

#include <algorithm>
#include <map>
#include <set>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/branches/log_heads.h"
#include "omnigraph/graph/bundle/path_set.h"
#include "omnigraph/graph/log/branch_log.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/maintain/trace_record.h"

namespace omnigraph::graph {
namespace {

constexpr size_t kCollectCacheBytes = size_t{32} << 20;
constexpr size_t kNamesAtOnce = 65536;
// Who lists names more often than this races with branches that are made faster than listed; then
// all that a rename could still hide is the rename's own branch.
constexpr int kNameListingsMax = 32;

// How far a log belongs to the cut, and how far its records were looked at.
struct LogSpan {
  uint64_t end_seq = 0;
  uint64_t traced_seq = 0;
  RecordKind head_kind = RecordKind::kCommits;
};

class Collector {
 public:
  Collector(GraphEnvironment& environment,
            const std::string& graph_id,
            const ObjectVisitor& visit,
            const CancelToken& cancel)
      : cache_(kCollectCacheBytes),
        environment_{environment.store,
                     environment.clock,
                     environment.random,
                     environment.ids,
                     cache_,
                     environment.pause},
        graph_id_(graph_id),
        visit_(visit),
        cancel_(cancel) {}

  Result<CollectedGraph> run() {
    // Stored merges name commits that were there before them, so they come before the heads.
    OG_RETURN_IF_ERROR(visit_below("__manifest/merges/"));
    OG_RETURN_IF_ERROR(visit_below("__manifest/children/"));
    OG_RETURN_IF_ERROR(find_heads());
    OG_RETURN_IF_ERROR(trace_logs());
    for (const auto& [name, span] : logs_) {
      if (name != kMainBranch) {
        OG_RETURN_IF_ERROR(visit_log(name, span, ObjectPart::kLogs));
      }
      const bool lives = span.head_kind != RecordKind::kTombstone;
      (is_tag_log(name) ? collected_.tags : collected_.branches) += lives ? 1 : 0;
    }
    OG_RETURN_IF_ERROR(
        visit_log(std::string(kMainBranch), logs_[std::string(kMainBranch)], ObjectPart::kMainLog));
    return collected_;
  }

 private:
  Status visit_below(const std::string& prefix) {
    std::string after;
    for (;;) {
      OG_ASSIGN_OR_RETURN(const auto listed, environment_.store.list(prefix, after, kNamesAtOnce));
      for (const io::ObjectInfo& info : listed) {
        OG_RETURN_IF_ERROR(cancel_.check());
        OG_RETURN_IF_ERROR(visit_(info.path, ObjectPart::kFiles));
      }
      if (listed.size() < kNamesAtOnce) {
        return {};
      }
      after = listed.back().path;
    }
  }

  Status find_heads() {
    std::set<std::string> known;
    for (int round = 0; round < kNameListingsMax; ++round) {
      std::vector<std::string> fresh;
      for (const bool tags : {false, true}) {
        OG_ASSIGN_OR_RETURN(const auto names, list_log_names(environment_, tags));
        for (const std::string& name : names) {
          if (known.insert(name).second) {
            fresh.push_back(name);
          }
        }
      }
      if (fresh.empty()) {
        break;
      }
      OG_RETURN_IF_ERROR(cancel_.check());
      OG_ASSIGN_OR_RETURN(const auto heads, find_log_heads(environment_, graph_id_, fresh, {}));
      for (const LogHead& head : heads) {
        take_along(head.log_name, head.seq);
      }
    }
    if (!logs_.contains(std::string(kMainBranch))) {
      return Error(ErrorCode::kNotFound, "the graph was never finished: it has no commit");
    }
    return {};
  }

  void take_along(const std::string& log_name, uint64_t seq) {
    LogSpan& span = logs_[log_name];
    span.end_seq = std::max(span.end_seq, seq);
  }

  // Until no record names one outside of the cut.
  Status trace_logs() {
    for (bool found_more = true; found_more;) {
      found_more = false;
      for (auto& [name, span] : logs_) {
        while (span.traced_seq < span.end_seq) {
          OG_RETURN_IF_ERROR(cancel_.check());
          OG_RETURN_IF_ERROR(trace_next(name, span));
          found_more = true;
        }
      }
    }
    return {};
  }

  Status trace_next(const std::string& log_name, LogSpan& span) {
    const BranchLog log(environment_.store, log_name, graph_id_);
    const uint64_t seq = span.traced_seq + 1;
    auto read = log.read(seq);
    if (!read.ok()) {
      return read.error().code() == ErrorCode::kNotFound
                 ? Error(ErrorCode::kCorruption,
                         format("a commit record is missing: object \"{}\"",
                                record_object(log_name, seq)))
                 : read.error();
    }
    const CommitRecord& record = *read->record;
    span.traced_seq = seq;
    span.head_kind = record.kind;
    collected_.commits += record.commits.size();
    if (record.parent && record.parent->branch != log_name) {
      take_along(record.parent->branch, record.parent->seq);
    }
    for (const ContainedCommit& merged : record.contains) {
      take_along(merged.branch, merged.seq);
    }
    if (record.schema_sha256) {
      OG_RETURN_IF_ERROR(visit_file(schema_object(*record.schema_sha256)));
    }
    for (const CommitEntry& commit : record.commits) {
      OG_RETURN_IF_ERROR(visit_file(schema_object(commit.schema_sha256)));
    }
    const Status traced = trace_record(
        environment_, record, [this](std::string_view path, bool in_record) -> Result<bool> {
          // What a record carries another may lack: then it is in the store.
          if (in_record) {
            return true;
          }
          const bool fresh = met_.add(path);
          if (fresh) {
            OG_RETURN_IF_ERROR(path.ends_with('/') ? visit_below(std::string(path))
                                                   : visit_(std::string(path), ObjectPart::kFiles));
          }
          return fresh;
        });
    return traced.ok() ? Status() : traced.error().with_context(record_object(log_name, seq));
  }

  Status visit_file(const std::string& path) {
    return met_.add(path) ? visit_(path, ObjectPart::kFiles) : Status();
  }

  // Newest first: a log begins to exist with its first record.
  Status visit_log(const std::string& log_name, const LogSpan& span, ObjectPart part) {
    for (uint64_t seq = span.end_seq; seq >= 1; --seq) {
      OG_RETURN_IF_ERROR(cancel_.check());
      const bool genesis = part == ObjectPart::kMainLog && seq == 1;
      OG_RETURN_IF_ERROR(
          visit_(record_object(log_name, seq), genesis ? ObjectPart::kGenesis : part));
    }
    return {};
  }

  ReadCache cache_;
  GraphEnvironment environment_;
  const std::string& graph_id_;
  const ObjectVisitor& visit_;
  const CancelToken& cancel_;
  std::map<std::string, LogSpan> logs_;
  PathSet met_;
  CollectedGraph collected_;
};

}  // namespace

Result<CollectedGraph> collect_objects(GraphEnvironment& environment,
                                       const std::string& graph_id,
                                       const ObjectVisitor& visit,
                                       const CancelToken& cancel) {
  return Collector(environment, graph_id, visit, cancel).run();
}

}  // namespace omnigraph::graph
