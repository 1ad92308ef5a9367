// Process: a simulated process that serves clients: an open graph with caches, clock and ids of its
// own over the shared store. It works off random requests, alone or several in a group, reads whole
// states, repeats requests whose fate is unknown, and starts again when it has crashed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "omnigraph/engine/change_group.h"
#include "simulation/process_store.h"
#include "simulation/request.h"
#include "simulation/workload.h"
#include "simulation/world.h"

namespace omnigraph::simulation {

class Process {
 public:
  // Both must outlive it.
  Process(World& world, Journal& journal, size_t number, uint64_t seed);
  ~Process();

  // So many operations; called in a thread of its own.
  void work(int operations);

  // Opens the graph if it is not open. Tries again until it works, or the world is calm and it does
  // not.
  Status start();
  void stop();

  // These need start().
  void make(const std::vector<Request*>& requests);
  void observe();

  ProcessStore& store() { return store_; }
  size_t small_commit_bytes() const { return small_commit_bytes_; }

 private:
  // Its clock is not that of the others.
  class SkewedClock final : public Clock {
   public:
    SkewedClock(World& world, int64_t skew_us) : world_(world), skew_us_(skew_us) {}
    int64_t now_us() override { return world_.now_us() + skew_us_; }
    int64_t boot_us() override { return world_.now_us(); }

   private:
    World& world_;
    const int64_t skew_us_;
  };
  // What is lost in a crash.
  struct Memory;

  graph::GraphEnvironment environment();
  engine::ChangeServices services();
  Request* new_request();
  void add_conditions(Request& request);
  void one_operation();
  void optimize();
  void make_load(Request& request);
  void make_changes(const std::vector<Request*>& requests);
  void settle(Request& request, Attempt attempt);
  void look_at(const graph::Snapshot& snapshot, uint64_t acknowledged_before, bool of_head);
  // Errors that no fault of the store explains.
  void check_error(const std::string& what, const Error& error);

  World& world_;
  Journal& journal_;
  const size_t number_;
  SeededRandom choices_;
  SeededRandom engine_random_;
  Workload workload_;
  SkewedClock clock_;
  ProcessStore store_;
  size_t small_commit_bytes_;
  int64_t staleness_us_;
  std::unique_ptr<Memory> memory_;
};

}  // namespace omnigraph::simulation
