// VersionRuns: one table version per row of a fragment, run-length encoded. A fragment has two of
// them: the version in which each row was created, and the one in which it was last updated; change
// feeds and merges find rows that may have changed from them without reading data.
//
// In our tables both are exact for rows written by the newest version, and bounds for rows that
// only moved since: created at the version that is told or later, last updated at it or before. So
// no changed row is missed, and some that did not change are looked at.
//
// Rows are physical rows (deleted ones included). Value type; not thread-safe to change. `at` costs
// O(log runs). Two sequences are equal iff they give the same version for every row: neighbours of
// one version are always one run.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/bytes.h"
#include "omnigraph/base/result.h"

namespace omnigraph::lance {

class VersionRuns {
 public:
  struct Run {
    uint64_t end = 0;  // the row after the last one of this run; the first run begins at 0
    uint64_t version = 0;
    bool operator==(const Run&) const = default;
  };

  VersionRuns() = default;
  // `length` rows of one version.
  VersionRuns(uint64_t length, uint64_t version) { append(length, version); }

  uint64_t length() const { return runs_.empty() ? 0 : runs_.back().end; }
  bool empty() const { return runs_.empty(); }
  // The version of row i < length().
  uint64_t at(uint64_t i) const;
  // The highest version of any row; 0 when empty. O(runs).
  uint64_t max() const;
  const std::vector<Run>& runs() const { return runs_; }

  // Adds `length` rows (0 is allowed) of `version`. The total must stay below 2^64.
  void append(uint64_t length, uint64_t version);
  void append(const VersionRuns& other);
  // At most `most` > 0 runs: neighbours are made one, the shortest first. Each gets the higher of
  // its versions (`upwards`) or the lower one, so that every row's version is at least,
  // respectively at most, what it was. O(runs^2).
  VersionRuns coarsened(size_t most, bool upwards) const;
  // Rows [begin, end) as their own sequence; begin <= end <= length().
  VersionRuns slice(uint64_t begin, uint64_t end) const;

  // The bytes of a Lance RowDatasetVersionSequence, and back. `place` names the object for
  // messages. Errors of parse: kCorruption (also when the lengths sum to more than 2^64 - 1).
  std::string serialize() const;
  static Result<VersionRuns> parse(ByteSpan bytes, std::string_view place);

  bool operator==(const VersionRuns&) const = default;

 private:
  std::vector<Run> runs_;  // ends strictly rise; neighbours differ in version
};

}  // namespace omnigraph::lance
