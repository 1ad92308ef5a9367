#include "omnigraph/graph/load/load_input.h"

namespace omnigraph::graph {
namespace {

// Takes `suffix` (lower case) off the end of `name`, in any case.
bool take_suffix(std::string_view* name, std::string_view suffix) {
  if (name->size() <= suffix.size()) {
    return false;
  }
  const std::string_view end = name->substr(name->size() - suffix.size());
  for (size_t i = 0; i < suffix.size(); ++i) {
    const char c = end[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != suffix[i]) {
      return false;
    }
  }
  name->remove_suffix(suffix.size());
  return true;
}

}  // namespace

FileKind kind_of_file(std::string_view path) {
  std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 = 0
  if (!take_suffix(&name, ".gz")) {
    take_suffix(&name, ".zst");
  }
  FileKind kind;
  if (take_suffix(&name, ".csv")) {
    kind.loadable = true;
    kind.format = InputFormat::kCsv;
  } else {
    kind.loadable = take_suffix(&name, ".jsonl") || take_suffix(&name, ".ndjson");
  }
  kind.stem = name;
  return kind;
}

}  // namespace omnigraph::graph
