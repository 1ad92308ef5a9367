// Which edges a traversal follows, and in which direction.
#pragma once

#include <optional>
#include <vector>

#include "omnigraph/query/syntax/ast.h"
#include "omnigraph/query/types/context.h"

namespace omnigraph::query::types {

// One end of a traversal, as it is written and what is known of it.
struct TraversalEnd {
  const ast::Name* name = nullptr;
  VarId variable = 0;
  bool own =
      false;  // introduced by the block the traversal stands in: its type may still be narrowed
};

// The edges of `selector` that join `from` and `to`, each with its direction; ends without a type
// get one, and those that may be several types are narrowed to what the edges join. Nothing after a
// report (T4, T5, T22).
//
// Direction (for every member F -> T): F = T runs from source to target; otherwise the end whose
// type is known decides; if neither is, the edge runs as written.
std::optional<std::vector<EdgeMember>> resolve_members(Context& context,
                                                       const ast::EdgeSelector& selector,
                                                       const TraversalEnd& from,
                                                       const TraversalEnd& to);

// The bounds as written, checked (T15). {1,1} without.
struct HopRange {
  uint64_t min = 1;
  std::optional<uint64_t> max = 1;
  bool is_one() const { return min == 1 && max == 1; }
};
std::optional<HopRange> check_bounds(Context& context, const std::optional<ast::HopBounds>& bounds);

// "`Knows: Person -> Person`".
std::string describe(const schema::EntityType& edge);

}  // namespace omnigraph::query::types
