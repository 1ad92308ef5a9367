#include "simulation/judge.h"

#include <map>
#include <memory>
#include <utility>

#include "conformance/engine_graph.h"
#include "conformance/random_history.h"
#include "conformance/second_opinion.h"
#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/export/export.h"
#include "omnigraph/graph/graph.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/schema/compile.h"
#include "simulation/workload.h"
#include "support/reference/load_plain.h"

namespace omnigraph::simulation {
namespace {

using graph::CommitEntry;
using graph::CommitRecord;
using testing::PlainGraph;

constexpr size_t kCacheBytes = size_t{32} << 20;
// Instants within it are the simulation's own.
constexpr int64_t kBeginMs = 1'600'000'000'000;
constexpr int64_t kEndMs = 1'800'000'000'000;

struct LoggedCommit {
  CommitEntry entry;
  uint64_t seq = 0;
};

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
    read_log();
    open();
    if (graph_ != nullptr && violations_.empty()) {
      replay();
    }
    if (violations_.empty()) {
      check_answers();
      check_observations();
    }
    if (violations_.empty()) {
      check_refusals();
    }
    return std::move(violations_);
  }

 private:
  void blame(std::string what) { violations_.push_back(std::move(what)); }

  void read_log() {
    std::string hash;
    for (uint64_t seq = 1;; ++seq) {
      const std::string object = graph::record_object("main", seq);
      const auto bytes = world_.objects().read(object);
      if (!bytes.ok()) {
        break;
      }
      const auto record = graph::parse_record(bytes->view(), object);
      if (!record.ok()) {
        return blame("log: " + record.error().message());
      }
      add_record(*record, seq, hash);
      hash = sha256_hex(bytes->span());
      last_version_of_record_.push_back(commits_.empty() ? 0
                                                         : commits_.back().entry.manifest_version);
    }
    if (commits_.empty()) {
      blame("the log is empty");
    }
  }

  void add_record(const CommitRecord& record, uint64_t seq, const std::string& parent_hash) {
    const bool first = seq == 1;
    if (record.seq != seq || record.parent.has_value() == first ||
        (!first && (record.parent->sha256 != parent_hash || record.parent->seq != seq - 1))) {
      blame(format("log: record {} is no child of the one before", seq));
    }
    for (const CommitEntry& entry : record.commits) {
      if (entry.manifest_version != commits_.size() + 1) {
        blame(format("log: version {} after {}", entry.manifest_version, commits_.size()));
      }
      if (!commits_.empty() && entry.parent_commit_id != commits_.back().entry.graph_commit_id) {
        blame(format("log: commit {} has another parent", entry.graph_commit_id));
      }
      if (!commits_.empty() && entry.created_at < commits_.back().entry.created_at) {
        blame(format("log: commit {} is older than its parent", entry.graph_commit_id));
      }
      commits_.push_back({entry, seq});
    }
  }

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
    for (size_t i = 1; i < commits_.size() && violations_.empty(); ++i) {
      const CommitEntry& entry = commits_[i].entry;
      const auto at = by_id.find(entry.actor_id.value_or(""));
      if (at == by_id.end()) {
        return blame(format("version {}: nobody asked for it", entry.manifest_version));
      }
      if (!committed_.emplace(at->first, i).second) {
        return blame(format("{} was committed twice: versions {} and {}",
                            at->first,
                            commits_[committed_[at->first]].entry.manifest_version,
                            entry.manifest_version));
      }
      replay_one(*at->second, entry);
    }
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
      const CommitEntry* entry = at == committed_.end() ? nullptr : &commits_[at->second].entry;
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

  // Tables that it wrote were at the expected versions right before.
  void check_conditions(const Request& request, size_t commit) {
    for (const auto& [key, expected] : request.conditions.expected_table_versions) {
      for (const graph::Pin& pin : commits_[commit].entry.changes) {
        if (pin.table_key == key && pin.table_version != expected + 1) {
          blame(format("{}: {} is at version {} after it, expected {} before",
                       request.id,
                       key,
                       pin.table_version,
                       expected));
        }
      }
    }
  }

  void check_observations() {
    for (const Observation& seen : journal_.observations) {
      const std::string what = format("a reader's version {}", seen.manifest_version);
      if (seen.manifest_version == 0 || seen.manifest_version > commits_.size() ||
          commits_[seen.manifest_version - 1].entry.graph_commit_id != seen.commit_id) {
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
              last_version_of_record_[attempt.records_after - 1]));
        }
      }
    }
  }

  bool explained(const Request& request, const Attempt& attempt, bool idle) const {
    const uint64_t last = last_version_of_record_[attempt.records_after - 1];
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
  std::vector<LoggedCommit> commits_;             // by version - 1
  std::vector<uint64_t> last_version_of_record_;  // by seq - 1
  std::map<std::string, size_t> committed_;       // request → place in commits_
  std::vector<PlainGraph> states_;                // by version - 1
  std::vector<std::vector<std::string>> stored_;  // lines, by version - 2
  std::vector<std::string> violations_;
};

}  // namespace

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

std::vector<std::string> judge(World& world, const Journal& journal) {
  return Judge(world, journal).run();
}

}  // namespace omnigraph::simulation
