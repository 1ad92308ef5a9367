// Bulk loads through the front door: rows a second, processor time and peak memory.
//
//   load_bench FOLDER SCHEMA DATA [RUNS [THREADS]]     THREADS: 0 = one per processor
//
// FOLDER must not exist; it is where the disk to be measured is. Each run is a process of its own,
// so that its peak is its own. The figures of bench/data/README.md are those of s1m.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/support.h"
#include "omnigraph/engine/engine.h"

namespace omnigraph::bench {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) {
    give_up("cannot read " + path);
  }
  return text.str();
}

struct Timed {
  uint64_t rows = 0;
  double seconds = 0;
};

Timed load(const std::string& graph,
           const std::string& schema,
           const std::string& data,
           size_t threads) {
  auto made = engine::Engine::init(graph, schema, {});
  if (!made.ok()) {
    give_up(made.error().message());
  }
  const int file = ::open(data.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    give_up("cannot read " + data);
  }
  engine::LoadRequest request;
  request.threads = threads;
  const auto start = std::chrono::steady_clock::now();
  const auto done = (*made)->load(graph::read_from_descriptor(file, data), request, CancelToken());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  ::close(file);
  if (!done.ok()) {
    give_up(done.error().message());
  }
  return {done->affected_nodes + done->affected_edges, took.count()};
}

// One load in a child process; prints what it took.
void run(const std::string& graph,
         const std::string& schema,
         const std::string& data,
         size_t threads) {
  int channel[2];
  if (::pipe(channel) != 0) {
    give_up("no pipe");
  }
  const pid_t child = ::fork();
  if (child == 0) {
    const Timed timed = load(graph, schema, data, threads);
    const bool told = ::write(channel[1], &timed, sizeof(timed)) == sizeof(timed);
    std::_Exit(told ? 0 : 1);
  }
  Timed timed;
  int status = 0;
  rusage usage{};
  ::close(channel[1]);
  const bool told = ::read(channel[0], &timed, sizeof(timed)) == sizeof(timed);
  ::close(channel[0]);
  if (::wait4(child, &status, 0, &usage) != child || status != 0 || !told) {
    give_up("a run failed");
  }
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  std::printf("%llu rows in %.2f s: %.2f million rows/s; processor %.2f s; peak %ld MiB\n",
              static_cast<unsigned long long>(timed.rows),
              timed.seconds,
              static_cast<double>(timed.rows) / timed.seconds / 1e6,
              seconds(usage.ru_utime) + seconds(usage.ru_stime),
              usage.ru_maxrss / 1024);
  std::fflush(stdout);
}

int main(int argc, const char* const* argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: load_bench FOLDER SCHEMA DATA [RUNS [THREADS]]\n");
    return 2;
  }
  const std::string folder = argv[1];
  const std::string schema = read_file(argv[2]);
  const int runs = argc > 4 ? std::atoi(argv[4]) : 3;
  const size_t threads = argc > 5 ? std::strtoul(argv[5], nullptr, 10) : 0;
  if (!std::filesystem::create_directory(folder)) {
    give_up(folder + " exists");
  }
  for (int i = 0; i < runs; ++i) {
    const std::string graph = folder + "/" + std::to_string(i);
    run(graph, schema, argv[3], threads);
    std::filesystem::remove_all(graph);
  }
  std::filesystem::remove_all(folder);
  return 0;
}

}  // namespace
}  // namespace omnigraph::bench

int main(int argc, char** argv) {
  return omnigraph::bench::main(argc, argv);
}
