#include <limits>
#include <set>

#include "omnigraph/base/format.h"
#include "omnigraph/lance/table/manifest_rules_internal.h"

namespace omnigraph::lance {

namespace {

using Broken = std::optional<std::string>;

// Bases that files may name.
using Bases = std::set<uint32_t>;

Broken check_base(const std::optional<uint32_t>& base_id, const Bases& bases) {
  if (base_id && bases.count(*base_id) == 0) {
    return format("base {} has no path", *base_id);
  }
  return std::nullopt;
}

Broken check_files(const Fragment& fragment, const Bases& bases) {
  for (const DataFile& file : fragment.files) {
    if (file.path.empty()) {
      return "data file without a path";
    }
    if (file.field_ids.size() != file.column_indices.size()) {
      return format("data file \"{}\" has {} field ids and {} columns",
                    file.path,
                    file.field_ids.size(),
                    file.column_indices.size());
    }
    if (auto broken = check_base(file.base_id, bases)) {
      return broken;
    }
  }
  if (fragment.deletion_file) {
    if (fragment.deletion_file->num_deleted_rows > fragment.physical_rows) {
      return format("{} deleted rows of {}",
                    fragment.deletion_file->num_deleted_rows,
                    fragment.physical_rows);
    }
    return check_base(fragment.deletion_file->base_id, bases);
  }
  return std::nullopt;
}

Broken check_sequences(const Fragment& fragment, const TableManifest& manifest) {
  const uint64_t rows = manifest.stable_row_ids ? fragment.physical_rows : 0;
  if (fragment.row_ids.length() != rows) {
    return format("row id sequence: expected {} rows, found {}", rows, fragment.row_ids.length());
  }
  if (fragment.row_ids.bound() > manifest.next_row_id) {
    return format("row id {} is not below the next row id {}",
                  fragment.row_ids.bound() - 1,
                  manifest.next_row_id);
  }
  for (const VersionRuns* versions : {&fragment.created, &fragment.last_updated}) {
    // Tables without stable row ids may have them or not.
    const bool may_be_absent = !manifest.stable_row_ids && versions->empty();
    if (!may_be_absent && versions->length() != fragment.physical_rows) {
      return format("version sequence: expected {} rows, found {}",
                    fragment.physical_rows,
                    versions->length());
    }
  }
  return std::nullopt;
}

Broken check_fragments(const TableManifest& manifest, const Bases& bases) {
  const Fragment* previous = nullptr;
  for (const Fragment& fragment : manifest.fragments) {
    if (previous != nullptr && fragment.id <= previous->id) {
      return format("fragment {} after fragment {}", fragment.id, previous->id);
    }
    if (fragment.id > std::numeric_limits<uint32_t>::max()) {
      return format("fragment id {} is out of range", fragment.id);
    }
    if (fragment.physical_rows > kMaxFragmentRows) {
      return format("fragment {} has {} rows", fragment.id, fragment.physical_rows);
    }
    Broken broken = check_files(fragment, bases);
    if (!broken) {
      broken = check_sequences(fragment, manifest);
    }
    if (broken) {
      return format("fragment {}: {}", fragment.id, *broken);
    }
    previous = &fragment;
  }
  if (previous != nullptr &&
      (!manifest.max_fragment_id || *manifest.max_fragment_id < previous->id)) {
    return format("fragment {} is above the greatest fragment id", previous->id);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> broken_rule(const TableManifest& manifest) {
  if (manifest.version == 0) {
    return "version 0";
  }
  if (manifest.fields.empty()) {
    return "no fields";
  }
  Bases bases;
  for (const BasePath& base : manifest.base_paths) {
    if (!bases.insert(base.id).second) {
      return format("two paths for base {}", base.id);
    }
  }
  for (const IndexEntry& index : manifest.indices) {
    if (index.uuid.size() != 16) {
      return format("index \"{}\" has an id of {} bytes", index.name, index.uuid.size());
    }
    if (auto broken = check_base(index.base_id, bases)) {
      return broken;
    }
  }
  return check_fragments(manifest, bases);
}

}  // namespace omnigraph::lance
