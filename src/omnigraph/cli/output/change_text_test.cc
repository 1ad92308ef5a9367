#include "omnigraph/cli/output/change_text.h"

#include <gtest/gtest.h>

namespace omnigraph::cli {
namespace {

using graph::RowOp;

graph::EntityChange person(RowOp op, std::vector<graph::PropertyChange> properties) {
  graph::EntityChange change;
  change.table_key = "node:Person";
  change.type_name = "Person";
  change.id = "Bob";
  change.op = op;
  change.properties = std::move(properties);
  return change;
}

graph::EntityChange knows(RowOp op, std::vector<graph::PropertyChange> properties) {
  graph::EntityChange change = person(op, std::move(properties));
  change.table_key = "edge:Knows";
  change.type_name = "Knows";
  change.id = "k1";
  change.is_edge = true;
  change.ends = {"Alice", "Bob the builder"};
  return change;
}

std::string line_of(const graph::EntityChange& change) {
  return change_line(change, Paint(false));
}

std::string json_of(const graph::EntityChange& change) {
  JsonWriter json;
  write_entity_change(json, change, 7);
  return json.take();
}

TEST(ChangeText, ShowsWhatARowHadOrHas) {
  EXPECT_EQ(line_of(person(RowOp::kInsert,
                           {{"name", std::nullopt, "\"Bob\""}, {"age", std::nullopt, "40"}})),
            "+ Person Bob {name: \"Bob\", age: 40}\n");
  EXPECT_EQ(line_of(person(RowOp::kDelete, {{"age", "40", std::nullopt}})),
            "- Person Bob {age: 40}\n");
  EXPECT_EQ(line_of(person(RowOp::kDelete, {})), "- Person Bob\n");
}

TEST(ChangeText, ShowsValuesBeforeAndAfter) {
  EXPECT_EQ(
      line_of(person(RowOp::kUpdate, {{"age", "40", "41"}, {"city", std::nullopt, "\"Rome\""}})),
      "~ Person Bob  age: 40 -> 41, city: null -> \"Rome\"\n");
}

TEST(ChangeText, ShowsEdgesByTheirEnds) {
  const graph::PropertyChange moved = {"@dst", "\"Carol\"", "\"Bob the builder\""};
  EXPECT_EQ(line_of(knows(RowOp::kInsert, {moved, {"since", std::nullopt, "\"2020-01-01\""}})),
            "+ Knows k1 Alice -> \"Bob the builder\" {since: \"2020-01-01\"}\n");
  EXPECT_EQ(line_of(knows(RowOp::kUpdate, {moved})),
            "~ Knows k1 Alice -> \"Bob the builder\"  @dst: \"Carol\" -> \"Bob the builder\"\n");
}

TEST(ChangeText, CutsLongValuesShort) {
  const std::string line =
      line_of(person(RowOp::kUpdate, {{"bio", "null", std::string(1000, 'x')}}));
  EXPECT_EQ(line, "~ Person Bob  bio: null -> " + std::string(79, 'x') + "…\n");
}

TEST(ChangeText, QuotesIdsThatCouldBeMistaken) {
  EXPECT_EQ(shown_id("Bob"), "Bob");
  EXPECT_EQ(shown_id("Chloé"), "Chloé");
  EXPECT_EQ(shown_id(""), "\"\"");
  EXPECT_EQ(shown_id("a b"), "\"a b\"");
  EXPECT_EQ(shown_id("say \"hi\""), "\"say \\\"hi\\\"\"");
  EXPECT_EQ(shown_id("a\nb\033[2J"), "\"a\\nb\\u001b[2J\"");
}

TEST(ChangeText, WritesJsonWithBothSides) {
  EXPECT_EQ(json_of(person(RowOp::kUpdate, {{"age", "40", "41"}, {"city", std::nullopt, "null"}})),
            R"({"table_key":"node:Person","kind":"node","type_name":"Person","id":"Bob",)"
            R"("op":"update","manifest_version":7,"endpoints":null,)"
            R"("before":{"age":40,"city":null},"after":{"age":41,"city":null}})");
  EXPECT_EQ(json_of(knows(RowOp::kDelete, {{"@src", "\"Alice\"", std::nullopt}})),
            R"({"table_key":"edge:Knows","kind":"edge","type_name":"Knows","id":"k1",)"
            R"("op":"delete","manifest_version":7,)"
            R"("endpoints":{"src":"Alice","dst":"Bob the builder"},"before":{},"after":null})");
}

TEST(ChangeText, CountsPerTypeInColumns) {
  ChangeTally tally;
  tally["node:Person"] = {1, 22, 0};
  tally["node:City"] = {333, 4, 5};
  EXPECT_EQ(tally_lines(tally, Paint(false)), "City    +333 ~4  -5\nPerson  +1   ~22 -0\n");
  EXPECT_EQ(tally_lines(ChangeTally(), Paint(false)), "");
}

TEST(ChangeText, TellsANodeAndAnEdgeTypeOfOneNameApart) {
  ChangeTally tally;
  tally["node:Link"] = {1, 0, 0};
  tally["edge:Link"] = {2, 0, 0};
  EXPECT_EQ(tally_lines(tally, Paint(false)), "edge:Link  +2 ~0 -0\nnode:Link  +1 ~0 -0\n");
}

TEST(Paint, ColoursOnlyWhereItIsOn) {
  EXPECT_EQ(Paint(true).added("x"), "\033[32mx\033[0m");
  EXPECT_EQ(Paint(true).added(""), "");
  EXPECT_EQ(Paint(false).added("x"), "x");
}

TEST(Paint, ShowsOneLineWithoutWhatTerminalsObey) {
  EXPECT_EQ(shown_line("first\nsecond"), "first");
  EXPECT_EQ(shown_line("a\033[31mb\x7F"), "a\xEF\xBF\xBD[31mb\xEF\xBF\xBD");
  EXPECT_EQ(shown_line("\xC2\x9B"
                       "1m"),
            "\xEF\xBF\xBD"
            "1m");
  EXPECT_EQ(shown_line("\xFF"
                       "é"),
            "\xEF\xBF\xBD"
            "é");
}

TEST(Paint, ShortensByCodePoints) {
  EXPECT_EQ(shortened("ééé", 3), "ééé");
  EXPECT_EQ(shortened("éééé", 3), "éé…");
  EXPECT_EQ(shortened("", 3), "");
}

}  // namespace
}  // namespace omnigraph::cli
