// Queries of real users: every one of them must type-check against its schema, and all but those
// that search or rank must be ready to run.
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "omnigraph/query/syntax/parser.h"
#include "omnigraph/query/types/check.h"
#include "omnigraph/schema/compile.h"

namespace omnigraph::query {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

struct Corpus {
  const char* schema;
  std::vector<const char*> query_files;
  size_t query_count;     // at least
  size_t runnable_count;  // at least
};

const std::vector<Corpus>& corpora() {
  static const std::vector<Corpus> kCorpora = {
      {"industry-intel/schema.pg",
       {"industry-intel/queries/elements.gq",
        "industry-intel/queries/hybrid.gq",
        "industry-intel/queries/insights.gq",
        "industry-intel/queries/knowhow.gq",
        "industry-intel/queries/mutations.gq",
        "industry-intel/queries/patterns.gq",
        "industry-intel/queries/signals.gq",
        "industry-intel/queries/workflow.gq"},
       60,
       50},
      {"nanograph-codebase/codebase.pg", {"nanograph-codebase/codebase.gq"}, 45, 35},
      {"nanograph-starwars/starwars.pg", {"nanograph-starwars/starwars.gq"}, 35, 30},
      {"omnigraph-fixtures/test.pg", {"omnigraph-fixtures/test.gq"}, 11, 11},
      {"omnigraph-fixtures/search.pg", {"omnigraph-fixtures/search.gq"}, 8, 0},
  };
  return kCorpora;
}

TEST(Corpora, EveryQueryTypeChecks) {
  const std::string root = OG_TEST_DATA_DIR "/corpora/";
  for (const Corpus& corpus : corpora()) {
    SCOPED_TRACE(corpus.schema);
    const Result<schema::CatalogPtr> catalog =
        schema::compile_schema(read_file(root + corpus.schema));
    ASSERT_TRUE(catalog.ok()) << catalog.error().message();
    size_t count = 0;
    size_t runnable = 0;
    for (const char* path : corpus.query_files) {
      const std::string source = read_file(root + path);
      const Result<ast::File> file = parse_query_file(source);
      ASSERT_TRUE(file.ok()) << path << ": " << file.error().message();
      for (const ast::Query& query : file->queries) {
        const Result<CheckOutcome> outcome = type_check_query(*catalog, query, source);
        EXPECT_TRUE(outcome.ok()) << path << ": " << query.name.text << ": "
                                  << (outcome.ok() ? "" : outcome.error().message());
        runnable += outcome.ok() && outcome->query ? 1 : 0;
        ++count;
      }
    }
    EXPECT_GE(count, corpus.query_count);
    EXPECT_GE(runnable, corpus.runnable_count);
  }
}

}  // namespace
}  // namespace omnigraph::query
