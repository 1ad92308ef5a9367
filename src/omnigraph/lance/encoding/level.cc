#include "omnigraph/lance/encoding/level.h"

namespace omnigraph::lance {

Level LeafPath::list_count() const {
  Level count = 0;
  for (const bool list : is_list) {
    count = static_cast<Level>(count + (list ? 1 : 0));
  }
  return count;
}

std::array<bool, kCodesMax> LeafPath::slot_table() const {
  std::array<bool, kCodesMax> has_slot{};
  has_slot[0] = true;
  bool hidden = false;
  for (size_t i = 0; i < layer_count(); ++i) {
    hidden = hidden || is_list[i];
    has_slot[null_code(i)] = !hidden;
  }
  return has_slot;
}

std::vector<size_t> LeafPath::start_layers() const {
  std::vector<size_t> start;
  for (size_t i = 0; i < layer_count(); ++i) {
    if (is_list[i]) {
      start.push_back(i - 1);
    }
  }
  start.push_back(layer_count() - 1);
  return start;
}

}  // namespace omnigraph::lance
