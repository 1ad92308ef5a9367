// The query files of real graphs (tests/corpora) parse without errors.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "omnigraph/query/syntax/parse_for_test.h"

namespace omnigraph::query::syntax {
namespace {

TEST(Corpora, ParseWithoutErrors) {
  const std::filesystem::path folder = std::filesystem::path(OG_TEST_DATA_DIR) / "corpora";
  size_t files = 0;
  size_t queries = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".gq") {
      continue;
    }
    std::ifstream stream(entry.path());
    std::stringstream text;
    text << stream.rdbuf();
    const Result<ast::File> file = parse_query_file(text.str());
    ASSERT_TRUE(file.ok()) << entry.path() << ": " << parsed(text.str());
    EXPECT_TRUE(file->warnings.empty()) << entry.path() << ": " << to_string(file->warnings[0]);
    ++files;
    queries += file->queries.size();
  }
  EXPECT_EQ(files, 12u);
  EXPECT_GT(queries, 150u);
}

}  // namespace
}  // namespace omnigraph::query::syntax
