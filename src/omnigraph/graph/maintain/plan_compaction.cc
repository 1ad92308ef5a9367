#include "omnigraph/graph/maintain/plan_compaction.h"

#include <algorithm>

namespace omnigraph::graph {
namespace {

// One row in ten deleted: a scan reads a tenth for nothing, and a rewrite gains that much.
constexpr uint64_t kRipeShare = 10;

// The next fragment may be this many times the size of all smaller ones together.
constexpr uint64_t kTierFactor = 8;
// Fragments below this many bytes are put together whatever their sizes are to one another.
constexpr uint64_t kCheapBytes = uint64_t{1} << 20;

// Sequences and deletion vectors above this keep commits from travelling in one record (64 KiB).
constexpr uint64_t kLongBytes = uint64_t{16} << 10;
// Then fragments with this share of deleted rows are written again as well …
constexpr uint64_t kLongShare = 128;
// … with those whose own sequences take this much.
constexpr uint64_t kLongFragmentBytes = uint64_t{1} << 10;

uint64_t bytes_of(const lance::Fragment& fragment) {
  uint64_t bytes = 0;
  for (const lance::DataFile& file : fragment.files) {
    bytes += file.size_bytes;
  }
  return bytes;
}

// Roughly, what the manifest says about the rows of the fragment one by one. O(segments).
uint64_t described_bytes(const lance::Fragment& fragment) {
  constexpr uint64_t kRunBytes = 10;
  uint64_t bytes =
      kRunBytes * (fragment.created.runs().size() + fragment.last_updated.runs().size());
  for (const lance::RowIdSegment& segment : fragment.row_ids.segments()) {
    if (const auto* holes = std::get_if<lance::RowIdHoles>(&segment)) {
      bytes += 4 * holes->holes.size();
    } else if (const auto* bitmap = std::get_if<lance::RowIdBitmap>(&segment)) {
      bytes += bitmap->bits.size();
    } else if (const auto* array = std::get_if<lance::RowIdArray>(&segment)) {
      bytes += 4 * array->ids.size();
    } else {
      bytes += kRunBytes;
    }
  }
  return bytes + 2 * fragment.deleted_rows();
}

class Plan {
 public:
  Plan(const lance::TableManifest& manifest,
       const CompactionLimits& limits,
       const std::function<bool(const lance::Fragment&)>& may_rewrite)
      : limits_(limits) {
    for (const lance::Fragment& fragment : manifest.fragments) {
      if (!fragment.files.empty() && may_rewrite(fragment)) {
        fragments_.push_back(&fragment);
      }
    }
    chosen_.assign(fragments_.size(), false);
  }

  FragmentCondition run() {
    choose_ripe();
    choose_long();
    choose_small();
    FragmentCondition condition;
    const auto count = std::count(chosen_.begin(), chosen_.end(), true);
    for (size_t i = 0; i < fragments_.size(); ++i) {
      const lance::Fragment& fragment = *fragments_[i];
      // One alone that is whole would become what it is.
      if (!chosen_[i] || (count == 1 && fragment.deleted_rows() == 0)) {
        continue;
      }
      condition.small_fragments += is_full(fragment) ? 0 : 1;
      condition.deleted_rows += fragment.deleted_rows();
      condition.rewritten_rows += fragment.live_rows();
      condition.chosen.push_back(fragment.id);
    }
    return condition;
  }

 private:
  bool is_full(const lance::Fragment& fragment) const {
    return fragment.physical_rows >= limits_.rows / 2 || bytes_of(fragment) >= limits_.bytes / 2;
  }

  void choose_ripe() {
    for (size_t i = 0; i < fragments_.size(); ++i) {
      chosen_[i] = fragments_[i]->deleted_rows() * kRipeShare > fragments_[i]->physical_rows;
    }
  }

  void choose_long() {
    uint64_t bytes = 0;
    for (const lance::Fragment* fragment : fragments_) {
      bytes += described_bytes(*fragment);
    }
    if (bytes <= kLongBytes) {
      return;
    }
    bool any = false;
    for (size_t i = 0; i < fragments_.size(); ++i) {
      if (fragments_[i]->deleted_rows() * kLongShare >= fragments_[i]->physical_rows &&
          fragments_[i]->deleted_rows() != 0) {
        chosen_[i] = true;
        any = true;
      }
    }
    for (size_t i = 0; any && i < fragments_.size(); ++i) {
      chosen_[i] = chosen_[i] || described_bytes(*fragments_[i]) >= kLongFragmentBytes;
    }
  }

  void choose_small() {
    std::vector<size_t> small;
    for (size_t i = 0; i < fragments_.size(); ++i) {
      if (!is_full(*fragments_[i])) {
        small.push_back(i);
      }
    }
    std::stable_sort(small.begin(), small.end(), [this](size_t a, size_t b) {
      return fragments_[a]->live_rows() < fragments_[b]->live_rows();
    });
    uint64_t rows = 0;
    for (const size_t i : small) {
      const uint64_t own = fragments_[i]->live_rows();
      if (rows != 0 && own > kTierFactor * rows && bytes_of(*fragments_[i]) >= kCheapBytes) {
        break;
      }
      chosen_[i] = true;
      rows += own;
    }
  }

  const CompactionLimits& limits_;
  std::vector<const lance::Fragment*> fragments_;
  std::vector<bool> chosen_;  // parallel to fragments_
};

}  // namespace

FragmentCondition plan_compaction(const lance::TableManifest& manifest,
                                  const CompactionLimits& limits,
                                  const std::function<bool(const lance::Fragment&)>& may_rewrite) {
  return Plan(manifest, limits, may_rewrite).run();
}

}  // namespace omnigraph::graph
