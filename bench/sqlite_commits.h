// The yardstick of small commits: one-row upserts in SQLite, its write-ahead log synced at every
// commit or left to the operating system.
#pragma once

#include <cstddef>
#include <string>

#include "bench/samples.h"

namespace omnigraph::bench {

// Times `commits` upserts, one transaction each, into a fresh database at `path`.
Samples sqlite_commits(const std::string& path, size_t commits, bool durable);

}  // namespace omnigraph::bench
