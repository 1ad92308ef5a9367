// Constant pages: all rows null, all rows one value, or levels without any item.
#include "omnigraph/base/format.h"
#include "omnigraph/lance/encoding/decode_page_internal.h"

namespace omnigraph::lance {
namespace {

Status decode_plain_levels(const Buffer& bytes,
                           bool compressed,
                           uint64_t declared,
                           std::vector<Level>& out) {
  if (compressed || declared != 0) {
    return Error(ErrorCode::kUnsupported, "compressed levels of a constant page cannot be read");
  }
  if (bytes.size() % sizeof(Level) != 0) {
    return Error(ErrorCode::kCorruption, format("wrong size of levels: found {}", bytes.size()));
  }
  out.resize(bytes.size() / sizeof(Level));
  std::memcpy(out.data(), bytes.data(), bytes.size());
  return {};
}

// Lists that are all empty or null: buffer 0 is the repetition, buffer 1 the definition.
Status decode_lists(const LeafPath& path,
                    const StoredPage& page,
                    const PageCodeMap& map,
                    RowWindow window,
                    LeafSink& sink) {
  const pb::ConstantLayout& layout = page.layout->constant_layout();
  if (page.buffers.size() != 2) {
    return Error(
        ErrorCode::kUnsupported,
        format("constant pages of lists with {} buffers cannot be read", page.buffers.size()));
  }
  PageLevels levels;
  OG_RETURN_IF_ERROR(decode_plain_levels(
      page.buffers[0], layout.has_rep_compression(), layout.num_rep_values(), levels.repetition));
  OG_RETURN_IF_ERROR(decode_plain_levels(
      page.buffers[1], layout.has_def_compression(), layout.num_def_values(), levels.definition));
  if (levels.repetition.size() != levels.definition.size()) {
    return Error(ErrorCode::kCorruption, "a page has not as many repetition as definition levels");
  }
  OG_RETURN_IF_ERROR(translate_definition(map, levels.definition));
  // Items that are there would have slots, and the page has no values for them.
  OG_ASSIGN_OR_RETURN(const LevelWindow found,
                      find_window(path, levels, page.row_count, 0, window));
  const size_t count = found.entry_end - found.entry_begin;
  sink.append_entries(std::span(levels.repetition).subspan(found.entry_begin, count),
                      std::span(levels.definition).subspan(found.entry_begin, count));
  return {};
}

}  // namespace

Status decode_constant(const LeafPath& path,
                       const StoredPage& page,
                       RowWindow window,
                       LeafSink& sink) {
  const pb::ConstantLayout& layout = page.layout->constant_layout();
  OG_ASSIGN_OR_RETURN(const PageCodeMap map, page_code_map(path, layout.layers()));
  if (path.list_count() != 0) {
    if (layout.has_inline_value()) {
      return Error(ErrorCode::kUnsupported, "lists of a constant value cannot be read");
    }
    return decode_lists(path, page, map, window, sink);
  }
  if (path.layer_count() != 1 || !page.buffers.empty()) {
    return Error(ErrorCode::kUnsupported, "constant pages with levels cannot be read");
  }
  const auto count = static_cast<size_t>(window.end - window.begin);
  if (layout.has_inline_value()) {
    const std::string& value = layout.inline_value();
    if (sink.type().kind != SlotKind::kFixed) {
      return Error(ErrorCode::kUnsupported, "constant values of this type cannot be read");
    }
    if (value.size() != sink.type().width || map.largest != 0) {
      return Error(ErrorCode::kCorruption,
                   format("wrong size of a constant value: expected {}, found {}",
                          sink.type().width,
                          value.size()));
    }
    OG_RETURN_IF_ERROR(sink.append_repeated(as_bytes(value), count));
    sink.append_plain_entries(count);
    return {};
  }
  if (map.largest == 0) {
    return Error(ErrorCode::kCorruption,
                 "a constant page without value has a column without nulls");
  }
  OG_RETURN_IF_ERROR(sink.append_empty(count));
  const std::vector<Level> nulls(count, null_code(0));
  sink.append_entries({}, nulls);
  return {};
}

}  // namespace omnigraph::lance
