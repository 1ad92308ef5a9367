#include "omnigraph/engine/lint.h"

#include "omnigraph/schema/compile.h"

namespace omnigraph::engine {

Result<query::LintReport> lint_queries(std::string_view schema_source,
                                       std::string_view query_source) {
  OG_ASSIGN_OR_RETURN(const schema::CatalogPtr catalog, schema::compile_schema(schema_source));
  return query::lint_text(catalog, query_source);
}

}  // namespace omnigraph::engine
