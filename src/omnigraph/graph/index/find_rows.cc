#include "omnigraph/graph/index/find_rows.h"

#include <algorithm>

#include <absl/container/flat_hash_map.h>

#include "omnigraph/base/check.h"
#include "omnigraph/base/format.h"
#include "omnigraph/graph/index/table_index.h"
#include "omnigraph/graph/table/read_cache.h"
#include "omnigraph/lance/index/btree_format.h"
#include "omnigraph/lance/index/btree_reader.h"
#include "omnigraph/lance/index/btree_writer.h"
#include "omnigraph/lance/index/value_order.h"

namespace omnigraph::graph {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::TypeKind;
using lance::BTreeIndex;
using lance::BTreePage;

constexpr uint32_t kRowsOfOneStep = 65536;

// With more keys than this share of a segment's rows nearly all of its pages are read, more bytes
// than the column itself has.
constexpr uint64_t kRowsPerKeyMin = lance::kIndexPageRows / 4;

// Pages of a segment that are read in one round.
constexpr size_t kPagesPerRound = 1024;

// Which key a cell equals, for scans.
class KeySearch {
 public:
  explicit KeySearch(const Array& keys) : keys_(keys) {
    if (keys.kind() == TypeKind::kString && keys.length() > 1) {
      places_.reserve(keys.length());
      for (uint32_t key = 0; key < keys.length(); ++key) {
        places_.emplace(keys.string_at(key), key);
      }
    }
  }

  std::optional<uint32_t> find(const Array& cells, size_t i) const {
    if (keys_.kind() != TypeKind::kString) {
      const uint32_t key = first_not_before(cells, i);
      return key < keys_.length() && lance::order_values(keys_, key, cells, i) == 0
                 ? std::optional(key)
                 : std::nullopt;
    }
    const std::string_view text = cells.string_at(i);
    if (keys_.length() == 1) {
      return text == keys_.string_at(0) ? std::optional<uint32_t>(0) : std::nullopt;
    }
    const auto at = places_.find(text);
    return at == places_.end() ? std::nullopt : std::optional(at->second);
  }

  // May rows with these bounds have a key?
  bool may_hold(const ColumnBounds& bounds) const {
    if (bounds.min == nullptr || bounds.max == nullptr) {
      return true;
    }
    const uint32_t key = first_not_before(*bounds.min, 0);
    return key < keys_.length() && lance::order_values(keys_, key, *bounds.max, 0) <= 0;
  }

 private:
  uint32_t first_not_before(const Array& values, size_t i) const {
    uint32_t key = 0;
    auto count = static_cast<uint32_t>(keys_.length());
    while (count > 0) {
      const uint32_t half = count / 2;
      if (lance::order_values(keys_, key + half, values, i) < 0) {
        key += half + 1;
        count -= half + 1;
      } else {
        count = half;
      }
    }
    return key;
  }

  const Array& keys_;
  absl::flat_hash_map<std::string_view, uint32_t> places_;
};

class RowSearch {
 public:
  RowSearch(const TableView& view, size_t column, const Array& keys, const FragmentRange& range)
      : view_(view), column_(column), keys_(keys), range_(range) {}

  Result<std::vector<FoundRow>> run() {
    std::vector<bool> covered(view_.fragments().size());
    if (view_.stored() != nullptr && !view_.stored()->manifest->indices.empty()) {
      OG_RETURN_IF_ERROR(look_up(covered));
    }
    const KeySearch search(keys_);
    for (size_t f = range_.begin; f < range_.end; ++f) {
      if (!covered[f] && view_.fragments()[f].live_count != 0) {
        OG_RETURN_IF_ERROR(scan(view_.fragments()[f], search));
      }
    }
    std::sort(found_.begin(), found_.end(), [](const FoundRow& a, const FoundRow& b) {
      return a.position < b.position;
    });
    return std::move(found_);
  }

 private:
  Status look_up(std::vector<bool>& covered) {
    const StoredTable& stored = *view_.stored();
    const std::optional<int32_t> field = field_of(stored);
    if (!field) {
      return {};
    }
    OG_ASSIGN_OR_RETURN(const auto index, TableIndex::of(stored));
    for (const TableIndex::Segment& segment : index->segments(*field)) {
      const bool wanted =
          std::any_of(segment.fragments.begin(), segment.fragments.end(), [&](uint32_t place) {
            return in_range(place) && !covered[place];
          });
      if (!wanted || keys_.length() * kRowsPerKeyMin > segment.row_count) {
        continue;
      }
      OG_RETURN_IF_ERROR(look_up_in(stored, *index, segment, covered));
      for (const uint32_t place : segment.fragments) {
        covered[place] = true;
      }
    }
    return {};
  }

  std::optional<int32_t> field_of(const StoredTable& stored) const {
    for (const lance::LanceField& field : stored.manifest->fields) {
      if (field.name == view_.columns()[column_].name) {
        return field.id;
      }
    }
    return std::nullopt;
  }

  bool in_range(size_t place) const { return place >= range_.begin && place < range_.end; }

