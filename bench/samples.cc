#include "bench/samples.h"

#include <algorithm>
#include <cstdio>
#include <numeric>

#include "omnigraph/base/format.h"

namespace omnigraph::bench {
namespace {

std::string duration_text(double micros) {
  if (micros < 1000) {
    return format("{:.2f} us", micros);
  }
  return micros < 1e6 ? format("{:.2f} ms", micros / 1e3) : format("{:.2f} s", micros / 1e6);
}

void print_cells(const std::vector<std::string>& cells) {
  std::printf("%-34s %6s %11s %11s %11s %11s %11s  %s\n",
              cells[0].c_str(),
              cells[1].c_str(),
              cells[2].c_str(),
              cells[3].c_str(),
              cells[4].c_str(),
              cells[5].c_str(),
              cells[6].c_str(),
              cells[7].c_str());
  std::fflush(stdout);
}

}  // namespace

double Samples::quantile(double share) const {
  if (micros_.empty()) {
    return 0;
  }
  std::vector<double> sorted = micros_;
  std::sort(sorted.begin(), sorted.end());
  return sorted[static_cast<size_t>(share * static_cast<double>(sorted.size() - 1) + 0.5)];
}

double Samples::mean() const {
  return micros_.empty() ? 0
                         : std::accumulate(micros_.begin(), micros_.end(), 0.0) /
                               static_cast<double>(micros_.size());
}

void print_header() {
  print_cells({"workload", "runs", "median", "p90", "mean", "max", "floor mean", "goal"});
}

void print_line(const std::string& workload,
                const Samples& samples,
                const std::string& goal,
                const Samples* floor) {
  print_cells({workload,
               std::to_string(samples.count()),
               duration_text(samples.quantile(0.5)),
               duration_text(samples.quantile(0.9)),
               duration_text(samples.mean()),
               duration_text(samples.quantile(1)),
               floor == nullptr ? "" : duration_text(floor->mean()),
               goal});
}

}  // namespace omnigraph::bench
