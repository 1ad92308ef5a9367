#include <algorithm>

#include "omnigraph/lance/file/row_fit_internal.h"

namespace omnigraph::lance {

using columnar::Array;
using columnar::TypeKind;

namespace {

uint64_t text_bytes(const Array& array, size_t begin, size_t end) {
  if (array.kind() == TypeKind::kString) {
    const auto* offsets = reinterpret_cast<const int32_t*>(array.offsets().data());
    return static_cast<uint64_t>(offsets[end] - offsets[begin]) + (end - begin) * sizeof(int32_t);
  }
  const auto* offsets = reinterpret_cast<const int64_t*>(array.offsets().data());
  return static_cast<uint64_t>(offsets[end] - offsets[begin]) + (end - begin) * sizeof(int64_t);
}

}  // namespace

PageRoom room_taken(const Array& array, size_t begin, size_t end) {
  const uint64_t rows = end - begin;
  PageRoom taken{rows, 0, 0};
  switch (array.kind()) {
    case TypeKind::kBool:
      taken.bytes = columnar::bitmap_bytes(rows);
      break;
    case TypeKind::kString:
    case TypeKind::kBinary:
      taken.bytes = text_bytes(array, begin, end);
      break;
    case TypeKind::kFixedSizeList:
      taken.bytes = rows * static_cast<uint64_t>(array.type().list_size) * sizeof(float);
      break;
    case TypeKind::kList: {
      const auto* offsets = reinterpret_cast<const int32_t*>(array.offsets().data());
      const PageRoom items = room_taken(
          array.child(0), static_cast<size_t>(offsets[begin]), static_cast<size_t>(offsets[end]));
      // Levels of two bytes twice, for items and lists.
      taken.bytes = items.bytes + 4 * (items.rows + rows);
      taken.hidden_entries = items.hidden_entries + rows;
      break;
    }
    case TypeKind::kStruct:
      for (const columnar::ArrayPtr& child : array.children()) {
        const PageRoom member = room_taken(*child, begin, end);
        taken.bytes += member.bytes;
        taken.hidden_entries = std::max(taken.hidden_entries, member.hidden_entries);
      }
      break;
    default:
      taken.bytes = rows * columnar::byte_width(array.kind());
  }
  return taken;
}

size_t rows_that_fit(const Array& array, size_t begin, size_t end, const PageRoom& room) {
  const auto fits = [&](size_t n) {
    const PageRoom taken = room_taken(array, begin, begin + n);
    return taken.bytes <= room.bytes && taken.hidden_entries <= room.hidden_entries;
  };
  size_t most = static_cast<size_t>(std::min<uint64_t>(end - begin, room.rows));
  if (fits(most)) {
    return most;
  }
  // What rows take only grows with their number: search between one that fits and one that does
  // not.
  size_t least = 0;
  while (most - least > 1) {
    const size_t middle = least + (most - least) / 2;
    (fits(middle) ? least : most) = middle;
  }
  return least;
}

}  // namespace omnigraph::lance
