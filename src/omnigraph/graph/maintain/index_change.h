// What a compaction does to the indices of its table. Nothing is remapped, since row ids stay:
//
//  - a segment that covers all fragments which the rows of a new one came from covers that one too:
//    every live row of it stands in the segment, with its value
//  - what is not covered then is indexed as after any other write (index/update_indices.h). That is
//    done once; laid over a later version the same segments are named again, for rows only die
//
// Invariant: of each column at most one segment covers a fragment.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/base/task_pool.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/index/update_indices.h"
#include "omnigraph/lance/table/manifest.h"

namespace omnigraph::graph {

// A new fragment as it stands in a version, and the fragments of the version before that its live
// rows came from.
struct MovedRows {
  uint64_t fragment_id = 0;
  std::vector<uint64_t> sources;
};

// Takes `gone` out of the bitmaps of all segments and puts the new fragments in where they belong.
// Errors: kCorruption.
Status move_coverage(const std::vector<uint64_t>& gone,
                     const std::vector<MovedRows>& moved,
                     lance::TableManifest* manifest);

class IndexChange {
 public:
  // Brings the indices of `manifest` up. `written[i]` is the id that new fragment i of the
  // compaction has in this version; kNone: it is not in it. The first call builds, later ones
  // repeat what the first one did.
  static constexpr uint64_t kNone = UINT64_MAX;
  Status apply(GraphEnvironment& environment,
               const std::string& table_path,
               const schema::EntityType& type,
               const FragmentRows& rows,
               const std::vector<uint64_t>& written,
               lance::TableManifest* manifest,
               TaskPool* pool);

  // Files of small segments, to be stored with each version that names them.
  const std::vector<io::NewObject>& files() const { return files_; }

 private:
  struct Added {
    lance::IndexEntry entry;
    std::vector<uint64_t> fragments;  // that were there before
    std::vector<size_t> written;      // new ones, by their place in the compaction
  };
  Status build(GraphEnvironment& environment,
               const std::string& table_path,
               const schema::EntityType& type,
               const FragmentRows& rows,
               const std::vector<uint64_t>& written,
               lance::TableManifest* manifest,
               TaskPool* pool);
  Status repeat(const std::vector<uint64_t>& written, lance::TableManifest* manifest) const;

  bool made_ = false;
  std::vector<std::string> dropped_;  // uuids
  std::vector<Added> added_;
  std::vector<io::NewObject> files_;
};

}  // namespace omnigraph::graph
