#include "omnigraph/cli/output/table.h"

#include <algorithm>

#include "omnigraph/base/utf8.h"

namespace omnigraph::cli {
namespace {

constexpr size_t kLeastWidth = 8;

std::string one_line(std::string text) {
  for (size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2)) {
    text.replace(at, 1, "\\n");
  }
  return text;
}

// The bytes of the first `count` code points of `text`.
size_t prefix_bytes(std::string_view text, size_t count) {
  size_t bytes = 0;
  for (; count > 0 && bytes < text.size(); --count) {
    bytes += std::max<size_t>(1, utf8_sequence_length(text, bytes));
  }
  return bytes;
}

// The pieces of a cell, each `width` code points at most; one piece unless the layout wraps.
std::vector<std::string> pieces(const std::string& text, size_t width, CellLayout layout) {
  if (utf8_length(text) <= width) {
    return {text};
  }
  if (layout == CellLayout::kTruncate) {
    return {text.substr(0, prefix_bytes(text, width - 1)) + "…"};
  }
  std::vector<std::string> result;
  for (std::string_view rest = text; !rest.empty();) {
    const size_t bytes = prefix_bytes(rest, width);
    result.emplace_back(rest.substr(0, bytes));
    rest.remove_prefix(bytes);
  }
  return result;
}

std::string table_lines(const std::vector<std::string>& cells,
                        const std::vector<size_t>& widths,
                        CellLayout layout) {
  std::vector<std::vector<std::string>> columns;
  size_t height = 1;
  for (size_t c = 0; c < cells.size(); ++c) {
    columns.push_back(pieces(cells[c], widths[c], layout));
    height = std::max(height, columns.back().size());
  }
  std::string lines;
  for (size_t i = 0; i < height; ++i) {
    for (size_t c = 0; c < columns.size(); ++c) {
      const std::string piece = i < columns[c].size() ? columns[c][i] : "";
      lines += c == 0 ? "" : " | ";
      lines += piece + std::string(widths[c] - std::min(widths[c], utf8_length(piece)), ' ');
    }
    lines += "\n";
  }
  return lines;
}

}  // namespace

std::string format_table(const std::vector<std::string>& names,
                         std::vector<std::vector<std::string>> rows,
                         const TableLayout& layout) {
  std::vector<size_t> widths(names.size(), 0);
  for (std::vector<std::string>& cells : rows) {
    for (size_t c = 0; c < names.size(); ++c) {
      cells[c] = one_line(std::move(cells[c]));
      widths[c] = std::max(widths[c], utf8_length(cells[c]));
    }
  }
  std::string separator;
  for (size_t c = 0; c < names.size(); ++c) {
    widths[c] = std::max(utf8_length(names[c]), std::min(widths[c], layout.max_column_width));
    widths[c] = std::min(widths[c], std::max(layout.max_column_width, kLeastWidth));
    separator += (c == 0 ? "" : "-+-") + std::string(widths[c], '-');
  }
  std::string text = table_lines(names, widths, layout.cells) + separator + "\n";
  for (const std::vector<std::string>& cells : rows) {
    text += table_lines(cells, widths, layout.cells);
  }
  return text;
}

}  // namespace omnigraph::cli
