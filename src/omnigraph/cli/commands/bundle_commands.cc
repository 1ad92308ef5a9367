// bundle create, bundle import and copy: a whole graph, elsewhere.
#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/cli/commands/commands.h"
#include "omnigraph/cli/commands/input_file.h"
#include "omnigraph/cli/commands/output_file.h"
#include "omnigraph/cli/commands/session.h"
#include "omnigraph/cli/commands/settings.h"
#include "omnigraph/cli/output/progress.h"

namespace omnigraph::cli {
namespace {

// The places a report speaks of, by the names of their members.
using BundlePlaces = std::vector<std::pair<std::string_view, std::string>>;

std::string bundle_json(const BundlePlaces& places, const graph::BundleReport& report) {
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  for (const auto& [name, place] : places) {
    json.member(name, place);
  }
  json.member("graph_id", report.graph_id);
  if (!report.bundle_id.empty()) {
    json.member("bundle_id", report.bundle_id);
  }
  json.member("commits", report.graph.commits);
  json.member("branches", report.graph.branches);
  json.member("tags", report.graph.tags);
  json.member("objects", report.objects);
  json.member("bytes", report.bytes);
  if (report.archive_bytes != 0) {
    json.member("archive_bytes", report.archive_bytes);
  }
  json.end_object();
  return json.take() + "\n";
}

std::string bundle_text(const std::string& what, const graph::BundleReport& report) {
  return format("{}: {} commits, {} branches, {} tags; {} objects, {} bytes{}\n",
                what,
                report.graph.commits,
                report.graph.branches,
                report.graph.tags,
                report.objects,
                report.bytes,
                report.archive_bytes == 0 ? "" : format(", {} packed", report.archive_bytes));
}

// Runs `work` with a line of progress, on a terminal.
template <typename Work>
Result<graph::BundleReport> with_progress(const Work& work) {
  ProgressLine line;
  graph::BundleOptions request;
  request.progress = [&](const graph::BundleProgress& at) {
    line.show(format("{} objects, {} MiB", at.objects, at.bytes >> 20));
  };
  return work(request);
}

// The mirror is not part of what arrives; what was brought there opens.
Status open_and_mirror(const std::string& uri, const GraphOptions& options) {
  OG_ASSIGN_OR_RETURN(const auto engine, open_graph(uri, options));
  finish_write(*engine);
  return {};
}

Status bundle_create(const BundleOptions& options) {
  OG_ASSIGN_OR_RETURN(const Config config, load_settings(options.graph));
  OG_ASSIGN_OR_RETURN(const std::string uri, resolve_graph(config, options.graph));
  OG_RETURN_IF_ERROR(require_local(uri, "bundle create"));
  OG_ASSIGN_OR_RETURN(const auto engine, open_graph(uri, options.graph));
  OG_ASSIGN_OR_RETURN(OutputFile file, OutputFile::create(options.file));
  const auto report = with_progress([&](const graph::BundleOptions& request) {
    return engine->bundle_create(
        [&](std::string_view bytes) { return file.write(bytes); }, request, CancelToken());
  });
  OG_RETURN_IF_ERROR(report);
  OG_RETURN_IF_ERROR(file.finish());
  if (options.file == "-") {
    std::string text = bundle_text(format("bundled {}", uri), *report);
    text.pop_back();
    report_notice(text);
    return {};
  }
  return print(options.output.json
                   ? bundle_json({{"uri", uri}, {"file", options.file}}, *report)
                   : bundle_text(format("bundled {} into {}", uri, options.file), *report));
}

Status bundle_import(const BundleOptions& options) {
  const std::string& uri = options.graph.uri;
  OG_RETURN_IF_ERROR(require_local(uri, "bundle import"));
  OG_ASSIGN_OR_RETURN(const InputFile file, InputFile::open(options.file, "bundle"));
  const auto report = with_progress([&](const graph::BundleOptions& request) {
    return import_graph(graph::read_from_descriptor(file.descriptor(), options.file),
                        uri,
                        options.graph,
                        request,
                        CancelToken());
  });
  OG_RETURN_IF_ERROR(report);
  OG_RETURN_IF_ERROR(open_and_mirror(uri, options.graph));
  return print(options.output.json
                   ? bundle_json({{"uri", uri}, {"file", options.file}}, *report)
                   : bundle_text(format("imported {} into {}", options.file, uri), *report));
}

Status copy(const BundleOptions& options) {
  GraphOptions source = options.graph;
  if (!options.second.empty()) {
    source.uri = options.first;
  }
  const std::string& new_uri = options.second.empty() ? options.first : options.second;
  OG_ASSIGN_OR_RETURN(const Config config, load_settings(source));
  OG_ASSIGN_OR_RETURN(const std::string uri, resolve_graph(config, source));
  OG_RETURN_IF_ERROR(require_local(uri, "copy"));
  OG_RETURN_IF_ERROR(require_local(new_uri, "copy"));
  OG_ASSIGN_OR_RETURN(const auto engine, open_graph(uri, source));
  const auto report = with_progress([&](const graph::BundleOptions& request) {
    return engine->copy_to(new_uri, request, CancelToken());
  });
  OG_RETURN_IF_ERROR(report);
  OG_RETURN_IF_ERROR(open_and_mirror(new_uri, source));
  return print(options.output.json ? bundle_json({{"uri", uri}, {"new_uri", new_uri}}, *report)
                                   : bundle_text(format("copied {} to {}", uri, new_uri), *report));
}

int run_bundling(const BundleOptions& options, Status (*body)(const BundleOptions&)) {
  return run_reported({options.output.json, options.output.timing, std::nullopt},
                      [&](Reporting&) { return body(options); });
}

}  // namespace

int run_bundle_create(const BundleOptions& options) {
  return run_bundling(options, bundle_create);
}
int run_bundle_import(const BundleOptions& options) {
  return run_bundling(options, bundle_import);
}
int run_copy(const BundleOptions& options) {
  return run_bundling(options, copy);
}

}  // namespace omnigraph::cli
