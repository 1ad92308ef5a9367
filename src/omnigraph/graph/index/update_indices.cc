#include "omnigraph/graph/index/update_indices.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

#include "omnigraph/base/check.h"
#include "omnigraph/graph/index/build_segment.h"
#include "omnigraph/graph/index/indexed_columns.h"
#include "omnigraph/graph/index/table_index.h"

namespace omnigraph::graph {
namespace {

// A segment of the version before, as it stands in the new one.
struct OldSegment {
  size_t entry = 0;                 // place in the manifest's list
  std::vector<uint32_t> fragments;  // places in the manifest's list
  uint64_t live_rows = 0;
};

struct ColumnPlan {
  std::vector<size_t> dropped;      // entries, rising
  std::vector<uint32_t> fragments;  // to be indexed, rising
};

Result<std::vector<OldSegment>> old_segments(const lance::TableManifest& manifest,
                                             int32_t field_id) {
  std::vector<OldSegment> segments;
  for (size_t i = 0; i < manifest.indices.size(); ++i) {
    const lance::IndexEntry& entry = manifest.indices[i];
    if (!is_btree_segment(entry) || entry.field_ids[0] != field_id) {
      continue;
    }
    OldSegment segment;
    segment.entry = i;
    OG_ASSIGN_OR_RETURN(segment.fragments, covered_fragments(manifest, entry));
    for (const uint32_t place : segment.fragments) {
      segment.live_rows += manifest.fragments[place].live_rows();
    }
    segments.push_back(std::move(segment));
  }
  return segments;
}

// What is to be done for one column.
ColumnPlan plan_column(const lance::TableManifest& manifest, std::vector<OldSegment> segments) {
  ColumnPlan plan;
  std::vector<bool> covered(manifest.fragments.size());
  for (const OldSegment& segment : segments) {
    if (segment.fragments.empty()) {
      plan.dropped.push_back(segment.entry);
    }
    for (const uint32_t place : segment.fragments) {
      covered[place] = true;
    }
  }
  uint64_t rows = 0;
  for (uint32_t place = 0; place < covered.size(); ++place) {
    if (!covered[place]) {
      plan.fragments.push_back(place);
      rows += manifest.fragments[place].live_rows();
    }
  }
  if (rows < kUncoveredRowsMax) {
    plan.fragments.clear();
    return plan;
  }
  std::sort(segments.begin(), segments.end(), [](const OldSegment& a, const OldSegment& b) {
    return a.live_rows < b.live_rows;
  });
  for (const OldSegment& segment : segments) {
    if (segment.live_rows > rows || rows + segment.live_rows > kSegmentRowsMax) {
      break;
    }
    if (!segment.fragments.empty()) {
      rows += segment.live_rows;
      plan.dropped.push_back(segment.entry);
      plan.fragments.insert(
          plan.fragments.end(), segment.fragments.begin(), segment.fragments.end());
    }
  }
  std::sort(plan.dropped.begin(), plan.dropped.end());
  std::sort(plan.fragments.begin(), plan.fragments.end());
  return plan;
}

const lance::LanceField* find_field(const lance::TableManifest& manifest, std::string_view name) {
  const auto at = std::find_if(manifest.fields.begin(),
                               manifest.fields.end(),
                               [&](const lance::LanceField& field) { return field.name == name; });
  return at == manifest.fields.end() ? nullptr : &*at;
}

// Without the entries at `places`, which rise.
void drop_entries(const std::vector<size_t>& places, std::vector<lance::IndexEntry>* entries) {
  for (auto place = places.rbegin(); place != places.rend(); ++place) {
    entries->erase(entries->begin() + static_cast<std::ptrdiff_t>(*place));
  }
}

// Fragments of one column that are indexed together, and what came of it.
struct Work {
  SegmentsToBuild wanted;
  uint64_t seed = 0;
  std::vector<lance::IndexEntry> entries;
  std::vector<io::NewObject> files;
  Status status;
};

// One piece of work for about a segment each, so that there is enough for several threads.
void add_work(SegmentsToBuild wanted, std::vector<Work>* work) {
  const std::vector<FragmentToIndex> all = std::exchange(wanted.fragments, {});
  uint64_t rows = kSegmentRowsMax;
  for (const FragmentToIndex& fragment : all) {
    if (rows >= kSegmentRowsMax) {
      rows = 0;
      work->emplace_back().wanted = wanted;
    }
    work->back().wanted.fragments.push_back(fragment);
    rows += fragment.stored->live_rows();
  }
}

void build(GraphEnvironment& environment, Work& work) {
  auto entries = build_segments(environment, work.wanted, &work.files);
  if (entries.ok()) {
    work.entries = *std::move(entries);
  } else {
    work.status = entries.error();
  }
}

void build_all(GraphEnvironment& environment, TaskPool* pool, std::vector<Work>* work) {
  constexpr size_t kAtATime = 4;
  std::vector<std::function<void()>> tasks;
  for (Work& piece : *work) {
    if (pool == nullptr) {
      build(environment, piece);
      continue;
    }
    // Random numbers of its own, so that names do not depend on who comes first.
    piece.seed = environment.random.next();
    tasks.emplace_back([&environment, &piece] {
      SeededRandom random(piece.seed);
      GraphEnvironment own{environment.store,
                           environment.clock,
                           random,
                           environment.ids,
                           environment.cache,
                           environment.pause,
                           environment.small_commit_bytes};
      build(own, piece);
    });
  }
  run_all(pool, kAtATime, tasks);
}

}  // namespace

Status update_indices(GraphEnvironment& environment,
                      const std::string& table_path,
                      const schema::EntityType& type,
                      const FragmentRows& rows,
                      lance::TableManifest* manifest,
                      std::vector<io::NewObject>* files,
                      TaskPool* pool) {
  if (manifest->indices.empty() && manifest->live_rows() < kUncoveredRowsMax) {
    return {};
  }
  const columnar::Schema columns = type.table_schema();
  std::vector<Work> work;
  std::vector<size_t> dropped;
  for (const size_t column : indexed_columns(type)) {
    const lance::LanceField* field = find_field(*manifest, columns[column].name);
    if (field == nullptr) {
      continue;  // a column of a later schema
    }
    OG_ASSIGN_OR_RETURN(auto segments, old_segments(*manifest, field->id));
    const ColumnPlan plan = plan_column(*manifest, std::move(segments));
    SegmentsToBuild wanted{table_path, manifest->version, field, column, {}};
    for (const uint32_t place : plan.fragments) {
      const lance::Fragment& stored = manifest->fragments[place];
      const TableView::Fragment* from = rows(stored.id);
      OG_CHECK(from != nullptr && from->row_count == stored.physical_rows,
               "the rows of every fragment are at hand");
      wanted.fragments.push_back({&stored, from});
    }
    add_work(std::move(wanted), &work);
    dropped.insert(dropped.end(), plan.dropped.begin(), plan.dropped.end());
  }
  build_all(environment, pool, &work);
  std::vector<lance::IndexEntry> added;
  for (Work& piece : work) {
    OG_RETURN_IF_ERROR(piece.status);
    std::move(piece.entries.begin(), piece.entries.end(), std::back_inserter(added));
    std::move(piece.files.begin(), piece.files.end(), std::back_inserter(*files));
  }
  std::sort(dropped.begin(), dropped.end());
  drop_entries(dropped, &manifest->indices);
  std::move(added.begin(), added.end(), std::back_inserter(manifest->indices));
  return {};
}

}  // namespace omnigraph::graph
