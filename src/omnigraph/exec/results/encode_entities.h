// encode_entities: whole nodes and edges as JSON objects (query language 2, section 10).
#pragma once

#include "omnigraph/exec/context.h"
#include "omnigraph/exec/row_batch.h"

namespace omnigraph::exec {

// One text per row, null for a null entity:
//   node  {"@id": …, "@type": … (several possible types only), properties as declared}
//   edge  {"@id": …, "@type": …, "@src": …, "@dst": …, properties as declared}
// without Blob and Vector properties. Reads these properties of these rows.
Result<columnar::ArrayPtr> encode_entities(ExecContext& context,
                                           const query::VariableInfo& variable,
                                           const EntityColumn& entities);

}  // namespace omnigraph::exec
