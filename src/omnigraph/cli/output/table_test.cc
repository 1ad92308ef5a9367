#include "omnigraph/cli/output/table.h"

#include <gtest/gtest.h>

namespace omnigraph::cli {
namespace {

TEST(Table, ColumnsAreAsWideAsTheirLongestCell) {
  EXPECT_EQ(format_table({"n", "name"}, {{"1", "Zoë"}, {"22", "a\nb"}}, {}),
            "n  | name\n"
            "---+-----\n"
            "1  | Zoë \n"
            "22 | a\\nb\n");
  EXPECT_EQ(format_table({"n"}, {}, {}), "n\n-\n");
}

TEST(Table, LongCellsAreCutOrWrapped) {
  const std::vector<std::vector<std::string>> rows = {{"ééééé67890a", "x"}};
  EXPECT_EQ(format_table({"text", "y"}, rows, {8, CellLayout::kTruncate}),
            "text     | y\n"
            "---------+--\n"
            "ééééé67… | x\n");
  EXPECT_EQ(format_table({"text", "y"}, rows, {8, CellLayout::kWrap}),
            "text     | y\n"
            "---------+--\n"
            "ééééé678 | x\n"
            "90a      |  \n");
}

TEST(Table, NamesAreCutToo) {
  EXPECT_EQ(format_table({"a_long_name"}, {{"abcdefghijk"}}, {3, CellLayout::kTruncate}),
            "a_long_…\n"
            "--------\n"
            "abcdefg…\n");
}

}  // namespace
}  // namespace omnigraph::cli
