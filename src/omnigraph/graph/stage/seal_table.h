// Sealing: from the turns of a group on one table to its versions on disk, one per turn, with as
// few bytes as a group can have.
//
// All rows that the turns wrote and that live at the end go into one data file F, once. Rows that
// an earlier turn wrote and a later one replaced go into a second file G, which only the versions
// in between name. Each version says by deletion vectors which rows of F and G it does not have
// (yet, or any more):
//
//   turn 1: +a +b     F = a c d    version 1: F without c d, G
//   turn 2: b -> c    G = b        version 2: F without d
//   turn 3: +d                     version 3: F
//
// So the last version, which the next commit builds on, is as if one writer had made it: no
// deletion vector over F, no G.
//
// F also takes in the live rows of *absorbed* fragments: those that exist only in the commit record
// (a table has at most one such fragment, it is rewritten and never stacked) and, when the files
// are to be stored as objects, fragments at the end of the table that are as small. So many small
// commits leave few fragments; each row is rewritten once per size class.
#pragma once

#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/log/record_files.h"
#include "omnigraph/graph/stage/stage_version.h"
#include "omnigraph/graph/stage/table_turns.h"

namespace omnigraph::graph {

// Fragments this small are merged with their likes when they are stored (size classes of factor 8).
inline constexpr uint64_t kMergedBytes = uint64_t{1} << 20;
inline constexpr uint64_t kMergeFactor = 8;

struct SealOptions {
  std::string branch;  // that is written to
  // Files that exist only in the record of the state that the turns started from; null: none.
  // Without them a fragment that only the record has would be stacked upon.
  const RecordFiles* record_files = nullptr;
  // The files will be stored as objects: small neighbours are merged in.
  bool merge_neighbours = false;
};

struct SealedTable {
  std::vector<StagedVersion> versions;  // one per turn; files: what only that version needs
  std::vector<io::NewObject> live;      // what the last version needs
};

// `base_pin` and `manifest`: the version that `turns.base()` shows. At least one turn.
Result<SealedTable> seal_table(GraphEnvironment& environment,
                               const SealOptions& options,
                               const Pin& base_pin,
                               const lance::TableManifest& manifest,
                               const TableTurns& turns);

// One writer's changes as the next version; files: all of them.
Result<StagedVersion> stage_version(GraphEnvironment& environment,
                                    const SealOptions& options,
                                    const Pin& base_pin,
                                    const lance::TableManifest& manifest,
                                    const StagedTable& staged);

}  // namespace omnigraph::graph
