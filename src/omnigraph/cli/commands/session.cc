#include "omnigraph/cli/commands/session.h"

#include <cerrno>
#include <system_error>

#include <unistd.h>

#include "omnigraph/base/clock.h"
#include "omnigraph/base/format.h"
#include "omnigraph/cli/commands/settings.h"
#include "omnigraph/engine/environment_options.h"

namespace omnigraph::cli {
namespace {

Result<engine::EngineOptions> engine_options(const GraphOptions& options) {
  engine::EngineOptions result = engine::options_from_environment();
  if (options.durability == "os") {
    result.store.durability = io::Durability::kOs;
  } else if (options.durability != "fsync") {
    return Error(ErrorCode::kInvalidArgument,
                 format("unknown durability '{}' (expected: fsync, os)", options.durability));
  }
  result.store.allow_network_fs = options.allow_network_fs;
  return result;
}

}  // namespace

int run_reported(Reporting reporting, const std::function<Status(Reporting&)>& body) {
  const int64_t start_us = system_clock().boot_us();
  const Status done = body(reporting);
  if (!done.ok()) {
    return report_error(
        done.error(), reporting.json, reporting.source ? &*reporting.source : nullptr);
  }
  if (reporting.timing) {
    report_timing(system_clock().boot_us() - start_us);
  }
  return 0;
}

Result<std::unique_ptr<engine::Engine>> init_graph(const std::string& uri,
                                                   std::string_view schema_source,
                                                   const GraphOptions& options) {
  OG_ASSIGN_OR_RETURN(const engine::EngineOptions engine, engine_options(options));
  return engine::Engine::init(uri, schema_source, engine);
}

namespace {

Status refuse_remote(const std::string& uri) {
  return is_remote(uri)
             ? Status(Error(ErrorCode::kUnsupported,
                            format("graphs behind a server are not supported yet: '{}'", uri)))
             : Status();
}

}  // namespace

Result<graph::VerifyReport> verify_stored(const std::string& uri,
                                          const GraphOptions& options,
                                          const graph::VerifyOptions& request,
                                          const CancelToken& cancel) {
  OG_RETURN_IF_ERROR(refuse_remote(uri));
  OG_ASSIGN_OR_RETURN(const engine::EngineOptions engine, engine_options(options));
  return engine::Engine::verify(uri, request, engine, cancel);
}

Result<std::unique_ptr<engine::Engine>> open_graph(const std::string& uri,
                                                   const GraphOptions& options) {
  OG_RETURN_IF_ERROR(refuse_remote(uri));
  OG_ASSIGN_OR_RETURN(const engine::EngineOptions engine, engine_options(options));
  return engine::Engine::open(uri, engine);
}

Result<graph::BundleReport> import_graph(const graph::ByteReader& source,
                                         const std::string& new_uri,
                                         const GraphOptions& options,
                                         const graph::BundleOptions& request,
                                         const CancelToken& cancel) {
  OG_RETURN_IF_ERROR(refuse_remote(new_uri));
  OG_ASSIGN_OR_RETURN(const engine::EngineOptions engine, engine_options(options));
  return engine::Engine::bundle_import(source, new_uri, request, engine, cancel);
}

Result<std::unique_ptr<engine::Engine>> open_named(const GraphOptions& options) {
  OG_ASSIGN_OR_RETURN(const Config config, load_settings(options));
  OG_ASSIGN_OR_RETURN(const std::string uri, resolve_graph(config, options));
  return open_graph(uri, options);
}

int64_t deadline_after(double seconds) {
  constexpr double kLongest = 1e12;
  return seconds <= 0 ? INT64_MAX
                      : system_clock().boot_us() +
                            static_cast<int64_t>(std::min(seconds * 1e6, kLongest * 1e6));
}

void finish_write(engine::Engine& engine) {
  const auto mirrored = engine.sync_mirror();
  if (!mirrored.ok()) {
    report_warning("the commit stands, but the mirror for other Lance readers is not up to date: " +
                   mirrored.error().message());
    return;
  }
  for (const std::string& table : mirrored->drifted_tables) {
    report_warning(
        format("the mirror of '{}' was changed by another program and is left alone", table));
  }
}

Status print(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(STDOUT_FILENO, text.data(), text.size());
    if (count < 0) {
      if (errno == EINTR) {
        continue;
      }
      return Error(ErrorCode::kUnavailable,
                   format("cannot write to stdout: {}", std::generic_category().message(errno)));
    }
    text.remove_prefix(static_cast<size_t>(count));
  }
  return {};
}

}  // namespace omnigraph::cli
