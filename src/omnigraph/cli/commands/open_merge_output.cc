#include "omnigraph/cli/commands/open_merge_output.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/base/time.h"
#include "omnigraph/cli/commands/commit_output.h"
#include "omnigraph/cli/output/change_text.h"
#include "omnigraph/cli/output/conflict_text.h"

namespace omnigraph::cli {
namespace {

using graph::OpenMerge;

size_t decided_count(const OpenMerge& merge) {
  return static_cast<size_t>(std::count_if(
      merge.conflicts.begin(), merge.conflicts.end(), [&](const graph::MergeConflict& conflict) {
        return find_decision(merge.decisions, conflict) != nullptr;
      }));
}

std::string decided_text(const OpenMerge& merge) {
  return format("{} of {} conflicts decided", decided_count(merge), merge.conflicts.size());
}

}  // namespace

std::string open_merge_line(const OpenMerge& merge) {
  return format("{} {} {} into {}, {}{} at={}\n",
                merge.merge_id,
                to_string(merge.state),
                merge.source,
                merge.target,
                merge.merged_commit ? "commit " + *merge.merged_commit : decided_text(merge),
                merge.actor_id ? " actor=" + shown_line(*merge.actor_id) : "",
                format_instant(merge.created_at / 1000));
}

std::string open_merge_text(const OpenMerge& merge) {
  std::string text = format(
      "merge_id: {}\nstate: {}\nsource: {} (commit {})\ntarget: {} (commit {})\n"
      "granularity: {}\n",
      merge.merge_id,
      to_string(merge.state),
      merge.source,
      merge.source_commit,
      merge.target,
      merge.target_commit,
      merge.whole_rows ? "row" : "property");
  const auto line = [&](std::string_view name, const std::optional<std::string>& value) {
    if (value) {
      text += format("{}: {}\n", name, shown_line(*value));
    }
  };
  line("actor_id", merge.actor_id);
  line("message", merge.message);
  line("merged_commit_id", merge.merged_commit);
  text += format("created_at: {}\n", format_instant(merge.created_at / 1000));
  if (!merge.conflicts.empty()) {
    text += decided_text(merge) + "\n" + conflict_lines(merge.conflicts, &merge.decisions);
  }
  return text;
}

std::string open_merge_hint(const OpenMerge& merge) {
  if (merge.state != graph::MergeState::kOpen) {
    return "";
  }
  const auto open = std::find_if(
      merge.conflicts.begin(), merge.conflicts.end(), [&](const graph::MergeConflict& conflict) {
        return is_decidable(conflict) && find_decision(merge.decisions, conflict) == nullptr;
      });
  std::string text;
  if (open != merge.conflicts.end()) {
    text += format("decide:   omnigraph merge resolve {} --row {} --take ours|theirs|newest\n",
                   merge.merge_id,
                   shown_id(format("{}/{}", type_of_table(open->table_key), *open->row_id)));
  }
  if (!std::all_of(merge.conflicts.begin(), merge.conflicts.end(), is_decidable)) {
    text +=
        format("change:   what breaks a rule (-), on {} or on {}\n", merge.source, merge.target);
  }
  return text + format("then:     omnigraph merge continue {}\n", merge.merge_id);
}

void write_open_merge(JsonWriter& json, const OpenMerge& merge) {
  json.begin_object();
  json.member("merge_id", merge.merge_id);
  json.member("state", to_string(merge.state));
  json.member("source", merge.source);
  json.member("target", merge.target);
  json.member("source_commit_id", merge.source_commit);
  json.member("target_commit_id", merge.target_commit);
  write_optional_member(json, "actor_id", merge.actor_id);
  write_optional_member(json, "message", merge.message);
  json.member("created_at", merge.created_at);
  json.member("granularity", merge.whole_rows ? "row" : "property");
  json.member("conflicts_decided", uint64_t{decided_count(merge)});
  write_conflicts(json, merge.conflicts, &merge.decisions);
  write_optional_member(json, "merged_commit_id", merge.merged_commit);
  json.end_object();
}

}  // namespace omnigraph::cli
