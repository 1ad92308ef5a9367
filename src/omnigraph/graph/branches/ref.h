// Ref: which state of the graph is meant, and how users write it. Parsed here and nowhere else.
//
//   main                         the newest state of a branch
//   01KA0VH2…  (26 characters)   the state after a commit, whatever branch it was made on
//   tag:v1                       a tag's
//   main@12                      a branch at a manifest version
//   main@2026-01-02T03:04:05Z    a branch at a time: its newest commit that is not later
//
// A name that has the form of a commit id is taken for one; "branch:NAME" is always a branch. In
// front of '@' an empty name is main.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/graph.h"
#include "omnigraph/graph/snapshot/snapshot.h"

namespace omnigraph::graph {

struct BranchRef {
  std::string branch;
  bool operator==(const BranchRef&) const = default;
};
struct CommitRef {
  std::string commit_id;
  bool operator==(const CommitRef&) const = default;
};
struct TagRef {
  std::string tag;
  bool operator==(const TagRef&) const = default;
};
struct VersionRef {
  std::string branch;
  uint64_t manifest_version = 0;
  bool operator==(const VersionRef&) const = default;
};
struct TimeRef {
  std::string branch;
  int64_t at_us = 0;  // µs since the epoch; the last of those that the text may stand for
  bool operator==(const TimeRef&) const = default;
};
using Ref = std::variant<BranchRef, CommitRef, TagRef, VersionRef, TimeRef>;

// The instants that a text stands for: 12:30:05 is all of that second, a date all of that day (UTC
// where it names no zone). Errors: kInvalidArgument.
struct TimeSpan {
  int64_t first_us = 0;
  int64_t last_us = 0;
};
Result<TimeSpan> parse_time(std::string_view text);

// Errors: kInvalidArgument. Whether there is such a state is not looked at.
Result<Ref> parse_ref(std::string_view text);
// The text that parse_ref() takes.
std::string to_text(const Ref& ref);

// The state that is meant. Cost: a branch or tag as Graph::head(), a commit as find_commit(), a
// version two reads more, a time about 2·log2(commits / 1,024) reads. Errors: kNotFound (unknown
// name, commit, a version above the branch's, a time before its first commit); kInvalidArgument
// (version 0); kGone when cleanup has reclaimed it.
Result<SnapshotPtr> state_at(Graph& graph, const Ref& ref);
// The same for the text.
Result<SnapshotPtr> state_at(Graph& graph, std::string_view text);

// The newest commit of the past of `head` that was made at `at_us` or before; nothing if there is
// none. Instants never fall along a branch.
Result<std::optional<CommitHeader>> commit_at_time(GraphEnvironment& environment,
                                                   const CommitRecord& head,
                                                   int64_t at_us);

}  // namespace omnigraph::graph
