// Goal: every operator, with nulls, mixed kinds and errors. Method: tables of expressions and the
// values they must give for the rows of a small table.
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "omnigraph/exec/expressions/expression_table_test_support.h"

namespace omnigraph::exec {
namespace {

using expression_testing::Cell;
using expression_testing::expect_values;
using expression_testing::ExpressionTable;
using expression_testing::list_cell;

const Cell kNullCell;

TEST(Operators, AndOrNotAreThreeValued) {
  ExpressionTable table(
      {{"a", {true, true, true, false, false, false, kNullCell, kNullCell, kNullCell}},
       {"b", {true, false, kNullCell, true, false, kNullCell, true, false, kNullCell}}});
  expect_values(table,
                {{"$p.a and $p.b", "true false null false false false null false null"},
                 {"$p.a or $p.b", "true true true true false null true null null"},
                 {"not $p.a", "false false false true true true null null null"},
                 {"not ($p.a and not $p.b)", "true false null true true true true null null"},
                 {"$p.a and true", "true true true false false false null null null"},
                 {"$p.a and false", "false false false false false false false false false"},
                 {"false or $p.a", "true true true false false false null null null"},
                 {"$p.a or null", "true true true null null null null null null"},
                 {"$p.a and null", "null null null false false false null null null"},
                 {"true and false", "false false false false false false false false false"}});
}

TEST(Operators, IsNullIsNeverNull) {
  ExpressionTable table({{"n", {1, kNullCell}}, {"tags", {kNullCell, list_cell({"x"})}}});
  expect_values(table,
                {{"$p.n is null", "false true"},
                 {"$p.n is not null", "true false"},
                 {"$p.tags is null", "true false"},
                 {"$p.n + 1 is null", "false true"},
                 {"null is null", "true true"},
                 {"1 is null", "false false"}});
}

TEST(Operators, ComparesScalarsOfOneType) {
  ExpressionTable table(
      {{"n", {1, 2, 3, kNullCell}},
       {"m", {2, 2, 2, 2}},
       {"s", {"a", "b", "ab", kNullCell}},
       {"t", {"b", "b", "B", "b"}},
       {"a", {false, true, true, kNullCell}},
       {"b", {true, true, false, true}},
       {"day", {"2024-01-01", "2024-01-02", "1969-12-31", kNullCell}},
       {"at",
        {"2024-01-01T00:00:00Z", "2024-01-01T00:00:00.001Z", "1969-12-31T23:59:59Z", kNullCell}}});
  expect_values(table,
                {{"$p.n = $p.m", "false true false null"},
                 {"$p.n != $p.m", "true false true null"},
                 {"$p.n < $p.m", "true false false null"},
                 {"$p.n <= $p.m", "true true false null"},
                 {"$p.n > $p.m", "false false true null"},
                 {"$p.n >= $p.m", "false true true null"},
                 {"2 < $p.n", "false false true null"},
                 {"1 <= $p.n < 3", "true true false null"},
                 {"$p.s = \"b\"", "false true false null"},
                 {"$p.s < $p.t", "true false false null"},
                 {"$p.s >= \"ab\"", "false true true null"},
                 {"$p.s != $p.t", "true false true null"},
                 {"$p.a = $p.b", "false true false null"},
                 {"$p.a < $p.b", "true false false null"},
                 {"$p.a <= $p.b", "true true false null"},
                 {"$p.a > $p.b", "false false true null"},
                 {"$p.day < date(\"2024-01-02\")", "true false true null"},
                 {"$p.day = \"2024-01-01\"", "true false false null"},
                 {"$p.at > datetime(\"2024-01-01T00:00:00Z\")", "false true false null"},
                 {"1 = 1", "true true true true"},
                 {"$p.@id = \"r1\"", "false true false false"},
                 {"$p.@type = \"Item\"", "true true true true"}});
}

TEST(Operators, ComparesNumbersByExactValue) {
  ExpressionTable table(
      {{"n", {9007199254740993, -1, 5, std::numeric_limits<int64_t>::max(), kNullCell}},
       {"x", {9007199254740992.0, -1.5, 5.0, 9223372036854775807.0, 1.0}},
       {"u",
        {uint64_t{9007199254740993},
         uint64_t{UINT64_MAX},
         uint64_t{5},
         uint64_t{9223372036854775808U},
         uint64_t{1}}},
       {"i", {1, -1, 5, 7, 1}},
       {"f", {0.1, -1.5, 5.0, 1e30, 1.0}}});
  expect_values(table,
                {{"$p.n = $p.x", "false false true false null"},
                 {"$p.n > $p.x", "true true false false null"},
                 {"$p.n < $p.x", "false false false true null"},
                 {"$p.n <= $p.u", "true true true true null"},
                 {"$p.n = $p.u", "true false true false null"},
                 {"$p.u > -1", "true true true true true"},
                 {"$p.u = $p.x", "false false true true true"},
                 {"$p.x < $p.u", "true true false false false"},
                 {"$p.n = 5.0", "false false true false null"},
                 {"$p.n = 5.5", "false false false false null"},
                 {"$p.n < 5.5", "false true true false null"},
                 {"$p.i = 5.0", "false false true false false"},
                 {"$p.x = 5", "false false true false false"},
                 {"$p.x >= 9007199254740993", "false false false true false"},
                 {"$p.n < 9223372036854775808", "true true true true null"},
                 {"$p.u >= 9223372036854775808", "false true false true false"},
                 {"$p.u = 18446744073709551615", "false true false false false"},
                 {"$p.i < $p.f", "false false false true false"},
                 {"$p.u < 1e30", "true true true true true"},
                 {"$p.u > -0.5", "true true true true true"}});
}

TEST(Operators, NanIsEqualToNothing) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  ExpressionTable table(
      {{"x", {nan, infinity, 1.0}}, {"y", {nan, infinity, nan}}, {"n", {1, 1, 1}}});
  expect_values(table,
                {{"$p.x = $p.y", "false true false"},
                 {"$p.x != $p.y", "true false true"},
                 {"$p.x < $p.y", "false false false"},
                 {"$p.x >= $p.y", "false true false"},
                 {"$p.x > $p.n", "false true false"},
                 {"$p.n != $p.x", "true true false"},
                 {"$p.x in [1, 2]", "false false true"}});
}

TEST(Operators, LiteralsBesideF32AreRoundedFirst) {
  ExpressionTable table({{"f", {0.1, 0.5, kNullCell}},
                         {"x", {0.1, 0.5, 0.1}},
                         {"floats", {list_cell({0.1, 0.2}), list_cell({}), kNullCell}}});
  expect_values(table,
                {{"$p.f = 0.1", "true false null"},
                 {"0.1 = $p.f", "true false null"},
                 {"$p.f in [0.1, 7]", "true false null"},
                 {"0.2 in $p.floats", "true false null"},
                 {"$p.f = $p.x", "false true null"},
                 {"$p.f < 1e300", "true true null"},
                 {"$p.f = 0.05 + 0.05", "false false null"}});
  EXPECT_EQ(table.eval("$p.f = $v", "$v: F64", R"({"v": 0.1})"), "true false null");
  EXPECT_EQ(table.eval("$p.f in $v", "$v: [F64]", R"({"v": [0.1]})"), "true false null");
  EXPECT_EQ(table.eval("$v in $p.floats", "$v: F64", R"({"v": 0.2})"), "true false null");
  EXPECT_EQ(table.eval("$p.f < $v", "$v: F64", R"({"v": 1e300})"), "true true null");
  EXPECT_EQ(table.eval("$p.f > $v", "$v: I64", R"({"v": 0})"), "true true null");
}

TEST(Operators, InLooksForTypedItems) {
  ExpressionTable table(
      {{"n", {1, 9, kNullCell, 3}},
       {"s", {"x", "zz", "x", kNullCell}},
       {"x", {1.0, 1.5, 1.0, 1.0}},
       {"a", {true, false, kNullCell, true}},
       {"tags", {list_cell({"x", "y"}), list_cell({}), kNullCell, list_cell({"z"})}},
       {"nums",
        {list_cell({1, kNullCell}), list_cell({kNullCell}), list_cell({1}), list_cell({3, 4})}},
       {"days", {list_cell({"2024-01-01"}), list_cell({}), kNullCell, list_cell({})}},
       {"flags", {list_cell({true}), list_cell({kNullCell}), list_cell({}), list_cell({false})}}});
  expect_values(table,
                {{"$p.s in $p.tags", "true false null null"},
                 {"$p.tags contains \"x\"", "true false null false"},
                 {"contains($p.tags, \"z\")", "false false null true"},
                 {"not $p.s in $p.tags", "false true null null"},
                 {"$p.n in $p.nums", "true false null true"},
                 {"$p.n in [1, 2, 3]", "true false null true"},
                 {"$p.n in [1, 2, 3, 4, 5, 6, 7, 8, 10]", "true false null true"},
                 {"$p.n in [1, null]", "true false null false"},
                 {"$p.n in []", "false false null false"},
                 {"$p.n in [null]", "false false null false"},
                 {"$p.x in [1, 2]", "true false true true"},
                 {"$p.n in [1.0, 2.5]", "true false null false"},
                 {"$p.s in [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\", \"zz\"]",
                  "false true false null"},
                 {"$p.a in $p.flags", "true false null false"},
                 {"date(\"2024-01-01\") in $p.days", "true false null false"},
                 {"1 in [$p.n, 7]", "true false false false"},
                 {"null in [1]", "null null null null"}});
  EXPECT_EQ(table.eval("$p.n in $v", "$v: [I64]?", "{}"), "null null null null");
  EXPECT_EQ(table.eval("$p.n in $v", "$v: [I64]", R"({"v": [9, 3]})"), "false true null true");
}

TEST(Operators, MembershipComparesExactValues) {
  ExpressionTable table({{"u", {uint64_t{UINT64_MAX}, uint64_t{9007199254740993}, uint64_t{0}}},
                         {"n", {-1, 9007199254740993, 0}}});
  expect_values(table,
                {{"$p.n in [9007199254740992.0, -0.0]", "false false true"},
                 {"$p.n in [1, 2, 3, 4, 5, 6, 7, 8.5, 9007199254740992.0, -1]", "true false false"},
                 {"$p.n in [$p.u]", "false true true"}});
}

TEST(Operators, StringTests) {
  ExpressionTable table({{"s", {"Anna", "", "Ännä", kNullCell}}, {"t", {"nn", "", "nä", "x"}}});
  expect_values(table,
                {{"$p.s contains $p.t", "true true true null"},
                 {"$p.s contains \"n\"", "true false true null"},
                 {"$p.s starts_with \"An\"", "true false false null"},
                 {"starts_with($p.s, \"Ä\")", "false false true null"},
                 {"$p.s ends_with $p.t", "false true true null"},
                 {"$p.s ends_with \"\"", "true true true null"},
                 {"$p.s matches \"^.nn.$\"", "true false true null"},
                 {"$p.s matches \"n\"", "true false true null"},
                 {"matches($p.s, $p.t)", "true true true null"},
                 {"not $p.s matches \"n\"", "false true false null"},
                 {"$p.s contains null", "null null null null"}});
}

TEST(Operators, BadPatternsAreErrorsOfTheRowsThatUseThem) {
  ExpressionTable table({{"s", {"a", "b"}}, {"t", {"b", "("}}});
  EXPECT_EQ(table.eval("$p.s matches $p.t"), "R105 0..17");
  EXPECT_EQ(table.eval("$p.s = \"a\" and $p.s matches $p.t"), "false false");
  EXPECT_EQ(table.eval("$p.s matches $v", "$v: String", R"({"v": "*"})"), "R105 0..15");
  ExpressionTable empty({{"s", {kNullCell}}});
  EXPECT_EQ(empty.eval("$p.s matches $v", "$v: String", R"({"v": "*"})"), "null");
}

TEST(Operators, ArithmeticGivesTheWiderType) {
  ExpressionTable table({{"n", {7, -7, kNullCell}},
                         {"m", {2, 2, 2}},
                         {"i", {3, -3, 3}},
                         {"w", {4, 4, 4}},
                         {"u", {5, 5, 5}},
                         {"x", {0.5, 0.5, 0.5}},
                         {"f", {0.25, 0.25, 0.25}},
                         {"s", {"ab", "", kNullCell}}});
  expect_values(table,
                {{"$p.n + $p.m", "9 -5 null"},
                 {"$p.n - $p.m", "5 -9 null"},
                 {"$p.n * $p.m", "14 -14 null"},
                 {"$p.n / $p.m", "3.5 -3.5 null"},
                 {"$p.n % $p.m", "1 -1 null"},
                 {"div($p.n, $p.m)", "3 -3 null"},
                 {"$p.i + $p.w", "7 1 7"},
                 {"$p.w + $p.u", "9 9 9"},
                 {"$p.u - 1", "4 4 4"},
                 {"$p.u + $p.i", "8 2 8"},
                 {"$p.n + $p.x", "7.5 -6.5 null"},
                 {"$p.x * $p.f", "0.125 0.125 0.125"},
                 {"$p.u / $p.w", "1.25 1.25 1.25"},
                 {"-$p.n", "-7 7 null"},
                 {"-$p.u", "-5 -5 -5"},
                 {"-$p.f", "-0.25 -0.25 -0.25"},
                 {"$p.s + \"!\"", "'ab!' '!' null"},
                 {"$p.s + $p.s", "'abab' '' null"},
                 {"2 + 3 * 4", "14 14 14"},
                 {"-7 % 2", "-1 -1 -1"},
                 {"$p.n + null", "null null null"},
                 {"1 + $p.m * 2", "5 5 5"}});
}

TEST(Operators, ArithmeticRefusesWhatDoesNotFit) {
  const int64_t largest = std::numeric_limits<int64_t>::max();
  const int64_t smallest = std::numeric_limits<int64_t>::min();
  ExpressionTable table({{"n", {largest, smallest}},
                         {"m", {0, 0}},
                         {"u", {uint64_t{UINT64_MAX}, uint64_t{UINT64_MAX}}},
                         {"x", {1e308, 1e308}},
                         {"y", {0.0, 0.0}},
                         {"i", {-1, -1}}});
  expect_values(table,
                {{"$p.n + 1", "R102 0..8"},
                 {"1 + 9223372036854775807", "R102 0..23"},
                 {"$p.n - $p.i", "R102 0..11"},
                 {"$p.n * 2", "R102 0..8"},
                 {"-$p.n", "R102 0..5"},
                 {"$p.u + 1", "R102 0..8"},
                 {"0 - $p.u", "R102 0..8"},
                 {"$p.u + $p.i", "R102 0..11"},
                 {"-$p.u", "R102 0..5"},
                 {"$p.n % $p.m", "R101 0..11"},
                 {"div($p.n, $p.m)", "R101 0..15"},
                 {"div($p.n, $p.i)", "R102 0..15"},
                 {"$p.n % $p.i", "0 0"},
                 {"$p.n / $p.m", "R101 0..11"},
                 {"1 / 0", "R101 0..5"},
                 {"1.5 / $p.y", "R101 0..10"},
                 {"$p.x * 10", "R103 0..9"},
                 {"$p.x + $p.x", "R103 0..11"},
                 {"$p.y / $p.y", "R101 0..11"}});
  ExpressionTable nulls({{"n", {kNullCell, kNullCell}}, {"m", {0, 0}}});
  EXPECT_EQ(nulls.eval("$p.n / $p.m"), "null null");
  EXPECT_EQ(nulls.eval("$p.n % 0"), "null null");
}

TEST(Operators, MixedSignsStayExact) {
  ExpressionTable table({{"u", {uint64_t{9223372036854775808U}, uint64_t{1}}}, {"n", {-1, -3}}});
  expect_values(table,
                {{"$p.u + $p.n", "9223372036854775807 -2"},
                 {"$p.n * $p.u", "-9223372036854775808 -3"},
                 {"$p.u - 9223372036854775807", "R102 0..26"},
                 {"$p.u % $p.n", "0 1"},
                 {"-$p.u", "-9223372036854775808 -1"}});
}

TEST(Operators, ListsOfValues) {
  ExpressionTable table({{"n", {1, kNullCell}}, {"x", {0.5, 1.5}}, {"s", {"a", "b"}}});
  expect_values(table,
                {{"[$p.n, 2]", "[1 2] [null 2]"},
                 {"[$p.n, $p.x]", "[1.0 0.5] [null 1.5]"},
                 {"[\"c\", $p.s]", "['c' 'a'] ['c' 'b']"},
                 {"[1, 2.5]", "[1.0 2.5] [1.0 2.5]"},
                 {"[1, null]", "[1 null] [1 null]"}});
}

TEST(Operators, CaseTakesTheFirstTrueBranch) {
  ExpressionTable table({{"n", {1, 2, 3, kNullCell}},
                         {"s", {"Rome", "Oslo", kNullCell, "x"}},
                         {"u", {uint64_t{1}, uint64_t{2}, uint64_t{3}, uint64_t{4}}}});
  expect_values(
      table,
      {{"case when $p.n = 1 then \"one\" when $p.n > 1 then \"more\" else \"?\" end",
        "'one' 'more' 'more' '?'"},
       {"case when $p.n = 1 then \"one\" end", "'one' null null null"},
       {"case $p.s when \"Rome\" then \"R\" when \"Oslo\" then \"O\" else \"?\" end",
        "'R' 'O' '?' '?'"},
       {"case when $p.n = 1 then 1 when $p.n = 2 then 2.5 else null end", "1.0 2.5 null null"},
       {"case when $p.n < 3 then $p.n else $p.u end", "1 2 3 4"},
       {"case when true then $p.n else 1 / 0 end", "1.0 2.0 3.0 null"},
       {"case when false then 1 / 0 else $p.n end", "1.0 2.0 3.0 null"},
       {"case when $p.n is null then [\"none\"] else [$p.s] end",
        "['Rome'] ['Oslo'] [null] ['none']"},
       {"case when $p.n > 1 then null end is null", "true true true true"}});
}

TEST(Operators, GuardedOperandsDoNotRaise) {
  ExpressionTable table({{"n", {5, 0, kNullCell, -2}}});
  expect_values(table,
                {{"$p.n != 0 and 10 / $p.n > 1", "true false null false"},
                 {"$p.n = 0 or 10 / $p.n > 1", "true true null false"},
                 {"case when $p.n = 0 then 0.0 else 10 / $p.n end", "2.0 0.0 null -5.0"},
                 {"case when $p.n != 0 then 10 / $p.n end", "2.0 null null -5.0"},
                 {"coalesce($p.n, 1 / 0)", "R101 15..20"},
                 {"coalesce($p.n, 7, 1 / 0)", "5.0 0.0 7.0 -2.0"},
                 {"10 / $p.n > 1 and $p.n != 0", "R101 0..9"}});
}

}  // namespace
}  // namespace omnigraph::exec
