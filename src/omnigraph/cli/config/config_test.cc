#include "omnigraph/cli/config/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "omnigraph/cli/config/env_file.h"
#include "omnigraph/cli/config/starter_config.h"

namespace omnigraph::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

Config parsed(const std::string& text, const std::string& file = "omnigraph.yaml") {
  const auto config = parse_config(text, file);
  EXPECT_TRUE(config.ok()) << config.error().message();
  return config.ok() ? *config : Config();
}

std::string error_of(const std::string& text) {
  const auto config = parse_config(text, "omnigraph.yaml");
  EXPECT_FALSE(config.ok());
  return config.ok() ? "" : config.error().message();
}

TEST(Config, ReadsEveryKeyThatCommandsUse) {
  const Config config = parsed(R"(
project: {name: Test}
graphs:
  local: {uri: graphs/one.omni}
  far: {uri: "s3://bucket/two", bearer_token_env: TOKEN}
server: {graph: local, bind: "127.0.0.1:1"}
auth: {env_file: .env.omni}
cli:
  graph: local
  branch: dev
  output_format: kv
  table_max_column_width: 20
  table_cell_layout: wrap
query: {roots: [queries, .]}
aliases:
  by-name: {command: read, query: q.gq, name: person, args: [name, city], graph: far, branch: b, format: csv}
  hire: {command: change, query: q.gq}
unknown: [1, {2: 3}]
)",
                               "conf/omnigraph.yaml");
  EXPECT_THAT(config.graphs,
              ElementsAre(Pair("far", "s3://bucket/two"), Pair("local", "graphs/one.omni")));
  EXPECT_EQ(config.env_file, ".env.omni");
  EXPECT_EQ(config.graph, "local");
  EXPECT_EQ(config.branch, "dev");
  EXPECT_EQ(config.output_format, "kv");
  EXPECT_EQ(config.table_max_column_width, 20U);
  EXPECT_EQ(config.table_cell_layout, CellLayout::kWrap);
  EXPECT_THAT(config.query_roots, ElementsAre("queries", "."));
  const Alias& alias = config.aliases.at("by-name");
  EXPECT_EQ(alias.command, AliasCommand::kRead);
  EXPECT_EQ(alias.query, "q.gq");
  EXPECT_EQ(alias.name, "person");
  EXPECT_THAT(alias.args, ElementsAre("name", "city"));
  EXPECT_EQ(alias.graph, "far");
  EXPECT_EQ(alias.branch, "b");
  EXPECT_EQ(alias.format, "csv");
  EXPECT_EQ(config.aliases.at("hire").command, AliasCommand::kChange);
  EXPECT_EQ(config.resolve("graphs/one.omni"), "conf/graphs/one.omni");
  EXPECT_EQ(config.resolve("/graphs/one.omni"), "/graphs/one.omni");
  EXPECT_EQ(config.resolve("s3://bucket/two"), "s3://bucket/two");
}

TEST(Config, NothingSaidIsTheDefault) {
  for (const char* text : {"",
                           "# nothing\n",
                           "~",
                           "{}",
                           "aliases:\ncli:\ngraphs:\npolicy: {}\n",
                           "cli: {graph: , branch: ~, output_format: null}\nquery: {roots: }\n"}) {
    SCOPED_TRACE(text);
    const Config config = parsed(text);
    EXPECT_TRUE(config.graphs.empty());
    EXPECT_TRUE(config.aliases.empty());
    EXPECT_EQ(config.graph, "");
    EXPECT_EQ(config.branch, "main");
    EXPECT_EQ(config.output_format, "table");
    EXPECT_EQ(config.table_max_column_width, 80U);
    EXPECT_EQ(config.resolve("a/b"), "a/b");
  }
}

