#include "omnigraph/lance/table/version_runs.h"

#include <algorithm>
#include <limits>

#include "omnigraph/base/check.h"

namespace omnigraph::lance {

uint64_t VersionRuns::at(uint64_t i) const {
  OG_CHECK(i < length(), "row outside its version sequence");
  return std::upper_bound(runs_.begin(),
                          runs_.end(),
                          i,
                          [](uint64_t row, const Run& run) { return row < run.end; })
      ->version;
}

uint64_t VersionRuns::max() const {
  uint64_t max = 0;
  for (const Run& run : runs_) {
    max = std::max(max, run.version);
  }
  return max;
}

void VersionRuns::append(uint64_t added, uint64_t version) {
  if (added == 0) {
    return;
  }
  OG_CHECK(added <= std::numeric_limits<uint64_t>::max() - length(),
           "version sequence is too long");
  const uint64_t end = length() + added;
  if (!runs_.empty() && runs_.back().version == version) {
    runs_.back().end = end;
  } else {
    runs_.push_back({end, version});
  }
}

void VersionRuns::append(const VersionRuns& other) {
  const std::vector<Run> runs = other.runs_;  // `other` may be this sequence
  uint64_t begin = 0;
  for (const Run& run : runs) {
    append(run.end - begin, run.version);
    begin = run.end;
  }
}

VersionRuns VersionRuns::coarsened(size_t most, bool upwards) const {
  VersionRuns result = *this;
  std::vector<Run>& runs = result.runs_;
  while (runs.size() > most) {
    size_t shortest = 0;  // the pair (i, i + 1) with the fewest rows, the first of them
    uint64_t rows = UINT64_MAX;
    for (size_t i = 0; i + 1 < runs.size(); ++i) {
      const uint64_t both = runs[i + 1].end - (i == 0 ? 0 : runs[i - 1].end);
      if (both < rows) {
        rows = both;
        shortest = i;
      }
    }
    const uint64_t version = upwards ? std::max(runs[shortest].version, runs[shortest + 1].version)
                                     : std::min(runs[shortest].version, runs[shortest + 1].version);
    runs[shortest + 1].version = version;
    runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(shortest));
    // The joined run may now have the version of a neighbour.
    if (shortest + 1 < runs.size() && runs[shortest + 1].version == version) {
      runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(shortest));
    }
    if (shortest > 0 && runs[shortest - 1].version == runs[shortest].version) {
      runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(shortest) - 1);
    }
  }
  return result;
}

VersionRuns VersionRuns::slice(uint64_t begin, uint64_t end) const {
  OG_CHECK(begin <= end && end <= length(), "slice outside its version sequence");
  VersionRuns part;
  uint64_t run_begin = 0;
  for (const Run& run : runs_) {
    const uint64_t from = std::max(begin, run_begin);
    const uint64_t to = std::min(end, run.end);
    if (from < to) {
      part.append(to - from, run.version);
    }
    run_begin = run.end;
  }
  return part;
}

}  // namespace omnigraph::lance
