#include "omnigraph/graph/maintain/index_change.h"

#include <algorithm>
#include <set>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/lance/index/fragment_bitmap.h"

namespace omnigraph::graph {
namespace {

Result<std::vector<uint32_t>> bitmap_of(const lance::TableManifest& manifest,
                                        const lance::IndexEntry& entry) {
  return lance::parse_fragment_bitmap(entry.fragment_bitmap,
                                      format("version {}, index {}", manifest.version, entry.name));
}

bool holds(const std::vector<uint32_t>& rising, uint64_t id) {
  const auto at = std::lower_bound(rising.begin(), rising.end(), id);
  return at != rising.end() && *at == id;
}

bool has_uuid(const std::vector<lance::IndexEntry>& entries, const std::string& uuid) {
  return std::any_of(entries.begin(), entries.end(), [&](const lance::IndexEntry& entry) {
    return entry.uuid == uuid;
  });
}

}  // namespace

Status move_coverage(const std::vector<uint64_t>& gone,
                     const std::vector<MovedRows>& moved,
                     lance::TableManifest* manifest) {
  for (lance::IndexEntry& entry : manifest->indices) {
    OG_ASSIGN_OR_RETURN(const std::vector<uint32_t> before, bitmap_of(*manifest, entry));
    std::vector<uint32_t> after;
    for (const uint32_t id : before) {
      if (std::find(gone.begin(), gone.end(), id) == gone.end()) {
        after.push_back(id);
      }
    }
    for (const MovedRows& rows : moved) {
      const bool covered = std::all_of(
          rows.sources.begin(), rows.sources.end(), [&](uint64_t id) { return holds(before, id); });
      if (covered && !rows.sources.empty()) {
        after.push_back(static_cast<uint32_t>(rows.fragment_id));
      }
    }
    std::sort(after.begin(), after.end());
    if (after != before) {
      entry.fragment_bitmap = lance::fragment_bitmap(after);
    }
  }
  return {};
}

Status IndexChange::apply(GraphEnvironment& environment,
                          const std::string& table_path,
                          const schema::EntityType& type,
                          const FragmentRows& rows,
                          const std::vector<uint64_t>& written,
                          lance::TableManifest* manifest,
                          TaskPool* pool) {
  return made_ ? repeat(written, manifest)
               : build(environment, table_path, type, rows, written, manifest, pool);
}

Status IndexChange::build(GraphEnvironment& environment,
                          const std::string& table_path,
                          const schema::EntityType& type,
                          const FragmentRows& rows,
                          const std::vector<uint64_t>& written,
                          lance::TableManifest* manifest,
                          TaskPool* pool) {
  const std::vector<lance::IndexEntry> before = manifest->indices;
  OG_RETURN_IF_ERROR(update_indices(environment, table_path, type, rows, manifest, &files_, pool));
  for (const lance::IndexEntry& entry : before) {
    if (!has_uuid(manifest->indices, entry.uuid)) {
      dropped_.push_back(entry.uuid);
    }
  }
  for (const lance::IndexEntry& entry : manifest->indices) {
    if (has_uuid(before, entry.uuid)) {
      continue;
    }
    Added added;
    added.entry = entry;
    OG_ASSIGN_OR_RETURN(const std::vector<uint32_t> covered, bitmap_of(*manifest, entry));
    for (const uint32_t id : covered) {
      const auto at = std::find(written.begin(), written.end(), id);
      if (at == written.end()) {
        added.fragments.push_back(id);
      } else {
        added.written.push_back(static_cast<size_t>(at - written.begin()));
      }
    }
    added_.push_back(std::move(added));
  }
  made_ = true;
  return {};
}

Status IndexChange::repeat(const std::vector<uint64_t>& written,
                           lance::TableManifest* manifest) const {
  std::erase_if(manifest->indices, [&](const lance::IndexEntry& entry) {
    return std::find(dropped_.begin(), dropped_.end(), entry.uuid) != dropped_.end();
  });
  for (const Added& added : added_) {
    std::set<uint32_t> covered;  // by others, of the same column
    for (const lance::IndexEntry& entry : manifest->indices) {
      if (entry.field_ids == added.entry.field_ids) {
        OG_ASSIGN_OR_RETURN(const std::vector<uint32_t> ids, bitmap_of(*manifest, entry));
        covered.insert(ids.begin(), ids.end());
      }
    }
    std::vector<uint32_t> fragments;
    const auto cover = [&](uint64_t id) {
      if (id != kNone && manifest->find_fragment(id) != nullptr &&
          !covered.contains(static_cast<uint32_t>(id))) {
        fragments.push_back(static_cast<uint32_t>(id));
      }
    };
    for (const uint64_t id : added.fragments) {
      cover(id);
    }
    for (const size_t place : added.written) {
      cover(written[place]);
    }
    if (fragments.empty()) {
      continue;
    }
    std::sort(fragments.begin(), fragments.end());
    lance::IndexEntry entry = added.entry;
    entry.fragment_bitmap = lance::fragment_bitmap(fragments);
    entry.dataset_version = manifest->version;
    manifest->indices.push_back(std::move(entry));
  }
  return {};
}

}  // namespace omnigraph::graph
