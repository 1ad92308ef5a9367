// A long history of small commits: what the log costs, and what the graph costs to open, list, read
// and export afterwards.
//
//   history_bench FOLDER [COMMITS]
//
// FOLDER must not exist. Commits one row each (half of them new, half updates), not durable, then
// prints bytes per commit along the way, the size of the tables beside that of a fresh load of the
// same rows, and requests and times of a cold open, a listing of the newest 100 commits, an export.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "bench/support.h"
#include "omnigraph/engine/engine.h"
#include "omnigraph/io/metered/metered_store.h"
#include "omnigraph/io/open_store.h"

namespace omnigraph::bench {
namespace {

namespace fs = std::filesystem;

const char* const kSchema = R"(
node Person {
  name: String @key
  note: String?
  age: I64?
}
)";

engine::EngineOptions options() {
  engine::EngineOptions options;
  options.store.durability = io::Durability::kOs;
  return options;
}

struct Sizes {
  uint64_t log = 0;
  uint64_t lineage = 0;
  uint64_t tables = 0;
  uint64_t table_files = 0;
};

Sizes sizes_of(const std::string& graph) {
  Sizes sizes;
  for (const auto& entry : fs::recursive_directory_iterator(graph)) {
    if (!entry.is_regular_file()) {
      continue;
    }
    const std::string path = fs::relative(entry.path(), graph).string();
    if (path.starts_with("__manifest/branches")) {
      sizes.log += entry.file_size();
    } else if (path.starts_with("__manifest")) {
      sizes.lineage += entry.file_size();
    } else if (path.starts_with("nodes") || path.starts_with("edges")) {
      sizes.tables += entry.file_size();
      ++sizes.table_files;
    }
  }
  return sizes;
}

// What the newest state alone names.
uint64_t live_bytes(engine::Engine& engine) {
  uint64_t bytes = 0;
  for (const graph::Pin& pin :
       must(engine.commit(must(engine.commits("main", 1))[0].entry.graph_commit_id))
           .entry.changes) {
    bytes += pin.size_bytes;
  }
  return bytes;
}

void commit(engine::Engine& engine, size_t number) {
  engine::ChangeRequest request;
  request.query_source = R"(
query add($name: String, $age: I64) {
  insert Person { name: $name, note: "a small fact", age: $age }
})";
  const size_t person = number % 2 == 0 ? number : number / 2;
  request.params_json =
      R"({"name":"p)" + std::to_string(person) + R"(","age":)" + std::to_string(number) + "}";
  must(engine.change(request, CancelToken()));
}

template <typename Work>
void report(const std::string& what, io::MeteredStore& store, Work&& work) {
  store.reset();
  const auto start = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  std::printf(
      "%-28s %9.1f ms  %s\n", what.c_str(), took.count(), store.snapshot().to_string().c_str());
}

std::string export_all(engine::Engine& engine) {
  std::string text;
  const Status done = engine.export_rows(
      {},
      {},
      [&](std::string_view lines) {
        text += lines;
        return Status();
      },
      CancelToken());
  if (!done.ok()) {
    give_up(done.error().message());
  }
  return text;
}

void write_history(const std::string& graph, size_t commits) {
  const auto engine = must(engine::Engine::init(graph, kSchema, options()));
  Sizes before = sizes_of(graph);
  const size_t block = std::max<size_t>(commits / 10, 1);
  for (size_t done = 0; done < commits;) {
    const auto start = std::chrono::steady_clock::now();
    for (size_t i = 0; i < block && done < commits; ++i, ++done) {
      commit(*engine, done);
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    const Sizes now = sizes_of(graph);
    const double count = static_cast<double>(block);
    std::printf(
        "%8zu commits  %7.0f/s  per commit: record %6.0f B, lineage %6.0f B, tables %6.0f B\n",
        done,
        count / took.count(),
        static_cast<double>(now.log - before.log) / count,
        static_cast<double>(now.lineage - before.lineage) / count,
        static_cast<double>(now.tables - before.tables) / count);
    before = now;
  }
  must(engine->sync_mirror());
}

int run(const std::string& folder, size_t commits) {
  const std::string graph = folder + "/graph";
  write_history(graph, commits);
  const auto local = must(io::open_store(graph, options().store));
  io::MeteredStore store(*local);
  std::unique_ptr<engine::Engine> engine;
  std::string rows;
  report("cold open", store, [&] { engine = must(engine::Engine::open_on(store, options())); });
  report("newest 100 commits", store, [&] { must(engine->commits("main", 100)); });
  report("all commits", store, [&] { must(engine->commits("main", commits + 1)); });
  report("export", store, [&] { rows = export_all(*engine); });
  const uint64_t live = live_bytes(*engine);

  const std::string fresh = folder + "/fresh";
  const auto loaded = must(engine::Engine::init(fresh, kSchema, options()));
  size_t at = 0;
  must(loaded->load(
      [&](char* out, size_t most) -> Result<size_t> {
        const size_t count = std::min(most, rows.size() - at);
        rows.copy(out, count, at);
        at += count;
        return count;
      },
      {},
      CancelToken()));
  std::printf("tables: %llu B live, %llu B in all; a fresh load of the same rows: %llu B live\n",
              static_cast<unsigned long long>(live),
              static_cast<unsigned long long>(sizes_of(graph).tables),
              static_cast<unsigned long long>(live_bytes(*loaded)));
  return 0;
}

}  // namespace
}  // namespace omnigraph::bench

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fprintf(stderr, "usage: history_bench FOLDER [COMMITS]\n");
    return 2;
  }
  if (!std::filesystem::create_directory(argv[1])) {
    std::fprintf(stderr, "history_bench: %s exists\n", argv[1]);
    return 1;
  }
  return omnigraph::bench::run(argv[1], argc == 3 ? std::stoull(argv[2]) : 100'000);
}
