#include "simulation/judge.h"

#include <map>
#include <memory>
#include <utility>

#include "conformance/engine_graph.h"
#include "conformance/random_history.h"
#include "conformance/second_opinion.h"
#include "omnigraph/base/format.h"
#include "omnigraph/graph/export/export.h"
#include "omnigraph/graph/graph.h"
#include "omnigraph/graph/publish/rebase.h"
#include "omnigraph/graph/verify/verify.h"
#include "omnigraph/schema/compile.h"
#include "simulation/stored_log.h"
#include "simulation/workload.h"
#include "support/reference/load_plain.h"

namespace omnigraph::simulation {
namespace {

using graph::CommitEntry;
using testing::PlainGraph;

constexpr size_t kCacheBytes = size_t{32} << 20;
// Instants within it are the simulation's own.
constexpr int64_t kBeginMs = 1'600'000'000'000;
constexpr int64_t kEndMs = 1'800'000'000'000;

// What a request does to a state.
struct Effect {
  PlainGraph after;
  bool changed = false;
  uint64_t nodes = 0;
  uint64_t edges = 0;
};

class Judge {
 public:
  Judge(World& world, const Journal& journal)
      : world_(world),
        journal_(journal),
        random_(1),
        ids_(clock_, random_),
        cache_(kCacheBytes),
        catalog_(schema::compile_schema(testing::history_schema()).value()) {}

  std::vector<std::string> run() {
    violations_ = journal_.violations;
    log_ = read_log(world_, &violations_);
    open();
    if (graph_ != nullptr && violations_.empty()) {
      replay();
    }
    if (violations_.empty()) {
      check_answers();
      check_observations();
      verify();
    }
    if (violations_.empty()) {
      check_refusals();
    }
    return std::move(violations_);
  }

 private:
  void blame(std::string what) { violations_.push_back(std::move(what)); }

  void open() {
    auto opened = graph::Graph::open({world_.objects(), clock_, random_, ids_, cache_});
    if (!opened.ok()) {
      return blame("the graph does not open: " + opened.error().message());
    }
    graph_ = *std::move(opened);
  }

  Result<Effect> execute(const Request& request, const PlainGraph& before) const {
    if (!request.lines.empty()) {
      OG_ASSIGN_OR_RETURN(
          testing::PlainLoad load,
          testing::load_plain_into(before, request.lines, request.mode, request.cascade));
      return Effect{std::move(load.graph), true};
    }
    OG_ASSIGN_OR_RETURN(
        testing::PlainChange change,
        testing::reference_change(before, request.query, "t", "{}", world_.now_us() / 1000));
    const bool changed = testing::export_lines(before) != testing::export_lines(change.graph);
    return Effect{std::move(change.graph), changed, change.affected_nodes, change.affected_edges};
  }

  Result<std::vector<std::string>> stored_lines(const std::string& commit_id) {
    OG_ASSIGN_OR_RETURN(const graph::SnapshotPtr snapshot, graph_->at_commit(commit_id));
    std::string text;
    OG_RETURN_IF_ERROR(graph::export_snapshot(
        *snapshot,
        {},
        [&](std::string_view lines) {
          text += lines;
          return Status();
        },
        CancelToken(clock_)));
    return testing::lines_of(text);
  }

  // What the product itself thinks of it, row by row and byte by byte.
  void verify() {
    graph::VerifyOptions options;
    options.deep = true;
    graph::GraphEnvironment environment{world_.objects(), clock_, random_, ids_, cache_};
    const auto report = graph::verify_graph(environment, options, CancelToken(clock_));
    if (!report.ok()) {
      return blame("verify: " + report.error().message());
    }
    for (const graph::VerifyFinding& finding : report->findings) {
      blame(format("verify: {}: {}", finding.object, finding.problem));
    }
  }

  // Executes the log on the reference. Commit 1 made the graph, commit 2 loaded the first rows.
  void replay() {
    std::map<std::string, const Request*> by_id;
    Request first;
    first.id = "first";
    first.lines = first_lines();
    first.mode = "overwrite";
    by_id[first.id] = &first;
    for (const Request& request : journal_.requests) {
      by_id[request.id] = &request;
    }
    states_.emplace_back(catalog_);
    for (size_t i = 1; i < log_.commits.size() && violations_.empty(); ++i) {
      const CommitEntry& entry = log_.commits[i];
      if (entry.operation == graph::kOptimizeOperation) {
        replay_optimize(entry);
        continue;
      }
      const auto at = by_id.find(entry.actor_id.value_or(""));
      if (at == by_id.end()) {
        return blame(format("version {}: nobody asked for it", entry.manifest_version));
      }
      if (!committed_.emplace(at->first, i).second) {
        return blame(format("{} was committed twice: versions {} and {}",
                            at->first,
                            log_.commits[committed_[at->first]].manifest_version,
                            entry.manifest_version));
      }
      replay_one(*at->second, entry);
    }
  }

  // The rows are those of the version before.
  void replay_optimize(const CommitEntry& entry) {
    const std::string where = format("version {} (optimize)", entry.manifest_version);
    const auto stored = stored_lines(entry.graph_commit_id);
    if (!stored.ok()) {
      return blame(where + " cannot be read: " + stored.error().message());
    }
    if (stored_.empty() || *stored != stored_.back()) {
      return blame(where + " has other rows than the version before");
    }
    states_.push_back(states_.back());
    stored_.push_back(*stored);
  }

