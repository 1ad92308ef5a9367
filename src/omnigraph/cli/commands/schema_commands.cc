// schema plan and schema apply: what a change of schema takes, and doing it.
#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/cli/commands/commands.h"
#include "omnigraph/cli/commands/input_file.h"
#include "omnigraph/cli/commands/session.h"
#include "omnigraph/cli/commands/settings.h"
#include "omnigraph/cli/commands/write_conditions.h"

namespace omnigraph::cli {
namespace {

struct SchemaChange {
  std::string uri;
  std::unique_ptr<engine::Engine> engine;
  engine::SchemaApplyRequest request;
};

Result<SchemaChange> open_change(const SchemaOptions& options,
                                 const std::string& operation,
                                 Reporting& reporting) {
  OG_ASSIGN_OR_RETURN(const Config config, load_settings(options.graph));
  SchemaChange change;
  OG_ASSIGN_OR_RETURN(change.uri, resolve_graph(config, options.graph));
  OG_RETURN_IF_ERROR(require_local(change.uri, operation));
  OG_ASSIGN_OR_RETURN(change.request.schema_source,
                      read_text_file(options.schema_file, "schema file"));
  reporting.source = SourceText{options.schema_file, change.request.schema_source};
  change.request.branch = resolve_branch(config, options.branch);
  change.request.allow_data_loss = options.allow_data_loss;
  OG_ASSIGN_OR_RETURN(change.engine, open_graph(change.uri, options.graph));
  return change;
}

std::string step_lines(const std::vector<engine::SchemaStep>& steps) {
  std::string text = steps.empty() ? "no schema changes\n" : "";
  for (const engine::SchemaStep& step : steps) {
    text += format("- {}\n", step.text);
  }
  return text;
}

void write_steps(JsonWriter& json, const std::vector<engine::SchemaStep>& steps) {
  json.member("step_count", uint64_t{steps.size()});
  json.key("steps");
  json.begin_array();
  for (const engine::SchemaStep& step : steps) {
    json.raw(step.json);
  }
  json.end_array();
}

Status plan_change(const SchemaOptions& options, Reporting& reporting) {
  OG_ASSIGN_OR_RETURN(const SchemaChange change, open_change(options, "schema plan", reporting));
  OG_ASSIGN_OR_RETURN(const auto plan, change.engine->schema_plan(change.request));
  report_warnings(plan.warnings, &*reporting.source);
  if (!options.output.json) {
    return print(format("schema plan for {}\nsupported: {}\n{}",
                        change.uri,
                        plan.supported ? "yes" : "no",
                        step_lines(plan.steps)));
  }
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.member("uri", change.uri);
  json.member("supported", plan.supported);
  write_steps(json, plan.steps);
  json.end_object();
  return print(json.text() + "\n");
}

Status apply_change(const SchemaOptions& options, Reporting& reporting) {
  OG_ASSIGN_OR_RETURN(SchemaChange change, open_change(options, "schema apply", reporting));
  change.request.actor_id = options.write.actor;
  change.request.message = options.message;
  OG_ASSIGN_OR_RETURN(change.request.conditions, write_conditions(options.write));
  const CancelToken cancel(system_clock(), deadline_after(options.timeout_seconds));
  OG_ASSIGN_OR_RETURN(const auto answer, change.engine->schema_apply(change.request, cancel));
  if (answer.commit_id) {
    finish_write(*change.engine);
  }
  report_warnings(answer.warnings, &*reporting.source);
  if (!options.output.json) {
    return print(format(
        "schema apply for {}\nsupported: yes\napplied: {}\nmanifest_version: {}\n{}",
        change.uri,
        answer.applied ? "yes" : "no",
        answer.manifest_version,
        answer.repeated ? "the request had been applied before\n" : step_lines(answer.steps)));
  }
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.member("uri", change.uri);
  json.member("supported", true);
  json.member("applied", answer.applied);
  write_steps(json, answer.steps);
  write_receipt(json, answer);
  json.end_object();
  return print(json.text() + "\n");
}

int run_on_schema(const SchemaOptions& options,
                  Status (*change)(const SchemaOptions&, Reporting&)) {
  return run_reported({options.output.json, options.output.timing, std::nullopt},
                      [&](Reporting& reporting) { return change(options, reporting); });
}

}  // namespace

int run_schema_plan(const SchemaOptions& options) {
  return run_on_schema(options, plan_change);
}

int run_schema_apply(const SchemaOptions& options) {
  return run_on_schema(options, apply_change);
}

}  // namespace omnigraph::cli
