#include "omnigraph/engine/snapshot_tables.h"

#include <algorithm>
#include <utility>

#include "omnigraph/graph/index/find_rows.h"

namespace omnigraph::engine {
namespace {

// The look-up that builds the index. An index costs a read of all ids, which one or two look-ups
// may never win back: those of a command that opens a graph, asks and goes.
constexpr uint32_t kLookupsUntilIndex = 3;

// More ids than this lie in nearly all pages, so a scan would read as much as an index does.
constexpr size_t kScanIdsMax = 16;

// With a stored index a look-up costs a few pages, so it takes many to win a read of all ids back:
// ids that were asked for, to the rows of the table.
constexpr uint64_t kRowsPerAskedId = 64;

// Snapshots whose reads are kept: heads of branches that are worked on in turns.
constexpr size_t kReadsKept = 8;

}  // namespace

SnapshotTables::SnapshotTables(graph::SnapshotPtr snapshot,
                               graph::ReadCache& cache,
                               SnapshotTables* before)
    : snapshot_(std::move(snapshot)), cache_(cache) {
  if (before == nullptr) {
    return;
  }
  const std::lock_guard lock(before->mutex_);
  for (auto& [table_key, from] : before->ids_) {
    const std::unique_lock held(from.mutex, std::try_to_lock);
    if (!held.owns_lock()) {
      continue;  // an index is being built; this is no reason to wait
    }
    Ids& to = ids_[table_key];
    to.asked_count = from.asked_count;
    to.asked_ids = from.asked_ids;
    const graph::Pin* const now = snapshot_->find_pin(table_key);
    const graph::Pin* const then = before->snapshot_->find_pin(table_key);
    if (now != nullptr && then != nullptr && *now == *then) {
      to.index = from.index;
    }
  }
}

SnapshotTables::Ids& SnapshotTables::ids_of(const std::string& table_key) {
  const std::lock_guard lock(mutex_);
  return ids_[table_key];
}

Result<graph::IdIndexPtr> SnapshotTables::index_of(const schema::EntityType& type, Ids& ids) {
  if (ids.index == nullptr) {
    OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, snapshot_->table(type));
    OG_ASSIGN_OR_RETURN(ids.index, graph::build_id_index(*view, &cache_));
  }
  return ids.index;
}

Result<graph::IdIndexPtr> SnapshotTables::id_index(const schema::EntityType& type) {
  Ids& ids = ids_of(type.table_key);
  const std::lock_guard lock(ids.mutex);
  return index_of(type, ids);
}

Result<std::vector<uint32_t>> SnapshotTables::find_ids(const schema::EntityType& type,
                                                       std::span<const std::string_view> ids) {
  OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, snapshot_->table(type));
  OG_ASSIGN_OR_RETURN(const bool stored_index, graph::index_answers(*view, 0, ids.size()));
  Ids& known = ids_of(type.table_key);
  graph::IdIndexPtr index;
  {
    const std::lock_guard lock(known.mutex);
    known.asked_count += known.asked_count < kLookupsUntilIndex ? 1 : 0;
    known.asked_ids += ids.size();
    index = known.index;
    const bool pays = stored_index
                          ? known.asked_ids > view->row_count() / kRowsPerAskedId
                          : known.asked_count >= kLookupsUntilIndex || ids.size() > kScanIdsMax;
    if (index == nullptr && pays) {
      OG_ASSIGN_OR_RETURN(index, index_of(type, known));
    }
  }
  if (index == nullptr) {
    return graph::scan_ids(*view, ids);
  }
  std::vector<uint32_t> positions(ids.size());
  index->find_many(ids, positions.data());
  return positions;
}

std::shared_ptr<SnapshotReads> RecentReads::of(const graph::SnapshotPtr& snapshot) {
  const std::lock_guard lock(mutex_);
  const auto same_state = [&](const graph::Snapshot& kept) {
    // A branch that begins with a commit of another one is another state: what is written to it
    // goes there.
    return kept.commit_id() == snapshot->commit_id() &&
           kept.record().incarnation == snapshot->record().incarnation;
  };
  for (auto at = kept_.begin(); at != kept_.end(); ++at) {
    if (same_state((*at)->snapshot())) {
      std::rotate(kept_.begin(), at, std::next(at));
      return kept_.front();
    }
  }
  // A newer state of a branch takes the place of the one before it; an old one that of an old one.
  const auto line = std::find_if(kept_.begin(), kept_.end(), [&](const auto& kept) {
    return kept->snapshot().branch() == snapshot->branch();
  });
  const auto like = line == kept_.end() ? kept_.begin() : line;
  auto made = std::make_shared<SnapshotReads>(
      snapshot, cache_, topologies_, like == kept_.end() ? nullptr : &(*like)->tables);
  if (line != kept_.end() &&
      snapshot->manifest_version() > (*line)->snapshot().manifest_version()) {
    kept_.erase(line);
  } else if (kept_.size() == kReadsKept) {
    kept_.pop_back();
  }
  kept_.insert(kept_.begin(), made);
  return made;
}

}  // namespace omnigraph::engine
