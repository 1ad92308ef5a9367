// IdIndex, piece by piece.
//
// A piece covers one fragment: its ids as one array, and an open-addressing table of row numbers
// (linear probing, at most half full, with 32 bits of the hash beside each row so that a miss
// rarely touches the text). Pieces do not know deletions, so they are immutable and cached by data
// file; a look-up probes the pieces from the newest fragment backwards and asks the view whether
// the row is live. An id is live at most once in a view, so the first live hit is the answer.
#include "omnigraph/graph/table/id_index.h"

#include <bit>
#include <unordered_map>

#include "omnigraph/base/check.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/columnar/builder.h"
#include "omnigraph/graph/index/find_rows.h"
#include "omnigraph/graph/table/read_cache.h"
#include "omnigraph/lance/index/value_order.h"

namespace omnigraph::graph {
namespace {

using columnar::ArrayPtr;
using columnar::kNullRow;

constexpr size_t kIdColumn = 0;  // _id is the first column of every table

struct Slot {
  uint32_t tag = 0;
  uint32_t row_plus_one = 0;  // 0 = free
};

class Piece {
 public:
  explicit Piece(ArrayPtr ids) : ids_(std::move(ids)) {
    const size_t capacity = std::bit_ceil(std::max<size_t>(16, ids_->length() * 2));
    slots_.resize(capacity);
    mask_ = capacity - 1;
    for (size_t row = 0; row < ids_->length(); ++row) {
      const uint64_t hash = xxh3(ids_->string_at(row));
      size_t at = hash & mask_;
      while (slots_[at].row_plus_one != 0) {
        at = (at + 1) & mask_;
      }
      slots_[at] = {static_cast<uint32_t>(hash >> 32), static_cast<uint32_t>(row + 1)};
    }
  }

  void prefetch(uint64_t hash) const { __builtin_prefetch(&slots_[hash & mask_]); }

  // Calls accept(row) for rows with this id until it says true.
  template <typename Accept>
  bool find(std::string_view id, uint64_t hash, Accept&& accept) const {
    const auto tag = static_cast<uint32_t>(hash >> 32);
    for (size_t at = hash & mask_; slots_[at].row_plus_one != 0; at = (at + 1) & mask_) {
      const uint32_t row = slots_[at].row_plus_one - 1;
      if (slots_[at].tag == tag && ids_->string_at(row) == id && accept(row)) {
        return true;
      }
    }
    return false;
  }

  size_t byte_size() const { return ids_->byte_size() + slots_.size() * sizeof(Slot); }

 private:
  ArrayPtr ids_;
  std::vector<Slot> slots_;
  size_t mask_ = 0;
};

class PieceIndex final : public IdIndex {
 public:
  struct Part {
    std::shared_ptr<const Piece> piece;
    Buffer live;
    uint32_t first_position = 0;
  };
  explicit PieceIndex(std::vector<Part> parts) : parts_(std::move(parts)) {}

  uint32_t find(std::string_view id) const override { return find_hashed(id, xxh3(id)); }

  void find_many(std::span<const std::string_view> ids, uint32_t* positions) const override {
    // Hash ahead and prefetch, so that the cache misses of a group overlap.
    constexpr size_t kGroup = 16;
    uint64_t hashes[kGroup];
    for (size_t start = 0; start < ids.size(); start += kGroup) {
      const size_t count = std::min(kGroup, ids.size() - start);
      for (size_t i = 0; i < count; ++i) {
        hashes[i] = xxh3(ids[start + i]);
        for (const Part& part : parts_) {
          part.piece->prefetch(hashes[i]);
        }
      }
      for (size_t i = 0; i < count; ++i) {
        positions[start + i] = find_hashed(ids[start + i], hashes[i]);
      }
    }
  }

 private:
  uint32_t find_hashed(std::string_view id, uint64_t hash) const {
    for (size_t p = parts_.size(); p-- > 0;) {
      const Part& part = parts_[p];
      uint32_t position = kNullRow;
      const auto accept = [&](uint32_t row) {
        if (!part.live.empty() && !columnar::get_bit(part.live.data(), row)) {
          return false;
        }
        position = part.first_position + row;
        return true;
      };
      if (part.piece->find(id, hash, accept)) {
        return position;
      }
    }
    return kNullRow;
  }

  std::vector<Part> parts_;
};

Result<ReadCache::Sized<Piece>> make_piece(FragmentSource& source) {
  OG_ASSIGN_OR_RETURN(ArrayPtr ids, source.read(kIdColumn, 0, source.row_count()));
  auto piece = std::make_shared<const Piece>(std::move(ids));
  const size_t bytes = piece->byte_size();
  return ReadCache::Sized<Piece>{std::move(piece), bytes};
}

}  // namespace

Result<IdIndexPtr> build_id_index(const TableView& view, ReadCache* cache) {
  std::vector<PieceIndex::Part> parts;
  for (const TableView::Fragment& fragment : view.fragments()) {
    std::shared_ptr<const Piece> piece;
    const std::string key = fragment.source->content_key();
    if (cache == nullptr || key.empty()) {
      OG_ASSIGN_OR_RETURN(const auto made, make_piece(*fragment.source));
      piece = made.value;
    } else {
      OG_ASSIGN_OR_RETURN(
          piece, cache->get<Piece>("ids:" + key, [&] { return make_piece(*fragment.source); }));
    }
    parts.push_back({std::move(piece), fragment.live, fragment.first_position});
  }
  return IdIndexPtr(std::make_shared<const PieceIndex>(std::move(parts)));
}

Result<std::vector<uint32_t>> scan_ids(const TableView& view,
                                       std::span<const std::string_view> ids) {
  columnar::Builder builder{columnar::DataType(columnar::TypeKind::kString)};
  for (const std::string_view id : ids) {
    builder.append_string(id);
  }
  const ArrayPtr keys = lance::sorted_distinct(*builder.finish());
  OG_ASSIGN_OR_RETURN(const std::vector<FoundRow> rows,
                      find_rows(view, kIdColumn, *keys, {0, view.fragments().size()}));
  std::unordered_map<std::string_view, uint32_t> found;
  for (const FoundRow& row : rows) {
    found[keys->string_at(row.key)] = row.position;
  }
  std::vector<uint32_t> positions;
  positions.reserve(ids.size());
  for (const std::string_view id : ids) {
    const auto at = found.find(id);
    positions.push_back(at == found.end() ? kNullRow : at->second);
  }
  return positions;
}

}  // namespace omnigraph::graph
