// compile_schema: the one way from schema text (.pg) to a Catalog.
#pragma once

#include <string_view>
#include <vector>

#include "omnigraph/base/diagnostic.h"
#include "omnigraph/base/result.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::schema {

// A longer text is refused; the largest schema we have seen has 8 KiB.
inline constexpr size_t kSchemaLimitBytes = size_t{1} << 20;

// Parses and checks `source`. All findings are reported together (at most 20) as kInvalidArgument
// with diagnostics (codes S…) that carry their place; kUnsupported for constructs that are known
// but not built yet; kResourceExhausted for a text beyond kSchemaLimitBytes. An empty text is a
// legal schema without types. Deterministic; about linear in the text.
Result<CatalogPtr> compile_schema(std::string_view source);

// The same with what is odd but not wrong (codes L…), in text order, at most 20.
struct CompiledSchema {
  CatalogPtr catalog;
  std::vector<Diagnostic> warnings;
};
Result<CompiledSchema> compile_schema_with_warnings(std::string_view source);

}  // namespace omnigraph::schema
