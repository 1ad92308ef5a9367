// Writes the seeds of every fuzz target: FOLDER/<target>/<name>.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "fuzz/seeds.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: og_write_fuzz_seeds FOLDER\n");
    return 2;
  }
  for (const auto& [target, seeds] : omnigraph::testing::fuzz_seeds()) {
    const std::filesystem::path folder = std::filesystem::path(argv[1]) / target;
    std::filesystem::create_directories(folder);
    for (const auto& seed : seeds) {
      std::ofstream out(folder / seed.name, std::ios::binary);
      out << seed.bytes;
      if (!out.flush()) {
        std::fprintf(stderr, "cannot write below %s\n", folder.c_str());
        return 1;
      }
    }
  }
  return 0;
}
