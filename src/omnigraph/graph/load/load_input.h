// LoadInput: one file, pipe or text that a load reads, of several.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/load/byte_reader.h"

namespace omnigraph::graph {

enum class InputFormat : uint8_t { kJsonLines, kCsv };

struct LoadInput {
  // For messages: "line 3 of NAME". Empty for the only input of a load: "line 3".
  std::string name;
  InputFormat format = InputFormat::kJsonLines;
  // CSV: the node or edge type of the rows, also as "node:X" or "edge:X".
  std::string type;
  // Called once, when its turn comes.
  std::function<Result<ByteReader>()> open;
};

// What the name of a file says about it: "people/WorksAt.csv.gz" is CSV of WorksAt. A suffix of
// compression does not count, as the content says more surely what is compressed.
struct FileKind {
  bool loadable = false;  // .jsonl, .ndjson or .csv
  InputFormat format = InputFormat::kJsonLines;
  std::string_view stem;  // without folders and suffixes: "WorksAt"
};
FileKind kind_of_file(std::string_view path);

}  // namespace omnigraph::graph
