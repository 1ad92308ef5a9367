#include "omnigraph/graph/load/line_places.h"

#include <utility>

#include "omnigraph/base/format.h"

namespace omnigraph::graph {

void LinePlaces::add_input(uint64_t lines_before, std::string name) {
  const std::lock_guard lock(mutex_);
  inputs_.push_back({lines_before, std::move(name)});
}

LinePlaces::Input LinePlaces::input_of(uint64_t line) const {
  const std::lock_guard lock(mutex_);
  for (size_t i = inputs_.size(); i-- > 0;) {
    if (inputs_[i].lines_before < line) {
      return inputs_[i];
    }
  }
  return {};
}

std::string LinePlaces::text(uint64_t line) const {
  const Input input = input_of(line);
  return input.name.empty() ? std::to_string(line - input.lines_before)
                            : format("{} of {}", line - input.lines_before, input.name);
}

uint64_t LinePlaces::in_input(uint64_t line) const {
  return line - input_of(line).lines_before;
}

void keep_earliest(std::optional<PlacedError>& first, PlacedError found) {
  if (!first || found.line < first->line) {
    first = std::move(found);
  }
}

}  // namespace omnigraph::graph
