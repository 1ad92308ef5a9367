// ReachedFiles: every object that a graph still needs, as a set of hashes of paths. It is filled by
// tracing: from the records that stay whole to all that their states need (trace_record.h), and
// from the newest manifest of each mirror, whoever wrote it, to what it borrows from our folders.
//
// Two paths with one hash (odds: 1 in 10^13 for a million files) mean that one garbage file stays.
//
// Cost: one read per record and per table version. Memory: about 16 bytes per object.
// Not thread-safe. Errors of all: kCorruption, kNotFound and store errors: then nothing may be
// concluded from what is not in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <absl/container/flat_hash_set.h>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/log/record.h"

namespace omnigraph::graph {

class ReachedFiles {
 public:
  explicit ReachedFiles(GraphEnvironment& environment) : environment_(environment) {}

  // All that the states after each of the record's commits need; of a thinned record and a
  // tombstone what they still name.
  Status add_record(const CommitRecord& record);
  // The newest versions below `lance/`.
  Status add_mirrors();

  bool contains(std::string_view path) const;

 private:
  // False: it was there.
  bool add(std::string_view path);
  Status add_mirror(const std::string& folder);

  GraphEnvironment& environment_;
  absl::flat_hash_set<uint64_t> hashes_;
};

// "nodes/x/_indices/<uuid>/" of a file in it; nothing for any other path. Files of an index are
// needed as a whole.
std::string_view index_folder_of(std::string_view path);

}  // namespace omnigraph::graph
