#include "omnigraph/graph/maintain/table_stats.h"

#include <map>
#include <set>

#include "omnigraph/graph/index/table_index.h"

namespace omnigraph::graph {
namespace {

Result<TableStats> stats_of(const Pin& pin, const lance::TableManifest& manifest) {
  TableStats stats;
  stats.table_key = pin.table_key;
  stats.table_version = pin.table_version;
  stats.rows = manifest.live_rows();
  stats.fragments = manifest.fragments.size();
  stats.data_bytes = manifest.data_size_bytes();
  for (const lance::Fragment& fragment : manifest.fragments) {
    stats.deleted_rows += fragment.deleted_rows();
  }
  std::map<std::string, IndexStats> by_name;
  std::map<std::string, std::set<uint32_t>> covered;  // places of fragments
  for (const lance::IndexEntry& entry : manifest.indices) {
    IndexStats& index = by_name[entry.name];
    index.name = entry.name;
    ++index.segments;
    for (const lance::IndexFile& file : entry.files) {
      index.bytes += file.size_bytes;
    }
    OG_ASSIGN_OR_RETURN(const auto places, covered_fragments(manifest, entry));
    covered[entry.name].insert(places.begin(), places.end());
  }
  for (auto& [name, index] : by_name) {
    for (const uint32_t place : covered[name]) {
      index.rows_covered += manifest.fragments[place].live_rows();
    }
    stats.index_bytes += index.bytes;
    stats.indices.push_back(std::move(index));
  }
  return stats;
}

}  // namespace

Result<std::vector<TableStats>> table_stats(const Snapshot& snapshot) {
  std::vector<TableStats> tables;
  for (const auto& [key, pin] : snapshot.pins()) {
    OG_ASSIGN_OR_RETURN(const ManifestPtr manifest, snapshot.manifest(pin));
    OG_ASSIGN_OR_RETURN(TableStats stats, stats_of(pin, *manifest));
    tables.push_back(std::move(stats));
  }
  return tables;
}

}  // namespace omnigraph::graph