  void replay_one(const Request& request, const CommitEntry& entry) {
    const std::string where = format("version {} ({})", entry.manifest_version, request.id);
    auto effect = execute(request, states_.back());
    if (!effect.ok()) {
      return blame(where + ": the reference refuses it: " + effect.error().message());
    }
    if (request.lines.empty() &&
        (entry.affected_nodes != effect->nodes || entry.affected_edges != effect->edges)) {
      blame(where + ": other counts than the reference");
    }
    const auto stored = stored_lines(entry.graph_commit_id);
    if (!stored.ok()) {
      return blame(where + " cannot be read: " + stored.error().message());
    }
    const std::string wrong =
        testing::state_difference(testing::export_lines(effect->after), *stored, kBeginMs, kEndMs);
    if (!wrong.empty()) {
      return blame(where + " is not what the reference says: " + wrong);
    }
    states_.push_back(std::move(effect->after));
    stored_.push_back(*stored);
  }

  void check_answers() {
    for (const Request& request : journal_.requests) {
      const auto at = committed_.find(request.id);
      const CommitEntry* entry = at == committed_.end() ? nullptr : &log_.commits[at->second];
      bool may_be_there = false;
      for (const Attempt& attempt : request.attempts) {
        may_be_there = may_be_there || attempt.unknown();
        if (attempt.answer && attempt.answer->ok() && (*attempt.answer)->commit_id) {
          may_be_there = true;
          check_receipt(request, **attempt.answer, entry);
        }
      }
      if (entry != nullptr && !may_be_there) {
        blame(format("{} was refused, but is version {}", request.id, entry->manifest_version));
      }
      if (entry != nullptr) {
        check_conditions(request, at->second);
      }
    }
  }

  void check_receipt(const Request& request,
                     const engine::WriteReceipt& receipt,
                     const CommitEntry* entry) {
    if (entry == nullptr) {
      return blame(request.id + " was acknowledged, but is not in the log");
    }
    if (*receipt.commit_id != entry->graph_commit_id ||
        receipt.manifest_version != entry->manifest_version) {
      return blame(request.id + ": the receipt is that of another commit");
    }
    if (request.lines.empty() && (receipt.affected_nodes != entry->affected_nodes ||
                                  receipt.affected_edges != entry->affected_edges)) {
      blame(request.id + ": the receipt has other counts than the commit");
    }
  }

  // What it expected was so right before.
  void check_conditions(const Request& request, size_t commit) {
    for (const auto& [key, expected] : request.conditions.expected_table_versions) {
      uint64_t version = 0;
      for (size_t i = 0; i < commit; ++i) {
        for (const graph::Pin& pin : log_.commits[i].changes) {
          version = pin.table_key == key ? pin.table_version : version;
        }
      }
      if (version != expected) {
        blame(format("{}: {} was at version {}, expected {}", request.id, key, version, expected));
      }
    }
    if (request.conditions.if_commit &&
        request.conditions.if_commit != log_.commits[commit].parent_commit_id) {
      blame(request.id + ": it follows another commit than the expected one");
    }
  }

  void check_observations() {
    for (const Observation& seen : journal_.observations) {
      const std::string what = format("a reader's version {}", seen.manifest_version);
      if (seen.manifest_version == 0 || seen.manifest_version > log_.commits.size() ||
          log_.commits[seen.manifest_version - 1].graph_commit_id != seen.commit_id) {
        blame(what + " is not in the log");
      } else if (seen.of_head && seen.manifest_version < seen.acknowledged_before) {
        blame(format("{} is older than {}, which was acknowledged before it asked",
                     what,
                     seen.acknowledged_before));
      } else if (seen.manifest_version >= 2 && seen.lines != stored_[seen.manifest_version - 2]) {
        blame(what + " is not what is stored");
      }
    }
  }

  // Is there a committed state that explains an answer without a commit?
  void check_refusals() {
    for (const Request& request : journal_.requests) {
      for (const Attempt& attempt : request.attempts) {
        const bool refused = attempt.answer && !attempt.answer->ok() &&
                             attempt.answer->error().code() == ErrorCode::kInvalidArgument;
        const bool idle = attempt.answer && attempt.answer->ok() && !(*attempt.answer)->commit_id;
        if (attempt.fresh_view && (refused || idle) && !explained(request, attempt, idle)) {
          blame(format(
              "{}: {}, but no state between versions {} and {} explains it",
              request.id,
              idle ? "it changed nothing" : "it was refused: " + attempt.answer->error().message(),
              attempt.acknowledged_before,
              log_.last_version_of_record[attempt.records_after - 1]));
        }
      }
    }
  }

  bool explained(const Request& request, const Attempt& attempt, bool idle) const {
    const uint64_t last = log_.last_version_of_record[attempt.records_after - 1];
    for (uint64_t version = std::max<uint64_t>(attempt.acknowledged_before, 1); version <= last;
         ++version) {
      const auto effect = execute(request, states_[version - 1]);
      if (idle ? effect.ok() && !effect->changed : !effect.ok()) {
        return true;
      }
    }
    return false;
  }

  World& world_;
  const Journal& journal_;
  ManualClock clock_{kEndMs * 1000};
  SeededRandom random_;
  UlidGenerator ids_;
  graph::ReadCache cache_;
  schema::CatalogPtr catalog_;
  std::unique_ptr<graph::Graph> graph_;
  StoredLog log_;
  std::map<std::string, size_t> committed_;       // request → place in commits_
  std::vector<PlainGraph> states_;                // by version - 1
  std::vector<std::vector<std::string>> stored_;  // lines, by version - 2
  std::vector<std::string> violations_;
};

}  // namespace

std::vector<std::string> judge(World& world, const Journal& journal) {
  return Judge(world, journal).run();
}

}  // namespace omnigraph::simulation
