// FaultPlan: numbers the store calls and says which of them go wrong, and how. The same rules,
// rates, seed and order of calls give the same faults. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/random.h"
#include "omnigraph/io/fault/fault.h"

namespace omnigraph::io {

class FaultPlan {
 public:
  explicit FaultPlan(uint64_t seed) : random_(seed) {}

  void add(FaultRule rule) { rules_.push_back({std::move(rule), 0}); }
  void set_rates(const FaultRates& rates) { rates_ = rates; }
  void stop_at(uint64_t number, Fault crash) { stop_ = {number, crash}; }
  void forget_stop() { stop_.reset(); }
  void clear();

  // Numbers the next call and decides on it: a stop first, then rules in their order, then rates.
  std::optional<Fault> next(Operation operation, std::string_view path);
  uint64_t call_count() const { return log_.size(); }
  const std::vector<LoggedCall>& log() const { return log_; }
  void reset_log() { log_.clear(); }

  SeededRandom& random() { return random_; }

 private:
  struct CountedRule {
    FaultRule rule;
    uint64_t matches;
  };
  struct Stop {
    uint64_t number;
    Fault crash;
  };
  std::optional<Fault> decide(uint64_t number, Operation operation, std::string_view path);
  std::optional<Fault> draw(Operation operation);

  SeededRandom random_;
  std::vector<CountedRule> rules_;
  FaultRates rates_;
  std::optional<Stop> stop_;
  std::vector<LoggedCall> log_;
};

}  // namespace omnigraph::io
