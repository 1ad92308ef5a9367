#include "omnigraph/graph/branches/ref.h"

#include <charconv>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/base/time.h"
#include "omnigraph/base/ulid.h"
#include "omnigraph/graph/branches/branches.h"
#include "omnigraph/graph/branches/find_commit.h"
#include "omnigraph/graph/log/lineage.h"
#include "omnigraph/graph/log/names.h"

namespace omnigraph::graph {
namespace {

constexpr std::string_view kBranchPrefix = "branch:";

Error bad_ref(std::string_view text, std::string_view why) {
  return Error(ErrorCode::kInvalidArgument,
               format("{}: '{}' (write a branch, a commit id, tag:NAME, BRANCH@VERSION or "
                      "BRANCH@TIME as in main@2026-01-02T03:04:05Z)",
                      why,
                      text));
}

// Fractions that are finer than a millisecond, in µs: parse_instant() rounds them off.
int64_t dropped_us(std::string_view text) {
  const size_t dot = text.find('.');
  if (dot == std::string_view::npos) {
    return 0;
  }
  int64_t us = 0;
  int64_t weight = 100'000;
  for (size_t i = dot + 1; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
    us += (text[i] - '0') * weight;
    weight /= 10;
  }
  return us % 1000;
}

// A time stands for all instants that it does not tell apart: 12:30:05 is up to 12:30:05.999999.
int64_t precision_us(std::string_view text, const Instant& instant) {
  if (!instant.has_time_part) {
    return int64_t{86'400'000'000};
  }
  const size_t dot = text.find('.');
  if (dot == std::string_view::npos) {
    return 1'000'000;
  }
  int64_t unit = 1'000'000;
  for (size_t i = dot + 1; i < text.size() && text[i] >= '0' && text[i] <= '9' && unit > 1; ++i) {
    unit /= 10;
  }
  return unit;
}

Result<Ref> parse_point(std::string_view text, std::string branch, std::string_view point) {
  uint64_t version = 0;
  const auto [end, error] = std::from_chars(point.data(), point.data() + point.size(), version);
  if (!point.empty() && error == std::errc() && end == point.data() + point.size()) {
    if (version == 0) {
      return bad_ref(text, "manifest versions begin at 1");
    }
    return Ref(VersionRef{std::move(branch), version});
  }
  const auto time = parse_time(point);
  if (!time.ok()) {
    return bad_ref(text, "neither a manifest version nor a time stands behind '@'");
  }
  return Ref(TimeRef{std::move(branch), time->last_us});
}

}  // namespace

Result<TimeSpan> parse_time(std::string_view text) {
  OG_ASSIGN_OR_RETURN(const Instant instant, parse_instant(text));
  const int64_t first_us = instant.ms * 1000 + dropped_us(text);
  return TimeSpan{first_us, first_us + precision_us(text, instant) - 1};
}

Result<Ref> parse_ref(std::string_view text) {
  const std::string_view whole = text;
  if (text.empty()) {
    return bad_ref(text, "a reference cannot be empty");
  }
  if (is_tag_log(text)) {
    OG_ASSIGN_OR_RETURN(std::string tag, normalize_tag_name(text.substr(kTagPrefix.size())));
    return Ref(TagRef{std::move(tag)});
  }
  if (is_ulid(text)) {
    return Ref(CommitRef{std::string(text)});
  }
  if (text.substr(0, kBranchPrefix.size()) == kBranchPrefix) {
    text.remove_prefix(kBranchPrefix.size());
  }
  const size_t at = text.find('@');
  if (at == std::string_view::npos) {
    OG_ASSIGN_OR_RETURN(std::string branch, normalize_branch_name(text));
    return Ref(BranchRef{std::move(branch)});
  }
  std::string branch(kMainBranch);
  if (at != 0) {
    OG_ASSIGN_OR_RETURN(branch, normalize_branch_name(text.substr(0, at)));
  }
  return parse_point(whole, std::move(branch), text.substr(at + 1));
}

std::string to_text(const Ref& ref) {
  struct Writer {
    static std::string name(const std::string& branch) {
      return is_ulid(branch) ? format("{}{}", kBranchPrefix, branch) : branch;
    }
    std::string operator()(const BranchRef& r) const { return name(r.branch); }
    std::string operator()(const CommitRef& r) const { return r.commit_id; }
    std::string operator()(const TagRef& r) const { return tag_log_name(r.tag); }
    std::string operator()(const VersionRef& r) const {
      return format("{}@{}", name(r.branch), r.manifest_version);
    }
    std::string operator()(const TimeRef& r) const {
      const int64_t ms = r.at_us / 1000;
      std::string instant = format_instant(ms);
      instant.insert(instant.size() - 1, format("{:03}", r.at_us - ms * 1000));
      return format("{}@{}", name(r.branch), instant);
    }
  };
  return std::visit(Writer(), ref);
}

Result<std::optional<CommitHeader>> commit_at_time(GraphEnvironment& environment,
                                                   const CommitRecord& head,
                                                   int64_t at_us) {
  // The greatest version with an instant that is not later lies in [low, high).
  uint64_t low = 0;
  uint64_t high = head.head_manifest_version() + 1;
  std::optional<CommitHeader> best;
  uint64_t probe = high - 1;  // most often the newest ones are asked for
  uint64_t step = 1;
  while (high - low > 1) {
    OG_ASSIGN_OR_RETURN(const auto found, newest_commits(environment, head, 1, probe));
    if (found.empty()) {
      break;
    }
    if (found.front().entry.created_at <= at_us) {
      low = probe;
      best = found.front();
    } else {
      high = probe;
    }
    if (low == 0 && high > step) {
      probe = high - step;
      step *= 2;
    } else {
      probe = low + (high - low) / 2;
    }
  }
  return best;
}

namespace {

Result<SnapshotPtr> state_of(Graph& graph, const SnapshotPtr& head, const CommitHeader& header) {
  if (header.entry.graph_commit_id == head->commit_id()) {
    return head;
  }
  OG_ASSIGN_OR_RETURN(FoundCommit found, find_commit(graph, header));
  return Snapshot::of_commit(graph.environment(), std::move(found.record), found.index);
}

struct Resolver {
  Graph& graph;

