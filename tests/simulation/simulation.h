// Simulation: one seed, one history: several processes on one store, in whatever order and with
// whatever faults the seed says, and the judgement on it. README.md tells how to replay one.
#pragma once

#include <cstdint>
#include <string>

#include "simulation/world.h"

namespace omnigraph::simulation {

struct Settings {
  BrokenStore broken = BrokenStore::kNone;
  int operations = 14;  // of each process
  size_t trace_events = 60;
};

struct Outcome {
  std::string violation;  // the first; empty if there is none
  std::string trace;      // the last events
  std::string log;        // what was committed
  uint64_t trace_hash = 0;
  size_t records = 0;  // in the log
  size_t reads = 0;
  // Attempts of requests, by their answer.
  size_t acknowledged = 0;
  size_t refused = 0;
  size_t unknown = 0;
};

Outcome simulate(uint64_t seed, const Settings& settings = {});

}  // namespace omnigraph::simulation
