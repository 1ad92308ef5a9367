// RecordFiles: the small files that travel inside a commit record instead of lying in the store
// (docs/formats/commit-record.md, "files and pack"). Their names and bytes are those that the
// objects would have, so that copying them out later changes nothing for anybody.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "omnigraph/base/bytes.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/log/record.h"

namespace omnigraph::graph {

// Bytes by path in the store. Values share their memory.
using RecordFiles = std::map<std::string, Buffer, std::less<>>;

// How many bytes files have, data files apart: they hold rows, the others (manifests, deletion
// vectors) are made anew by every commit that touches their table anyway.
struct FileBytes {
  size_t data = 0;
  size_t others = 0;
  void add(std::string_view path, size_t bytes);
  void add(const RecordFiles& files);
  // May they travel in a record, if commits up to `limit` do (graph/environment.h)?
  bool travel(size_t limit) const { return data + others <= limit && data <= limit / 8; }
};

// Puts `files` into the record: its `files` and `pack`. No file: empty and null.
void pack_files(const RecordFiles& files, CommitRecord& record);

// The files of a record. Memory is bounded by kMaxUnpackedBytes, whatever the record says. Errors:
// kCorruption (branch, seq, what is wrong).
inline constexpr size_t kMaxUnpackedBytes = size_t{16} << 20;
Result<RecordFiles> unpack_files(const CommitRecord& record);

}  // namespace omnigraph::graph
