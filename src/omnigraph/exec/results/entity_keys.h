// entity_keys: what entities are ordered by.
#pragma once

#include "omnigraph/exec/context.h"
#include "omnigraph/exec/row_batch.h"
#include "omnigraph/query/types/value.h"

namespace omnigraph::exec {

// One text per row that orders like (type name, id), byte by byte; null for a null entity. Texts of
// one variable are comparable with each other. Reads the ids of these rows.
Result<columnar::ArrayPtr> entity_keys(ExecContext& context,
                                       const query::VariableInfo& variable,
                                       const EntityColumn& entities);

// The same for entities that an expression has given: their texts (encode_entities.h), or lists of
// them, become keys, or lists of keys. `type`: of the expression.
columnar::ArrayPtr entity_keys_of_texts(const query::ValueType& type,
                                        const columnar::Array& values);

}  // namespace omnigraph::exec
