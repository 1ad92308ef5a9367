#include "omnigraph/lance/table/new_version.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "omnigraph/base/check.h"
#include "omnigraph/base/format.h"

namespace omnigraph::lance {

namespace {

constexpr std::string_view kPrimaryKeyField = "_id";
constexpr std::string_view kPrimaryKeyMetadata = "lance-schema:unenforced-primary-key:position";

Error no_fragment(uint64_t fragment_id) {
  return Error(ErrorCode::kNotFound, format("table has no such fragment: {}", fragment_id));
}

}  // namespace

Result<CarriedRows> carried_rows(const TableManifest& manifest, std::span<const RowAddress> rows) {
  CarriedRows carried;
  std::vector<uint64_t> ids;
  ids.reserve(rows.size());
  const Fragment* fragment = nullptr;
  for (const RowAddress& row : rows) {
    if (fragment == nullptr || fragment->id != row.fragment_id) {
      fragment = manifest.find_fragment(row.fragment_id);
    }
    if (fragment == nullptr || row.offset >= fragment->row_ids.length()) {
      return Error(ErrorCode::kInvalidArgument,
                   format("table version {} has no row {} in fragment {}",
                          manifest.version,
                          row.offset,
                          row.fragment_id));
    }
    ids.push_back(fragment->row_ids.at(row.offset));
    carried.created.append(1, fragment->created.at(row.offset));
    carried.last_updated.append(1, fragment->last_updated.at(row.offset));
  }
  carried.row_ids = RowIdSequence::of(ids);
  return carried;
}

NewVersion::NewVersion(const TableManifest& base, NewVersionOptions options)
    : manifest_(base), options_(std::move(options)) {
  OG_CHECK(base.stable_row_ids, "tables of ours have stable row ids");
  manifest_.version = options_.version == 0 ? base.version + 1 : options_.version;
  OG_CHECK(manifest_.version > base.version, "versions rise");
  manifest_.timestamp_us = options_.timestamp_us;
}

Result<uint64_t> NewVersion::add_fragment(NewFragment added) {
  const CarriedRows& carried = added.carried;
  const uint64_t old_rows = carried.row_ids.length();
  if (added.physical_rows == 0 || added.physical_rows > kMaxFragmentRows || added.files.empty() ||
      old_rows > added.physical_rows || carried.created.length() != old_rows ||
      (added.moved_only && carried.last_updated.length() != old_rows)) {
    return Error(ErrorCode::kInvalidArgument,
                 format("fragment cannot be added: {} rows, {} files, {} carried rows",
                        added.physical_rows,
                        added.files.size(),
                        old_rows));
  }
  const uint64_t new_rows = added.physical_rows - old_rows;
  const uint64_t id = manifest_.max_fragment_id ? uint64_t{*manifest_.max_fragment_id} + 1 : 0;
  if (id > std::numeric_limits<uint32_t>::max() ||
      new_rows > std::numeric_limits<uint64_t>::max() - manifest_.next_row_id) {
    return Error(
        ErrorCode::kResourceExhausted,
        format(
            "table has used up its ids: next fragment {}, next row {}", id, manifest_.next_row_id));
  }
  if (carried.row_ids.bound() > manifest_.next_row_id) {
    return Error(ErrorCode::kInvalidArgument, "carried row id was never given by this table");
  }
  Fragment fragment;
  fragment.id = id;
  fragment.files = std::move(added.files);
  fragment.physical_rows = added.physical_rows;
  fragment.row_ids = std::move(added.carried.row_ids);
  fragment.row_ids.append_range(manifest_.next_row_id, manifest_.next_row_id + new_rows);
  fragment.created = std::move(added.carried.created);
  fragment.created.append(new_rows, manifest_.version);
  if (added.moved_only) {
    fragment.last_updated = std::move(added.carried.last_updated);
    fragment.last_updated.append(new_rows, manifest_.version);
  } else {
    fragment.last_updated = VersionRuns(added.physical_rows, manifest_.version);
  }
  manifest_.next_row_id += new_rows;
  manifest_.max_fragment_id = static_cast<uint32_t>(id);
  manifest_.fragments.push_back(std::move(fragment));
  added_ = true;
  return id;
}

Result<uint64_t> NewVersion::add_described(Fragment fragment, uint64_t next_row_id) {
  const uint64_t rows = fragment.physical_rows;
  const uint64_t id = manifest_.max_fragment_id ? uint64_t{*manifest_.max_fragment_id} + 1 : 0;
  if (id > std::numeric_limits<uint32_t>::max()) {
    return Error(ErrorCode::kResourceExhausted,
                 format("table has used up its fragment ids: next {}", id));
  }
  if (rows == 0 || rows > kMaxFragmentRows || fragment.files.empty() ||
      fragment.row_ids.length() != rows || fragment.created.length() != rows ||
      fragment.last_updated.length() != rows || fragment.row_ids.bound() > next_row_id ||
      next_row_id < manifest_.next_row_id) {
    return Error(ErrorCode::kInvalidArgument,
                 format("fragment cannot be added: {} rows, {} files, {} row ids, next row id {}",
                        rows,
                        fragment.files.size(),
                        fragment.row_ids.length(),
                        next_row_id));
  }
  fragment.id = id;
  manifest_.next_row_id = next_row_id;
  manifest_.max_fragment_id = static_cast<uint32_t>(id);
  manifest_.fragments.push_back(std::move(fragment));
  added_ = true;
  return id;
}

Fragment* NewVersion::find(uint64_t fragment_id) {
  // The list is ours, so its elements may be changed through the place that the search finds.
  const Fragment* found = manifest_.find_fragment(fragment_id);
  return found == nullptr
             ? nullptr
             : &manifest_.fragments[static_cast<size_t>(found - manifest_.fragments.data())];
}

Result<std::optional<DeletionFileBytes>> NewVersion::delete_rows(uint64_t fragment_id,
                                                                 const DeletionVector& deleted) {
  Fragment* fragment = find(fragment_id);
  if (fragment == nullptr) {
    return no_fragment(fragment_id);
  }
  const uint64_t count = deleted.cardinality();
  if (deleted.bound() > fragment->physical_rows || count < fragment->deleted_rows() || count == 0) {
    return Error(
        ErrorCode::kInvalidArgument,
        format("deleted rows do not fit fragment {}: {} rows, {} deleted before, {} now, up "
               "to row {}",
               fragment_id,
               fragment->physical_rows,
               fragment->deleted_rows(),
               count,
               deleted.bound()));
  }
  removed_ = true;
  if (count == fragment->physical_rows) {
    OG_RETURN_IF_ERROR(drop_fragment(fragment_id));
    return std::optional<DeletionFileBytes>();
  }
  DeletionFileBytes file = make_deletion_file(fragment_id, manifest_.version - 1, deleted);
  fragment->deletion_file = file.file;
  return std::optional<DeletionFileBytes>(std::move(file));
}

Status NewVersion::drop_fragment(uint64_t fragment_id) {
  const Fragment* fragment = find(fragment_id);
  if (fragment == nullptr) {
    return no_fragment(fragment_id);
  }
  manifest_.fragments.erase(manifest_.fragments.begin() + (fragment - manifest_.fragments.data()));
  removed_ = true;
  return {};
}

void NewVersion::replace_all() {
  manifest_.fragments.clear();
  replaced_ = true;
}

TableManifest NewVersion::finish() {
  TransactionKind kind = options_.kind;
  if (kind == TransactionKind::kNone) {
    kind = replaced_            ? TransactionKind::kOverwrite
           : added_ && removed_ ? TransactionKind::kUpdate
           : added_             ? TransactionKind::kAppend
           : removed_           ? TransactionKind::kDelete
                                : TransactionKind::kUpdateConfig;
  }
  manifest_.transaction = Transaction();
  manifest_.transaction.kind = kind;
  manifest_.transaction.read_version = manifest_.version - 1;
  manifest_.transaction.uuid = options_.transaction_uuid;
  manifest_.writer = WriterVersion();
  return std::move(manifest_);
}

TableManifest create_table(std::vector<LanceField> fields, NewVersionOptions options) {
  TableManifest manifest;
  for (LanceField& field : fields) {
    if (field.name == kPrimaryKeyField && !field.nullable) {
      field.metadata[std::string(kPrimaryKeyMetadata)] = "1";
    }
  }
  manifest.fields = std::move(fields);
  manifest.version = 1;
  manifest.timestamp_us = options.timestamp_us;
  manifest.transaction.kind = TransactionKind::kOverwrite;
  manifest.transaction.uuid = std::move(options.transaction_uuid);
  return manifest;
}

}  // namespace omnigraph::lance
