// What `load --data …` names, as inputs of a load: files, directories of files, stdin.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/engine/engine.h"

namespace omnigraph::cli {

struct LoadSources {
  std::vector<graph::LoadInput> inputs;
  uint64_t size_bytes = 0;  // of all of them; 0 if unknown
};

// `paths` in their order; a directory stands for its files of JSON lines and CSV, compressed or
// not, in the byte order of their names, without those in folders below. "-" is stdin. `type` is
// that of the rows of CSV; empty: each file is named after its type. What has no suffix that says
// else is CSV if `type` is given, and JSON lines if not. Errors: kNotFound, kInvalidArgument,
// naming the path.
Result<LoadSources> load_sources(const std::vector<std::string>& paths, const std::string& type);

}  // namespace omnigraph::cli
