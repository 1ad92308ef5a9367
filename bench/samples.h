// Samples: times of one workload, and the table in which they are printed.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace omnigraph::bench {

class Samples {
 public:
  // Runs `work` and notes how long it took.
  template <typename Work>
  void time(Work&& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
    micros_.push_back(took.count());
  }
  void add(const Samples& other) {
    micros_.insert(micros_.end(), other.micros_.begin(), other.micros_.end());
  }
  size_t count() const { return micros_.size(); }
  // Microseconds; 0 without samples. `share` in [0, 1]: 0.5 is the median.
  double quantile(double share) const;
  double mean() const;

 private:
  std::vector<double> micros_;
};

// One line per workload: runs, median, 90th percentile, mean and worst, what a plain loop over the
// same adjacency takes where there is one, and what we aim for.
void print_header();
void print_line(const std::string& workload,
                const Samples& samples,
                const std::string& goal,
                const Samples* floor = nullptr);

}  // namespace omnigraph::bench
