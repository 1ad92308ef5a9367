// Random histories: loads in every mode and changes, one after the other, on a graph whose schema
// has every constraint over several rows. Values come from small sets, so that about half of the
// steps break one. The same seed gives the same history.
#pragma once

#include <cstdint>
#include <string>

#include "omnigraph/base/random.h"

namespace omnigraph::testing {

const char* history_schema();

struct HistoryStep {
  std::string lines;  // of a load; empty = a change
  std::string mode;
  bool cascade = false;
  std::string change;  // a query named "t" without parameters
};

class RandomHistory {
 public:
  explicit RandomHistory(uint64_t seed) : random_(seed) {}
  HistoryStep next();

 private:
  uint64_t below(uint64_t n) { return random_.below(n); }
  bool one_in(uint64_t n) { return below(n) == 0; }
  std::string name(const char* prefix, uint64_t n);
  std::string person_line();
  std::string note_line();
  std::string edge_line();
  std::string lines();
  std::string statement();

  SeededRandom random_;
};

}  // namespace omnigraph::testing
