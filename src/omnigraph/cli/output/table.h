// Rows as a table of text, for people.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "omnigraph/cli/config/config.h"

namespace omnigraph::cli {

struct TableLayout {
  size_t max_column_width = 80;  // in characters; 8 at least holds
  CellLayout cells = CellLayout::kTruncate;
};

// A line of names, a separator, and a line per row (more where cells are wrapped). Each row has as
// many cells as there are names. A column is as wide as its longest cell, within the layout's
// limit; widths count code points. Line ends inside cells become the two characters `\n`.
std::string format_table(const std::vector<std::string>& names,
                         std::vector<std::vector<std::string>> rows,
                         const TableLayout& layout);

}  // namespace omnigraph::cli
