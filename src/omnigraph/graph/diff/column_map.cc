#include "omnigraph/graph/diff/column_map.h"

#include "omnigraph/graph/diff/widen.h"

namespace omnigraph::graph {

ColumnMap map_columns(const columnar::Schema& from, const columnar::Schema& to) {
  ColumnMap map(from.size());
  for (size_t i = 0; i < from.size(); ++i) {
    for (size_t k = 0; k < to.size(); ++k) {
      const bool fits = widens(from[i].type, to[k].type) || widens(to[k].type, from[i].type);
      if (from[i].name == to[k].name && fits) {
        map[i] = k;
      }
    }
  }
  return map;
}

ColumnMap reversed(const ColumnMap& map, size_t columns) {
  ColumnMap back(columns);
  for (size_t i = 0; i < map.size(); ++i) {
    if (map[i]) {
      back[*map[i]] = i;
    }
  }
  return back;
}

}  // namespace omnigraph::graph
