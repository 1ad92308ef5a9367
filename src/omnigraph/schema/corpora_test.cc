// The schemas of public users, and the guide: all of them compile. The expected counts are those of
// lines that begin with `node` and `edge`.
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "omnigraph/base/format.h"
#include "omnigraph/schema/check/codes.h"
#include "omnigraph/schema/compile.h"

namespace omnigraph::schema {
namespace {

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

std::string data_path(const std::string& path) {
  return format("{}/{}", OG_TEST_DATA_DIR, path);
}

CatalogPtr compiled(const std::string& name, const std::string& source) {
  const Result<CompiledSchema> result = compile_schema_with_warnings(source);
  if (result.ok()) {
    EXPECT_THAT(result->warnings, testing::IsEmpty()) << name;
    return result->catalog;
  }
  for (const Diagnostic& diagnostic : result.error().diagnostics()) {
    ADD_FAILURE() << name << ": " << to_string(diagnostic);
  }
  return std::make_shared<const Catalog>(Catalog::Parts());
}

struct Corpus {
  const char* path;
  size_t nodes;
  size_t edges;
};

TEST(Corpora, AllSchemasCompile) {
  const std::vector<Corpus> corpora = {{"industry-intel/schema.pg", 10, 23},
                                       {"nanograph-codebase/codebase.pg", 7, 11},
                                       {"nanograph-starwars/starwars.pg", 9, 26},
                                       {"omnigraph-fixtures/context.pg", 5, 10},
                                       {"omnigraph-fixtures/search.pg", 1, 0},
                                       {"omnigraph-fixtures/signals.pg", 4, 6},
                                       {"omnigraph-fixtures/test.pg", 2, 2}};
  for (const Corpus& corpus : corpora) {
    const std::string source = read_text(data_path(std::string("corpora/") + corpus.path));
    const CatalogPtr catalog = compiled(corpus.path, source);
    EXPECT_EQ(catalog->nodes().size(), corpus.nodes) << corpus.path;
    EXPECT_EQ(catalog->edges().size(), corpus.edges) << corpus.path;
    EXPECT_EQ(catalog->source(), source) << corpus.path;
  }
}

TEST(Corpora, KeepTheirConstraintsAndAnnotations) {
  const std::string path = "corpora/industry-intel/schema.pg";
  const CatalogPtr catalog = compiled(path, read_text(data_path(path)));
  const EntityType* chunk = catalog->find_node("Chunk");
  ASSERT_NE(chunk, nullptr);
  EXPECT_EQ(chunk->find_property("embedding")->embed_source, "text");
  EXPECT_EQ(to_string(chunk->find_property("embedding")->type), "Vector(3072)");
  const EntityType* part_of = catalog->find_edge("PartOfArtifact");
  ASSERT_NE(part_of, nullptr);
  EXPECT_EQ(part_of->cardinality.min, 1U);
  EXPECT_EQ(part_of->cardinality.max, 1U);
  EXPECT_THAT(part_of->unique, testing::ElementsAre(testing::ElementsAre("@src")));
  EXPECT_EQ(to_string(catalog->find_node("Signal")->find_property("domain")->type),
            "enum(context, data-eng, harness, inference, infra, robotics, security, training)?");
}

// The bodies of all blocks fenced as ```pg.
std::vector<std::string> examples_of(const std::string& guide) {
  std::vector<std::string> examples;
  const std::string fence = "\n```pg\n";
  for (size_t at = guide.find(fence); at != std::string::npos; at = guide.find(fence, at)) {
    const size_t begin = at + fence.size();
    at = guide.find("\n```", begin);
    EXPECT_NE(at, std::string::npos) << "a block does not end";
    if (at == std::string::npos) {
      break;
    }
    examples.push_back(guide.substr(begin, at - begin + 1));
  }
  return examples;
}

TEST(Guide, EveryExampleCompiles) {
  const std::vector<std::string> examples =
      examples_of(read_text(data_path("../docs/guide/schema.md")));
  EXPECT_GE(examples.size(), 10U);
  for (const std::string& example : examples) {
    compiled(example, example);
  }
}

TEST(Guide, ListsEveryCode) {
  const std::string guide = read_text(data_path("../docs/guide/schema.md"));
  for (const CodeMeaning& row : kCodeTable) {
    const std::string line = "| " + code_text(row.code) + " | ";
    EXPECT_NE(guide.find(line), std::string::npos) << line << row.meaning;
  }
}

}  // namespace
}  // namespace omnigraph::schema
