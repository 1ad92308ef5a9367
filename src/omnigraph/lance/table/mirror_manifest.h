// Mirror manifests: a version of one of our tables as a shallow clone that LanceDB opens. The
// mirror's folder holds manifests only; base path 1 names our table's folder, and every data,
// deletion and index file points there. Whatever LanceDB then writes stays in the mirror's folder.
//
// The transaction is always Restore: a LanceDB handle that is still at an older version fails
// cleanly and succeeds after a refresh, whatever has changed (any kind that says less would bring
// deleted rows back). The mirror's version is its own counter, +1 per mirror write, without gaps: a
// gap would let a foreign commit slip in below ours and be lost.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "omnigraph/lance/table/manifest.h"

namespace omnigraph::lance {

// Which state of the graph a mirror version shows. Written twice: in the transaction properties,
// which stay in their version and so prove that we wrote it; and in the table metadata, which
// LanceDB carries along and so tells what a foreign version was built on.
struct MirrorMarks {
  std::string graph_id;
  uint64_t seq = 0;
  uint64_t table_version = 0;
  bool operator==(const MirrorMarks&) const = default;
};

struct MirrorOptions {
  std::string base_uri;         // absolute path or s3:// URI of the table's folder
  uint64_t mirror_version = 1;  // newest version in the mirror + 1
  int64_t timestamp_us = 0;
  std::string transaction_uuid;
  MirrorMarks marks;
  // Files (`data/x.lance`, `_deletions/….bin`) that exist only in a commit record and are therefore
  // stored in the mirror's own folder: they get no base.
  std::set<std::string> local_files;
};

// The mirror of `source`, which must be one of our own manifests (no base paths).
TableManifest make_mirror(const TableManifest& source, const MirrorOptions& options);

// The marks of a version that we wrote; nothing for a version of any other writer.
std::optional<MirrorMarks> own_marks(const TableManifest& manifest);

// The marks of the last version of ours below this one, whoever wrote this one.
std::optional<MirrorMarks> inherited_marks(const TableManifest& manifest);

}  // namespace omnigraph::lance
