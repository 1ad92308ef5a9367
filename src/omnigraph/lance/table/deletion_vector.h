// DeletionVector: the offsets of the deleted rows of one fragment. Stored as a portable 32-bit
// Roaring file `_deletions/{fragment}-{read version}-{id}.bin`; a new file replaces the old one and
// holds the union. The id in the name is the XXH3 of the bytes, so the name checks the content.
//
// Value type; copies are deep. Thread-safe to read.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/bytes.h"
#include "omnigraph/base/result.h"
#include "omnigraph/lance/table/manifest.h"

namespace omnigraph::lance {

class DeletionVector {
 public:
  DeletionVector();
  DeletionVector(const DeletionVector& other);
  DeletionVector& operator=(const DeletionVector& other);
  DeletionVector(DeletionVector&& other) noexcept;
  DeletionVector& operator=(DeletionVector&& other) noexcept;
  ~DeletionVector();

  void add(uint32_t offset);
  // Adds [begin, end); end is at most 2^32.
  void add_range(uint64_t begin, uint64_t end);
  void unite(const DeletionVector& other);

  bool contains(uint32_t offset) const;
  uint64_t cardinality() const;
  bool empty() const;
  // The greatest offset plus one; 0 when empty.
  uint64_t bound() const;
  // How many deleted offsets both have: 0 means that two writers deleted different rows.
  uint64_t intersection_cardinality(const DeletionVector& other) const;
  // All offsets, rising.
  std::vector<uint32_t> offsets() const;
  // A bitmap over the fragment's rows, (physical_rows + 7) / 8 bytes: bit i (least significant
  // first) is 1 iff row i is live. Bits past the end are 0. physical_rows <= 2^32.
  Buffer live_bitmap(uint64_t physical_rows) const;

  // The bytes of the file: the same set always gives the same bytes.
  Buffer serialize() const;
  // Reads such bytes, ours or another writer's. Every container is checked before use; memory is at
  // most proportional to the bytes. Errors: kCorruption (also an offset >= physical_rows).
  static Result<DeletionVector> parse(ByteSpan bytes,
                                      uint64_t physical_rows,
                                      std::string_view object_name);
  // As parse, for the deletion file that a manifest of ours names: also checks that the bytes have
  // the hash in `file.id` and `file.num_deleted_rows` members. Errors: kCorruption; kUnsupported
  // for a file in Arrow form, which only other writers make.
  static Result<DeletionVector> read(ByteSpan bytes,
                                     const DeletionFile& file,
                                     uint64_t physical_rows,
                                     std::string_view object_name);

  bool operator==(const DeletionVector& other) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// A deletion file that is to be written before the manifest that names it.
struct DeletionFileBytes {
  DeletionFile file;
  std::string path;  // relative to the table's folder
  Buffer bytes;
};

// The file for `deleted` rows of a fragment, when the rows were chosen by looking at
// `read_version`.
DeletionFileBytes make_deletion_file(uint64_t fragment_id,
                                     uint64_t read_version,
                                     const DeletionVector& deleted);

}  // namespace omnigraph::lance
