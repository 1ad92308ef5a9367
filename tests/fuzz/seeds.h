// Seeds for the fuzz targets, by target: good inputs that reach every part of a reader.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace omnigraph::testing {

struct FuzzSeed {
  std::string name;
  std::string bytes;
};

// The name of a fuzz target → its seeds. The same in every run but for ids and times.
std::map<std::string, std::vector<FuzzSeed>> fuzz_seeds();

// The lines that fill load_fuzz's schema, and that schema.
std::string fuzz_load_lines();

}  // namespace omnigraph::testing
