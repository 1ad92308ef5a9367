#include "conformance/corpora.h"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <utility>

#include <nlohmann/json.hpp>

#include "conformance/engine_graph.h"
#include "omnigraph/base/check.h"
#include "omnigraph/schema/compile.h"

namespace omnigraph::testing {

std::string read_test_file(const std::string& path) {
  std::ifstream stream(OG_TEST_DATA_DIR "/" + path, std::ios::binary);
  OG_CHECK(stream.good(), path.c_str());
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

namespace {

Corpus corpus(const std::string& name,
              const std::string& folder,
              const std::string& schema,
              const std::string& seed,
              const std::vector<std::string>& query_files) {
  const auto read = [&](const std::string& file) {
    return read_test_file("corpora/" + folder + "/" + file);
  };
  Corpus result{name, read(schema), read(seed), {}};
  for (const std::string& file : query_files) {
    result.query_files.push_back(read(file));
  }
  return result;
}

}  // namespace

const std::vector<Corpus>& corpora() {
  static const std::vector<Corpus> kCorpora = {
      corpus("industry-intel",
             "industry-intel",
             "schema.pg",
             "seed.jsonl",
             {"queries/elements.gq",
              "queries/hybrid.gq",
              "queries/insights.gq",
              "queries/knowhow.gq",
              "queries/mutations.gq",
              "queries/patterns.gq",
              "queries/signals.gq",
              "queries/workflow.gq"}),
      corpus("nanograph-codebase",
             "nanograph-codebase",
             "codebase.pg",
             "codebase.jsonl",
             {"codebase.gq"}),
      corpus("nanograph-starwars",
             "nanograph-starwars",
             "starwars.pg",
             "starwars.jsonl",
             {"starwars.gq"}),
      corpus("fixtures-test", "omnigraph-fixtures", "test.pg", "test.jsonl", {"test.gq"}),
      corpus("fixtures-search", "omnigraph-fixtures", "search.pg", "search.jsonl", {"search.gq"}),
      corpus("fixtures-context", "omnigraph-fixtures", "context.pg", "context.jsonl", {}),
      corpus("fixtures-signals", "omnigraph-fixtures", "signals.pg", "signals.jsonl", {}),
  };
  return kCorpora;
}

schema::CatalogPtr catalog_of(const std::string& schema) {
  auto catalog = schema::compile_schema(schema);
  OG_CHECK(catalog.ok(), catalog.error().message().c_str());
  return std::move(catalog).value();
}

std::string with_explicit_ids(const schema::Catalog& catalog, const std::string& seed) {
  using nlohmann::ordered_json;
  std::string result;
  uint64_t number = 0;
  for (const std::string& line : lines_of(seed)) {
    ordered_json json = ordered_json::parse(line, nullptr, false);
    if (!json.is_object()) {
      continue;  // a comment or a blank line
    }
    const schema::EntityType* type = nullptr;
    if (json.contains("type")) {
      type = catalog.find_node(json["type"].get<std::string>());
    } else {
      type = catalog.find_edges(json["edge"].get<std::string>()).at(0);
    }
    const bool own_property = type->find_property("id") != nullptr;
    const bool has_id = json.contains("id") ||
                        (!own_property && json.contains("data") && json["data"].contains("id"));
    if (type->key.empty() && !has_id) {
      // Ids that do not follow the order of the lines: sorting by them must not be for free.
      constexpr uint64_t kStride = 7919;
      constexpr uint64_t kModulus = 100'003;
      json["id"] = "row-" + std::to_string(++number * kStride % kModulus);
    }
    result += json.dump() + "\n";
  }
  return result;
}

}  // namespace omnigraph::testing
