#include "omnigraph/cli/commands/query_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "omnigraph/cli/commands/settings.h"

namespace omnigraph::cli {
namespace {

using ::testing::HasSubstr;

Alias person_alias() {
  Alias alias;
  alias.args = {"name", "age", "tags"};
  return alias;
}

std::string merged(const std::vector<std::string>& arguments,
                   const std::optional<std::string>& params = std::nullopt) {
  const auto result = merge_params("person", person_alias(), arguments, params);
  return result.ok() ? *result : "error: " + result.error().message();
}

TEST(MergeParams, ArgumentsAreJsonOrElseTexts) {
  EXPECT_EQ(merged({}), "");
  EXPECT_EQ(merged({"Alice"}), R"({"name":"Alice"})");
  EXPECT_EQ(merged({"29", "29", "[1,\"a\"]"}), R"({"name":29,"age":29,"tags":[1,"a"]})");
  EXPECT_EQ(merged({"\"29\"", "null", "true"}), R"({"name":"29","age":null,"tags":true})");
  EXPECT_EQ(merged({"", "[1", "2024-01-31"}), R"({"name":"","age":"[1","tags":"2024-01-31"})");
  EXPECT_EQ(merged({"say \"hi\"\n"}), R"({"name":"say \"hi\"\n"})");
  EXPECT_EQ(merged({"18446744073709551615"}), R"({"name":18446744073709551615})");
}

TEST(MergeParams, ExplicitParamsWinKeyByKeyAndKeepTheirText) {
  EXPECT_EQ(merged({"Alice", "3"}, R"( { "name" : "B}ob" , "big": 123456789012345678901 } )"),
            R"({"name" : "B}ob" , "big": 123456789012345678901,"age":3})");
  EXPECT_EQ(merged({"Alice"}, "{ }"), R"({"name":"Alice"})");
  EXPECT_EQ(merged({}, "{}"), "{}");
}

TEST(MergeParams, Refuses) {
  EXPECT_EQ(merged({"a", "b", "c", "d"}), "error: alias 'person' expects at most 3 args but got 4");
  EXPECT_EQ(merged({}, "[1]"), "error: params JSON must be an object");
  EXPECT_THAT(merged({}, "{\"a\":}"), HasSubstr("params JSON must be an object: not valid JSON"));
  EXPECT_THAT(merged({}, ""), HasSubstr("params JSON must be an object"));
  EXPECT_THAT(merged({"\xFF"}), HasSubstr("argument 'name' of alias 'person' is not UTF-8"));
  EXPECT_THAT(merged({}, std::string(100'000, '[')), HasSubstr("params JSON must be an object"));
}

TEST(Settings, FlagsWinOverTheAliasAndTheAliasOverTheConfiguration) {
  Config config;
  config.graphs = {{"one", "graphs/one"}, {"two", "s3://b/two"}, {"three", "/three"}};
  config.folder = "conf";
  GraphOptions options;
  Alias alias;
  const auto graph = [&](const Alias* of) {
    const auto uri = resolve_graph(config, options, of);
    return uri.ok() ? *uri : "error: " + uri.error().message();
  };
  EXPECT_EQ(graph(nullptr), "error: URI must be provided via <URI>, --target, or config");
  EXPECT_FALSE(names_graph(config, options, &alias));
  config.graph = "one";
  EXPECT_EQ(graph(&alias), "conf/graphs/one");
  alias.graph = "two";
  EXPECT_EQ(graph(nullptr), "conf/graphs/one");
  EXPECT_EQ(graph(&alias), "s3://b/two");
  options.target = "three";
  EXPECT_EQ(graph(&alias), "/three");
  options.target = "thre";
  EXPECT_EQ(graph(&alias),
            "error: graph 'thre' not found in omnigraph.yaml; did you mean 'three'?");
  options.uri = "here";
  EXPECT_EQ(graph(&alias), "here");

  EXPECT_EQ(resolve_branch(config, std::nullopt, &alias), "main");
  config.branch = "dev";
  EXPECT_EQ(resolve_branch(config, std::nullopt, &alias), "dev");
  alias.branch = "feature";
  EXPECT_EQ(resolve_branch(config, std::nullopt, &alias), "feature");
  EXPECT_EQ(resolve_branch(config, "x", &alias), "x");

  QueryOptions query;
  query.alias = "a";
  EXPECT_EQ(resolve_format(config, query), "table");
  config.output_format = "csv";
  EXPECT_EQ(resolve_format(config, query), "csv");
  config.aliases["a"].format = "kv";
  EXPECT_EQ(resolve_format(config, query), "kv");
  query.format = "jsonl";
  EXPECT_EQ(resolve_format(config, query), "jsonl");
  query.format.clear();
  query.output.json = true;
  EXPECT_EQ(resolve_format(config, query), "json");
}

}  // namespace
}  // namespace omnigraph::cli
