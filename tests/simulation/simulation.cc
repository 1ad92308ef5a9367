#include "simulation/simulation.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "conformance/engine_graph.h"
#include "conformance/random_history.h"
#include "omnigraph/base/format.h"
#include "omnigraph/graph/log/names.h"
#include "simulation/judge.h"
#include "simulation/process.h"
#include "simulation/stored_log.h"

namespace omnigraph::simulation {
namespace {

constexpr size_t kMostProcesses = 4;
// A look for a newer head.
constexpr uint64_t kReadsOfWarmCommit = 1;

// The graph with its first rows.
Status prepare(World& world) {
  ManualClock clock(world.now_us());
  ProcessStore store(world, kMostProcesses);
  SeededRandom random(world.random().next());
  UlidGenerator ids(clock, random);
  graph::ReadCache cache(size_t{1} << 20);
  OG_ASSIGN_OR_RETURN(
      const auto graph,
      graph::Graph::init({store, clock, random, ids, cache}, testing::history_schema()));
  graph::LoadOptions load;
  load.actor_id = "first";
  load.threads = 1;
  const auto loaded =
      graph::load_inputs(*graph, inputs_of(first_lines()), load, CancelToken(clock));
  return loaded.ok() ? Status() : Status(loaded.error());
}

bool is_side_object(const std::string& path) {
  return path.find("/lineage/") != std::string::npos ||
         path.find("/checkpoints/") != std::string::npos;
}

// Does the newest record hold the files of its own commit?
bool newest_is_small(World& world) {
  const std::string object = graph::record_object("main", world.record_count());
  const auto bytes = world.objects().read(object);
  const auto record = bytes.ok() ? graph::parse_record(bytes->view(), object)
                                 : Result<graph::CommitRecord>(bytes.error());
  if (!record.ok() || record->commits.back().changes.empty()) {
    return false;
  }
  const std::string& manifest = record->commits.back().changes.front().manifest;
  return std::any_of(
      record->files.begin(), record->files.end(), [&](const graph::PackedFile& file) {
        return file.path.find(manifest) != std::string::npos;
      });
}

// In peace every process can write, and a small commit is one creation.
void write_in_peace(World& world, Journal& journal, Process& process, size_t number) {
  const Status started = process.start();
  if (!started.ok()) {
    journal.violations.push_back("no start in peace: " + started.error().message());
    return;
  }
  int small_in_a_row = 0;
  for (int i = 0; i < 4; ++i) {
    journal.requests.push_back(Workload::certain(format("peace{}.{}", number, i)));
    Request& request = journal.requests.back();
    process.store().reset_counts();
    process.make({&request});
    const auto& answer = request.attempts.back().answer;
    if (!answer || !answer->ok() || !(*answer)->commit_id) {
      journal.violations.push_back(
          format("{} fails: {}",
                 request.id,
                 answer && !answer->ok() ? answer->error().message() : "no commit"));
      return;
    }
    const ProcessStore::Counts& counts = process.store().counts();
    const auto creations =
        counts.created.size() - static_cast<size_t>(std::count_if(
                                    counts.created.begin(), counts.created.end(), is_side_object));
    // The first write may not have heard of others, and one after files were stored has to read
    // them.
    small_in_a_row = newest_is_small(world) ? small_in_a_row + 1 : 0;
    if (i > 0 && small_in_a_row > 0 &&
        (creations != 1 ||
         (small_in_a_row > 2 && counts.calls > counts.created.size() + kReadsOfWarmCommit))) {
      journal.violations.push_back(format("{}: a small commit took {} creations and {} calls",
                                          request.id,
                                          creations,
                                          counts.calls));
    }
  }
  process.observe();
}

Outcome report(World& world, const Journal& journal, std::vector<std::string> violations) {
  Outcome outcome;
  outcome.violation = violations.empty() ? "" : violations.front();
  if (!violations.empty()) {
    outcome.trace = world.trace();
    outcome.log = describe_log(world);
  }
  outcome.trace_hash = world.trace_hash();
  outcome.records = world.record_count();
  for (const Request& request : journal.requests) {
    for (const Attempt& attempt : request.attempts) {
      ++(attempt.unknown()      ? outcome.unknown
         : attempt.answer->ok() ? outcome.acknowledged
                                : outcome.refused);
    }
  }
  outcome.reads = journal.observations.size();
  return outcome;
}

}  // namespace

Outcome simulate(uint64_t seed, const Settings& settings) {
  World world(seed, settings.broken, settings.trace_events);
  Journal journal;
  const Status prepared = prepare(world);
  if (!prepared.ok()) {
    return report(world, journal, {"prepare: " + prepared.error().message()});
  }
  std::vector<std::unique_ptr<Process>> processes;
  std::vector<std::function<void()>> bodies;
  const size_t count = 1 + world.random().below(kMostProcesses);
  for (size_t i = 0; i < count; ++i) {
    processes.push_back(std::make_unique<Process>(world, journal, i, world.random().next()));
    bodies.emplace_back(
        [&settings, process = processes.back().get()] { process->work(settings.operations); });
  }
  world.trouble();
  world.scheduler().run(bodies);
  world.calm();
  for (size_t i = 0; i < count && journal.violations.empty(); ++i) {
    write_in_peace(world, journal, *processes[i], i);
  }
  return report(world, journal, judge(world, journal));
}

}  // namespace omnigraph::simulation
