// libFuzzer target: any text through the parser and the dumper. Good seeds are the query files
// below tests/corpora and the texts of language_cases_test.cc; a dictionary of keywords helps
// little, since the seeds carry them all. Besides crashes it looks for spans outside the text.
#include <cstdint>
#include <string_view>

#include "omnigraph/base/check.h"
#include "omnigraph/query/syntax/dump.h"
#include "omnigraph/query/syntax/parser.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace omnigraph;  // NOLINT(google-build-using-namespace): a program of one function
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  const Result<query::ast::File> file = query::parse_query_file(source);
  const std::vector<Diagnostic>& findings = file.ok() ? file->warnings : file.error().diagnostics();
  OG_CHECK(file.ok() || !findings.empty(), "an error without a finding");
  for (const Diagnostic& finding : findings) {
    OG_CHECK(finding.span.begin <= finding.span.end && finding.span.end <= size, "bad span");
    for (const TextEdit& edit : finding.edits) {
      OG_CHECK(edit.span.begin <= edit.span.end && edit.span.end <= size, "bad edit");
    }
  }
  if (file.ok()) {
    query::ast::dump(*file);
  }
  return 0;
}
