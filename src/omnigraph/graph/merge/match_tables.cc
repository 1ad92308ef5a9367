#include "omnigraph/graph/merge/match_tables.h"

#include <algorithm>
#include <map>

#include "omnigraph/graph/diff/widen.h"
#include "omnigraph/graph/evolve/field_ids.h"
#include "omnigraph/graph/stage/stage_version.h"

namespace omnigraph::graph {
namespace {

// For each column its field id, then those of the columns it was widened from.
Result<std::vector<std::vector<int32_t>>> field_ids(const TableInState& table) {
  OG_ASSIGN_OR_RETURN(const ManifestPtr manifest, table.state->manifest(*table.pin));
  OG_ASSIGN_OR_RETURN(const auto fields, column_fields(*manifest, *table.type));
  std::vector<std::vector<int32_t>> ids;
  for (const lance::LanceField& field : fields) {
    ids.push_back(ids_of(field));
  }
  return ids;
}

// Is one the other, or was widened from it, or both from the same?
bool same_column(const std::vector<int32_t>& a, const std::vector<int32_t>& b) {
  return std::find_first_of(a.begin(), a.end(), b.begin(), b.end()) != a.end();
}

bool is_empty_in(const MatchedTable& table, size_t states) {
  for (size_t s = 0; s < states; ++s) {
    if (table[s]) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::vector<MatchedTable> match_tables(const std::vector<const Snapshot*>& states) {
  std::map<std::string, MatchedTable> by_path;
  std::map<std::string, std::string> new_keys;  // of tables that the first state lacks: their path
  for (size_t s = 0; s < states.size(); ++s) {
    if (states[s] == nullptr) {
      continue;
    }
    for (const auto& [key, pin] : states[s]->pins()) {
      const schema::EntityType* type = states[s]->catalog()->find_table(key);
      if (type == nullptr) {
        continue;
      }
      std::string path = pin.table_path;
      auto at = by_path.find(path);
      if (at == by_path.end()) {
        const auto same_key = new_keys.find(key);
        const bool is_new = same_key == new_keys.end();
        path = is_new ? path : same_key->second;
        at = by_path.emplace(path, MatchedTable(states.size())).first;
        if (is_new && is_empty_in(at->second, 1)) {
          new_keys.emplace(key, path);
        }
      }
      at->second[s] = {states[s], &pin, type};
    }
  }
  std::vector<MatchedTable> tables;
  for (auto& [path, table] : by_path) {
    tables.push_back(std::move(table));
  }
  return tables;
}

Result<ColumnMap> map_table_columns(const TableInState& from, const TableInState& to) {
  const columnar::Schema& from_columns = from.type->columns;
  const columnar::Schema& to_columns = to.type->columns;
  if (from.pin->table_path != to.pin->table_path) {
    return map_columns(from_columns, to_columns);
  }
  OG_ASSIGN_OR_RETURN(const auto from_ids, field_ids(from));
  OG_ASSIGN_OR_RETURN(const auto to_ids, field_ids(to));
  ColumnMap map(from_columns.size());
  for (size_t i = 0; i < from_ids.size(); ++i) {
    for (size_t k = 0; k < to_ids.size(); ++k) {
      const columnar::DataType& a = from_columns[i].type;
      const columnar::DataType& b = to_columns[k].type;
      if (same_column(from_ids[i], to_ids[k]) && (widens(a, b) || widens(b, a))) {
        map[i] = k;
      }
    }
  }
  return map;
}

Result<ColumnMap> map_sibling_columns(const TableInState& base,
                                      const TableInState& from,
                                      const TableInState& to) {
  ColumnMap by_name = map_columns(from.type->columns, to.type->columns);
  if (!base) {
    return by_name;
  }
  OG_ASSIGN_OR_RETURN(const ColumnMap base_to_from, map_table_columns(base, from));
  OG_ASSIGN_OR_RETURN(const ColumnMap base_to_to, map_table_columns(base, to));
  ColumnMap map(from.type->columns.size());
  const ColumnMap from_to_base = reversed(base_to_from, map.size());
  const ColumnMap to_to_base = reversed(base_to_to, to.type->columns.size());
  for (size_t c = 0; c < map.size(); ++c) {
    if (from_to_base[c]) {
      map[c] = base_to_to[*from_to_base[c]];
    } else if (by_name[c] && !to_to_base[*by_name[c]]) {
      map[c] = by_name[c];
    }
  }
  return map;
}

}  // namespace omnigraph::graph