  Result<SnapshotPtr> operator()(const BranchRef& ref) const { return graph.head(ref.branch); }
  Result<SnapshotPtr> operator()(const CommitRef& ref) const {
    return graph.at_commit(ref.commit_id);
  }
  Result<SnapshotPtr> operator()(const TagRef& ref) const { return find_tag(graph, ref.tag); }
  Result<SnapshotPtr> operator()(const VersionRef& ref) const {
    if (ref.manifest_version == 0) {
      return Error(ErrorCode::kInvalidArgument, "manifest versions begin at 1");
    }
    OG_ASSIGN_OR_RETURN(const SnapshotPtr head, graph.head(ref.branch));
    if (ref.manifest_version > head->manifest_version()) {
      return Error(ErrorCode::kNotFound,
                   format("branch '{}' is at manifest version {}: there is no version {}",
                          ref.branch,
                          head->manifest_version(),
                          ref.manifest_version));
    }
    OG_ASSIGN_OR_RETURN(
        const auto found,
        newest_commits(graph.environment(), head->record(), 1, ref.manifest_version));
    if (found.empty() || found.front().entry.manifest_version != ref.manifest_version) {
      return Error(
          ErrorCode::kCorruption,
          format("the lineage of branch '{}' has no version {}", ref.branch, ref.manifest_version));
    }
    return state_of(graph, head, found.front());
  }
  Result<SnapshotPtr> operator()(const TimeRef& ref) const {
    OG_ASSIGN_OR_RETURN(const SnapshotPtr head, graph.head(ref.branch));
    OG_ASSIGN_OR_RETURN(const auto found,
                        commit_at_time(graph.environment(), head->record(), ref.at_us));
    if (!found) {
      return Error(ErrorCode::kNotFound,
                   format("branch '{}' has no commit as early as {}",
                          ref.branch,
                          format_instant(ref.at_us / 1000)));
    }
    return state_of(graph, head, *found);
  }
};

}  // namespace

Result<SnapshotPtr> state_at(Graph& graph, const Ref& ref) {
  return std::visit(Resolver{graph}, ref);
}

Result<SnapshotPtr> state_at(Graph& graph, std::string_view text) {
  OG_ASSIGN_OR_RETURN(const Ref ref, parse_ref(text));
  return state_at(graph, ref);
}

}  // namespace omnigraph::graph
