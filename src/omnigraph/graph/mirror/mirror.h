// The mirror: `lance/nodes/<Type>.lance` and `lance/edges/<Type>.lance` show the tables of `main`
// to LanceDB and other Lance readers as shallow clones. Each mirror version is one manifest that
// points into the table's own folder; no data is copied.
//
// Derivable, and off the critical path: a lost or late mirror is repaired by the next writer. The
// hint `lance/mirror.json` says which state was mirrored last, so that only what changed since is
// written.
//
// Invariants:
//  - a mirror's version is its own counter, +1 per write, put-if-absent: no gap for a foreign
//  commit to
//    get lost in
//  - a version that we did not write is never overwritten, built upon or removed with its type:
//    it is drift, reported
//  - a mirror never goes back: a state older than the one that is shown is not written
//  - base paths are absolute: a root that moved is mirrored anew
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/snapshot/snapshot.h"

namespace omnigraph::graph {

// What `lance/mirror.json` holds.
struct MirrorHint {
  std::string root;
  std::string graph_id;
  std::string incarnation;
  uint64_t seq = 0;
  struct Table {
    uint64_t mirror_version = 0;
    std::string manifest;  // the pin's manifest that the version shows
    bool operator==(const Table&) const = default;
  };
  std::map<std::string, Table> tables;  // by table key
  bool operator==(const MirrorHint&) const = default;
};

std::string to_json(const MirrorHint& hint);
// Nothing for text that is not a hint: it is only a hint.
std::optional<MirrorHint> parse_mirror_hint(std::string_view bytes);
// The stored hint; nothing if there is none or it cannot be read.
std::optional<MirrorHint> read_mirror_hint(io::ObjectStore& store);

// A mirror that somebody else wrote to.
struct MirrorDrift {
  std::string table_key;
  uint64_t foreign_version = 0;
};

struct MirrorReport {
  size_t written = 0;  // mirror versions
  std::vector<MirrorDrift> drift;
};

// Brings the mirror up to `snapshot`, a state of main. `hint`: what was mirrored before, as far as
// known; updated. Cost per table that changed: one listing, one put (two more reads where the hint
// does not know the table); nothing for the others. Then one put of the hint, if anything changed.
Result<MirrorReport> sync_mirror(GraphEnvironment& environment,
                                 const Snapshot& snapshot,
                                 std::optional<MirrorHint>& hint);

}  // namespace omnigraph::graph
