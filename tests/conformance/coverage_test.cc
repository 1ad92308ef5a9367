// Every case of the two specifications is somewhere: in a data file, in a test that the README
// names, or in its list of those that are left out. And what is left out since it cannot run yet is
// asked to say so (not_yet.test).
#include <cstdio>
#include <fstream>
#include <iterator>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "conformance/case_file.h"
#include "conformance/corpora.h"
#include "conformance/engine_graph.h"

namespace omnigraph::testing {
namespace {

// One specification: the folder of its cases, and the last number.
struct Specification {
  std::string folder;
  std::string heading;  // of its part of the README
  int last = 0;
};

void PrintTo(const Specification& one, std::ostream* out) {
  *out << one.folder;
}

struct Row {
  std::vector<int> numbers;
  std::string text;  // the second column
};

// The numbers of "67, 70 to 73"; empty if the text is no such list.
std::vector<int> numbers_in(const std::string& text) {
  std::vector<int> numbers;
  const char* at = text.c_str();
  int first = 0;
  int end = 0;
  while (std::sscanf(at, " %d%n", &first, &end) == 1) {
    at += end;
    int last = first;
    if (std::sscanf(at, " to %d%n", &last, &end) == 1) {
      at += end;
    }
    for (int n = first; n <= last; ++n) {
      numbers.push_back(n);
    }
    at += *at == ',' ? 1 : 0;
  }
  return numbers;
}

// The rows of all tables below a heading that begin with numbers, down to the next heading.
std::vector<Row> rows_below(const std::string& heading) {
  std::vector<Row> rows;
  bool inside = false;
  for (const std::string& line : lines_of(read_test_file("conformance/README.md"))) {
    if (line.starts_with("#")) {
      inside = line == heading;
    } else if (inside && line.starts_with("| ")) {
      const size_t bar = line.find(" | ");
      const std::vector<int> numbers = numbers_in(line.substr(2, bar - 2));
      if (!numbers.empty()) {
        rows.push_back({numbers, line.substr(bar + 3)});
      }
    }
  }
  return rows;
}

// What stands between the n-th pair of back quotes.
std::string quoted(const std::string& text, int n) {
  size_t begin = 0;
  for (int i = 0; i < 2 * n + 1; ++i) {
    begin = text.find('`', begin) + 1;
    if (begin == 0) {
      return "";
    }
  }
  return text.substr(begin, text.find('`', begin) - begin);
}

class CoverageTest : public ::testing::TestWithParam<Specification> {
 protected:
  std::set<int> written(bool not_yet) const {
    std::set<int> numbers;
    for (const Case& one : all_cases()) {
      const bool in_folder = one.file.starts_with(GetParam().folder + "/");
      if (in_folder && one.number() && one.file.ends_with("/not_yet.test") == not_yet) {
        numbers.insert(*one.number());
      }
    }
    return numbers;
  }
  std::set<int> listed(const std::string& what) const {
    std::set<int> numbers;
    for (const Row& row : rows_below("### " + GetParam().heading + ", " + what)) {
      for (const int n : row.numbers) {
        EXPECT_TRUE(numbers.insert(n).second) << n << " is listed twice";
      }
    }
    return numbers;
  }
};

TEST_P(CoverageTest, EveryCaseIsWrittenOrListed) {
  const std::set<int> cases = written(false);
  const std::set<int> elsewhere = listed("tested elsewhere");
  const std::set<int> left_out = listed("left out");
  EXPECT_FALSE(cases.empty());
  EXPECT_FALSE(left_out.empty());
  for (int n = 1; n <= GetParam().last; ++n) {
    const bool tested = cases.count(n) + elsewhere.count(n) > 0;
    EXPECT_TRUE(tested || left_out.count(n) > 0) << n << " is nowhere";
    EXPECT_FALSE(tested && left_out.count(n) > 0) << n << " is left out, and tested";
  }
  for (const auto& numbers : {cases, elsewhere, left_out}) {
    EXPECT_LE(numbers.empty() ? 0 : *numbers.rbegin(), GetParam().last);
  }
}

TEST_P(CoverageTest, WhatCannotRunYetIsLeftOut) {
  const std::set<int> left_out = listed("left out");
  for (const int n : written(true)) {
    EXPECT_TRUE(left_out.count(n) > 0) << n;
  }
}

TEST_P(CoverageTest, TestsThatAreNamedAreThere) {
  for (const Row& row : rows_below("### " + GetParam().heading + ", tested elsewhere")) {
    const std::string path = quoted(row.text, 0);
    const std::string name = quoted(row.text, 1);
    ASSERT_FALSE(name.empty()) << row.text;
    std::ifstream stream(OG_TEST_DATA_DIR "/../" + path);
    const std::string text{std::istreambuf_iterator<char>(stream),
                           std::istreambuf_iterator<char>()};
    EXPECT_NE(text.find(name), std::string::npos) << name << " in " << path;
  }
}

std::string folder_name(const ::testing::TestParamInfo<Specification>& info) {
  return info.param.folder;
}

INSTANTIATE_TEST_SUITE_P(All,
                         CoverageTest,
                         ::testing::Values(Specification{"language", "Language cases", 188},
                                           Specification{"black_box", "Black-box cases", 312}),
                         folder_name);

}  // namespace
}  // namespace omnigraph::testing
