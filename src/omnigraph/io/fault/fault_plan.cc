#include "omnigraph/io/fault/fault_plan.h"

#include <utility>

namespace omnigraph::io {

void FaultPlan::clear() {
  rules_.clear();
  rates_ = FaultRates();
  stop_.reset();
}

std::optional<Fault> FaultPlan::next(Operation operation, std::string_view path) {
  const uint64_t number = log_.size() + 1;
  const std::optional<Fault> fault = decide(number, operation, path);
  log_.push_back({number, operation, std::string(path), fault});
  return fault;
}

std::optional<Fault> FaultPlan::decide(uint64_t number,
                                       Operation operation,
                                       std::string_view path) {
  if (stop_ && stop_->number == number) {
    return stop_->crash;
  }
  std::optional<Fault> fault;
  for (CountedRule& counted : rules_) {
    const FaultRule& rule = counted.rule;
    const bool matches = fault_applies(rule.fault, operation) &&
                         (!rule.operation || *rule.operation == operation) &&
                         path.substr(0, rule.prefix.size()) == rule.prefix;
    if (!matches) {
      continue;
    }
    ++counted.matches;  // Of every rule, also where an earlier one wins.
    if (!fault && counted.matches >= rule.nth && counted.matches - rule.nth < rule.times) {
      fault = rule.fault;
    }
  }
  return fault ? fault : draw(operation);
}

std::optional<Fault> FaultPlan::draw(Operation operation) {
  const std::pair<Fault, double> chances[] = {
      {Fault::kFailBefore, rates_.fail_before},
      {Fault::kFailAfter, rates_.fail_after},
      {Fault::kUnknownWithoutEffect, rates_.unknown_without_effect},
      {Fault::kLandsLater, rates_.lands_later},
      {Fault::kShortRead, rates_.short_read},
      {Fault::kFlippedBit, rates_.flipped_bit},
      {Fault::kStaleListing, rates_.stale_listing},
  };
  constexpr double kTwoTo53 = 9007199254740992.0;
  double left = static_cast<double>(random_.next() >> 11) / kTwoTo53;  // uniform in [0, 1)
  for (const auto& [fault, chance] : chances) {
    if (!fault_applies(fault, operation)) {
      continue;
    }
    if (left < chance) {
      return fault;
    }
    left -= chance;
  }
  return std::nullopt;
}

}  // namespace omnigraph::io
