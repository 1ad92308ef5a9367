// Verify: is everything there that a graph's history needs, and is it what it was when it was
// written? It walks the logs of main, of the other branches (deleted ones too) and of tags, each
// from its first record to its head, and looks at every object that any commit reaches, once; it
// stops at no finding.
//
//   log          every record: seal and members; parent's hash, seq, versions, commit, instant;
//                base and checkpoint against the state that the records before made
//   births       the record forked from: its hash, that it holds the commit, and that the birth
//                starts from the state which that left; a new incarnation behind a tombstone only
//   lineage      headers in records and pages against the commits that they stand for
//   schema       every source named: hash, and that it compiles
//   tables       every pin: the manifest's hash, version and row count; every data, deletion and
//                index file it names: in the commit's record or in the store, size, all bytes
//   deep         the newest state of every branch and tag: rows, keys, @unique, @card, ends of
//                edges, and that every index says what its column holds (check_state.h)
//
// Mirrors below `lance/` are derivable and not looked at, but for the hint's word on how long the
// log is. Objects that nothing reaches are no findings.
//
// Cost: one read per record and per object, one more per birth, a listing per log. Memory: about 60
// bytes per object, and what deep needs: 32 bytes per row of a newest state.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"

namespace omnigraph::graph {

// Something that is not as it should be.
struct VerifyFinding {
  std::string object;   // a path in the store, or a table key
  std::string problem;  // a sentence
  bool operator==(const VerifyFinding&) const = default;
};

struct VerifyProgress {
  uint64_t records = 0;
  uint64_t records_total = 0;
  uint64_t objects = 0;
};

struct VerifyOptions {
  bool deep = false;
  std::function<void(const VerifyProgress&)> progress;  // may be empty
};

struct VerifyReport {
  uint64_t records = 0;
  uint64_t commits = 0;
  uint64_t objects = 0;  // looked at, records and files inside records included
  uint64_t rows = 0;     // of the newest state of main
  // In the order of the log; at most kFindingsMax of them are kept, all are counted.
  std::vector<VerifyFinding> findings;
  uint64_t finding_count = 0;
};
inline constexpr size_t kFindingsMax = 10'000;

// What `environment` caches is not looked at and stays as it is. Errors: kNotFound when there is no
// graph; kCancelled, kDeadlineExceeded; those of a store that does not answer. Damage is no error.
Result<VerifyReport> verify_graph(GraphEnvironment& environment,
                                  const VerifyOptions& options,
                                  const CancelToken& cancel);

}  // namespace omnigraph::graph
