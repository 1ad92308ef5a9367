#include "omnigraph/lance/index/value_order.h"

#include <cmath>

#include <gtest/gtest.h>

#include "omnigraph/base/random.h"
#include "omnigraph/columnar/builder.h"

namespace omnigraph::lance {
namespace {

using columnar::ArrayPtr;
using columnar::Builder;
using columnar::TypeKind;

ArrayPtr texts(const std::vector<std::string>& values) {
  Builder builder{columnar::DataType(TypeKind::kString)};
  for (const std::string& value : values) {
    value == "-" ? builder.append_null() : builder.append_string(value);
  }
  return builder.finish();
}

ArrayPtr doubles(const std::vector<double>& values) {
  Builder builder{columnar::DataType(TypeKind::kFloat64)};
  for (const double value : values) {
    builder.append<double>(value);
  }
  return builder.finish();
}

void expect_sorted(const columnar::Array& values) {
  const auto rows = sorted_rows(values);
  ASSERT_EQ(rows.size(), values.length());
  std::vector<bool> seen(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_FALSE(seen[rows[i]]);
    seen[rows[i]] = true;
    if (i != 0) {
      const int order = order_cells(values, rows[i - 1], values, rows[i]);
      EXPECT_LE(order, 0);
      EXPECT_TRUE(order != 0 || rows[i - 1] < rows[i]);
    }
  }
}

TEST(ValueOrder, NullsFirstThenByBytes) {
  const auto values = texts({"b", "-", "a\xC3\xA4", "", "-", "a", "b", "B"});
  EXPECT_EQ(sorted_rows(*values), (std::vector<uint32_t>{1, 4, 3, 7, 5, 2, 0, 6}));
  const auto distinct = sorted_distinct(*values);
  ASSERT_EQ(distinct->length(), 5U);
  EXPECT_EQ(distinct->string_at(4), "b");
}

// Keys of eight bytes do not tell these apart, or only just.
TEST(ValueOrder, TextsThatShareTheirKeys) {
  using namespace std::string_literals;  // NOLINT(google-build-using-namespace): zeros in texts
  expect_sorted(*texts({"pb\0\0"s, "pb", "pb\0"s, "pa", "pb\0"s, "p"}));
  expect_sorted(*texts({"p12345678", "p1234567", "p123456789", "p12345678", "p123456780"}));
  expect_sorted(*texts({"p1234567", "p1234567", "p1234566", "p1234567"}));
}

TEST(ValueOrder, GathersRunsAndScatteredRows) {
  const std::vector<ArrayPtr> arrays = {texts({"a", "b", "-", "c"}), texts({"d", "e"})};
  const auto gathered = [&](const std::vector<ValueRef>& refs) {
    std::string text;
    const auto array = gather(arrays, refs);
    for (size_t i = 0; i < array->length(); ++i) {
      text += array->is_null(i) ? "-" : std::string(array->string_at(i));
    }
    return text;
  };
  EXPECT_EQ(gathered({{0, 1}, {0, 2}, {0, 3}}), "b-c");
  EXPECT_EQ(gathered({{1, 0}, {1, 1}}), "de");
  EXPECT_EQ(gathered({{0, 3}, {1, 0}, {0, 2}, {0, 0}}), "cd-a");
  std::vector<ValueRef> many;
  for (uint32_t i = 0; i < 200; ++i) {
    many.push_back({i % 2, i % 2 == 0 ? i % 4 : 1 - i % 4 / 2});
  }
  EXPECT_EQ(gathered(many).substr(0, 8), "ae-dae-d");
}

// Keys with few and with many bits that differ.
TEST(ValueOrder, ManyRandomTexts) {
  SeededRandom random(9);
  for (const std::string_view letters :
       {"01", "0123456789", "abcdefghijklmnopqrstuvwxyzABC-_\xC3"}) {
    for (const size_t length : {2U, 7U, 8U, 9U, 20U}) {
      std::vector<std::string> values;
      for (int i = 0; i < 3000; ++i) {
        std::string& value = values.emplace_back("id");
        for (uint64_t n = random.below(3) == 0 ? random.below(length + 1) : length; n != 0; --n) {
          value += letters[random.below(letters.size())];
        }
      }
      expect_sorted(*texts(values));
    }
  }
}

TEST(ValueOrder, NanIsLastAndZerosAreOneValue) {
  const double infinity = INFINITY;
  const auto values = doubles({NAN, 0.0, -0.0, infinity, -infinity, -1.5, 1e-300});
  EXPECT_EQ(sorted_rows(*values), (std::vector<uint32_t>{4, 5, 1, 2, 6, 3, 0}));
  EXPECT_EQ(order_values(*values, 1, *values, 2), 0);
  EXPECT_EQ(order_values(*values, 0, *values, 0), 0);
  EXPECT_EQ(sorted_distinct(*values)->length(), 6U);
}

TEST(ValueOrder, TextsThatDifferFarBehindTheirBeginning) {
  SeededRandom random(3);
  std::vector<std::string> values;
  for (int i = 0; i < 5000; ++i) {
    std::string text = "01J9ZZZZZZ";
    const auto length = static_cast<size_t>(random.next() % 20);
    for (size_t c = 0; c < length; ++c) {
      text.push_back(random.next() % 3 == 0 ? '\0' : static_cast<char>('a' + random.next() % 2));
    }
    values.push_back(text);
  }
  expect_sorted(*texts(values));
  values.emplace_back("");
  expect_sorted(*texts(values));
}

TEST(ValueOrder, RandomNumbersOfEveryKind) {
  SeededRandom random(4);
  for (const TypeKind kind : {TypeKind::kBool,
                              TypeKind::kInt32,
                              TypeKind::kInt64,
                              TypeKind::kUInt32,
                              TypeKind::kUInt64,
                              TypeKind::kFloat32,
                              TypeKind::kFloat64,
                              TypeKind::kDate32,
                              TypeKind::kDate64}) {
    Builder builder{columnar::DataType(kind)};
    for (int i = 0; i < 3000; ++i) {
      const uint64_t bits = random.next() % 7 == 0 ? random.next() % 9 : random.next();
      if (bits % 11 == 0) {
        builder.append_null();
      } else if (kind == TypeKind::kBool) {
        builder.append_bool(bits % 2 == 0);
      } else if (columnar::byte_width(kind) == 4) {
        builder.append<uint32_t>(static_cast<uint32_t>(bits));
      } else {
        builder.append<uint64_t>(bits);
      }
    }
    expect_sorted(*builder.finish());
  }
}

}  // namespace
}  // namespace omnigraph::lance
