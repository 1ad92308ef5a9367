// World: what simulated processes share: the objects of one store, time, chance, and a log of what
// happened. process_store.h is a process's way to it.
//
// All of it is used by one thread at a time (scheduler.h).
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/clock.h"
#include "omnigraph/base/random.h"
#include "omnigraph/io/fault/fault_plan.h"
#include "omnigraph/io/memory/memory_store.h"
#include "simulation/scheduler.h"

namespace omnigraph::simulation {

// Promises of the store that a test may have it break, to see that it is found.
enum class BrokenStore : uint8_t {
  kNone,
  kOverwrites,    // create() replaces what is there
  kForgets,       // what was written last is gone when its writer crashes
  kStaleReads,    // a new record is not seen by others for a while
  kDeniesWrites,  // a write whose answer is lost is reported as one that did not happen
};

class World {
 public:
  World(uint64_t seed, BrokenStore broken, size_t trace_events);

  // The objects as they are, for who wants to look without taking part.
  io::MemoryStore& objects() { return objects_; }
  Scheduler& scheduler() { return scheduler_; }
  SeededRandom& random() { return random_; }
  int64_t now_us() { return clock_.now_us(); }
  BrokenStore broken() const { return broken_; }

  // Nothing goes wrong before trouble() and after calm(), where what is late lands.
  void trouble() {
    calm_ = false;
    latest_.clear();
  }
  void calm();
  bool is_calm() const { return calm_; }

  // One store call begins: time passes, late writes land. What goes wrong with it, if anything.
  std::optional<io::Fault> begin_call(io::Operation operation, std::string_view path);

  // Takes effect on the objects. `process`: who asked.
  Status create(size_t process, std::string_view path, ByteSpan bytes);
  void create_later(size_t process, std::string_view path, ByteSpan bytes);
  // A process died: what it wrote last goes, if the store is broken in that way.
  void forget_latest(size_t process);
  // Is `path` too new for `process`, in a store that is broken in that way?
  bool is_hidden(size_t process, std::string_view path) const;
  // Creations that a stale listing does not know yet.
  bool is_new(std::string_view path) const;

  // Records of the log that have landed.
  uint64_t record_count() const { return record_count_; }

  void note(size_t process, std::string event);
  // The last events, one per line.
  std::string trace() const;
  // Of all events: the same for the same history.
  uint64_t trace_hash() const { return trace_hash_; }

 private:
  struct LateWrite {
    uint64_t due_step;
    size_t process;
    std::string path;
    Buffer bytes;
  };
  struct Creation {
    uint64_t step;
    size_t process;
    std::string path;
  };

  ManualClock clock_;
  SeededRandom random_;
  Scheduler scheduler_;
  io::MemoryStore objects_;
  io::FaultPlan plan_;
  const BrokenStore broken_;
  const size_t trace_events_;
  double crash_rate_ = 0;
  bool calm_ = true;
  uint64_t record_count_ = 0;
  std::vector<LateWrite> late_;
  std::deque<Creation> latest_;
  std::deque<std::string> events_;
  uint64_t trace_hash_ = 0;
};

}  // namespace omnigraph::simulation
