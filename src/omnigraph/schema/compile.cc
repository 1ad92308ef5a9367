#include "omnigraph/schema/compile.h"

#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/base/utf8.h"
#include "omnigraph/schema/check/check.h"
#include "omnigraph/schema/findings.h"
#include "omnigraph/schema/syntax/parser.h"

namespace omnigraph::schema {

namespace {

void check_utf8(Findings& findings) {
  const std::string_view source = findings.source();
  size_t at = 0;
  while (at < source.size()) {
    const size_t length = utf8_sequence_length(source, at);
    if (length == 0) {
      const auto place = static_cast<uint32_t>(at);
      findings.add(Code::kNotUtf8, {place, place + 1}, "parse error: this byte is not UTF-8");
      return;
    }
    at += length;
  }
}

}  // namespace

Result<CompiledSchema> compile_schema_with_warnings(std::string_view source) {
  if (source.size() > kSchemaLimitBytes) {
    return Error(
        ErrorCode::kResourceExhausted,
        format("schema text is too long: {} bytes, at most {}", source.size(), kSchemaLimitBytes));
  }
  Findings findings(source);
  check_utf8(findings);
  if (!findings.empty()) {
    return findings.to_error();
  }
  const FileSyntax file = parse_schema(findings);
  Catalog::Parts parts = check_schema(file, findings);
  if (!findings.empty()) {
    return findings.to_error();
  }
  return CompiledSchema{std::make_shared<const Catalog>(std::move(parts)), findings.warnings()};
}

Result<CatalogPtr> compile_schema(std::string_view source) {
  OG_ASSIGN_OR_RETURN(CompiledSchema compiled, compile_schema_with_warnings(source));
  return std::move(compiled.catalog);
}

}  // namespace omnigraph::schema
