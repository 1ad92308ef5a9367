#include "omnigraph/exec/results/entity_keys.h"

#include "omnigraph/columnar/builder.h"

namespace omnigraph::exec {

using columnar::ArrayPtr;
using columnar::kNullRow;

Result<ArrayPtr> entity_keys(ExecContext& context,
                             const query::VariableInfo& variable,
                             const EntityColumn& entities) {
  constexpr size_t kIdColumn = 0;
  if (variable.types.size() == 1) {
    OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, context.tables.table(*variable.types[0]));
    return view->take(kIdColumn, entities.positions);
  }
  // Ids of each type at its rows; nulls elsewhere.
  std::vector<ArrayPtr> ids;
  for (size_t type = 0; type < variable.types.size(); ++type) {
    OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view,
                        context.tables.table(*variable.types[type]));
    std::vector<uint32_t> positions(entities.positions.size(), kNullRow);
    for (size_t i = 0; i < positions.size(); ++i) {
      if (entities.type_index[i] == type) {
        positions[i] = entities.positions[i];
      }
    }
    OG_ASSIGN_OR_RETURN(ArrayPtr of_type, view->take(kIdColumn, positions));
    ids.push_back(std::move(of_type));
  }
  columnar::Builder builder(columnar::TypeKind::kString);
  std::string key;
  for (size_t i = 0; i < entities.positions.size(); ++i) {
    if (entities.positions[i] == kNullRow) {
      builder.append_null();
      continue;
    }
    // A zero byte is smaller than any byte of a name, so the name decides first.
    const size_t type = entities.type_index[i];
    key = variable.types[type]->name;
    key.push_back('\0');
    key += ids[type]->string_at(i);
    builder.append_string(key);
  }
  return builder.finish();
}

}  // namespace omnigraph::exec
