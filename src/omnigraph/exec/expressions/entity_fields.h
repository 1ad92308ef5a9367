// EntityFields: the columns of the entities that rows hold: properties, ids and ends, read from
// their tables at the rows' positions. Rows without an entity give null.
//
// What was read for a variable is kept as long as the variable keeps its positions, so that a
// property which several expressions of one batch use is read once. One per Evaluator.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnigraph/exec/context.h"
#include "omnigraph/exec/expressions/frame.h"

namespace omnigraph::exec {

class EntityFields {
 public:
  explicit EntityFields(ExecContext& context) : context_(context) {}

  // `column` as tables name it: a property, "_id", "_src", "_dst".
  Result<Column> read(Frame& frame, query::VarId variable, std::string_view column);
  // The names of the entities' types.
  Result<Column> type_names(Frame& frame, query::VarId variable);

 private:
  struct Kept {
    std::vector<uint32_t> positions;
    std::vector<uint16_t> type_index;
    std::vector<std::pair<std::string, columnar::ArrayPtr>> columns;
  };

  columnar::ArrayPtr find_kept(Frame& frame, query::VarId variable, std::string_view column);
  void keep(Frame& frame,
            query::VarId variable,
            std::string_view column,
            columnar::ArrayPtr values);
  Result<columnar::ArrayPtr> fetch(const EntityColumn& entities,
                                   const query::VariableInfo& info,
                                   std::string_view column);
  Result<columnar::ArrayPtr> fetch_of_types(const EntityColumn& entities,
                                            const query::VariableInfo& info,
                                            std::string_view column);
  Result<columnar::ArrayPtr> take(const schema::EntityType& type,
                                  std::string_view column,
                                  std::span<const uint32_t> positions);

  ExecContext& context_;
  std::vector<Kept> kept_;  // by variable
};

}  // namespace omnigraph::exec
