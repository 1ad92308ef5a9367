#include "omnigraph/cli/commands/load_sources.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <system_error>

#include "omnigraph/base/format.h"
#include "omnigraph/cli/commands/input_file.h"

namespace omnigraph::cli {
namespace {

namespace fs = std::filesystem;
using graph::InputFormat;
using graph::LoadInput;

constexpr std::string_view kStdin = "-";

Error cannot_list(const std::string& path, const std::error_code& error) {
  return Error(ErrorCode::kInvalidArgument,
               format("cannot read data directory '{}': {}", path, error.message()));
}

// The files of a directory that a load can read, in byte order.
Result<std::vector<std::string>> loadable_files(const std::string& path) {
  std::vector<std::string> files;
  std::error_code error;
  fs::directory_iterator at(path, error);
  for (; !error && at != fs::directory_iterator(); at.increment(error)) {
    std::error_code unknown;
    const std::string name = at->path().filename().string();
    if (graph::kind_of_file(name).loadable && at->is_regular_file(unknown)) {
      files.push_back((fs::path(path) / name).string());
    }
  }
  if (error) {
    return cannot_list(path, error);
  }
  if (files.empty()) {
    return Error(ErrorCode::kInvalidArgument,
                 format("data directory '{}' holds no file to load: expected names that end in "
                        ".jsonl, .ndjson or .csv, perhaps with .gz or .zst behind",
                        path));
  }
  std::sort(files.begin(), files.end());
  return files;
}

Result<graph::ByteReader> open_reader(const std::string& path) {
  OG_ASSIGN_OR_RETURN(InputFile opened, InputFile::open(path, "data file"));
  auto file = std::make_shared<InputFile>(std::move(opened));
  return graph::ByteReader([file, reader = graph::read_from_descriptor(file->descriptor(), path)](
                               char* buffer, size_t size) { return reader(buffer, size); });
}

class Collector {
 public:
  explicit Collector(const std::string& type) : type_(type) {}

  Status add(const std::string& path) {
    // Opened once here, so that what is missing is told before anything is loaded.
    OG_ASSIGN_OR_RETURN(const InputFile file, InputFile::open(path, "data file"));
    const uint64_t size = file.size_bytes();
    sizes_known_ = sizes_known_ && size != 0;
    sources_.size_bytes += size;
    LoadInput input;
    input.name = path == kStdin ? "standard input" : path;
    const graph::FileKind kind = graph::kind_of_file(path);
    const bool typed = !kind.loadable && !type_.empty();
    input.format = typed ? InputFormat::kCsv : kind.format;
    if (input.format == InputFormat::kCsv) {
      any_csv_ = true;
      input.type = type_.empty() ? std::string(kind.stem) : type_;
    }
    input.open = [path] { return open_reader(path); };
    sources_.inputs.push_back(std::move(input));
    return {};
  }

  Result<LoadSources> finish() {
    if (!type_.empty() && !any_csv_) {
      return Error(ErrorCode::kInvalidArgument,
                   "--type says what the rows of CSV are: lines of JSON say it themselves");
    }
    if (sources_.inputs.size() == 1 && !any_csv_) {
      sources_.inputs[0].name.clear();
    }
    sources_.size_bytes = sizes_known_ ? sources_.size_bytes : 0;
    return std::move(sources_);
  }

 private:
  const std::string& type_;
  LoadSources sources_;
  bool sizes_known_ = true;
  bool any_csv_ = false;
};

}  // namespace

Result<LoadSources> load_sources(const std::vector<std::string>& paths, const std::string& type) {
  Collector collector(type);
  if (std::count(paths.begin(), paths.end(), kStdin) > 1) {
    return Error(ErrorCode::kInvalidArgument, "stdin can be loaded only once");
  }
  for (const std::string& path : paths) {
    std::error_code unknown;
    if (path == kStdin || !fs::is_directory(path, unknown)) {
      OG_RETURN_IF_ERROR(collector.add(path));
      continue;
    }
    OG_ASSIGN_OR_RETURN(const std::vector<std::string> files, loadable_files(path));
    for (const std::string& file : files) {
      OG_RETURN_IF_ERROR(collector.add(file));
    }
  }
  return collector.finish();
}

}  // namespace omnigraph::cli
