// Parameters: what JSON is taken for each declared type, and what is refused with which code.
#include "omnigraph/query/types/params.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "omnigraph/query/testing/check_text.h"
#include "omnigraph/query/types/convert.h"

namespace omnigraph::query {
namespace {

using ::testing::HasSubstr;

CheckedQueryPtr query_with(const std::string& params) {
  const testing::Checked checked =
      testing::check_text(testing::types_schema(),
                          "query q(" + params + ") { match { $doc: Doc } return { $doc.slug } }");
  EXPECT_TRUE(checked.query) << checked.describe();
  return checked.query;
}

// The value of a parameter `x` of type `type`, or the error: "R003: param 'x': …".
std::string decode(const std::string& type, const std::string& json) {
  const Result<std::vector<Value>> values =
      decode_params(*query_with("$x: " + type), "{\"x\": " + json + "}");
  return values.ok() ? types::to_text((*values)[0]) : values.error().message();
}

struct ValueCase {
  const char* type;
  const char* json;
  const char* value;
};

const ValueCase kAccepted[] = {
    {"String", "\"a \\u00e9\"", "\"a é\""},
    {"Bool", "true", "true"},
    {"I32", "5", "5"},
    {"I32", "\"5\"", "5"},
    {"I32", "-2147483648", "-2147483648"},
    {"I64", "9223372036854775807", "9223372036854775807"},
    {"I64", "\"-9223372036854775808\"", "-9223372036854775808"},
    {"U32", "4294967295", "4294967295"},
    {"U64", "18446744073709551615", "18446744073709551615"},
    {"U64", "\"18446744073709551615\"", "18446744073709551615"},
    {"U64", "-0", "0"},
    {"F64", "3", "3"},
    {"F64", "2.5e3", "2500"},
    {"F64", "1e-400", "0"},
    {"F32", "0.1", "0.10000000149011612"},
    {"Date", "\"1970-01-02\"", "1"},
    {"DateTime", "\"1970-01-01T00:00:01.5Z\"", "1500"},
    {"DateTime", "\"1970-01-01T01:00:00+01:00\"", "0"},
    {"DateTime", "\"1970-01-02\"", "86400000"},
    {"Blob", "\"base64:AA==\"", "\"base64:AA==\""},
    {"[I32]", "[1, 2]", "[1, 2]"},
    {"[String]", "[]", "[]"},
    {"Vector(3)", "[1, 2.5, -3]", "vector"},
    {"I32?", "null", "null"},
};

TEST(Params, ValuesOfEveryType) {
  for (const ValueCase& one : kAccepted) {
    EXPECT_EQ(decode(one.type, one.json), one.value) << one.type << " " << one.json;
  }
}

const ValueCase kRefused[] = {
    {"String", "5", "R003: param 'x': expected string, got number"},
    {"String", "{}", "R003: param 'x': expected string, got object"},
    {"Bool", "\"true\"", "R003: param 'x': expected boolean, got string"},
    {"I32", "3000000000", "R003: param 'x': value 3000000000 exceeds I32 range"},
    {"I32", "2.0", "R003: param 'x': expected integer, got number '2.0'"},
    {"I32", "\"x\"", "R003: param 'x': expected integer, got string 'x'"},
    {"I32", "true", "R003: param 'x': expected integer, got boolean"},
    {"I64", "9223372036854775808", "R003: param 'x': value 9223372036854775808 exceeds I64 range"},
    {"I64", "123456789012345678901234567890", "exceeds I64 range"},
    {"U32", "-1", "R003: param 'x': value -1 exceeds U32 range"},
    {"U64",
     "18446744073709551616",
     "R003: param 'x': value 18446744073709551616 exceeds U64 range"},
    {"F64", "\"3\"", "R003: param 'x': expected float, got string"},
    {"F64", "1e999", "R003: param 'x': value 1e999 exceeds F64 range"},
    {"F32", "1e39", "R003: param 'x': value 1e39 exceeds F32 range"},
    {"Date", "5", "R003: param 'x': expected date string, got number"},
    {"Date", "\"2024-02-30\"", "R003: param 'x': invalid Date literal '2024-02-30'"},
    {"Date", "\"2024-01-01T00:00:00Z\"", "R003: param 'x': invalid Date literal"},
    {"DateTime", "5", "R003: param 'x': expected datetime string, got number"},
    {"DateTime", "\"2024-01-01T00:00:00.0001Z\"", "digits after milliseconds would be lost"},
    {"Blob", "5", "R003: param 'x': expected blob URI string, got number"},
    {"[I32]", "1", "R003: param 'x': expected array for [I32], got number"},
    {"[I32]", "[1, null]", "R003: param 'x': null is not accepted inside a list"},
    {"[I32]", "[[1]]", "R003: param 'x': expected integer, got array"},
    {"Vector(3)", "[1, 2]", "R003: param 'x': expected 3 values for Vector(3), got 2"},
    {"Vector(3)", "[1, 2, \"z\"]", "R003: param 'x': vector element 'z' is not numeric"},
    {"I32", "null", "R003: param 'x': null is not accepted for non-nullable parameter"},
};

TEST(Params, WrongTypesAndRangesAreR003) {
  for (const ValueCase& one : kRefused) {
    EXPECT_THAT(decode(one.type, one.json), HasSubstr(one.value)) << one.type << " " << one.json;
  }
}

TEST(Params, AbsentNullableOnesAreNull) {
  for (const char* json : {"{}", "", "  ", "null", " null "}) {
    const Result<std::vector<Value>> values =
        decode_params(*query_with("$x: I32?, $y: String?"), json);
    ASSERT_TRUE(values.ok()) << json << values.error().message();
    ASSERT_EQ(values->size(), 2u);
    EXPECT_TRUE((*values)[0].is_null());
  }
}

TEST(Params, EveryNonNullableOneMustBeThere) {
  const Result<std::vector<Value>> values = decode_params(*query_with("$x: I32, $y: String"), "{}");
  ASSERT_FALSE(values.ok());
  EXPECT_EQ(values.error().code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(values.error().message(), "R001: parameter 'x' not provided");
  ASSERT_EQ(values.error().diagnostics().size(), 2u);
  EXPECT_EQ(values.error().diagnostics()[1].message, "parameter 'y' not provided");
}

TEST(Params, UndeclaredOnesAreRefusedWithTheNearestName) {
  const Result<std::vector<Value>> values =
      decode_params(*query_with("$name: String"), R"({"name": "a", "nmae": {"deep": [1, [2]]}})");
  ASSERT_FALSE(values.ok());
  EXPECT_EQ(values.error().message(), "R002: parameter 'nmae' is not declared");
  EXPECT_EQ(values.error().diagnostics()[0].fix, "did you mean 'name'?");
}

TEST(Params, AllFindingsAreReportedAtOnce) {
  const Result<std::vector<Value>> values =
      decode_params(*query_with("$a: I32, $b: I32, $c: I32"), R"({"a": "x", "d": 1})");
  ASSERT_FALSE(values.ok());
  std::string codes;
  for (const Diagnostic& diagnostic : values.error().diagnostics()) {
    codes += diagnostic.code + " ";
  }
  EXPECT_EQ(codes, "R003 R002 R001 R001 ");
}

TEST(Params, OnlyAnObjectWillDo) {
  for (const char* json : {"5",
                           "[1]",
                           "\"x\"",
                           "{",
                           "{\"x\"}",
                           "{\"x\": }",
                           "{\"x\": 1} 2",
                           "{\"x\": 01}",
                           "{\"x\": tru}",
                           "{\"x\": 1,}",
                           "nul",
                           "{\"x\": 1",
                           "\xff"}) {
    const Result<std::vector<Value>> values = decode_params(*query_with("$x: I32?"), json);
    ASSERT_FALSE(values.ok()) << json;
    EXPECT_THAT(values.error().message(), HasSubstr("params must be a JSON object")) << json;
  }
}

TEST(Params, ANegativeLimitIsR004) {
  const testing::Checked checked = testing::check_text(
      testing::types_schema(),
      "query q($n: I64?, $k: I64) { match { $d: Doc } return { $d.slug } order { $d.slug } "
      "skip $k limit $n }");
  ASSERT_TRUE(checked.query) << checked.describe();
  EXPECT_TRUE(decode_params(*checked.query, R"({"n": null, "k": 0})").ok());
  const Result<std::vector<Value>> values = decode_params(*checked.query, R"({"n": -1, "k": -2})");
  ASSERT_FALSE(values.ok());
  EXPECT_EQ(values.error().diagnostics().size(), 2u);
  EXPECT_EQ(values.error().diagnostics()[0].code, "R004");
}

TEST(Params, LongHostileTextsAreRefusedQuickly) {
  const CheckedQueryPtr query = query_with("$x: [I32]?");
  const std::string deep = "{\"x\": " + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  EXPECT_FALSE(decode_params(*query, deep).ok());
  std::string many = "{\"x\": [0";
  for (int i = 0; i < 100'000; ++i) {
    many += ",1";
  }
  EXPECT_TRUE(decode_params(*query, many + "]}").ok());
}

}  // namespace
}  // namespace omnigraph::query
