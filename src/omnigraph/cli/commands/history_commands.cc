// diff, changes, log.
#include "omnigraph/cli/commands/history_commands.h"

#include <algorithm>
#include <set>

#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/base/time.h"
#include "omnigraph/cli/commands/change_printer.h"
#include "omnigraph/cli/commands/commit_output.h"
#include "omnigraph/cli/commands/session.h"
#include "omnigraph/cli/commands/settings.h"

namespace omnigraph::cli {
namespace {

using engine::DiffStates;

// ---- diff --------------------------------------------------------------------------------------

void write_states(JsonWriter& json, const DiffStates& states) {
  json.member("from_version", states.from.manifest_version);
  json.member("to_version", states.to.manifest_version);
  json.member("from_commit_id", states.from.commit_id);
  json.member("to_commit_id", states.to.commit_id);
  json.key("branch");
  states.from.branch == states.to.branch ? json.string(states.to.branch) : json.null();
}

// A mistyped type has no changes either; say so.
void warn_of_unknown_types(const std::vector<std::string>& types, const DiffStates& states) {
  for (const std::string& type : types) {
    if (states.from.types.count(type) == 0 && states.to.types.count(type) == 0) {
      report_warning(format("neither state has a type '{}'", type));
    }
  }
}

Status print_diff(engine::Engine& engine,
                  engine::DiffRequest request,
                  ChangePrinter printer,
                  std::string_view changes_key,
                  const std::function<void(JsonWriter&, const DiffStates&)>& members) {
  request.begin = [&](const DiffStates& states) {
    warn_of_unknown_types({request.filter.types.begin(), request.filter.types.end()}, states);
    printer.begin(
        [&](JsonWriter& json) { members(json, states); }, changes_key, states.to.manifest_version);
    return Status();
  };
  OG_ASSIGN_OR_RETURN(const graph::ChangeCounts counts,
                      engine.diff(
                          request,
                          [&](const graph::EntityChange& change) { return printer.add(change); },
                          CancelToken()));
  return printer.end(counts);
}

Status diff(const DiffOptions& options) {
  engine::DiffRequest request;
  request.from = options.from;
  request.to = options.to;
  OG_ASSIGN_OR_RETURN(request.filter, change_filter(options.filter));
  request.filter.values = !options.summary;
  OG_ASSIGN_OR_RETURN(const auto engine, open_named(options.graph));
  const ChangeDetail detail = options.summary ? ChangeDetail::kCounts : ChangeDetail::kRows;
  return print_diff(*engine,
                    std::move(request),
                    ChangePrinter(detail, options.output.json),
                    "changes",
                    write_states);
}

// ---- changes -----------------------------------------------------------------------------------

// So many commits are asked for, and in memory, at a time.
constexpr size_t kCommitsAtOnce = 8;

// "  by ann: message" as far as there is either.
std::string who_and_why(const graph::CommitEntry& entry) {
  std::string text = entry.actor_id ? " by " + shown_line(*entry.actor_id) : "";
  return entry.message ? text + ": " + shown_line(*entry.message) : text;
}

// "01K… version=3 mutate at … by ann: message"
std::string commit_heading(const graph::CommitHeader& commit, const Paint& paint) {
  const graph::CommitEntry& entry = commit.entry;
  return format("{} version={} {} at {}{}\n",
                paint.id(entry.graph_commit_id),
                entry.manifest_version,
                entry.operation,
                format_instant(entry.created_at / 1000),
                who_and_why(entry));
}

std::string feed_json_line(const graph::FeedItem& item) {
  JsonWriter json;
  json.begin_object();
  write_commit_members(json, item.commit);
  json.key("changes");
  json.begin_array();
  for (const graph::EntityChange& change : item.changes) {
    write_entity_change(json, change, item.commit.entry.manifest_version);
  }
  json.end_array();
  json.end_object();
  return json.take() + "\n";
}

std::string feed_text(const graph::FeedItem& item, const Paint& paint) {
  std::string text = commit_heading(item.commit, paint);
  for (const graph::EntityChange& change : item.changes) {
    text += "  " + change_line(change, paint);
  }
  return text;
}

Status feed(const FeedOptions& options) {
  OG_ASSIGN_OR_RETURN(const Config config, load_settings(options.graph));
  OG_ASSIGN_OR_RETURN(const std::string uri, resolve_graph(config, options.graph));
  graph::FeedRequest request;
  request.branch = resolve_branch(config, options.branch);
  request.after_commit = options.since;
  OG_ASSIGN_OR_RETURN(request.filter, change_filter(options.filter));
  OG_ASSIGN_OR_RETURN(const auto engine, open_graph(uri, options.graph));
  const Paint paint = Paint::for_stdout();
  for (uint64_t shown = 0; shown < options.limit;) {
    request.limit = std::min<uint64_t>(kCommitsAtOnce, options.limit - shown);
    OG_ASSIGN_OR_RETURN(const std::vector<graph::FeedItem> items,
                        engine->changes(request, CancelToken()));
    for (const graph::FeedItem& item : items) {
      OG_RETURN_IF_ERROR(
          print(options.output.json ? feed_json_line(item) : feed_text(item, paint)));
      request.after_commit = item.commit.entry.graph_commit_id;
    }
    shown += items.size();
    if (items.size() < request.limit) {
      break;
    }
  }
  return options.output.json || request.after_commit.empty()
             ? Status()
             : print(format("cursor: {}\n", request.after_commit));
}

// ---- log ---------------------------------------------------------------------------------------

std::string log_text(const engine::EntityLogAnswer& answer, const Paint& paint) {
  std::string text;
  for (const graph::EntityLogEntry& entry : answer.entries) {
    text += commit_heading(entry.commit, paint) + "  " + change_line(entry.change, paint);
  }
  return text;
}

void write_log(JsonWriter& json, const engine::EntityLogAnswer& answer) {
  json.key("entries");
  json.begin_array();
  for (const graph::EntityLogEntry& entry : answer.entries) {
    json.begin_object();
    write_commit_members(json, entry.commit);
    json.key("change");
    write_entity_change(json, entry.change, entry.commit.entry.manifest_version);
    json.end_object();
  }
  json.end_array();
}

// Who wrote the value that a property has.
struct LastWriter {
  std::string property;
  std::optional<std::string> value;  // none: null, or the row is gone
  const graph::EntityLogEntry* entry = nullptr;
};

// Of each property the newest entry that has it, in the order in which they were found. What is
// older than the newest insert or delete was another row's.
std::vector<LastWriter> last_writers(const engine::EntityLogAnswer& answer) {
  std::vector<LastWriter> writers;
  std::set<std::string> seen;
  for (const graph::EntityLogEntry& entry : answer.entries) {
    for (const graph::PropertyChange& property : entry.change.properties) {
      if (seen.insert(property.property).second) {
        writers.push_back({property.property, property.after, &entry});
      }
    }
    if (entry.change.op != graph::RowOp::kUpdate) {
      break;
    }
  }
  return writers;
}

std::string last_text(const std::vector<LastWriter>& writers, const Paint& paint) {
  std::string text;
  for (const LastWriter& writer : writers) {
    const std::string value = writer.value.value_or(
        writer.entry->change.op == graph::RowOp::kDelete ? "(deleted)" : "null");
    text += format("{}: {}\n    {}",
                   writer.property,
                   shortened(value, 80),
                   commit_heading(writer.entry->commit, paint));
  }
  return text;
}

void write_last(JsonWriter& json, const std::vector<LastWriter>& writers) {
  json.key("properties");
  json.begin_object();
  for (const LastWriter& writer : writers) {
    json.key(writer.property);
    json.begin_object();
    json.key("value");
    writer.value ? json.raw(*writer.value) : json.null();
    json.key("commit");
    write_commit(json, writer.entry->commit);
    json.end_object();
  }
  json.end_object();
}

Status entity_history(const EntityLogOptions& options) {
  OG_ASSIGN_OR_RETURN(const auto engine, open_named(options.graph));
  const size_t limit = options.limit == 0 ? SIZE_MAX : options.limit;
  OG_ASSIGN_OR_RETURN(const engine::EntityLogAnswer answer,
                      engine->entity_log(options.row, options.at, limit, CancelToken()));
  if (answer.entries.empty()) {
    return Error(
        ErrorCode::kNotFound,
        format(
            "no commit up to '{}' has a {} with id '{}'", options.at, answer.type_name, answer.id));
  }
  const std::vector<LastWriter> writers = last_writers(answer);
  if (!options.output.json) {
    const Paint paint = Paint::for_stdout();
    return print(options.last ? last_text(writers, paint) : log_text(answer, paint));
  }
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.member("type_name", answer.type_name);
  json.member("id", answer.id);
  if (options.last) {
    write_last(json, writers);
  } else {
    write_log(json, answer);
  }
  json.end_object();
  return print(json.text() + "\n");
}

template <typename Options>
int run_history(const Options& options, Status (*body)(const Options&)) {
  return run_reported({options.output.json, options.output.timing, std::nullopt},
                      [&](Reporting&) { return body(options); });
}

}  // namespace

Status print_commit_with_changes(engine::Engine& engine,
                                 const graph::CommitHeader& commit,
                                 bool json) {
  engine::DiffRequest request;
  request.from = commit.entry.parent_commit_id.value_or(commit.entry.graph_commit_id);
  request.to = commit.entry.graph_commit_id;
  if (!json) {
    OG_RETURN_IF_ERROR(print(commit_lines(commit)));
  }
  return print_diff(engine,
                    std::move(request),
                    ChangePrinter(ChangeDetail::kRows, json),
                    "row_changes",
                    [&](JsonWriter& out, const DiffStates&) { write_commit_members(out, commit); });
}

int run_diff(const DiffOptions& options) {
  return run_history(options, diff);
}

int run_changes(const FeedOptions& options) {
  return run_history(options, feed);
}

int run_entity_log(const EntityLogOptions& options) {
  return run_history(options, entity_history);
}

}  // namespace omnigraph::cli
