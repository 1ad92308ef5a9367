#include "omnigraph/graph/maintain/log_survey.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/branches/log_heads.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/snapshot/snapshot.h"

namespace omnigraph::graph {
namespace {

class Survey {
 public:
  Survey(GraphEnvironment& environment, const std::string& graph_id, const CancelToken& cancel)
      : environment_(environment), graph_id_(graph_id), cancel_(cancel) {}

  Result<SurveyedLog> look_at(const std::string& name) {
    SurveyedLog log;
    log.name = name;
    OG_RETURN_IF_ERROR(list_records(&log));
    const BranchLog reader(environment_.store, name, graph_id_);
    std::string incarnation;
    for (SurveyedRecord& at : log.records) {
      OG_RETURN_IF_ERROR(cancel_.check());
      OG_ASSIGN_OR_RETURN(log.head, reader.read(at.seq));
      const CommitRecord& record = *log.head.record;
      at.kind = record.kind;
      at.manifest_version = record.head_manifest_version();
      at.created_at = record.commits.empty() ? at.stored_at : record.commits.back().created_at;
      if (record.incarnation != incarnation) {
        // Of a birth, thinned or not, the parent is where it was forked off.
        log.fork = record.parent;
        incarnation = record.incarnation;
        ++lives_;
      }
      at.life = lives_;
    }
    if (!log.records.empty() && log.lives()) {
      OG_ASSIGN_OR_RETURN(const SnapshotPtr state, Snapshot::of_record(environment_, log.head));
      log.ancestors = state->inherited_ancestors();
    } else {
      log.fork.reset();
    }
    return log;
  }

 private:
  Status list_records(SurveyedLog* log) {
    const std::string first = record_object(log->name, 1);
    const std::string folder = first.substr(0, first.rfind('/') + 1);
    constexpr size_t kAtOnce = 65536;
    std::string after;
    for (;;) {
      OG_ASSIGN_OR_RETURN(const auto listed, environment_.store.list(folder, after, kAtOnce));
      for (const io::ObjectInfo& info : listed) {
        OG_RETURN_IF_ERROR(add(info, folder.size(), log));
      }
      if (listed.size() < kAtOnce) {
        break;
      }
      after = listed.back().path;
    }
    std::reverse(log->records.begin(), log->records.end());
    for (size_t i = 0; i < log->records.size(); ++i) {
      if (log->records[i].seq != i + 1) {
        return Error(
            ErrorCode::kCorruption,
            format("a commit record is missing: object \"{}\"", record_object(log->name, i + 1)));
      }
    }
    return {};
  }

  static Status add(const io::ObjectInfo& info, size_t folder_size, SurveyedLog* log) {
    const std::string_view name = std::string_view(info.path).substr(folder_size);
    uint64_t inverse = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), inverse);
    if (error != std::errc() ||
        info.path != record_object(log->name, std::numeric_limits<uint64_t>::max() - inverse)) {
      return Error(ErrorCode::kCorruption,
                   format("not a name of a commit record: object \"{}\"", info.path));
    }
    SurveyedRecord record;
    record.seq = std::numeric_limits<uint64_t>::max() - inverse;
    record.stored_at = info.modified_us;
    log->records.push_back(record);
    return {};
  }

  GraphEnvironment& environment_;
  const std::string& graph_id_;
  const CancelToken& cancel_;
  uint32_t lives_ = 0;
};

}  // namespace

Result<std::vector<SurveyedLog>> survey_logs(GraphEnvironment& environment,
                                             const std::string& graph_id,
                                             const CancelToken& cancel) {
  Survey survey(environment, graph_id, cancel);
  std::vector<SurveyedLog> logs;
  for (const bool tags : {false, true}) {
    OG_ASSIGN_OR_RETURN(const auto names, list_log_names(environment, tags));
    for (const std::string& name : names) {
      OG_ASSIGN_OR_RETURN(SurveyedLog log, survey.look_at(name));
      if (!log.records.empty()) {
        logs.push_back(std::move(log));
      }
    }
  }
  return logs;
}

}  // namespace omnigraph::graph
