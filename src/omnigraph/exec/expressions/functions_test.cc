// Goal: every function with usual, null, edge and refused arguments. Method: tables of expressions
// and the values they must give for the rows of a small table.
#include "omnigraph/exec/expressions/functions.h"

#include <limits>

#include <gtest/gtest.h>

#include "omnigraph/exec/expressions/expression_table_test_support.h"
#include "omnigraph/query/types/functions.h"

namespace omnigraph::exec {
namespace {

using expression_testing::Cell;
using expression_testing::expect_values;
using expression_testing::ExpressionTable;
using expression_testing::list_cell;

const Cell kNull;

TEST(Functions, EveryRunnableFunctionHasAKernelOrAFormOfItsOwn) {
  const std::vector<std::string_view> forms = {
      "coalesce", "now", "id", "contains", "starts_with", "ends_with", "matches"};
  for (const query::FunctionInfo& info : query::all_functions()) {
    const bool form = std::find(forms.begin(), forms.end(), info.name) != forms.end();
    EXPECT_EQ(find_function_entry(info.name) != nullptr, info.runnable && !form) << info.name;
  }
}

TEST(Functions, NumberFunctions) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  ExpressionTable table({{"n", {7, -7, 0, kNull}},
                         {"i", {-2, 2, 0, kNull}},
                         {"u", {uint64_t{3}, uint64_t{0}, UINT64_MAX, kNull}},
                         {"x", {2.5, -2.5, -0.5, kNull}},
                         {"y", {4.0, 2.25, nan, kNull}},
                         {"f", {0.5, -1.5, 0.0, kNull}}});
  expect_values(table,
                {{"abs($p.n)", "7 7 0 null"},
                 {"abs($p.i)", "2 2 0 null"},
                 {"abs($p.u)", "3 0 18446744073709551615 null"},
                 {"abs($p.x)", "2.5 2.5 0.5 null"},
                 {"abs($p.f)", "0.5 1.5 0.0 null"},
                 {"sign($p.n)", "1 -1 0 null"},
                 {"sign($p.u)", "1 0 1 null"},
                 {"sign($p.x)", "1 -1 -1 null"},
                 {"sign($p.y)", "1 1 0 null"},
                 {"ceil($p.x)", "3.0 -2.0 -0.0 null"},
                 {"floor($p.x)", "2.0 -3.0 -1.0 null"},
                 {"ceil($p.i)", "-2 2 0 null"},
                 {"floor($p.u)", "3 0 18446744073709551615 null"},
                 {"round($p.x)", "3.0 -3.0 -1.0 null"},
                 {"round($p.n)", "7 -7 0 null"},
                 {"round($p.n, -1)", "10 -10 0 null"},
                 {"round($p.n, $p.i)", "0 -7 0 null"},
                 {"round($p.x, null)", "null null null null"},
                 {"div($p.n, 2)", "3 -3 0 null"},
                 {"div($p.u, 2)", "1 0 9223372036854775807 null"},
                 {"pow($p.n, 2)", "49.0 49.0 0.0 null"},
                 {"exp($p.n * 0)", "1.0 1.0 1.0 null"}});
  ExpressionTable squares({{"n", {4, 9, kNull}}, {"x", {1.0, 1.0, 1.0}}});
  expect_values(squares,
                {{"sqrt($p.n)", "2.0 3.0 null"},
                 {"ln($p.x)", "0.0 0.0 0.0"},
                 {"pow(2, 0.5) = sqrt(2)", "true true true"}});
}

TEST(Functions, RoundIsExact) {
  ExpressionTable table({{"x", {2.675, 0.125, -0.125, 1234.5, 1e300, 1e22, 5e-324}}});
  expect_values(
      table,
      {{"round($p.x, 2)", "2.67 0.13 -0.13 1234.5 1.0e300 1.0e22 0.0"},
       {"round($p.x, -2)", "0.0 0.0 -0.0 1200.0 1.0e300 1.0e22 0.0"},
       {"round($p.x, 400)", "2.675 0.125 -0.125 1234.5 1.0e300 1.0e22 5.0e-324"},
       {"round($p.x, 100000)", "2.675 0.125 -0.125 1234.5 1.0e300 1.0e22 5.0e-324"},
       {"round($p.x, -100000)", "0.0 0.0 -0.0 0.0 0.0 0.0 0.0"},
       {"round(50, -2)", "100 100 100 100 100 100 100"},
       {"round(49, -2)", "0 0 0 0 0 0 0"},
       {"round(9223372036854775807, -19)", "R102 0..31"},
       {"round(9223372036854775807, -20)", "0 0 0 0 0 0 0"},
       {"round(18446744073709551615, -1)", "R102 0..31"},
       {"round(-9223372036854775807, -18)",
        "-9000000000000000000 -9000000000000000000 -9000000000000000000 -9000000000000000000 "
        "-9000000000000000000 -9000000000000000000 -9000000000000000000"}});
  EXPECT_EQ(table.eval("round(1.7976931348623157e308, -308)"), "R103 0..35");
}

TEST(Functions, NumbersOutsideADomainAreErrors) {
  ExpressionTable table(
      {{"n", {std::numeric_limits<int64_t>::min()}}, {"x", {-1.0}}, {"y", {0.0}}, {"m", {kNull}}});
  expect_values(table,
                {{"abs($p.n)", "R102 0..9"},
                 {"sqrt($p.x)", "R104 0..10"},
                 {"ln($p.y)", "R104 0..8"},
                 {"ln($p.x)", "R104 0..8"},
                 {"exp(1000)", "R103 0..9"},
                 {"pow($p.x, 0.5)", "R104 0..14"},
                 {"pow($p.y, -1)", "R103 0..13"},
                 {"pow(10, 400)", "R103 0..12"},
                 {"div(1, 0)", "R101 0..9"},
                 {"sqrt($p.m)", "null"},
                 {"div($p.m, 0)", "null"}});
}

TEST(Functions, TextFunctions) {
  ExpressionTable table(
      {{"s", {"Ana", "ÄÖß€𝄞", "", kNull}}, {"t", {"a", "€", "", "x"}}, {"n", {1, 2, 0, 1}}});
  expect_values(table,
                {{"length($p.s)", "3 5 0 null"},
                 {"lower($p.s)", "'ana' 'äöß€𝄞' '' null"},
                 {"upper($p.s)", "'ANA' 'ÄÖß€𝄞' '' null"},
                 {"upper(\"straße ﬀ ǆ\")", "'STRAßE ﬀ Ǆ' 'STRAßE ﬀ Ǆ' 'STRAßE ﬀ Ǆ' 'STRAßE ﬀ Ǆ'"},
                 {"substring($p.s, 1)", "'na' 'Öß€𝄞' '' null"},
                 {"substring($p.s, 1, 2)", "'na' 'Öß' '' null"},
                 {"substring($p.s, 9)", "'' '' '' null"},
                 {"substring($p.s, $p.n, 100)", "'na' 'ß€𝄞' '' null"},
                 {"substring($p.s, 0, 0)", "'' '' '' null"},
                 {"left($p.s, 2)", "'An' 'ÄÖ' '' null"},
                 {"right($p.s, 2)", "'na' '€𝄞' '' null"},
                 {"right($p.s, 100)", "'Ana' 'ÄÖß€𝄞' '' null"},
                 {"right($p.s, 0)", "'' '' '' null"},
                 {"left($p.s, 9223372036854775807)", "'Ana' 'ÄÖß€𝄞' '' null"},
                 {"replace($p.s, $p.t, \"-\")", "'An-' 'ÄÖß-𝄞' '' null"},
                 {"replace(\"aaa\", \"aa\", \"b\")", "'ba' 'ba' 'ba' 'ba'"},
                 {"split($p.s, \"n\")", "['A' 'a'] ['ÄÖß€𝄞'] [''] null"},
                 {"split($p.s, \"\")", "['A' 'n' 'a'] ['Ä' 'Ö' 'ß' '€' '𝄞'] [] null"},
                 {"split(\"a,,b,\", \",\")",
                  "['a' '' 'b' ''] ['a' '' 'b' ''] ['a' '' 'b' ''] ['a' '' 'b' '']"},
                 {"index_of($p.s, $p.t)", "2 3 0 null"},
                 {"index_of($p.s, \"z\")", "-1 -1 -1 null"},
                 {"reverse($p.s)", "'anA' '𝄞€ßÖÄ' '' null"},
                 {"starts_with($p.s, \"A\")", "true false false null"},
                 {"ends_with($p.s, $p.t)", "true false true null"},
                 {"contains($p.s, $p.t)", "true true true null"},
                 {"matches($p.s, \"^A\")", "true false false null"},
                 {"length(null)", "null null null null"}});
}

TEST(Functions, TrimTakesUnicodeWhiteSpace) {
  ExpressionTable table({{"s", {" \t x y\n", "\u00A0\u2003z\u3000", "   ", kNull}}});
  expect_values(table,
                {{"trim($p.s)", "'x y' 'z' '' null"},
                 {"ltrim($p.s)", "'x y\n' 'z\u3000' '' null"},
                 {"rtrim($p.s)", "' \t x y' '\u00A0\u2003z' '' null"}});
}

TEST(Functions, NegativePositionsAreErrors) {
  ExpressionTable table({{"s", {"abc"}}, {"n", {-1}}});
  expect_values(table,
                {{"substring($p.s, -1)", "R104 0..19"},
                 {"substring($p.s, $p.n, 2)", "R104 0..24"},
                 {"substring($p.s, 0, -2)", "R104 0..22"},
                 {"left($p.s, $p.n)", "R104 0..16"},
                 {"right($p.s, -1)", "R104 0..15"}});
}

TEST(Functions, ConcatSkipsNullsAndSpellsLikeJson) {
  ExpressionTable table({{"s", {"a", kNull}},
                         {"n", {1, kNull}},
                         {"x", {1.0, 0.1}},
                         {"f", {0.1, kNull}},
                         {"a", {true, kNull}},
                         {"day", {"2024-02-29", kNull}},
                         {"at", {"2024-02-29T01:02:03.004Z", kNull}}});
  expect_values(table,
                {{"concat($p.s, \"-\", $p.n)", "'a-1' '-'"},
                 {"concat($p.n)", "'1' ''"},
                 {"concat(null)", "'' ''"},
                 {"concat($p.x, \" \", $p.f, \" \", $p.a)", "'1.0 0.1 true' '0.1  '"},
                 {"concat($p.day, \"/\", $p.at)", "'2024-02-29/2024-02-29T01:02:03.004Z' '/'"}});
}

TEST(Functions, ListFunctions) {
  ExpressionTable table(
      {{"tags", {list_cell({"x", "y"}), list_cell({}), kNull, list_cell({kNull, "z"})}},
       {"n", {1, 0, 0, -1}},
       {"nums", {list_cell({3}), list_cell({4, 5}), kNull, list_cell({kNull})}}});
  expect_values(table,
                {{"length($p.tags)", "2 0 null 2"},
                 {"item($p.tags, 0)", "'x' null null null"},
                 {"item($p.tags, -1)", "'y' null null 'z'"},
                 {"item($p.tags, 2)", "null null null null"},
                 {"item($p.tags, -3)", "null null null null"},
                 {"item($p.tags, $p.n)", "'y' null null 'z'"},
                 {"item($p.tags, 18446744073709551615)", "null null null null"},
                 {"first($p.nums)", "3 4 null null"},
                 {"last($p.nums)", "3 5 null null"},
                 {"join($p.tags, \"+\")", "'x+y' '' null 'z'"},
                 {"join($p.tags, null)", "null null null null"},
                 {"join([\"a\", \"b\"], \", \")", "'a, b' 'a, b' 'a, b' 'a, b'"},
                 {"item([1, 2, 3], $p.n)", "2 1 1 3"},
                 {"item(split(\"a,b,c\", \",\"), -1)", "'c' 'c' 'c' 'c'"},
                 {"contains($p.nums, 3)", "true false null false"}});
}

TEST(Functions, DateFields) {
  ExpressionTable table(
      {{"day", {"2024-02-29", "1969-12-31", "0001-01-01", kNull}},
       {"at",
        {"2024-02-29T13:14:15.016Z", "1969-12-31T23:59:59.999Z", "9999-12-31T23:00:00Z", kNull}}});
  expect_values(table,
                {{"year($p.day)", "2024 1969 1 null"},
                 {"month($p.day)", "2 12 1 null"},
                 {"day($p.day)", "29 31 1 null"},
                 {"weekday($p.day)", "4 3 1 null"},
                 {"year($p.at)", "2024 1969 9999 null"},
                 {"month($p.at)", "2 12 12 null"},
                 {"day($p.at)", "29 31 31 null"},
                 {"hour($p.at)", "13 23 23 null"},
                 {"minute($p.at)", "14 59 0 null"},
                 {"second($p.at)", "15 59 0 null"},
                 {"weekday($p.at)", "4 3 5 null"},
                 {"epoch_ms($p.at)", "1709212455016 -1 253402297200000 null"}});
}

TEST(Functions, NowIsTheInstantOfTheQuery) {
  ExpressionTable table(
      {{"at", {"2023-11-14T22:13:20.124Z", kNull}}, {"day", {"2023-11-14", kNull}}});
  expect_values(table,
                {{"now()", "2023-11-14T22:13:20.123Z 2023-11-14T22:13:20.123Z"},
                 {"today()", "2023-11-14 2023-11-14"},
                 {"$p.at > now()", "true null"},
                 {"$p.day = today()", "true null"}});
}

TEST(Functions, DateAddClampsMonthsAndKeepsTheTime) {
  ExpressionTable table({{"day", {"2024-01-31", "2023-12-31", kNull}},
                         {"at", {"2024-01-31T10:00:00Z", "1969-12-31T23:59:59.999Z", kNull}},
                         {"n", {1, -1, 2}},
                         {"t", {"month", "year", "day"}}});
  expect_values(
      table,
      {{"date_add($p.day, 1, \"month\")", "2024-02-29 2024-01-31 null"},
       {"date_add($p.day, $p.n, $p.t)", "2024-02-29 2022-12-31 null"},
       {"date_add($p.day, -11, \"month\")", "2023-02-28 2023-01-31 null"},
       {"date_add($p.day, 1, \"quarter\")", "2024-04-30 2024-03-31 null"},
       {"date_add($p.day, 2, \"week\")", "2024-02-14 2024-01-14 null"},
       {"date_add($p.day, 1, \"day\")", "2024-02-01 2024-01-01 null"},
       {"date_add(date(\"2024-02-29\"), 1, \"year\")", "2025-02-28 2025-02-28 2025-02-28"},
       {"date_add($p.at, 1, \"month\")", "2024-02-29T10:00:00.000Z 1970-01-31T23:59:59.999Z null"},
       {"date_add($p.at, 90, \"second\")",
        "2024-01-31T10:01:30.000Z 1970-01-01T00:01:29.999Z null"},
       {"date_add($p.at, -1, \"hour\")", "2024-01-31T09:00:00.000Z 1969-12-31T22:59:59.999Z null"},
       {"date_add($p.at, 1, \"minute\")", "2024-01-31T10:01:00.000Z 1970-01-01T00:00:59.999Z null"},
       {"date_add($p.day, 10000, \"year\")", "R104 0..31"},
       {"date_add($p.day, 9223372036854775807, \"month\")", "R104 0..46"},
       {"date_add($p.at, -9223372036854775807, \"second\")", "R104 0..47"},
       {"date_add($p.day, 1, $p.s)", "null null null"}});
  ExpressionTable units({{"day", {"2024-01-31"}}, {"s", {"fortnight"}}, {"t", {"hour"}}});
  EXPECT_EQ(units.eval("date_add($p.day, 1, $p.s)"), "R104 0..25");
  EXPECT_EQ(units.eval("date_add($p.day, 1, $p.t)"), "R104 0..25");
  EXPECT_EQ(units.eval("date_trunc($p.day, $p.t)"), "R104 0..24");
}

TEST(Functions, DateDiffCountsCompleteUnits) {
  ExpressionTable table(
      {{"day", {"1994-05-01", "2024-01-31", "2024-03-01", kNull}},
       {"day2", {"2024-04-30", "2024-02-29", "2024-01-31", "2024-01-01"}},
       {"at", {"2024-01-01T00:00:00Z", "2024-01-01T12:00:00Z", "2024-01-02T00:00:00Z", kNull}},
       {"at2",
        {"2024-01-01T23:59:59.999Z", "2024-02-01T11:00:00Z", "2024-01-01T00:00:01Z", kNull}}});
  expect_values(table,
                {{"date_diff($p.day, $p.day2, \"year\")", "29 0 0 null"},
                 {"date_diff($p.day, $p.day2, \"month\")", "359 1 -1 null"},
                 {"date_diff($p.day, $p.day2, \"quarter\")", "119 0 0 null"},
                 {"date_diff($p.day, $p.day2, \"day\")", "10957 29 -30 null"},
                 {"date_diff($p.day, $p.day2, \"week\")", "1565 4 -4 null"},
                 {"date_diff($p.at, $p.at2, \"day\")", "0 30 0 null"},
                 {"date_diff($p.at, $p.at2, \"month\")", "0 0 0 null"},
                 {"date_diff($p.at, $p.at2, \"hour\")", "23 743 -23 null"},
                 {"date_diff($p.at, $p.at2, \"minute\")", "1439 44580 -1439 null"},
                 {"date_diff($p.at, $p.at2, \"second\")", "86399 2674800 -86399 null"},
                 {"date_diff($p.day, \"2024-05-01\", \"year\")", "30 0 0 null"}});
}

TEST(Functions, DateTruncFindsTheStart) {
  ExpressionTable table({{"day", {"2024-02-29", "1969-12-31", kNull}},
                         {"at", {"2024-05-15T13:14:15.016Z", "1969-12-31T23:59:59.999Z", kNull}}});
  expect_values(
      table,
      {{"date_trunc($p.day, \"day\")", "2024-02-29 1969-12-31 null"},
       {"date_trunc($p.day, \"week\")", "2024-02-26 1969-12-29 null"},
       {"date_trunc($p.day, \"month\")", "2024-02-01 1969-12-01 null"},
       {"date_trunc($p.day, \"quarter\")", "2024-01-01 1969-10-01 null"},
       {"date_trunc($p.day, \"year\")", "2024-01-01 1969-01-01 null"},
       {"date_trunc($p.at, \"second\")", "2024-05-15T13:14:15.000Z 1969-12-31T23:59:59.000Z null"},
       {"date_trunc($p.at, \"minute\")", "2024-05-15T13:14:00.000Z 1969-12-31T23:59:00.000Z null"},
       {"date_trunc($p.at, \"hour\")", "2024-05-15T13:00:00.000Z 1969-12-31T23:00:00.000Z null"},
       {"date_trunc($p.at, \"day\")", "2024-05-15T00:00:00.000Z 1969-12-31T00:00:00.000Z null"},
       {"date_trunc($p.at, \"quarter\")",
        "2024-04-01T00:00:00.000Z 1969-10-01T00:00:00.000Z null"}});
}

TEST(Functions, ToStringSpellsLikeJson) {
  ExpressionTable table({{"s", {"a\"b", kNull}},
                         {"n", {-5, kNull}},
                         {"u", {UINT64_MAX, kNull}},
                         {"x", {1e20, 2.0}},
                         {"f", {0.1, kNull}},
                         {"a", {false, kNull}},
                         {"day", {"2024-02-29", kNull}},
                         {"at", {"2024-02-29T01:02:03Z", kNull}}});
  expect_values(table,
                {{"to_string($p.s)", "'a\"b' null"},
                 {"to_string($p.n)", "'-5' null"},
                 {"to_string($p.u)", "'18446744073709551615' null"},
                 {"to_string($p.x)", "'1.0e20' '2.0'"},
                 {"to_string($p.f)", "'0.1' null"},
                 {"to_string($p.a)", "'false' null"},
                 {"to_string($p.day)", "'2024-02-29' null"},
                 {"to_string($p.at)", "'2024-02-29T01:02:03.000Z' null"}});
}

TEST(Functions, ToIntAndToFloat) {
  ExpressionTable table({{"s", {"42", "-7.0", "x", kNull}},
                         {"t", {"1e3", "", "99999999999999999999", "-9223372036854775808"}},
                         {"x", {3.9, -3.9, 1e19, kNull}},
                         {"y",
                          {std::numeric_limits<double>::quiet_NaN(),
                           -9223372036854775808.0,
                           9223372036854775808.0,
                           0.0}},
                         {"u", {uint64_t{5}, UINT64_MAX, uint64_t{0}, kNull}},
                         {"i", {1, -1, 0, kNull}}});
  expect_values(table,
                {{"to_int($p.s)", "42 -7 null null"},
                 {"to_int($p.t)", "1000 null null -9223372036854775808"},
                 {"to_int($p.x)", "3 -3 null null"},
                 {"to_int($p.y)", "null -9223372036854775808 null 0"},
                 {"to_int($p.u)", "5 null 0 null"},
                 {"to_int($p.i)", "1 -1 0 null"},
                 {"to_int(\"3.7\")", "R104 0..13"},
                 {"to_int(\"1e-3\")", "R104 0..14"},
                 {"to_int(\" 1\")", "null null null null"},
                 {"to_int(\"9007199254740993.0\")",
                  "9007199254740993 9007199254740993 9007199254740993 9007199254740993"},
                 {"to_float($p.s)", "42.0 -7.0 null null"},
                 {"to_float($p.t)", "1000.0 null 1.0e20 -9.223372036854776e18"},
                 {"to_float($p.i)", "1.0 -1.0 0.0 null"},
                 {"to_float(\"1e999\")", "null null null null"},
                 {"to_float(\"-1e-999\")", "-0.0 -0.0 -0.0 -0.0"},
                 {"to_float(\"NaN\")", "null null null null"}});
}

TEST(Functions, ToBoolToDateToDatetime) {
  ExpressionTable table(
      {{"s", {"true", "false", "TRUE", kNull}},
       {"t", {"2024-02-29", "2024-02-30", "2024-02-29T23:00:00-02:00", kNull}},
       {"a", {true, false, kNull, true}},
       {"day", {"2024-02-29", "1969-12-31", kNull, "0001-01-01"}},
       {"at", {"2024-02-29T23:59:59Z", "1969-12-31T23:59:59Z", kNull, "1970-01-01T00:00:00Z"}}});
  expect_values(
      table,
      {{"to_bool($p.s)", "true false null null"},
       {"to_bool($p.a)", "true false null true"},
       {"to_date($p.t)", "2024-02-29 null 2024-03-01 null"},
       {"to_date($p.at)", "2024-02-29 1969-12-31 null 1970-01-01"},
       {"to_date($p.day)", "2024-02-29 1969-12-31 null 0001-01-01"},
       {"to_datetime($p.t)", "2024-02-29T00:00:00.000Z null 2024-03-01T01:00:00.000Z null"},
       {"to_datetime($p.day)",
        "2024-02-29T00:00:00.000Z 1969-12-31T00:00:00.000Z null 0001-01-01T00:00:00.000Z"},
       {"to_datetime($p.at)",
        "2024-02-29T23:59:59.000Z 1969-12-31T23:59:59.000Z null 1970-01-01T00:00:00.000Z"}});
}

TEST(Functions, ChoiceFunctions) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  ExpressionTable table({{"n", {1, 5, kNull, kNull}},
                         {"m", {2, 5, 3, kNull}},
                         {"x", {1.5, nan, 0.5, kNull}},
                         {"s", {"b", "a", kNull, kNull}},
                         {"t", {"a", "b", "c", kNull}},
                         {"f", {0.1, 0.2, kNull, kNull}},
                         {"day", {"2024-01-01", kNull, kNull, kNull}},
                         {"a", {true, false, kNull, kNull}},
                         {"u", {UINT64_MAX, uint64_t{1}, uint64_t{1}, uint64_t{1}}}});
  expect_values(
      table,
      {{"coalesce($p.n, $p.m)", "1 5 3 null"},
       {"coalesce($p.n, $p.x)", "1.0 5.0 0.5 null"},
       {"coalesce($p.n, $p.m, 0)", "1 5 3 0"},
       {"coalesce($p.s, \"?\")", "'b' 'a' '?' '?'"},
       {"coalesce(null, $p.s)", "'b' 'a' null null"},
       {"coalesce($p.day, \"2000-01-01\")", "2024-01-01 2000-01-01 2000-01-01 2000-01-01"},
       {"nullif($p.n, $p.m)", "1 null null null"},
       {"nullif($p.n, 1)", "null 5 null null"},
       {"nullif($p.s, \"a\")", "'b' null null null"},
       {"nullif($p.f, 0.1)", "null 0.2 null null"},
       {"least($p.n, $p.m)", "1 5 3 null"},
       {"greatest($p.n, $p.m)", "2 5 3 null"},
       {"greatest($p.n, $p.x)", "1.5 NaN 0.5 null"},
       {"least($p.n, $p.x)", "1.0 5.0 0.5 null"},
       {"least($p.s, $p.t, \"bb\")", "'a' 'a' 'bb' 'bb'"},
       {"greatest($p.s, $p.t)", "'b' 'b' 'c' null"},
       {"greatest($p.a, false)", "true false false false"},
       {"least($p.day, date(\"2020-01-01\"))", "2020-01-01 2020-01-01 2020-01-01 2020-01-01"},
       {"least($p.n)", "1 5 null null"},
       {"greatest($p.u, $p.n)", "R102 9..13"}});
}

