// compile_schema: the one way from schema text (.pg) to a Catalog.
#pragma once

#include <string_view>

#include "omnigraph/base/result.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::schema {

// Parses and checks `source`. All findings are reported together (at most 20) as kInvalidArgument
// with diagnostics (codes S…) that carry their place; kUnsupported for constructs that are known but
// not built yet. An empty text is a legal schema without types.
Result<CatalogPtr> compile_schema(std::string_view source);

}  // namespace omnigraph::schema
