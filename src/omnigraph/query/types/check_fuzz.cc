// libFuzzer target: any text through the parser and the checker, against a schema with every kind
// of type. Good seeds are the texts of codes_test.cc and acceptance_test.cc. Besides crashes it
// looks for spans outside the text, for errors without a finding, and for queries that are both
// right and refused.
#include <cstdint>
#include <string_view>

#include "omnigraph/base/check.h"
#include "omnigraph/query/syntax/parser.h"
#include "omnigraph/query/testing/check_text.h"
#include "omnigraph/query/types/check.h"
#include "omnigraph/query/types/dump_checked.h"
#include "omnigraph/query/types/params.h"

namespace {

void check_spans(const std::vector<omnigraph::Diagnostic>& findings, size_t size) {
  for (const omnigraph::Diagnostic& finding : findings) {
    OG_CHECK(finding.span.begin <= finding.span.end && finding.span.end <= size, "bad span");
    for (const omnigraph::TextEdit& edit : finding.edits) {
      OG_CHECK(edit.span.begin <= edit.span.end && edit.span.end <= size, "bad edit");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace omnigraph;  // NOLINT(google-build-using-namespace): a program of one function
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  const Result<query::ast::File> file = query::parse_query_file(source);
  if (!file.ok()) {
    return 0;
  }
  for (const query::ast::Query& one : file->queries) {
    const auto outcome = query::type_check_query(query::testing::types_schema(), one, source);
    if (!outcome.ok()) {
      OG_CHECK(!outcome.error().diagnostics().empty(), "an error without a finding");
      check_spans(outcome.error().diagnostics(), size);
      continue;
    }
    check_spans(outcome->warnings, size);
    check_spans(outcome->unsupported, size);
    OG_CHECK((outcome->query != nullptr) == outcome->unsupported.empty(),
             "neither right nor refused");
    if (outcome->query) {
      query::dump_query(*outcome->query);
      static_cast<void>(query::decode_params(*outcome->query, source));
    }
  }
  return 0;
}
