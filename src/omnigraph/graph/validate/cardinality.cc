// @card: first the touched sources are gathered, from the new rows and from the rows that are gone;
// then the edges of exactly these are counted over the end state.
#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/validate/constraints.h"
#include "omnigraph/graph/validate/tuples.h"

namespace omnigraph::graph {
namespace {

using columnar::ArrayPtr;
using columnar::kNullRow;

constexpr size_t kSourceColumn = 1;

class CardinalityCheck {
 public:
  CardinalityCheck(const TableChange& change, size_t limit)
      : change_(change), limit_(limit), wanted_(columnar::DataType(columnar::TypeKind::kString)) {}

  Result<std::vector<ConstraintViolation>> run() {
    const size_t fragments = change_.after->fragments().size();
    for (size_t f = change_.kept; f < fragments; ++f) {
      OG_RETURN_IF_ERROR(touch_new(f));
    }
    OG_RETURN_IF_ERROR(touch_gone());
    // Values in the map: the position of one of the source's edges, and their number.
    OG_RETURN_IF_ERROR(find_tuples(*change_.after,
                                   {0, fragments},
                                   columns_,
                                   wanted_,
                                   [&](const TupleRows& rows, size_t i, uint64_t& value) {
                                     const uint64_t position =
                                         rows.first_position + static_cast<uint32_t>(i);
                                     value = position << 32 | ((value & kCountMask) + 1);
                                     return true;
                                   }));
    const schema::Cardinality& allowed = change_.after->type().cardinality;
    std::vector<ConstraintViolation> found;
    for (size_t s = 0; s < wanted_.map().size() && found.size() < limit_; ++s) {
      const uint64_t count = wanted_.map().value(s) & kCountMask;
      if (count != 0 && (count < allowed.min || (allowed.max && count > *allowed.max))) {
        OG_ASSIGN_OR_RETURN(ConstraintViolation broken,
                            violation(static_cast<uint32_t>(wanted_.map().value(s) >> 32), count));
        found.push_back(std::move(broken));
      }
    }
    return found;
  }

 private:
  static constexpr uint64_t kCountMask = 0xFFFFFFFF;

  void touch(const TupleRows& rows, size_t i) {
    if (const auto hash = rows.hash(i)) {
      wanted_.add(rows, i, *hash);
    }
  }

  Status touch_new(size_t f) {
    const size_t at = f - change_.kept;
    const auto origins =
        at < change_.origins.size() ? change_.origins[at] : std::span<const uint32_t>();
    const uint32_t first = change_.after->fragments()[f].first_position;
    TupleRows old;
    return for_each_row(
        *change_.after, {f, f + 1}, columns_, [&](const TupleRows& rows, size_t i) -> Result<bool> {
          if (origins.empty()) {
            touch(rows, i);
            return true;
          }
          const auto step = origins.subspan(rows.first_position - first, rows.cells[0]->length());
          if (old.cells.empty() || old.first_position != rows.first_position) {
            OG_ASSIGN_OR_RETURN(ArrayPtr cells, change_.before->take(kSourceColumn, step));
            old = {{std::move(cells)}, rows.first_position};
          }
          if (step[i] != kNullRow) {
            replaced_.push_back(step[i]);
            if (old.hash(i) == rows.hash(i)) {
              return true;  // the edge stays with its source
            }
            touch(old, i);
          }
          touch(rows, i);
          return true;
        });
  }

  // Sources of edges that are gone for good.
  Status touch_gone() {
    std::sort(replaced_.begin(), replaced_.end());
    std::vector<uint32_t> gone;
    for (size_t f = 0; f < change_.kept; ++f) {
      const TableView::Fragment& before = change_.before->fragments()[f];
      const TableView::Fragment& after = change_.after->fragments()[f];
      if (before.live_count == after.live_count) {
        continue;
      }
      for (uint32_t row = 0; row < before.row_count; ++row) {
        const uint32_t position = before.first_position + row;
        const bool was = before.live.empty() || columnar::get_bit(before.live.data(), row);
        if (was && !columnar::get_bit(after.live.data(), row) &&
            !std::binary_search(replaced_.begin(), replaced_.end(), position)) {
          gone.push_back(position);
        }
      }
    }
    if (gone.empty()) {
      return {};
    }
    TupleRows rows;
    OG_ASSIGN_OR_RETURN(ArrayPtr sources, change_.before->take(kSourceColumn, gone));
    rows.cells.push_back(std::move(sources));
    for (size_t i = 0; i < gone.size(); ++i) {
      touch(rows, i);
    }
    return {};
  }

  Result<ConstraintViolation> violation(uint32_t position, uint64_t count) const {
    const schema::EntityType& type = change_.after->type();
    OG_ASSIGN_OR_RETURN(const ArrayPtr source,
                        change_.after->take(kSourceColumn, std::span(&position, 1)));
    const bool too_few = count < type.cardinality.min;
    ConstraintViolation found;
    found.detail.rule = "card";
    found.detail.type = type.name;
    found.detail.properties = {"@src"};
    found.detail.values = {std::string(source->string_at(0))};
    found.positions = {position};
    found.message = format("@card violation on edge {}: source '{}' has {} edges ({} {})",
                           type.name,
                           source->string_at(0),
                           count,
                           too_few ? "min" : "max",
                           too_few ? type.cardinality.min : *type.cardinality.max);
    return found;
  }

  const TableChange& change_;
  const size_t limit_;
  const std::vector<size_t> columns_ = {kSourceColumn};
  WantedTuples wanted_;
  std::vector<uint32_t> replaced_;  // positions in `before` that new rows took the place of
};

}  // namespace

Result<std::vector<ConstraintViolation>> find_cardinality_violations(const TableChange& change,
                                                                     size_t limit) {
  return CardinalityCheck(change, limit).run();
}

}  // namespace omnigraph::graph
