#include "omnigraph/graph/maintain/retention.h"

#include <algorithm>

#include "omnigraph/graph/log/names.h"

namespace omnigraph::graph {
namespace {

class Choice {
 public:
  Choice(const std::vector<SurveyedLog>& logs, const RetentionPolicy& policy, int64_t now_us)
      : logs_(logs), policy_(policy), now_us_(now_us) {}

  Retention run() {
    for (const SurveyedLog& log : logs_) {
      if (log.lives()) {
        living_.insert(log.head.record->incarnation);
      }
    }
    for (const SurveyedLog& log : logs_) {
      protect_ancestors(log);
    }
    for (const SurveyedLog& log : logs_) {
      for (size_t i = 0; i + 1 < log.records.size(); ++i) {
        const SurveyedRecord& record = log.records[i];
        const bool whole = record.kind == RecordKind::kCommits || record.kind == RecordKind::kBirth;
        if (whole && log.records[i + 1].stored_at <= now_us_ - policy_.grace_us &&
            outside(log, record) && !protected_.contains({log.name, record.seq})) {
          retention_.to_thin.emplace(log.name, record.seq);
        }
      }
    }
    return std::move(retention_);
  }

 private:
  void protect_ancestors(const SurveyedLog& log) {
    if (!log.lives()) {
      return;
    }
    for (const auto& [incarnation, commit] : log.ancestors) {
      retention_.asked_through.emplace(commit.branch, commit.seq);
      if (living_.contains(incarnation)) {
        protected_.emplace(commit.branch, commit.seq);
      }
    }
    if (log.fork && !is_tag_log(log.name)) {
      protected_.emplace(log.fork->branch, log.fork->seq);
    }
  }

  bool outside(const SurveyedLog& log, const SurveyedRecord& record) const {
    const bool ended = !log.lives() || record.life != log.records.back().life;
    const uint64_t newest = log.records.back().manifest_version;
    const bool few = policy_.keep_versions && !ended &&
                     record.manifest_version + std::min(newest, *policy_.keep_versions) >= newest;
    const bool young =
        policy_.older_than_us && record.created_at >= now_us_ - *policy_.older_than_us;
    return !few && !young;
  }

  const std::vector<SurveyedLog>& logs_;
  const RetentionPolicy& policy_;
  const int64_t now_us_;
  std::set<std::string> living_;  // incarnations
  std::set<RecordName> protected_;
  Retention retention_;
};

}  // namespace

Retention choose_records(const std::vector<SurveyedLog>& logs,
                         const RetentionPolicy& policy,
                         int64_t now_us) {
  return Choice(logs, policy, now_us).run();
}

}  // namespace omnigraph::graph
