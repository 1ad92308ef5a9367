// A history as a drawing in text, a line per commit, newest first:
//
//   * 05 (main) merge feature
//   |\                      the merged line has its lane
//   | * 04 (feature)
//   * | 03
//   |/
//   * 02
//
// Each line of commits has a lane. A lane ends where it meets another one, and its place is taken
// by the next, so a drawing is as wide as lines run side by side at one height, however many there
// are in all. `:` below a commit stands for a parent that is not in the drawing.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::cli {

struct DrawnCommit {
  std::string id;
  std::vector<std::string> parents;  // that of its own line first, then merged ones
  std::string text;                  // what stands beside it
};

// The order in which commits are drawn, as indices: children before parents, and what a merge
// brought in right below it, so that few lanes are open at a time. `commits`: newest first, each
// once.
std::vector<size_t> drawing_order(const std::vector<DrawnCommit>& commits);

// Draws commits, children before parents. The leftmost lane is kept for `left_id` and its first
// parents, if it is among them.
std::string draw_commits(const std::vector<DrawnCommit>& commits, std::string_view left_id = {});

}  // namespace omnigraph::cli
