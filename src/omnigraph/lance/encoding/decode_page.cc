#include "omnigraph/base/format.h"
#include "omnigraph/lance/encoding/decode_page_internal.h"

namespace omnigraph::lance {

Status decode_page(const LeafPath& path, const StoredPage& page, RowWindow window, LeafSink& sink) {
  switch (page.layout->layout_case()) {
    case pb::PageLayout::kMiniBlockLayout:
      return decode_mini_block(path, page, window, sink);
    case pb::PageLayout::kFullZipLayout:
      return decode_full_zip(path, page, window, sink);
    case pb::PageLayout::kConstantLayout:
      return decode_constant(path, page, window, sink);
    case pb::PageLayout::kBlobLayout:
      return Error(ErrorCode::kUnsupported, "blob pages cannot be read");
    case pb::PageLayout::LAYOUT_NOT_SET:
      break;
  }
  return Error(ErrorCode::kUnsupported, "a page layout that we do not know");
}

Result<PageCodeMap> page_code_map(const LeafPath& path, const LayerList& layers) {
  if (static_cast<size_t>(layers.size()) != path.layer_count()) {
    return Error(
        ErrorCode::kCorruption,
        format("wrong number of layers: expected {}, found {}", path.layer_count(), layers.size()));
  }
  PageCodeMap map;
  for (size_t i = 0; i < path.layer_count(); ++i) {
    const int layer = layers[static_cast<int>(i)];
    const bool null = layer == pb::REPDEF_NULLABLE_ITEM || layer == pb::REPDEF_NULLABLE_LIST ||
                      layer == pb::REPDEF_NULL_AND_EMPTY_LIST;
    const bool empty =
        layer == pb::REPDEF_EMPTYABLE_LIST || layer == pb::REPDEF_NULL_AND_EMPTY_LIST;
    const bool is_list =
        null || empty ? layer != pb::REPDEF_NULLABLE_ITEM : layer == pb::REPDEF_ALL_VALID_LIST;
    if (!pb::RepDefLayer_IsValid(layer) || layer == pb::REPDEF_UNSPECIFIED ||
        is_list != path.is_list[i]) {
      return Error(ErrorCode::kCorruption,
                   format("layer {} of a page does not fit the column: found {}", i, layer));
    }
    if (null) {
      map.to_code[++map.largest] = null_code(i);
    }
    if (empty) {
      map.to_code[++map.largest] = empty_code(i);
    }
  }
  return map;
}

Status translate_definition(const PageCodeMap& map, std::span<Level> definition) {
  for (Level& level : definition) {
    if (level > map.largest) {
      return Error(
          ErrorCode::kCorruption,
          format("definition level too large: expected at most {}, found {}", map.largest, level));
    }
    level = map.to_code[level];
  }
  return {};
}

Result<LevelWindow> find_window(const LeafPath& path,
                                const PageLevels& levels,
                                uint64_t row_count,
                                uint64_t slot_count,
                                RowWindow window) {
  const Level new_row = path.list_count();
  const std::array<bool, kCodesMax> has_slot = path.slot_table();
  LevelWindow found;
  uint64_t row = 0;  // rows started so far
  size_t slot = 0;
  for (size_t entry = 0; entry < levels.repetition.size(); ++entry) {
    const Level repetition = levels.repetition[entry];
    if (repetition > new_row || (entry == 0 && repetition != new_row)) {
      return Error(ErrorCode::kCorruption,
                   format("wrong repetition level: found {} at entry {}", repetition, entry));
    }
    if (repetition == new_row) {
      if (row == window.begin) {
        found.entry_begin = entry;
        found.slot_begin = slot;
      }
      if (row == window.end) {
        found.entry_end = entry;
        found.slot_end = slot;
      }
      ++row;
    }
    slot += has_slot[levels.definition[entry]] ? 1 : 0;
  }
  if (row != row_count || slot != slot_count) {
    return Error(
        ErrorCode::kCorruption,
        format("levels do not fit the page: expected {} rows and {} values, found {} and {}",
               row_count,
               slot_count,
               row,
               slot));
  }
  if (window.end == row_count) {
    found.entry_end = levels.repetition.size();
    found.slot_end = slot;
  }
  return found;
}

}  // namespace omnigraph::lance