TEST(Config, ErrorsSayWhereWhichKeyAndWhatWasExpected) {
  const auto expect = [](const std::string& text, const std::string& message) {
    SCOPED_TRACE(text);
    EXPECT_EQ(error_of(text), message);
  };
  expect("cli:\n  output_format: xml\n",
         "omnigraph.yaml:2:18: 'cli.output_format': expected table, kv, csv, jsonl or json, found "
         "'xml'");
  expect("cli: [1]\n",
         "omnigraph.yaml:1:6: 'cli': expected a map of keys and values, found a list");
  expect("cli:\n  table_max_column_width: 0\n",
         "omnigraph.yaml:2:27: 'cli.table_max_column_width': expected a whole number from 1, found "
         "'0'");
  expect("cli:\n  table_cell_layout: squeeze\n",
         "omnigraph.yaml:2:22: 'cli.table_cell_layout': expected truncate or wrap, found "
         "'squeeze'");
  expect("graphs:\n  a: {}\n",
         "omnigraph.yaml:2:6: 'graphs.a.uri': expected the URI of a graph, found a map");
  expect("graphs: {a: {uri: [x]}}\n",
         "omnigraph.yaml:1:19: 'graphs.a.uri': expected a text, found a list");
  expect("aliases:\n  a: {query: q.gq}\n",
         "omnigraph.yaml:2:6: 'aliases.a.command': expected read or change, found a map");
  expect("aliases:\n  a: {command: delete, query: q.gq}\n",
         "omnigraph.yaml:2:16: 'aliases.a.command': expected read or change, found 'delete'");
  expect("aliases: {a: {command: read}}\n",
         "omnigraph.yaml:1:14: 'aliases.a.query': expected the path of a query file, found a map");
  expect("aliases: {a: {command: read, query: q.gq, args: name}}\n",
         "omnigraph.yaml:1:49: 'aliases.a.args': expected a list of texts, found 'name'");
  expect("query:\n  roots: [[a]]\n",
         "omnigraph.yaml:2:11: 'query.roots': expected a list of texts, found a list");
  expect("cli: {branch: a}\ncli: {branch: b}\n", "omnigraph.yaml:2:1: 'cli' is given twice");
  expect("[1]: 2\n",
         "omnigraph.yaml:1:1: '(top level)': expected keys that are words, found a list");
}

TEST(Config, TextsThatAreNoYamlAreRefusedWithTheirPlace) {
  for (const char* text : {"cli: [", "a: b: c", "\t- x", "cli: *nowhere", "\"open", "a: }"}) {
    SCOPED_TRACE(text);
    EXPECT_THAT(error_of(text), ::testing::StartsWith("omnigraph.yaml:1:"));
    EXPECT_THAT(error_of(text), HasSubstr("not valid YAML"));
  }
  EXPECT_THAT(error_of("cli: \xFF"), HasSubstr("not UTF-8"));
  EXPECT_THAT(error_of(std::string(2 << 20, '#')), HasSubstr("too large"));
  EXPECT_THAT(error_of(std::string(200'000, '[')), HasSubstr("omnigraph.yaml"));
}

TEST(Config, SchemesAreToldFromPaths) {
  for (const char* uri : {"s3://b/p", "http://h", "file:///x"}) {
    EXPECT_TRUE(has_scheme(uri)) << uri;
  }
  for (const char* uri : {"", "a/b", "://x", "a b://c", "/s3://x"}) {
    EXPECT_FALSE(has_scheme(uri)) << uri;
  }
}

TEST(EnvFile, ReadsNamesAndValues) {
  const auto variables = parse_env_file(
      "# comment\n\nA=1\nexport B = two words \nC='#x y'\r\nD=\"q\"\nE=\nF=a=b\nG='open\nA=2", "f");
  ASSERT_TRUE(variables.ok()) << variables.error().message();
  EXPECT_THAT(*variables,
              ElementsAre(Pair("A", "2"),
                          Pair("B", "two words"),
                          Pair("C", "#x y"),
                          Pair("D", "q"),
                          Pair("E", ""),
                          Pair("F", "a=b"),
                          Pair("G", "'open")));
}

TEST(EnvFile, ErrorsNameTheLineAndNotWhatItHolds) {
  for (const char* text : {"A=1\nsecret", "A=1\n=secret", "A=1\n2X=secret", "A=1\na b=secret"}) {
    const auto variables = parse_env_file(text, "f.env");
    ASSERT_FALSE(variables.ok()) << text;
    EXPECT_EQ(variables.error().message(), "env file 'f.env', line 2: expected NAME=value");
  }
}

TEST(StarterConfig, StandsBesideTheGraphAndLeadsToIt) {
  const auto lead = [](const std::string& uri) {
    const std::string path = starter_config_path(uri);
    const Config config = parsed(starter_config(uri), path);
    EXPECT_EQ(config.graph, "local");
    EXPECT_THAT(config.query_roots, ElementsAre("queries", "."));
    EXPECT_TRUE(config.aliases.empty());
    return path + " -> " + config.resolve(config.graphs.at("local"));
  };
  EXPECT_EQ(lead("team"), "omnigraph.yaml -> team");
  EXPECT_EQ(lead("team///"), "omnigraph.yaml -> team");
  EXPECT_EQ(lead("a/b/team"), "a/b/omnigraph.yaml -> a/b/team");
  EXPECT_EQ(lead("../team"), "../omnigraph.yaml -> ../team");
  EXPECT_EQ(lead("/data/team"), "/data/omnigraph.yaml -> /data/team");
  EXPECT_EQ(lead("/data/bob's graph: #1"), "/data/omnigraph.yaml -> /data/bob's graph: #1");
  EXPECT_EQ(lead("s3://bucket/team"), "omnigraph.yaml -> s3://bucket/team");
}

}  // namespace
}  // namespace omnigraph::cli
