// commit graph: the commits of all branches as a drawing.
#include <algorithm>
#include <map>
#include <unordered_map>

#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/base/time.h"
#include "omnigraph/cli/commands/collect_commits.h"
#include "omnigraph/cli/commands/commit_output.h"
#include "omnigraph/cli/commands/history_commands.h"
#include "omnigraph/cli/commands/session.h"
#include "omnigraph/cli/commands/settings.h"
#include "omnigraph/cli/output/commit_graph.h"
#include "omnigraph/cli/output/paint.h"

namespace omnigraph::cli {
namespace {

// More names than these beside one commit are only counted.
constexpr size_t kNamesShown = 5;

// The names of a commit.
struct CommitNames {
  std::vector<std::string> branches;
  std::vector<std::string> tags;
};
using NamesById = std::unordered_map<std::string, CommitNames>;

struct DrawnHistory {
  std::vector<graph::CommitHeader> commits;  // in the order of the drawing
  std::vector<DrawnCommit> drawn;
  std::string left_id;
  NamesById names;
  bool more = false;
};

std::vector<std::string> parents_of(const graph::CommitEntry& entry) {
  std::vector<std::string> parents;
  for (const auto& parent : {entry.parent_commit_id, entry.merged_parent_commit_id}) {
    if (parent) {
      parents.push_back(*parent);
    }
  }
  return parents;
}

// " (main, feature, tag:v1)"
std::string names_text(const CommitNames& names, const Paint& paint) {
  std::vector<std::string> all = names.branches;
  for (const std::string& tag : names.tags) {
    all.push_back("tag:" + tag);
  }
  std::string text;
  for (size_t i = 0; i < std::min(all.size(), kNamesShown); ++i) {
    text += (i == 0 ? "" : ", ") + all[i];
  }
  if (all.size() > kNamesShown) {
    text += format(", and {} more", all.size() - kNamesShown);
  }
  return " (" + paint.name(text) + ")";
}

// What it did: "merge feature: weekly review". A message that begins with the operation says it
// all.
std::string what_text(const graph::CommitEntry& entry, const std::string* merged_branch) {
  std::string operation = entry.operation;
  std::replace(operation.begin(), operation.end(), '_', '-');
  const std::string message = shown_line(entry.message.value_or(""));
  if (message.starts_with(operation)) {
    return message;
  }
  std::string text = operation;
  if (merged_branch != nullptr) {
    text += " " + *merged_branch;
  }
  return message.empty() ? text : text + ": " + message;
}

std::string commit_text(const graph::CommitEntry& entry,
                        const CommitNames* names,
                        const std::string* merged_branch) {
  const Paint paint = Paint::for_stdout();
  const std::string time = format_instant(entry.created_at / 1000);
  return paint.id(entry.graph_commit_id) + (names == nullptr ? "" : names_text(*names, paint)) +
         " " + what_text(entry, merged_branch) +
         paint.faint(format("{} at {}Z",
                            entry.actor_id ? " by " + shown_line(*entry.actor_id) : "",
                            time.substr(0, time.find('.'))));
}

Result<NamesById> read_names(engine::Engine& engine,
                             const std::vector<engine::BranchInfo>& branches) {
  NamesById names;
  for (const engine::BranchInfo& branch : branches) {
    names[branch.commit_id].branches.push_back(branch.name);
  }
  OG_ASSIGN_OR_RETURN(const std::vector<engine::TagInfo> tags, engine.tag_list());
  for (const engine::TagInfo& tag : tags) {
    names[tag.commit_id].tags.push_back(tag.name);
  }
  return names;
}

// The branches that are asked for; all if none is.
Result<std::vector<engine::BranchInfo>> wanted_branches(
    const std::vector<engine::BranchInfo>& branches, const std::vector<std::string>& names) {
  if (names.empty()) {
    return branches;
  }
  std::vector<engine::BranchInfo> wanted;
  for (const std::string& name : names) {
    const auto found = std::find_if(
        branches.begin(), branches.end(), [&](const auto& branch) { return branch.name == name; });
    if (found == branches.end()) {
      return Error(ErrorCode::kNotFound, format("branch '{}' not found", name));
    }
    wanted.push_back(*found);
  }
  return wanted;
}

void put_in_order(std::vector<graph::CommitHeader> commits, DrawnHistory* history) {
  std::unordered_map<std::string, std::string> branch_of;
  std::vector<DrawnCommit> drawn;
  for (const graph::CommitHeader& commit : commits) {
    branch_of.emplace(commit.entry.graph_commit_id, commit.branch);
    drawn.push_back({commit.entry.graph_commit_id, parents_of(commit.entry), ""});
  }
  for (const size_t i : drawing_order(drawn)) {
    const graph::CommitEntry& entry = commits[i].entry;
    const auto names = history->names.find(entry.graph_commit_id);
    const auto merged = entry.merged_parent_commit_id
                            ? branch_of.find(*entry.merged_parent_commit_id)
                            : branch_of.end();
    drawn[i].text = commit_text(entry,
                                names == history->names.end() ? nullptr : &names->second,
                                merged == branch_of.end() ? nullptr : &merged->second);
    history->drawn.push_back(std::move(drawn[i]));
    history->commits.push_back(std::move(commits[i]));
  }
}

Result<DrawnHistory> read_history(engine::Engine& engine, const CommitGraphOptions& options) {
  DrawnHistory history;
  OG_ASSIGN_OR_RETURN(const std::vector<engine::BranchInfo> branches, engine.branch_list());
  OG_ASSIGN_OR_RETURN(const std::vector<engine::BranchInfo> wanted,
                      wanted_branches(branches, options.branches));
  history.left_id = wanted.front().commit_id;
  OG_ASSIGN_OR_RETURN(history.names, read_names(engine, branches));
  OG_ASSIGN_OR_RETURN(CollectedCommits collected, collect_commits(engine, wanted, options.limit));
  history.more = collected.more;
  put_in_order(std::move(collected.commits), &history);
  return history;
}

void write_names(JsonWriter& json, std::string_view key, const std::vector<std::string>& names) {
  json.key(key);
  json.begin_array();
  for (const std::string& name : names) {
    json.string(name);
  }
  json.end_array();
}

std::string history_json(const DrawnHistory& history) {
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.key("commits");
  json.begin_array();
  for (const graph::CommitHeader& commit : history.commits) {
    const auto names = history.names.find(commit.entry.graph_commit_id);
    const CommitNames known = names == history.names.end() ? CommitNames() : names->second;
    json.begin_object();
    write_commit_members(json, commit);
    write_names(json, "branches", known.branches);
    write_names(json, "tags", known.tags);
    json.end_object();
  }
  json.end_array();
  json.member("more", history.more);
  json.end_object();
  return json.take() + "\n";
}

Status commit_graph(const CommitGraphOptions& options) {
  OG_ASSIGN_OR_RETURN(const auto engine, open_named(options.graph));
  OG_ASSIGN_OR_RETURN(const DrawnHistory history, read_history(*engine, options));
  if (options.output.json) {
    return print(history_json(history));
  }
  OG_RETURN_IF_ERROR(print(draw_commits(history.drawn, history.left_id)));
  if (history.more) {
    report_notice(format("these are the newest {} commits; more: --limit N", options.limit));
  }
  return {};
}

}  // namespace

int run_commit_graph(const CommitGraphOptions& options) {
  return run_reported({options.output.json, options.output.timing, std::nullopt},
                      [&](Reporting&) { return commit_graph(options); });
}

}  // namespace omnigraph::cli
