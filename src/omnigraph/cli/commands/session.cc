#include "omnigraph/cli/commands/session.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "omnigraph/base/clock.h"
#include "omnigraph/base/format.h"
#include "omnigraph/cli/output/report.h"
#include "omnigraph/engine/environment_options.h"

namespace omnigraph::cli {

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

Result<std::unique_ptr<engine::Engine>> open_graph(const GraphOptions& options) {
  OG_ASSIGN_OR_RETURN(const engine::EngineOptions engine, engine_options(options));
  return engine::Engine::open(options.uri, engine);
}

Result<std::string> read_text_file(const std::string& path, const std::string& what) {
  const int descriptor = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    const int error = errno;
    return Error(
        error == ENOENT ? ErrorCode::kNotFound : ErrorCode::kInvalidArgument,
        format("cannot read {} '{}': {}", what, path, std::generic_category().message(error)));
  }
  std::string text;
  const auto reader = graph::read_from_descriptor(descriptor, path);
  Status status;
  for (;;) {
    char buffer[65536];
    const auto count = reader(buffer, sizeof(buffer));
    if (!count.ok() || *count == 0) {
      status = count.ok() ? Status() : Status(count.error());
      break;
    }
    text.append(buffer, *count);
  }
  if (descriptor != STDIN_FILENO) {
    ::close(descriptor);
  }
  OG_RETURN_IF_ERROR(status);
  return text;
}

Result<std::string> read_params(const QueryOptions& options) {
  return options.params_file.empty() ? Result<std::string>(options.params)
                                     : read_text_file(options.params_file, "params file");
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

Stopwatch::Stopwatch() : start_us_(system_clock().boot_us()) {}
int64_t Stopwatch::elapsed_us() const {
  return system_clock().boot_us() - start_us_;
}

}  // namespace omnigraph::cli
