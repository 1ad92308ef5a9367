#include <algorithm>

#include "omnigraph/lance/file/leaf_column_internal.h"

namespace omnigraph::lance {
namespace {

// `around` are the fields outside of `field`, outermost first.
void collect(const LanceField& field,
             std::vector<std::pair<const LanceField*, size_t>>& around,
             std::vector<LeafColumn>& out) {
  if (field.children.empty()) {
    LeafColumn column;
    column.field_id = field.id;
    column.type = slot_type_of(field.type);
    column.path.is_list.push_back(false);
    column.path.child.push_back(0);
    if (!field.nullable) {
      column.forbidden_codes |= uint64_t{1} << null_code(0);
    }
    for (auto outer = around.rbegin(); outer != around.rend(); ++outer) {
      const size_t layer = column.path.layer_count();
      column.path.is_list.push_back(outer->first->type.kind == columnar::TypeKind::kList);
      column.path.child.push_back(outer->second);
      if (!outer->first->nullable) {
        column.forbidden_codes |= uint64_t{1} << null_code(layer);
      }
    }
    out.push_back(std::move(column));
    return;
  }
  for (size_t i = 0; i < field.children.size(); ++i) {
    around.emplace_back(&field, i);
    collect(field.children[i], around, out);
    around.pop_back();
  }
}

}  // namespace

std::vector<LeafColumn> leaf_columns(const LanceField& field) {
  std::vector<std::pair<const LanceField*, size_t>> around;
  std::vector<LeafColumn> columns;
  collect(field, around, columns);
  return columns;
}

}  // namespace omnigraph::lance
