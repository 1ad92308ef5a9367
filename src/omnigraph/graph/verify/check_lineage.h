// LineageChecks: the headers of commits in records and lineage pages against the commits
// themselves, as the walk along the log has met them. A page is looked at once, when a record first
// names it.
//
// Not thread-safe. Memory: the headers of the newest commits met, and 200 bytes per leaf page.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/log/lineage.h"
#include "omnigraph/graph/log/record.h"
#include "omnigraph/graph/verify/findings.h"

namespace omnigraph::graph {

class LineageChecks {
 public:
  // Both must outlive it.
  LineageChecks(GraphEnvironment& environment, Findings& findings)
      : environment_(environment), findings_(findings) {}

  // Another log begins: what was met so far is of another branch.
  void begin_log() { met_.clear(); }

  // What `record` says of the commits before it; call it for every record, in the order of the log.
  // Then the record's own commits are known.
  Status check(const CommitRecord& record);

 private:
  // `version`: that the last of `headers` must have.
  void check_headers(const std::string& object,
                     const std::vector<CommitHeader>& headers,
                     uint64_t version);
  // The leaf that ends with commit `version`, and what is before it.
  Status check_leaf(const CommitRecord& record, const std::string& name, uint64_t version);
  Status check_inner(const CommitRecord& record, const std::string& name, uint64_t version);
  void remember(const CommitRecord& record);

  GraphEnvironment& environment_;
  Findings& findings_;
  std::map<uint64_t, CommitHeader> met_;     // by manifest version, the newest
  std::map<std::string, LeafRange> leaves_;  // looked at, by name
  std::set<std::string> inners_;
};

}  // namespace omnigraph::graph
