// Workload: random requests on a small graph whose schema has every constraint over several rows.
// Values come from small sets, so that writers often meet.
#pragma once

#include <cstdint>
#include <string>

#include "conformance/random_history.h"
#include "omnigraph/base/random.h"
#include "simulation/request.h"

namespace omnigraph::simulation {

// The rows that every simulation starts with.
std::string first_lines();
// One input that can be read once.
std::vector<graph::LoadInput> inputs_of(std::string text);

class Workload {
 public:
  explicit Workload(uint64_t seed) : random_(seed), history_(random_.next()) {}

  // A load or change, without conditions.
  Request next();
  // A change that succeeds on every state, if nobody else writes: a new note named after `id`.
  static Request certain(const std::string& id);

 private:
  std::string meeting_statement();
  std::string name(const char* prefix, uint64_t n);

  SeededRandom random_;
  testing::RandomHistory history_;
};

}  // namespace omnigraph::simulation
