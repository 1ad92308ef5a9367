#include <set>

#include <gtest/gtest.h>

#include "omnigraph/base/base64.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/base/result.h"
#include "omnigraph/base/time.h"
#include "omnigraph/base/ulid.h"
#include "omnigraph/base/utf8.h"

namespace omnigraph {
namespace {

Result<int> half(int value) {
  if (value % 2 != 0) {
    return Error(ErrorCode::kInvalidArgument, "odd");
  }
  return value / 2;
}

Result<int> quarter(int value) {
  OG_ASSIGN_OR_RETURN(const int h, half(value));
  return half(h);
}

TEST(Result, AssignOrReturnPassesValuesAndErrors) {
  EXPECT_EQ(*quarter(8), 2);
  EXPECT_EQ(quarter(6).error().code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(quarter(6).error().with_context("quarter").message(), "quarter: odd");
}

TEST(Result, ConvertsToAWiderPointer) {
  struct Base {
    virtual ~Base() = default;
  };
  struct Derived : Base {};
  const auto make = []() -> Result<std::unique_ptr<Base>> { return std::make_unique<Derived>(); };
  EXPECT_TRUE(make().ok());
}

TEST(Ulid, RisesWithinAMillisecondAndKeepsItsTime) {
  ManualClock clock(1'763'800'000'123'456);
  SeededRandom random(7);
  UlidGenerator ids(clock, random);
  std::string last;
  for (int i = 0; i < 10'000; ++i) {
    const std::string id = ids.next();
    ASSERT_TRUE(is_ulid(id)) << id;
    ASSERT_LT(last, id);
    last = id;
  }
  EXPECT_EQ(ulid_time_ms(last), 1'763'800'000'123U);
  EXPECT_FALSE(is_ulid("8ZZZZZZZZZZZZZZZZZZZZZZZZZ"));
  EXPECT_FALSE(is_ulid("01ARZ3NDEKTSV4RRFFQ69G5FAU"));
}

TEST(Base64, RoundTripsEveryLengthAndRefusesTheRest) {
  std::string bytes;
  for (int i = 0; i < 70; ++i) {
    EXPECT_EQ(*base64_decode(base64_encode(as_bytes(bytes))), bytes);
    bytes.push_back(static_cast<char>(i * 37));
  }
  for (const char* bad : {"a", "ab==c", "====", "QQ=", "QR==", "QQ= ", "Q\nQ="}) {
    EXPECT_FALSE(base64_decode(bad).ok()) << bad;
  }
}

TEST(Hash, KnownValues) {
  EXPECT_EQ(sha256_hex(as_bytes("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(fnv1a64(""), 14695981039346656037ULL);
  EXPECT_EQ(hex16(fnv1a64("a")), "af63dc4c8601ec8c");
  uint64_t value = 0;
  EXPECT_TRUE(parse_hex16("af63dc4c8601ec8c", &value));
  EXPECT_EQ(value, fnv1a64("a"));
  EXPECT_FALSE(parse_hex16("AF63dc4c8601ec8c", &value));
}

TEST(Json, WritesNumbersAsTheContractSays) {
  EXPECT_EQ(json_float64(30), "30.0");
  EXPECT_EQ(json_float64(0.1), "0.1");
  EXPECT_EQ(json_float32(0.1F), "0.1");
  EXPECT_EQ(json_float64(1e20), "1.0e20");
  EXPECT_EQ(json_float64(-1.5e-7), "-1.5e-7");
  EXPECT_EQ(json_float64(9999999999.0), "9999999999.0");
  EXPECT_EQ(json_float64(1e-5), "0.00001");
  JsonWriter json;
  json.begin_object();
  json.member("a", uint64_t{18446744073709551615ULL});
  json.key("b");
  json.begin_array();
  json.null();
  json.string("\"\n\x01\xC3\xA4\xFF");
  json.end_array();
  json.end_object();
  EXPECT_EQ(json.text(),
            "{\"a\":18446744073709551615,\"b\":[null,\"\\\"\\n\\u0001\xC3\xA4\xEF\xBF\xBD\"]}");
}

TEST(Json, PrettyFormIndentsByTwo) {
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.key("a");
  json.begin_array();
  json.integer(1);
  json.integer(2);
  json.end_array();
  json.key("e");
  json.begin_object();
  json.end_object();
  json.end_object();
  EXPECT_EQ(json.text(), "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"e\": {}\n}");
}

TEST(Time, DatesRoundTrip) {
  for (const char* text : {"1970-01-01", "2024-02-29", "0001-01-01", "9999-12-31", "1900-03-01"}) {
    EXPECT_EQ(format_date(*parse_date(text)), text);
  }
  for (const char* bad :
       {"2023-02-29", "2024-13-01", "2024-1-01", "24-01-01", "2024-01-01T", "", "0000-01-01"}) {
    EXPECT_FALSE(parse_date(bad).ok()) << bad;
  }
}

TEST(Time, InstantsAreReadInUtcAndOffsetsApplied) {
  EXPECT_EQ(format_instant(parse_instant("2024-01-01T12:34:56.789Z")->ms),
            "2024-01-01T12:34:56.789Z");
  EXPECT_EQ(format_instant(parse_instant("2024-01-01T00:30:00+02:00")->ms),
            "2023-12-31T22:30:00.000Z");
  EXPECT_EQ(format_instant(parse_instant("2024-01-01")->ms), "2024-01-01T00:00:00.000Z");
  EXPECT_EQ(format_instant(parse_instant("1969-12-31T23:59:59.999Z")->ms),
            "1969-12-31T23:59:59.999Z");
  EXPECT_FALSE(parse_instant("2024-01-01T12:34:56.7891Z")->exact);
  for (const char* bad : {"2024-01-01T",
                          "2024-01-01T25:00",
                          "2024-01-01T12:00:00.",
                          "2024-01-01T12:00Q",
                          "9999-12-31T23:59:59-00:01",
                          "0001-01-01T00:00:00+00:01"}) {
    EXPECT_FALSE(parse_instant(bad).ok()) << bad;
  }
}

TEST(Utf8, KnowsWellFormedText) {
  EXPECT_TRUE(is_valid_utf8("aé€😀"));
  for (const char* bad : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xE2\x82"}) {
    EXPECT_FALSE(is_valid_utf8(bad));
  }
  EXPECT_EQ(utf8_length("aé€😀"), 4U);
}

TEST(Diagnostic, FindsNearNames) {
  EXPECT_EQ(nearest_name("agee", {"name", "age", "city"}), "age");
  EXPECT_EQ(nearest_name("zzzz", {"name", "age"}), std::nullopt);
  EXPECT_EQ(position_in("ab\nc\xC3\xA9x", 6).column, 3U);
}

}  // namespace
}  // namespace omnigraph