  Status look_up_in(const StoredTable& stored,
                    const TableIndex& table,
                    const TableIndex::Segment& segment,
                    const std::vector<bool>& covered) {
    const std::string folder = stored.path + "/" + lance::index_folder(*segment.entry);
    OG_ASSIGN_OR_RETURN(
        const auto index,
        stored.cache->get<BTreeIndex>(
            "index:" + folder, [&]() -> Result<ReadCache::Sized<BTreeIndex>> {
              OG_ASSIGN_OR_RETURN(
                  auto opened,
                  BTreeIndex::open(
                      *stored.store, folder, *segment.entry, view_.columns()[column_].type));
              const size_t bytes = opened->byte_size();
              return ReadCache::Sized<BTreeIndex>{std::move(opened), bytes};
            }));
    const std::vector<uint32_t> pages = index->pages_for(keys_);
    for (size_t at = 0; at < pages.size(); at += kPagesPerRound) {
      const size_t count = std::min(kPagesPerRound, pages.size() - at);
      OG_ASSIGN_OR_RETURN(const auto read,
                          read_pages(stored, folder, *index, std::span(pages).subspan(at, count)));
      for (const auto& page : read) {
        std::vector<lance::IndexHit> hits;
        lance::find_in_page(*page, keys_, &hits);
        for (const lance::IndexHit& hit : hits) {
          add_hit(table, segment, covered, hit);
        }
      }
    }
    return {};
  }

  // Pages that are not cached come in one round.
  static Result<std::vector<std::shared_ptr<const BTreePage>>> read_pages(
      const StoredTable& stored,
      const std::string& folder,
      const BTreeIndex& index,
      std::span<const uint32_t> pages) {
    std::vector<std::shared_ptr<const BTreePage>> result(pages.size());
    std::vector<uint32_t> missing;
    std::vector<size_t> places;
    for (size_t i = 0; i < pages.size(); ++i) {
      result[i] = std::static_pointer_cast<const BTreePage>(
          stored.cache->find(format("index:{}:{}", folder, pages[i])));
      if (result[i] == nullptr) {
        missing.push_back(pages[i]);
        places.push_back(i);
      }
    }
    if (missing.empty()) {
      return result;
    }
    OG_ASSIGN_OR_RETURN(auto read, index.read_pages(*stored.store, missing));
    for (size_t i = 0; i < missing.size(); ++i) {
      const size_t bytes = read[i].byte_size();
      auto page = std::make_shared<const BTreePage>(std::move(read[i]));
      stored.cache->insert(format("index:{}:{}", folder, missing[i]), page, bytes);
      result[places[i]] = std::move(page);
    }
    return result;
  }

  void add_hit(const TableIndex& table,
               const TableIndex::Segment& segment,
               const std::vector<bool>& covered,
               const lance::IndexHit& hit) {
    for (const uint32_t place : segment.fragments) {
      if (!in_range(place) || covered[place]) {
        continue;
      }
      const auto offset = table.offset_of(place, hit.row_id);
      if (!offset) {
        continue;
      }
      const TableView::Fragment& fragment = view_.fragments()[place];
      if (fragment.live.empty() || columnar::get_bit(fragment.live.data(), *offset)) {
        found_.push_back({fragment.first_position + *offset, hit.key});
        return;
      }
    }
  }

  Status scan(const TableView::Fragment& fragment, const KeySearch& search) {
    OG_ASSIGN_OR_RETURN(auto pages, fragment.source->bounds(column_));
    if (pages.empty()) {
      pages.push_back({0, fragment.row_count, 0, nullptr, nullptr});
    }
    for (const ColumnBounds& page : pages) {
      const uint32_t end = page.first_row + page.row_count;
      if (page.null_count == page.row_count || !search.may_hold(page)) {
        continue;
      }
      for (uint32_t at = page.first_row; at < end; at += kRowsOfOneStep) {
        OG_RETURN_IF_ERROR(scan_rows(fragment, at, std::min(end, at + kRowsOfOneStep), search));
      }
    }
    return {};
  }

  Status scan_rows(const TableView::Fragment& fragment,
                   uint32_t begin,
                   uint32_t end,
                   const KeySearch& search) {
    OG_ASSIGN_OR_RETURN(const ArrayPtr cells, fragment.source->read(column_, begin, end));
    for (uint32_t row = begin; row < end; ++row) {
      const bool live = fragment.live.empty() || columnar::get_bit(fragment.live.data(), row);
      if (!live || cells->is_null(row - begin)) {
        continue;
      }
      if (const auto key = search.find(*cells, row - begin)) {
        found_.push_back({fragment.first_position + row, *key});
      }
    }
    return {};
  }

  const TableView& view_;
  const size_t column_;
  const Array& keys_;
  const FragmentRange range_;
  std::vector<FoundRow> found_;
};

}  // namespace

Result<std::vector<FoundRow>> find_rows(const TableView& view,
                                        size_t column,
                                        const Array& keys,
                                        const FragmentRange& range) {
  OG_CHECK(keys.type() == view.columns()[column].type && lance::is_ordered(keys.type()),
           "rows are looked up by values of their column");
  if (keys.length() == 0) {
    return std::vector<FoundRow>();
  }
  return RowSearch(view, column, keys, range).run();
}

Result<bool> index_answers(const TableView& view, size_t column, uint64_t key_count) {
  if (view.stored() == nullptr || view.stored()->manifest->indices.empty()) {
    return false;
  }
  const lance::TableManifest& manifest = *view.stored()->manifest;
  const auto field = std::find_if(
      manifest.fields.begin(), manifest.fields.end(), [&](const lance::LanceField& candidate) {
        return candidate.name == view.columns()[column].name;
      });
  if (field == manifest.fields.end()) {
    return false;
  }
  OG_ASSIGN_OR_RETURN(const auto index, TableIndex::of(*view.stored()));
  uint64_t covered_rows = 0;
  for (const TableIndex::Segment& segment : index->segments(field->id)) {
    covered_rows += key_count * kRowsPerKeyMin <= segment.row_count ? segment.row_count : 0;
  }
  // A tenth of the rows may lie outside, or as many as a commit leaves there.
  return covered_rows != 0 && (covered_rows >= view.position_count() - view.position_count() / 10 ||
                               view.position_count() - covered_rows <= 2 * kRowsOfOneStep);
}

}  // namespace omnigraph::graph
