#include "simulation/process.h"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

#include "conformance/engine_graph.h"
#include "omnigraph/base/format.h"
#include "omnigraph/engine/run_load.h"
#include "omnigraph/exec/topology/topology_cache.h"
#include "omnigraph/graph/export/export.h"
#include "omnigraph/graph/maintain/optimize.h"

namespace omnigraph::simulation {
namespace {

constexpr size_t kCacheBytes = size_t{8} << 20;
constexpr int kStartAttempts = 200;

}  // namespace

struct Process::Memory {
  Memory(Clock& clock, Random& random)
      : cache(kCacheBytes), topologies(cache), reads(cache, topologies), ids(clock, random) {}
  graph::ReadCache cache;
  exec::TopologyCache topologies;
  engine::RecentReads reads;
  UlidGenerator ids;
  std::unique_ptr<graph::Graph> graph;
};

Process::Process(World& world, Journal& journal, size_t number, uint64_t seed)
    : world_(world),
      journal_(journal),
      number_(number),
      choices_(seed),
      engine_random_(choices_.next()),
      workload_(choices_.next()),
      clock_(world, static_cast<int64_t>(choices_.below(10'000'000)) - 5'000'000),
      store_(world, number),
      small_commit_bytes_(std::array<size_t, 4>{
          0, size_t{4} << 10, size_t{16} << 10, graph::kSmallCommitBytes}[choices_.below(4)]),
      staleness_us_(choices_.below(2) == 0 ? 0 : 1'000'000) {}

Process::~Process() = default;

graph::GraphEnvironment Process::environment() {
  graph::GraphEnvironment environment{store_, clock_, engine_random_, memory_->ids, memory_->cache};
  environment.small_commit_bytes = small_commit_bytes_;
  environment.pause = [this](int64_t) { world_.scheduler().yield(number_); };
  return environment;
}

engine::ChangeServices Process::services() {
  return {*memory_->graph,
          memory_->cache,
          memory_->reads,
          {memory_->ids, {}, &memory_->topologies},
          exec::ExecLimits(),
          staleness_us_};
}

void Process::check_error(const std::string& what, const Error& error) {
  const ErrorCode code = error.code();
  const bool fine = code == ErrorCode::kUnavailable || code == ErrorCode::kOutcomeUnknown ||
                    code == ErrorCode::kConflict || code == ErrorCode::kInvalidArgument ||
                    code == ErrorCode::kCancelled || code == ErrorCode::kDeadlineExceeded;
  if (!fine) {
    journal_.violations.push_back(
        format("p{} {}: {}: {}", number_, what, error_code_name(code), error.message()));
  }
}

Status Process::start() {
  for (int i = 0; memory_ == nullptr; ++i) {
    store_.revive();
    memory_ = std::make_unique<Memory>(clock_, engine_random_);
    auto opened = graph::Graph::open(environment());
    if (opened.ok() && !store_.dead()) {
      memory_->graph = *std::move(opened);
      world_.note(number_, "started");
      return {};
    }
    memory_ = nullptr;
    if (!opened.ok() && !store_.dead()) {
      check_error("start", opened.error());
    }
    if (i >= kStartAttempts || (world_.is_calm() && !opened.ok())) {
      return opened.ok() ? Status(Error(ErrorCode::kUnavailable, "it keeps crashing"))
                         : Status(opened.error());
    }
  }
  return {};
}

void Process::stop() {
  memory_ = nullptr;
}

void Process::work(int operations) {
  for (int i = 0; i < operations && journal_.violations.empty(); ++i) {
    const Status started = start();
    if (!started.ok()) {
      journal_.violations.push_back(
          format("p{} cannot start: {}", number_, started.error().message()));
      return;
    }
    one_operation();
    if (store_.dead() || choices_.below(60) == 0) {
      world_.note(number_, "stopped");
      stop();
    }
  }
}

Request* Process::new_request() {
  if (!journal_.to_repeat.empty() && choices_.below(2) == 0) {
    const size_t which = choices_.below(journal_.to_repeat.size());
    Request* again = journal_.to_repeat[which];
    journal_.to_repeat.erase(journal_.to_repeat.begin() + static_cast<std::ptrdiff_t>(which));
    return again;
  }
  Request request = workload_.next();
  request.id = format("r{}", journal_.requests.size());
  add_conditions(request);
  journal_.requests.push_back(std::move(request));
  return &journal_.requests.back();
}

void Process::add_conditions(Request& request) {
  if (choices_.below(3) == 0) {
    request.conditions.idempotency_key = "key-" + request.id;
  }
  request.conditions.conflict_retries = static_cast<uint32_t>(choices_.below(3));
  if (choices_.below(10) == 0 && !journal_.known_commits.empty()) {
    request.conditions.if_commit = journal_.known_commits.back();
  }
  if (choices_.below(10) == 0) {
    const auto head = memory_->graph->head(INT64_MAX);
    for (const char* key : {"node:Person", "node:Note", "edge:Knows"}) {
      const graph::Pin* pin = head.ok() ? (*head)->find_pin(key) : nullptr;
      if (pin != nullptr && choices_.below(2) == 0) {
        request.conditions.expected_table_versions[key] = pin->table_version;
      }
    }
  }
}

void Process::one_operation() {
  const uint64_t kind = choices_.below(20);
  if (kind < 4) {
    observe();
    return;
  }
  if (kind == 4) {
    const auto synced = memory_->graph->sync_mirror();
    if (!synced.ok() && !store_.dead()) {
      check_error("mirror", synced.error());
    }
    return;
  }
  if (kind == 5) {
    optimize();
    return;
  }
  std::vector<Request*> requests;
  const uint64_t count = choices_.below(3) == 0 ? 2 + choices_.below(4) : 1;
  for (uint64_t i = 0; i < count; ++i) {
    requests.push_back(new_request());
  }
  make(requests);
}

// Nobody asked for it, and nobody may notice: it has no request.
void Process::optimize() {
  world_.note(number_, "optimize");
  const auto head = memory_->graph->head();
  graph::OptimizeOptions options;
  options.threads = 1;
  options.limits.rows = 16;  // several fragments even here
  const auto report = head.ok()
                          ? graph::optimize(*memory_->graph, *head, options, CancelToken(clock_))
                          : Result<graph::OptimizeReport>(head.error());
  if (!report.ok() && !store_.dead()) {
    check_error("optimize", report.error());
  }
}

void Process::make(const std::vector<Request*>& requests) {
  std::vector<Request*> changes;
  for (Request* request : requests) {
    if (request->lines.empty()) {
      changes.push_back(request);
    } else if (!store_.dead()) {
      make_load(*request);
    }
  }
  if (!changes.empty() && !store_.dead()) {
    make_changes(changes);
  }
}

void Process::make_load(Request& request) {
  Attempt attempt;
  attempt.acknowledged_before = journal_.acknowledged;
  world_.note(number_, format("load {} {}", request.id, request.mode));
  engine::LoadRequest asked;
  asked.mode = request.mode;
  asked.cascade = request.cascade;
  asked.actor_id = request.id;
  asked.conditions = request.conditions;
  asked.threads = 1;  // one thread of a process runs at a time
  const CancelToken cancel(clock_);
  const auto loaded =
      engine::run_load(*memory_->graph, {}, "main", inputs_of(request.lines), asked, cancel);
  if (!store_.dead() && loaded.ok()) {
    attempt.answer.emplace(static_cast<const engine::WriteReceipt&>(*loaded));
  } else if (!store_.dead()) {
    attempt.answer.emplace(loaded.error());
  }
  settle(request, std::move(attempt));
}

void Process::make_changes(const std::vector<Request*>& requests) {
  std::deque<engine::ChangeRequest> asked;
  std::deque<CancelToken> cancels;
  std::deque<engine::ChangeTurn> turns;
  std::vector<engine::ChangeTurn*> group;
  Attempt begun;
  begun.acknowledged_before = journal_.acknowledged;
  begun.fresh_view = staleness_us_ == 0;
  for (const Request* request : requests) {
    engine::ChangeRequest& change = asked.emplace_back();
    change.query_source = request->query;
    change.query_name = "t";
    change.actor_id = request->id;
    change.conditions = request->conditions;
    const bool hurried = !world_.is_calm() && choices_.below(12) == 0;
    cancels.emplace_back(
        clock_,
        hurried ? clock_.boot_us() + static_cast<int64_t>(choices_.below(40'000)) : INT64_MAX);
    turns.push_back({change, cancels.back(), change.conditions.conflict_retries, std::nullopt});
    group.push_back(&turns.back());
    world_.note(number_, format("change {}: {}", request->id, request->query));
  }
  if (!world_.is_calm() && choices_.below(12) == 0) {
    store_.cancel_after(choices_.below(6), &cancels[choices_.below(cancels.size())]);
  }
  engine::run_changes(services(), group);
  store_.cancel_after(0, nullptr);
  for (size_t i = 0; i < requests.size(); ++i) {
    Attempt attempt = begun;
    if (!store_.dead() && !turns[i].answer) {
      journal_.violations.push_back(requests[i]->id + " was not answered");
    } else if (!store_.dead() && turns[i].answer->ok()) {
      attempt.answer.emplace(static_cast<engine::WriteReceipt&>(**turns[i].answer));
    } else if (!store_.dead()) {
      attempt.answer.emplace(turns[i].answer->error());
    }
    settle(*requests[i], std::move(attempt));
  }
}

void Process::settle(Request& request, Attempt attempt) {
  attempt.records_after = world_.record_count();
  if (!attempt.answer) {
    world_.note(number_, request.id + ": no answer");
  } else if (!attempt.answer->ok()) {
    const Error& error = attempt.answer->error();
    world_.note(number_,
                format("{}: {}: {}", request.id, error_code_name(error.code()), error.message()));
    check_error(request.id, error);
  } else {
    const engine::WriteReceipt& receipt = **attempt.answer;
    world_.note(number_,
                format("{}: commit {} version {}{}",
                       request.id,
                       receipt.commit_id.value_or("none"),
                       receipt.manifest_version,
                       receipt.repeated ? ", repeated" : ""));
    if (receipt.commit_id) {
      journal_.acknowledged = std::max(journal_.acknowledged, receipt.manifest_version);
      journal_.known_commits.push_back(*receipt.commit_id);
    }
  }
  // Clients that do not know ask again, and so do some that do.
  if (request.conditions.idempotency_key && (attempt.unknown() || choices_.below(3) == 0) &&
      request.attempts.size() < 5) {
    journal_.to_repeat.push_back(&request);
  }
  request.attempts.push_back(std::move(attempt));
}

void Process::observe() {
  const uint64_t acknowledged = journal_.acknowledged;
  const bool of_past = !journal_.known_commits.empty() && choices_.below(3) == 0;
  const std::string commit =
      of_past ? journal_.known_commits[choices_.below(journal_.known_commits.size())] : "";
  world_.note(number_, "read " + (of_past ? commit : std::string("head")));
  const auto snapshot = of_past ? memory_->graph->at_commit(commit) : memory_->graph->head();
  if (!snapshot.ok()) {
    if (!store_.dead()) {
      check_error("read " + commit, snapshot.error());
    }
    return;
  }
  look_at(**snapshot, acknowledged, !of_past);
}

void Process::look_at(const graph::Snapshot& snapshot, uint64_t acknowledged_before, bool of_head) {
  Observation seen;
  seen.acknowledged_before = acknowledged_before;
  seen.of_head = of_head;
  seen.commit_id = snapshot.commit_id();
  seen.manifest_version = snapshot.manifest_version();
  const CancelToken cancel(clock_);
  std::string text;
  const Status exported = graph::export_snapshot(
      snapshot,
      {},
      [&](std::string_view lines) {
        text += lines;
        return Status();
      },
      cancel);
  seen.lines = testing::lines_of(text);
  if (exported.ok() && !store_.dead()) {
    journal_.observations.push_back(std::move(seen));
  } else if (!store_.dead()) {
    check_error(format("read version {}", snapshot.manifest_version()), exported.error());
  }
}

}  // namespace omnigraph::simulation
