#include "omnigraph/base/diagnostic.h"

#include <algorithm>
#include <numeric>

namespace omnigraph {

SourcePosition position_in(std::string_view text, size_t offset) {
  offset = std::min(offset, text.size());
  SourcePosition position;
  position.byte = static_cast<uint32_t>(offset);
  for (size_t i = 0; i < offset; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == '\n') {
      ++position.line;
      position.column = 1;
    } else if ((byte & 0xC0) != 0x80) {  // continuation bytes do not start a code point
      ++position.column;
    }
  }
  return position;
}

std::string to_string(const Diagnostic& diagnostic) {
  std::string text;
  if (diagnostic.position) {
    text += std::to_string(diagnostic.position->line) + ":" +
            std::to_string(diagnostic.position->column) + ": ";
  }
  text += diagnostic.code + ": " + diagnostic.message;
  if (!diagnostic.fix.empty()) {
    text += " (fix: " + diagnostic.fix + ")";
  }
  return text;
}

namespace {

size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
    }
  }
  return row[b.size()];
}

}  // namespace

std::optional<std::string> nearest_name(std::string_view name,
                                        const std::vector<std::string>& candidates) {
  std::optional<std::string> best;
  size_t best_distance = 3;
  for (const std::string& candidate : candidates) {
    const size_t distance = edit_distance(name, candidate);
    if (distance < best_distance && distance < std::max(name.size(), candidate.size())) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace omnigraph
