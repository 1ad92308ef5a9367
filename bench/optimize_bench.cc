// Optimize through the front door: the time to put the fragments of 1,000,000 rows together, and
// peak memory.
//
//   optimize_bench FOLDER [ROWS [FRAGMENTS [UPDATES [THREADS]]]]
//
// FOLDER must not exist; it is where the disk to be measured is. ROWS (1,000,000) nodes are loaded
// in FRAGMENTS (100) appends, then UPDATES (0) scattered rows are loaded again (merge). The
// optimize is a process of its own, so that its peak is its own.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/support.h"
#include "omnigraph/base/format.h"
#include "omnigraph/engine/engine.h"

namespace omnigraph::bench {
namespace {

constexpr const char* kSchema = R"(
node Person {
  name: String @key
  age: I32?
  score: F64?
  city: String?
  note: String?
}
)";

std::string line(uint64_t row, uint64_t round) {
  return format(
      R"({{"type":"Person","data":{{"name":"person-{:07}","age":{},"score":{}.5,"city":"city {}","note":"note {} of {}"}}}})"
      "\n",
      row,
      row % 90,
      (row * 7919) % 10007,
      row % 500,
      round,
      row * 31 % 100003);
}

graph::ByteReader reader_of(std::string text) {
  return [text = std::move(text), at = size_t{0}](char* buffer, size_t size) mutable {
    const size_t count = text.copy(buffer, size, at);
    at += count;
    return Result<size_t>(count);
  };
}

void load(engine::Engine& engine, std::string lines, const std::string& mode) {
  engine::LoadRequest request;
  request.mode = mode;
  must(engine.load(reader_of(std::move(lines)), request, CancelToken()));
}

void prepare(const std::string& folder, uint64_t rows, uint64_t fragments, uint64_t updates) {
  const auto engine = must(engine::Engine::init(folder, kSchema, {}));
  for (uint64_t f = 0; f < fragments; ++f) {
    std::string lines;
    for (uint64_t row = rows * f / fragments; row < rows * (f + 1) / fragments; ++row) {
      lines += line(row, 0);
    }
    load(*engine, std::move(lines), "append");
  }
  std::string lines;
  for (uint64_t i = 0; i < updates; ++i) {
    lines += line(i * rows / updates, 1);
  }
  if (updates != 0) {
    load(*engine, std::move(lines), "merge");
  }
  must(engine->sync_mirror());
}

void measure(const std::string& folder, size_t threads) {
  engine::EngineOptions options;
  options.cache_bytes = size_t{64} << 20;
  const auto engine = must(engine::Engine::open(folder, options));
  engine::OptimizeRequest request;
  request.threads = threads;
  const auto start = std::chrono::steady_clock::now();
  const auto answer = must(engine->optimize(request, CancelToken()));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  for (const graph::OptimizedTable& table : answer.tables) {
    std::printf("%s: %llu fragments became %llu\n",
                table.table_key.c_str(),
                static_cast<unsigned long long>(table.fragments_removed),
                static_cast<unsigned long long>(table.fragments_added));
  }
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  std::printf("optimize: %.3f s, %.2f s of processor, %.0f MiB at most\n",
              took.count(),
              static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                  static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6,
              static_cast<double>(usage.ru_maxrss) / 1024);
  std::fflush(stdout);
}

// Runs `work` in a child process.
template <typename Work>
void apart(Work&& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    work();
    std::_Exit(0);
  }
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child || status != 0) {
    give_up("a child process failed");
  }
}

}  // namespace
}  // namespace omnigraph::bench

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s FOLDER [ROWS [FRAGMENTS [UPDATES [THREADS]]]]\n", argv[0]);
    return 2;
  }
  const auto number = [&](int place, uint64_t otherwise) {
    return argc > place ? std::strtoull(argv[place], nullptr, 10) : otherwise;
  };
  const std::string folder = argv[1];
  omnigraph::bench::apart([&] {
    omnigraph::bench::prepare(folder, number(2, 1'000'000), number(3, 100), number(4, 0));
  });
  omnigraph::bench::apart([&] { omnigraph::bench::measure(folder, number(5, 0)); });
  return 0;
}
