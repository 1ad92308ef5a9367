// NewVersion: builds table version N+1 from version N in memory: fragments added, rows deleted,
// fragments dropped. Nothing is written; the caller stores data files and deletion files first and
// the manifest after them.
//
//   NewVersion next(base, {.timestamp_us = now, .transaction_uuid = make_uuid(random)});
//   OG_ASSIGN_OR_RETURN(auto carried, carried_rows(base, rows_with_new_values));
//   OG_ASSIGN_OR_RETURN(auto id, next.add_fragment({.files = {file}, .physical_rows = n,
//                                                   .carried = carried}));
//   OG_ASSIGN_OR_RETURN(auto deletion_file, next.delete_rows(fragment_id, deleted));
//   TableManifest manifest = next.finish();
//
// What stays true: a row keeps its id for life, across updates and compaction; ids and fragment ids
// are never used twice; a fragment without a live row disappears. Versions of rows are kept by
// add_fragment(); whoever describes a fragment (graph/stage/seal_table.cc) may round them, as
// version_runs.h says.
// Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/lance/table/deletion_vector.h"
#include "omnigraph/lance/table/manifest.h"
#include "omnigraph/lance/table/uuid.h"

namespace omnigraph::lance {

// Row `offset` of a fragment.
struct RowAddress {
  uint64_t fragment_id = 0;
  uint32_t offset = 0;
  bool operator==(const RowAddress&) const = default;
};

// What rows take along when they are written again. Three sequences of one length.
struct CarriedRows {
  RowIdSequence row_ids;
  VersionRuns created;
  VersionRuns last_updated;
};

// The ids and versions of `rows`, in their order.
// Errors: kInvalidArgument for a row that `manifest` does not have.
Result<CarriedRows> carried_rows(const TableManifest& manifest, std::span<const RowAddress> rows);

struct NewFragment {
  std::vector<DataFile> files;
  uint64_t physical_rows = 0;
  // The first rows of the fragment, if they existed before; all others are new and get fresh ids.
  CarriedRows carried;
  // True for compaction: carried rows were only moved and keep their last-updated version.
  bool moved_only = false;
};

struct NewVersionOptions {
  int64_t timestamp_us = 0;
  std::string transaction_uuid;
  // The version made; 0: the base's + 1. Versions of a group are all made from the base before it.
  uint64_t version = 0;
  // kNone: chosen from what is done (Append, Delete, Update; Overwrite after replace_all).
  TransactionKind kind = TransactionKind::kNone;
};

class NewVersion {
 public:
  // Copies `base`'s lists; `base` may go away.
  NewVersion(const TableManifest& base, NewVersionOptions options);

  uint64_t version() const { return manifest_.version; }

  // Adds a fragment after all others; returns its id. Row ids of new rows are next_row_id, +1, ….
  // Errors: kInvalidArgument (no rows, no files, carried longer than the fragment);
  // kResourceExhausted when ids run out.
  Result<uint64_t> add_fragment(NewFragment fragment);

  // Adds a fragment whose rows are told in full: all but its id, which is returned. `next_row_id`
  // is above every row id in it. Errors: kInvalidArgument; kResourceExhausted when ids run out.
  Result<uint64_t> add_described(Fragment fragment, uint64_t next_row_id);

  // Sets the complete set of deleted rows of a fragment of the base: what was deleted before must
  // be in `deleted` (checked by count). Returns the file to store before the manifest, or nothing
  // when no row is left and the fragment was dropped. A described fragment may be cut as well.
  // Errors: kNotFound, kInvalidArgument.
  Result<std::optional<DeletionFileBytes>> delete_rows(uint64_t fragment_id,
                                                       const DeletionVector& deleted);

  // Takes a fragment of the base out (all rows deleted, or rewritten elsewhere). Errors: kNotFound.
  Status drop_fragment(uint64_t fragment_id);

  // Takes all fragments of the base out: the table gets a new content.
  void replace_all();

  // The manifest of the new version. The builder is spent.
  TableManifest finish();

 private:
  Fragment* find(uint64_t fragment_id);

  TableManifest manifest_;
  NewVersionOptions options_;
  bool added_ = false;
  bool removed_ = false;
  bool replaced_ = false;
};

// Version 1 of an empty table. A column named `_id` is marked as unenforced primary key if it is
// not nullable (LanceDB refuses to read a table whose key is nullable).
TableManifest create_table(std::vector<LanceField> fields, NewVersionOptions options);

}  // namespace omnigraph::lance
