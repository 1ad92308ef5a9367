#include "omnigraph/cli/output/commit_graph.h"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

namespace omnigraph::cli {
namespace {

// Draws row by row. Lane i is the character 2·i of a row, the characters between are for edges.
//
// Invariant: no two lanes lead to the same commit. A line that comes to a commit to which another
// one leads already joins it at once, so that its lane is free again.
class GraphDrawer {
 public:
  explicit GraphDrawer(const std::vector<DrawnCommit>& commits) {
    for (const DrawnCommit& commit : commits) {
      shown_.insert(commit.id);
    }
  }

  void reserve_left(std::string_view id) {
    if (shown_.count(id) != 0) {
      lanes_.push_back({std::string(id), false});
    }
  }

  void add(const DrawnCommit& commit) {
    const size_t column = column_of(commit.id);
    lanes_[column].begun = true;
    std::string row = lane_row();
    row[2 * column] = '*';
    end_row(std::move(row), commit.text);
    const bool has_parent = !commit.parents.empty();
    const bool goes_on = has_parent && shown_.count(commit.parents.front()) != 0;
    bool merges_hidden = false;
    for (size_t p = 1; p < commit.parents.size(); ++p) {
      if (shown_.count(commit.parents[p]) == 0) {
        merges_hidden = true;
      } else if (commit.parents[p] != commit.parents.front()) {
        lead_to(commit.parents[p], column);
      }
    }
    if (merges_hidden || (has_parent && !goes_on)) {
      std::string marks = lane_row();
      marks.resize(std::max(marks.size(), 2 * column + 2), ' ');
      marks[2 * column] = goes_on ? '|' : ':';
      marks[2 * column + 1] = merges_hidden ? ':' : ' ';
      end_row(std::move(marks));
    }
    goes_on ? go_on(commit.parents.front(), column) : end_lane(column);
  }

  std::string take() { return std::move(text_); }

 private:
  struct Lane {
    std::optional<std::string> next;  // the commit that it leads to; none: the lane is free
    bool begun = true;                // false: kept free for a line that begins further below
  };

  std::optional<size_t> lane_to(std::string_view id) const {
    for (size_t i = 0; i < lanes_.size(); ++i) {
      if (lanes_[i].next == id) {
        return i;
      }
    }
    return std::nullopt;
  }

  size_t first_free(size_t from) {
    for (size_t i = from; i < lanes_.size(); ++i) {
      if (!lanes_[i].next) {
        return i;
      }
    }
    lanes_.push_back({});
    return lanes_.size() - 1;
  }

  size_t column_of(const std::string& id) {
    if (const auto lane = lane_to(id)) {
      return *lane;
    }
    const size_t column = first_free(0);
    lanes_[column].next = id;
    return column;
  }

  std::string lane_row() const {
    std::string row(2 * lanes_.size(), ' ');
    for (size_t i = 0; i < lanes_.size(); ++i) {
      row[2 * i] = lanes_[i].next && lanes_[i].begun ? '|' : ' ';
    }
    return row;
  }

  void end_row(std::string row, std::string_view text = {}) {
    row.resize(row.find_last_not_of(' ') + 1);
    if (!text.empty()) {
      // The text stands right of all lanes.
      row.resize(2 * lanes_.size(), ' ');
      row += text;
    }
    text_ += row + "\n";
  }

  // An edge along the bottom of a row, from the gap behind lane `left` to the one before `right`.
  // Lanes in between go on.
  void underline(std::string& row, size_t left, size_t right) const {
    for (size_t at = 2 * left + 1; at < 2 * right; ++at) {
      row[at] = row[at] == ' ' ? '_' : row[at];
    }
  }

  // An edge from the commit at `column` to a merged parent.
  void lead_to(const std::string& parent, size_t column) {
    const auto known = lane_to(parent);
    if (!known) {
      open_beside(parent, column);
      return;
    }
    std::string row = lane_row();
    row[*known > column ? 2 * column + 1 : 2 * column - 1] = *known > column ? '\\' : '/';
    underline(row, std::min(*known, column), std::max(*known, column));
    end_row(std::move(row));
    lanes_[*known].begun = true;
  }

  // A new lane right of `column`; those beside it move over, up to the first free one.
  void open_beside(const std::string& parent, size_t column) {
    const size_t free = first_free(column + 1);
    std::string row = lane_row();
    for (size_t i = column + 1; i < free; ++i) {
      row[2 * i] = ' ';
    }
    for (size_t i = column; i < free; ++i) {
      row[2 * i + 1] = '\\';
    }
    end_row(std::move(row));
    for (size_t i = free; i > column + 1; --i) {
      lanes_[i] = lanes_[i - 1];
    }
    lanes_[column + 1] = {parent, true};
  }

  // The lane leads to `parent` from here on; two that do become one, the left one.
  void go_on(const std::string& parent, size_t column) {
    const auto known = lane_to(parent);
    lanes_[column].next = parent;
    if (!known) {
      return;
    }
    const size_t left = std::min(*known, column);
    const size_t right = std::max(*known, column);
    std::string row = lane_row();
    row[2 * right] = ' ';
    row[2 * right - 1] = '/';
    underline(row, left, right);
    end_row(std::move(row));
    lanes_[left].begun = true;
    end_lane(right);
  }

  void end_lane(size_t column) {
    lanes_[column] = {};
    while (!lanes_.empty() && !lanes_.back().next) {
      lanes_.pop_back();
    }
  }

  std::set<std::string, std::less<>> shown_;
  std::vector<Lane> lanes_;
  std::string text_;
};

}  // namespace

std::vector<size_t> drawing_order(const std::vector<DrawnCommit>& commits) {
  std::unordered_map<std::string_view, size_t> places;
  for (size_t i = 0; i < commits.size(); ++i) {
    places.emplace(commits[i].id, i);
  }
  std::vector<size_t> children(commits.size());  // that are not in the order yet
  for (const DrawnCommit& commit : commits) {
    for (const std::string& parent : commit.parents) {
      if (const auto place = places.find(parent); place != places.end()) {
        ++children[place->second];
      }
    }
  }
  // A stack: the merged parent, put on it last, comes first, with all that only it leads to.
  std::vector<size_t> ready;
  for (size_t i = commits.size(); i-- > 0;) {
    if (children[i] == 0) {
      ready.push_back(i);
    }
  }
  std::vector<size_t> order;
  while (!ready.empty()) {
    const size_t next = ready.back();
    ready.pop_back();
    order.push_back(next);
    for (const std::string& parent : commits[next].parents) {
      const auto place = places.find(parent);
      if (place != places.end() && --children[place->second] == 0) {
        ready.push_back(place->second);
      }
    }
  }
  return order;
}

std::string draw_commits(const std::vector<DrawnCommit>& commits, std::string_view left_id) {
  GraphDrawer drawer(commits);
  drawer.reserve_left(left_id);
  for (const DrawnCommit& commit : commits) {
    drawer.add(commit);
  }
  return drawer.take();
}

}  // namespace omnigraph::cli
