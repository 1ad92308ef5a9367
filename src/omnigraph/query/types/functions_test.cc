// The table of functions, what they give, and which expressions can raise.
#include "omnigraph/query/types/functions.h"

#include <string>

#include <gtest/gtest.h>

#include "omnigraph/query/testing/check_text.h"

namespace omnigraph::query {
namespace {

// The expression as the checker has it, its type and whether it can raise; or the outcome.
std::string checked(const std::string& expr) {
  const testing::Checked result =
      testing::check_text(testing::types_schema(),
                          "query q($s: String) { match { $d: Doc } return { " + expr + " as x } }");
  if (!result.query) {
    return result.outcome() + " " + result.describe();
  }
  const Expr& column = *std::get<Read>(result.query->body).columns[0].expr;
  return to_string(column.type) + (can_raise(column) ? " raises" : "");
}

struct TypeCase {
  const char* expr;
  const char* type;
};

const TypeCase kTypes[] = {
    // Arithmetic.
    {"$d.small + 1", "I64? raises"},
    {"$d.count + 1", "U64? raises"},
    {"$d.count + -1", "I64? raises"},
    {"$d.count + $d.small", "I64? raises"},
    {"$d.huge * $d.count", "U64? raises"},
    {"$d.small / 2", "F64? raises"},
    {"$d.small + $d.single", "F64? raises"},
    {"$d.small % 2", "I64? raises"},
    {"$d.title + \"x\"", "String"},
    {"-$d.small", "I64? raises"},
    {"-$d.single", "F64?"},
    {"-9223372036854775808", "I64"},
    {"18446744073709551615", "U64"},
    // Tests.
    {"$d.small > 1", "Bool?"},
    {"$d.small is null", "Bool"},
    {"$d.title contains \"x\"", "Bool"},
    {"$d.title matches \"x\"", "Bool"},
    {"$d.title matches $s", "Bool raises"},
    {"exists { $d cites $e }", "Bool"},
    {"exists { $d cites $e  $e.small + 1 > 2 }", "Bool raises"},
    {"count { $d cites $e }", "I64"},
    {"sum_int($e.small) { $d cites $e }", "I64? raises"},
    {"sum($e.ratio) { $d cites $e }", "F64? raises"},
    {"avg($e.ratio) { $d cites $e }", "F64? raises"},
    {"sum($e.small) { $d cites $e }", "F64?"},
    {"max($e.ratio) { $d cites $e }", "F64?"},
    {"collect($e.slug) { $d cites $e }", "[String]"},
    // Choice.
    {"coalesce($d.small, $d.big)", "I64?"},
    {"coalesce($d.small, 0)", "I64"},
    {"coalesce($d.title, null)", "String"},
    {"coalesce($d.day, \"2024-01-01\")", "Date"},
    // I64 does not hold all of U64.
    {"coalesce($d.huge, $d.big)", "I64? raises"},
    {"coalesce($d.count, $d.big)", "I64?"},
    {"least($d.count, 7)", "U64"},
    {"greatest($d.huge, -7)", "I64 raises"},
    {"greatest($d.count, -7)", "I64"},
    {"case when $d.flag then $d.big else $d.huge end", "I64? raises"},
    {"case when $d.flag then $d.small else $d.big end", "I64?"},
    {"$d.big in [$d.small, $d.huge]", "Bool? raises"},
    {"$d.big > $d.huge", "Bool?"},
    {"coalesce($d.huge, $d.ratio)", "F64?"},
    {"nullif($d.small, 3)", "I32?"},
    {"least($d.ratio, $d.small, 1)", "F64"},
    {"greatest($d.mood, \"x\")", "String"},
    {"case when $d.flag then 1 else 2.5 end", "F64"},
    {"case when $d.flag then $d.small end", "I32?"},
    // Numbers.
    {"abs($d.small)", "I64? raises"},
    {"sign($d.ratio)", "I64?"},
    {"ceil($d.single)", "F64?"},
    {"floor($d.count)", "U64?"},
    {"round($d.ratio, 2)", "F64? raises"},
    {"sqrt(2)", "F64 raises"},
    {"pow($d.small, 2)", "F64? raises"},
    {"div($d.small, 2)", "I64? raises"},
    {"div($d.count, $d.huge)", "U64? raises"},
    // Strings and lists.
    {"length($d.title)", "I64"},
    {"length($d.tags)", "I64?"},
    {"substring($d.title, 1, 2)", "String raises"},
    {"split($d.title, \",\")", "[String]"},
    {"join($d.tags, \"+\")", "String?"},
    {"concat($d.body, 1, $d.day)", "String"},
    {"item($d.numbers, 0)", "I32?"},
    {"first($d.days)", "Date?"},
    {"contains($d.tags, \"x\")", "Bool?"},
    {"starts_with($d.title, $s)", "Bool"},
    // Dates.
    {"now()", "DateTime"},
    {"today()", "Date"},
    {"year($d.day)", "I64?"},
    {"hour($d.at)", "I64?"},
    {"date_add($d.day, 1, \"month\")", "Date? raises"},
    {"date_trunc(now(), \"hour\")", "DateTime raises"},
    {"date_diff($d.day, \"2024-04-30\", \"year\")", "I64? raises"},
    {"epoch_ms(now())", "I64"},
    // Conversions.
    {"to_string($d.small)", "String?"},
    {"to_int($d.title)", "I64? raises"},
    {"to_float($d.title)", "F64?"},
    {"to_bool($d.title)", "Bool?"},
    {"to_date(now())", "Date?"},
    {"to_datetime($d.day)", "DateTime?"},
    {"id($d)", "String"},
};

TEST(Functions, GiveTheirTypesAndRaiseAsSpecified) {
  for (const TypeCase& one : kTypes) {
    EXPECT_EQ(checked(one.expr), one.type) << one.expr;
  }
}

TEST(Functions, TheTableIsSound) {
  for (const FunctionInfo& function : all_functions()) {
    EXPECT_EQ(find_function(function.name), &function) << function.name;
    EXPECT_LE(function.required, function.arguments.size()) << function.name;
    EXPECT_FALSE(signature(function).empty());
  }
  EXPECT_EQ(find_function("nope"), nullptr);
  EXPECT_EQ(signature(*find_function("round")), "round(number, integer?)");
}

TEST(Functions, ThoseThatCannotRunYetAreCheckedAndReported) {
  for (const char* expr : {"object(a: $d.slug)",
                           "bm25($d.title, \"x\")",
                           "[$d]",
                           "collect($e.slug order $e.small) { $d cites $e }"}) {
    EXPECT_EQ(checked(expr).substr(0, 11), "unsupported") << expr << ": " << checked(expr);
  }
}

}  // namespace
}  // namespace omnigraph::query
