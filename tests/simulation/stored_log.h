// The log as it is stored, read without the engine's caches and checked on the way.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "omnigraph/graph/log/record.h"
#include "simulation/world.h"

namespace omnigraph::simulation {

struct StoredLog {
  std::vector<graph::CommitEntry> commits;       // by version - 1
  std::vector<uint64_t> last_version_of_record;  // by seq - 1
};

// Adds to `violations` what is wrong: a record that cannot be read, a gap, a wrong parent.
StoredLog read_log(World& world, std::vector<std::string>* violations);

// In short, one line per record, for messages.
std::string describe_log(World& world);

}  // namespace omnigraph::simulation