TEST(Functions, CallsNest) {
  ExpressionTable table({{"s", {"Ada Lovelace", kNull}}, {"day", {"1994-05-01", kNull}}});
  expect_values(table,
                {{"upper(left(item(split($p.s, \" \"), -1), 4))", "'LOVE' null"},
                 {"coalesce(to_string(year($p.day)), \"unknown\")", "'1994' 'unknown'"},
                 {"length(concat($p.s, $p.day))", "22 0"}});
}

TEST(Functions, TextsAreLimited) {
  ExpressionTable table({{"s", {"abcdefghij"}}, {"tags", {list_cell({"abc", "def"})}}});
  table.limits.memory_bytes = 9;
  expect_values(table,
                {{"upper($p.s)", "resource_exhausted"},
                 {"replace(\"aaaa\", \"a\", \"0123\")", "resource_exhausted"},
                 {"$p.s + \"!\"", "resource_exhausted"},
                 {"join($p.tags, \"----\")", "resource_exhausted"},
                 {"split($p.s, \"\")", "resource_exhausted"},
                 {"concat($p.s, $p.s)", "resource_exhausted"},
                 {"[$p.s, $p.s]", "resource_exhausted"},
                 {"coalesce($p.s, \"\")", "'abcdefghij'"},
                 {"left($p.s, 3)", "'abc'"}});
}

}  // namespace
}  // namespace omnigraph::exec
