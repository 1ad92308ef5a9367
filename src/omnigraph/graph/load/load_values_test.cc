// What JSON values become in each type of column: good ones as the export shows them, bad ones with
// line and property.
#include <gtest/gtest.h>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/load/load.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::graph {
namespace {

using testing::export_text;
using testing::TestGraph;

// Loads one row with a property `p` of the type; the property as exported, or the error.
std::string stored_by(bool fast, const std::string& type, const std::string& json) {
  io::MemoryStore store;
  TestGraph graph(store);
  EXPECT_TRUE(graph.init("node T { p: " + type + " }").ok()) << type;
  LoadOptions options;
  options.fast_lines = fast;
  const auto result =
      graph.load("\n{\"type\":\"T\",\"data\":{\"p\":" + json + ",\"id\":\"x\"}}\n", options);
  if (!result.ok()) {
    EXPECT_EQ(result.error().code(), ErrorCode::kInvalidArgument);
    return result.error().message();
  }
  const std::string text = *export_text(*result->snapshot);
  const std::string before = R"({"type":"T","data":{"id":"x","p":)";
  EXPECT_TRUE(text.starts_with(before)) << text;
  return text.substr(before.size(), text.size() - before.size() - 3);
}

// The same, by the short way and by the long one (fast_line.h).
std::string stored_as(const std::string& type, const std::string& json) {
  const std::string stored = stored_by(true, type, json);
  EXPECT_EQ(stored_by(false, type, json), stored) << type << " " << json;
  return stored;
}

struct Case {
  std::string type;
  std::string json;
  std::string expected;  // the stored value, or what the error holds
};

TEST(LoadValues, GoodOnesAreStored) {
  const std::vector<Case> cases = {
      {"String", R"("a\u00e9\n")", "\"aé\\n\""},
      {"String", R"("")", R"("")"},
      {"Bool", "true", "true"},
      {"Bool", "false", "false"},
      {"I32", "-2147483648", "-2147483648"},
      {"I32", "2147483647", "2147483647"},
      {"I32", "3.0", "3"},
      {"I32", "-1e3", "-1000"},
      {"I64", "-9223372036854775808", "-9223372036854775808"},
      {"I64", "9223372036854775807", "9223372036854775807"},
      {"U32", "4294967295", "4294967295"},
      {"U32", "-0.0", "0"},
      {"U64", "18446744073709551615", "18446744073709551615"},
      {"F32", "0.1", "0.1"},
      {"F32", "3", "3.0"},
      {"F64", "0.1", "0.1"},
      {"F64", "-1e300", "-1.0e300"},
      {"F64", "18446744073709551615", "1.8446744073709552e19"},
      {"Date", R"("2024-02-29")", R"("2024-02-29")"},
      {"Date", R"("2024-02-29T23:30:00-08:00")", R"("2024-02-29")"},
      {"Date", "-1", R"("1969-12-31")"},
      {"DateTime", R"("2024-02-29T12:00:00")", R"("2024-02-29T12:00:00.000Z")"},
      {"DateTime", R"("2024-02-29T12:00:00+02:00")", R"("2024-02-29T10:00:00.000Z")"},
      {"DateTime", R"("2024-02-29T12:00:00.125Z")", R"("2024-02-29T12:00:00.125Z")"},
      {"DateTime", "-1", R"("1969-12-31T23:59:59.999Z")"},
      {"Blob", R"("base64:AAEC/w==")", R"("base64:AAEC/w==")"},
      {"Blob", R"("base64:")", R"("base64:")"},
      {"Blob", R"("s3://bucket/key")", R"("s3://bucket/key")"},
      {"Vector(3)", "[1, 2.5, -3]", "[1.0,2.5,-3.0]"},
      {"[String]", R"(["a", "", "b"])", R"(["a","","b"])"},
      {"[I32]", "[]", "[]"},
      {"[I32]", "[1, 2.0, null]", "[1,2,null]"},
      {"[F64]", "[1, 2.5]", "[1.0,2.5]"},
      {"[Date]", R"(["2024-02-29"])", R"(["2024-02-29"])"},
      {"[Bool]", "[true,false]", "[true,false]"},
      {"enum(a, b)", R"("b")", R"("b")"},
      {"I32?", "null", "null"},
      {"String?", "null", "null"},
      {"Blob?", "null", "null"},
      {"Vector(3)?", "null", "null"},
      {"[String]?", "null", "null"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(stored_as(c.type, c.json), c.expected) << c.type << " " << c.json;
  }
}

TEST(LoadValues, BadOnesNameLineAndProperty) {
  const std::vector<Case> cases = {
      {"String", "7", "expected a string"},
      {"String?", "7", "expected a string"},
      {"Bool", "1", "expected a boolean"},
      {"Bool?", R"("true")", "expected a boolean"},
      {"I32", "2147483648", "out of range"},
      {"I32", "-2147483649", "out of range"},
      {"I32", "3.5", "expected an integer"},
      {"I32?", R"("3")", "expected an integer"},
      {"I64", "9223372036854775808", "out of range"},
      {"U32", "-1", "out of range"},
      {"U32", "4294967296", "out of range"},
      {"U64", "-1", "out of range"},
      {"U64", "1e30", "out of range"},
      {"F32", "1e39", "out of range"},
      {"F32?", R"("x")", "expected a number"},
      {"F64", "true", "expected a number"},
      {"Date", R"("2023-02-29")", "Date"},
      {"Date", R"("soon")", "Date"},
      {"Date", "3000000000", "Date value out of range: 3000000000"},
      {"Date?", "true", "expected a date string"},
      {"DateTime", R"("2024-02-29T25:00:00Z")", "DateTime"},
      {"DateTime", "1.5", "expected an ISO 8601 string"},
      {"Blob", "7", "expected a string"},
      {"Blob", R"("base64:???")", "base64"},
      {"Vector(3)", "[1,2]", "expected 3 values for Vector(3), got 2"},
      {"Vector(3)", R"([1,2,"x"])", "is not numeric"},
      {"Vector(3)", "[1,2,null]", "is not numeric"},
      {"Vector(3)", "[1,2,1e39]", "out of range"},
      {"Vector(3)?", "7", "expected an array"},
      {"[I32]", "7", "expects a JSON array"},
      {"[I32]", "[1,3000000000]", "out of range"},
      {"[String]", R"(["a",1])", "expected a string"},
  };
  for (const Case& c : cases) {
    const std::string message = stored_as(c.type, c.json);
    EXPECT_TRUE(message.starts_with("line 2: property 'p': "))
        << c.type << " " << c.json << "\n  " << message;
    EXPECT_NE(message.find(c.expected), std::string::npos)
        << c.type << " " << c.json << "\n  " << message;
  }
  EXPECT_EQ(stored_as("I32", "null"),
            "line 2: non-nullable property 'p' has null or invalid values");
  EXPECT_TRUE(stored_as("enum(a, b)", R"("c")").starts_with("line 2: invalid enum value 'c'"));
}

// Numbers that JSON allows but 64 bits do not hold.
TEST(LoadValues, HugeNumbersAreFloatsOrOutOfRange) {
  EXPECT_EQ(stored_as("F64", "100000000000000000000"), "1.0e20");
  EXPECT_EQ(stored_as("F64", "123456789012345678901234567890"), "1.2345678901234568e29");
  EXPECT_EQ(stored_as("F32", "100000000000000000000"), "1.0e20");
  EXPECT_EQ(stored_as("[F64]", "[-100000000000000000000]"), "[-1.0e20]");
  EXPECT_NE(stored_as("I64", "100000000000000000000").find("line 2: property 'p'"),
            std::string::npos);
}

// The JSON parser reads -0 as the integer 0: once, it was stored as 0.0.
TEST(LoadValues, NegativeZeroKeepsItsSign) {
  EXPECT_EQ(stored_as("F64", "-0"), "-0.0");
  EXPECT_EQ(stored_as("F64", "-0.0"), "-0.0");
  EXPECT_EQ(stored_as("F64", "-0e3"), "-0.0");
  EXPECT_EQ(stored_as("F64", "0"), "0.0");
  EXPECT_EQ(stored_as("F32", "-0"), "-0.0");
  EXPECT_EQ(stored_as("[F64]", "[0, -0]"), "[0.0,-0.0]");
  EXPECT_EQ(stored_as("Vector(2)", "[-0, 0]"), "[-0.0,0.0]");
  EXPECT_EQ(stored_as("I32", "-0"), "0");
  EXPECT_EQ(stored_as("U64", "-0"), "0");
  EXPECT_EQ(stored_as("Date", "-0"), "\"1970-01-01\"");
  EXPECT_EQ(stored_as("String", "\"-0\""), "\"-0\"");
}

// Load, export, load, export: equal texts, for every type, with nulls, extremes and odd texts.
TEST(LoadValues, ExportLoadsBackToTheSameText) {
  const char* const schema = R"(
node All {
  key: String @key
  blob: Blob?
  bool: Bool?
  i32: I32?
  i64: I64?
  u32: U32?
  u64: U64?
  f32: F32?
  f64: F64?
  date: Date?
  when: DateTime?
  vector: Vector(2)?
  texts: [String]?
  numbers: [I64]?
  floats: [F32]?
  days: [Date]?
  flags: [Bool]?
  color: enum(red, green)?
}
node Keyless {
  a: I32?
}
edge Link: All -> Keyless {
  weight: F64?
  id: I32?
}
)";
  const char* const lines = R"({"type":"All","data":{"key":"empty"}}
{"type":"All","data":{"key":"full","blob":"base64:AAEC/w==","bool":true,"i32":-2147483648,"i64":-9223372036854775808,"u32":4294967295,"u64":18446744073709551615,"f32":3.4028235e38,"f64":1.7976931348623157e308,"date":"0001-01-01","when":"9999-12-31T23:59:59.999Z","vector":[0.1,-0.0],"texts":["a\u0000b","","\ud83d\ude00"],"numbers":[null,1,-9223372036854775808],"floats":[1e-45,0.1],"days":["1969-12-31"],"flags":[true,null,false],"color":"red"}}
{"type":"All","data":{"key":"\"\\/\u0007 é","blob":"https://example.org/a?b=c","f32":1e-45,"f64":5e-324,"texts":[],"numbers":[]}}
{"type":"All","data":{"key":"big","f64":123456789012345680000,"f32":16777216}}
{"type":"Keyless","id":"one","data":{"a":1}}
{"type":"Keyless","data":{}}
{"edge":"Link","id":"l1","from":"full","to":"one","data":{"weight":-0.0,"id":7}}
{"edge":"Link","from":"empty","to":"one"}
)";
  io::MemoryStore store;
  TestGraph one(store);
  ASSERT_TRUE(one.init(schema).ok());
  const auto first = one.load(lines);
  ASSERT_TRUE(first.ok()) << first.error().message();
  const std::string text = *export_text(*first->snapshot);
  io::MemoryStore other_store;
  TestGraph two(other_store, 2);
  ASSERT_TRUE(two.init(schema).ok());
  const auto second = two.load(text);
  ASSERT_TRUE(second.ok()) << second.error().message();
  EXPECT_TRUE(second->ignored.empty());
  EXPECT_EQ(*export_text(*second->snapshot), text);
  EXPECT_NE(text.find(R"("f64":1.7976931348623157e308)"), std::string::npos) << text;
  EXPECT_NE(text.find(R"("date":"0001-01-01")"), std::string::npos) << text;
}

}  // namespace
}  // namespace omnigraph::graph
