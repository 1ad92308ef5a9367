#include "omnigraph/cli/output/commit_graph.h"

#include <algorithm>
#include <sstream>

#include <gtest/gtest.h>

#include "omnigraph/base/format.h"

namespace omnigraph::cli {
namespace {

using Commits = std::vector<DrawnCommit>;

// Puts commits (newest first) in order and draws them; each is its own text.
std::string drawing_of(Commits commits, const std::string& left_id = "") {
  Commits ordered;
  for (const size_t i : drawing_order(commits)) {
    ordered.push_back(commits[i]);
    ordered.back().text = commits[i].id;
  }
  return "\n" + draw_commits(ordered, left_id);
}

size_t widest_drawing(const std::string& drawing) {
  size_t widest = 0;
  std::istringstream lines(drawing);
  for (std::string line; std::getline(lines, line);) {
    widest = std::max(widest, std::min(line.size(), line.find_first_of("mb0123456789")));
  }
  return widest;
}

TEST(CommitGraph, DrawsNothingWithoutCommits) {
  EXPECT_EQ(draw_commits({}), "");
}

TEST(CommitGraph, DrawsALineStraight) {
  EXPECT_EQ(drawing_of({{"c", {"b"}, ""}, {"b", {"a"}, ""}, {"a", {}, ""}}), R"(
* c
* b
* a
)");
}

TEST(CommitGraph, DrawsAForkAndItsMerge) {
  const Commits commits = {{"m", {"c", "f2"}, ""},
                           {"c", {"b"}, ""},
                           {"f2", {"f1"}, ""},
                           {"f1", {"b"}, ""},
                           {"b", {"a"}, ""},
                           {"a", {}, ""}};
  EXPECT_EQ(drawing_of(commits, "m"), R"(
* m
|\
| * f2
| * f1
* | c
|/
* b
* a
)");
}

TEST(CommitGraph, KeepsTheLeftLaneForABranchThatOthersAreAheadOf) {
  const Commits commits = {{"g", {"b"}, ""}, {"f", {"b"}, ""}, {"b", {"a"}, ""}, {"a", {}, ""}};
  EXPECT_EQ(drawing_of(commits, "b"), R"(
  * g
 /
| * f
|/
* b
* a
)");
}

TEST(CommitGraph, DrawsMergesInBothDirections) {
  // Each side merged the other one's older commit: m1 = x2 + y1, m2 = y2 + x1.
  const Commits commits = {{"m1", {"x2", "y1"}, ""},
                           {"m2", {"y2", "x1"}, ""},
                           {"x2", {"x1"}, ""},
                           {"y2", {"y1"}, ""},
                           {"x1", {"a"}, ""},
                           {"y1", {"a"}, ""},
                           {"a", {}, ""}};
  EXPECT_EQ(drawing_of(commits, "m1"), R"(
* m1
|\
* | x2
| | * m2
|_|/|
* | | x1
| | * y2
| |/
| * y1
|/
* a
)");
}

TEST(CommitGraph, MovesLanesAsideForWhatIsMerged) {
  const Commits commits = {{"m", {"c", "f"}, ""},
                           {"h", {"d", "g"}, ""},
                           {"f", {"a"}, ""},
                           {"g", {"a"}, ""},
                           {"c", {"a"}, ""},
                           {"d", {"a"}, ""},
                           {"a", {}, ""}};
  EXPECT_EQ(drawing_of(commits, "m"), R"(
* m
|\
| * f
* | c
|/
| * h
| |\
| | * g
|_|/
| * d
|/
* a
)");
}

TEST(CommitGraph, LeadsToALaneThatIsThereAlready) {
  // The branch was merged twice, and a third line lies between.
  const std::string drawing = draw_commits({{"m2", {"m1", "x"}, "m2"},
                                            {"x", {"a"}, "x"},
                                            {"t", {"f"}, "t"},
                                            {"m1", {"c", "f"}, "m1"},
                                            {"c", {"a"}, "c"},
                                            {"f", {"a"}, "f"},
                                            {"a", {}, "a"}});
  EXPECT_EQ("\n" + drawing, R"(
* m2
|\
| * x
| | * t
* | | m1
|\|_|
* | | c
|/  |
|   * f
|__/
* a
)");
}

TEST(CommitGraph, MarksParentsThatAreNotShown) {
  EXPECT_EQ(drawing_of({{"m", {"c", "gone"}, ""}, {"c", {"b"}, ""}}), R"(
* m
|:
* c
:
)");
}

TEST(CommitGraph, StaysNarrowWithManyMergedBranches) {
  // 50 branches off one commit, all written first, then merged one after another; newest first.
  Commits commits;
  for (int i = 50; i >= 1; --i) {
    commits.push_back({format("m{}", i), {format("m{}", i - 1), format("b{}", i)}, ""});
  }
  for (int i = 50; i >= 1; --i) {
    commits.push_back({format("b{}", i), {"m0"}, ""});
  }
  commits.push_back({"m0", {}, ""});
  const std::string drawing = drawing_of(commits, "m50");
  const std::string begin = R"(
* m50
|\
| * b50
* | m49
|\ \
| * | b49
| |/
* | m48
|\ \
)";
  EXPECT_EQ(drawing.substr(0, begin.size()), begin);
  EXPECT_LE(widest_drawing(drawing), 6U) << drawing;
  EXPECT_EQ(std::count(drawing.begin(), drawing.end(), '*'), 101);
}

}  // namespace
}  // namespace omnigraph::cli
