// Values that rows get without being given them: @default and @auto.
#pragma once

#include <cstdint>
#include <span>

#include "omnigraph/base/result.h"
#include "omnigraph/base/ulid.h"
#include "omnigraph/columnar/builder.h"
#include "omnigraph/graph/table/table_view.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::graph {

// Appends what a new row gets for `property`, which it was not given, to a builder of the
// property's column type: its default, or `now_ms` (the write's instant) if it is automatic, else a
// null.
void append_absent(const schema::Property& property,
                   int64_t now_ms,
                   UlidGenerator& ids,
                   columnar::Builder& builder);

// `rows` take the places of the rows of `view` at `replaced` (columnar::kNullRow: of none): the
// times of creation become those of the replaced rows.
Status keep_created(const TableView& view,
                    std::span<const uint32_t> replaced,
                    columnar::Batch* rows);

}  // namespace omnigraph::graph
