// tag create, list, show, delete.
#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/cli/commands/branch_commands.h"
#include "omnigraph/cli/commands/commit_output.h"
#include "omnigraph/cli/commands/session.h"
#include "omnigraph/cli/commands/settings.h"

namespace omnigraph::cli {
namespace {

using engine::TagInfo;

void write_tag(JsonWriter& json, const TagInfo& tag) {
  json.member("name", tag.name);
  json.member("graph_commit_id", tag.commit_id);
  json.member("manifest_version", tag.manifest_version);
  json.member("created_at", tag.created_at);
}

Status create_tag(const TagOptions& options) {
  OG_ASSIGN_OR_RETURN(const auto engine, open_named(options.graph));
  OG_ASSIGN_OR_RETURN(const TagInfo tag, engine->tag_create({options.name, options.at}));
  if (!options.output.json) {
    return print(format(
        "created tag {} at {} (version {})\n", tag.name, tag.commit_id, tag.manifest_version));
  }
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.member("uri", engine->uri());
  json.member("at", options.at);
  write_tag(json, tag);
  write_optional_member(json, "actor_id", options.actor);
  json.end_object();
  return print(json.take() + "\n");
}

Status list_tags(const TagOptions& options) {
  OG_ASSIGN_OR_RETURN(const auto engine, open_named(options.graph));
  OG_ASSIGN_OR_RETURN(const std::vector<TagInfo> tags, engine->tag_list());
  if (!options.output.json) {
    std::string text;
    for (const TagInfo& tag : tags) {
      text += info_line(tag);
    }
    return print(text);
  }
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.key("tags");
  json.begin_array();
  for (const TagInfo& tag : tags) {
    json.begin_object();
    write_tag(json, tag);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return print(json.take() + "\n");
}

Status show_tag(const TagOptions& options) {
  OG_ASSIGN_OR_RETURN(const auto engine, open_named(options.graph));
  OG_ASSIGN_OR_RETURN(const TagInfo tag, engine->tag_show(options.name));
  if (!options.output.json) {
    return print(info_line(tag));
  }
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  write_tag(json, tag);
  json.end_object();
  return print(json.take() + "\n");
}

Status delete_tag(const TagOptions& options) {
  OG_ASSIGN_OR_RETURN(const auto engine, open_named(options.graph));
  OG_RETURN_IF_ERROR(engine->tag_delete(options.name));
  if (!options.output.json) {
    return print(format("deleted tag {}\n", options.name));
  }
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.member("uri", engine->uri());
  json.member("name", options.name);
  write_optional_member(json, "actor_id", options.actor);
  json.end_object();
  return print(json.take() + "\n");
}

int run(const TagOptions& options, Status (*body)(const TagOptions&)) {
  return run_reported({options.output.json, options.output.timing, std::nullopt},
                      [&](Reporting&) { return body(options); });
}

}  // namespace

int run_tag_create(const TagOptions& options) {
  return run(options, create_tag);
}

int run_tag_list(const TagOptions& options) {
  return run(options, list_tags);
}

int run_tag_show(const TagOptions& options) {
  return run(options, show_tag);
}

int run_tag_delete(const TagOptions& options) {
  return run(options, delete_tag);
}

}  // namespace omnigraph::cli
