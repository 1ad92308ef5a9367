// Small commits through the front door, beside SQLite in the same run: one row, one commit.
//
//   write_bench FOLDER [COMMITS [CLIENTS]]     CLIENTS: only so many, and not durable (to profile)
//
// FOLDER must not exist; it is where the disk to be measured is. Prints median and tail latencies
// and commits per second with 1, 8 and 64 clients in this process, durable and not, and how the
// last commits compare with the first.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "bench/samples.h"
#include "bench/sqlite_commits.h"
#include "bench/support.h"
#include "omnigraph/engine/engine.h"

namespace omnigraph::bench {
namespace {

const char* const kSchema = R"(
node Person {
  name: String @key
  note: String?
  age: I64?
}
)";

const char* const kInsert = R"(
query add($name: String, $age: I64) {
  insert Person { name: $name, note: "a small fact", age: $age }
}
)";

std::unique_ptr<engine::Engine> new_graph(const std::string& path, io::Durability durability) {
  engine::EngineOptions options;
  options.store.durability = durability;
  return must(engine::Engine::init(path, kSchema, options));
}

void commit(engine::Engine& engine, const std::string& client, size_t number) {
  engine::ChangeRequest request;
  request.query_source = kInsert;
  request.params_json = R"({"name":")" + client + std::to_string(number) + R"(","age":)" +
                        std::to_string(number) + "}";
  must(engine.change(request, CancelToken()));
}

struct Run {
  Samples latencies;
  Samples first;  // of the first and the last tenth
  Samples last;
  double per_second = 0;
};

Run run_clients(engine::Engine& engine, size_t clients, size_t commits) {
  std::vector<Run> runs(clients);
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (size_t c = 0; c < clients; ++c) {
    threads.emplace_back([&, c] {
      const std::string name = "c" + std::to_string(clients) + "-" + std::to_string(c) + "-";
      const size_t each = commits / clients;
      for (size_t i = 0; i < each; ++i) {
        Samples one;
        one.time([&] { commit(engine, name, i); });
        runs[c].latencies.add(one);
        if (i < each / 10) {
          runs[c].first.add(one);
        } else if (i >= each - each / 10) {
          runs[c].last.add(one);
        }
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  Run all;
  for (const Run& run : runs) {
    all.latencies.add(run.latencies);
    all.first.add(run.first);
    all.last.add(run.last);
  }
  all.per_second = static_cast<double>(all.latencies.count()) / took.count();
  return all;
}

void print(const std::string& what, const Run& run, double yardstick_us) {
  std::printf("%-34s %9.0f/s  p50 %8.1f us  p99 %8.1f us  last/first %.2f  vs SQLite %.2fx\n",
              what.c_str(),
              run.per_second,
              run.latencies.quantile(0.5),
              run.latencies.quantile(0.99),
              run.last.quantile(0.5) / run.first.quantile(0.5),
              run.latencies.quantile(0.5) / yardstick_us);
}

void measure(const std::string& folder, size_t commits, bool durable) {
  const std::string kind = durable ? "durable" : "not durable";
  const Samples sqlite = sqlite_commits(folder + "/" + (durable ? "full" : "off") + ".sqlite",
                                        std::min<size_t>(commits, 2000),
                                        durable);
  std::printf("%-34s %9.0f/s  p50 %8.1f us  p99 %8.1f us\n",
              ("SQLite, " + kind).c_str(),
              1e6 / sqlite.mean(),
              sqlite.quantile(0.5),
              sqlite.quantile(0.99));
  for (const size_t clients : {1, 8, 64}) {
    const auto engine = new_graph(folder + "/" + (durable ? "d" : "n") + std::to_string(clients),
                                  durable ? io::Durability::kFsync : io::Durability::kOs);
    const Run run = run_clients(*engine, clients, clients == 64 ? 4 * commits : commits);
    print("Omnigraph, " + kind + ", " + std::to_string(clients) + " clients",
          run,
          sqlite.quantile(0.5));
  }
}

void profile(const std::string& folder, size_t commits, size_t clients) {
  const auto engine = new_graph(folder + "/graph", io::Durability::kOs);
  print(std::to_string(clients) + " clients", run_clients(*engine, clients, commits), 1);
}

}  // namespace
}  // namespace omnigraph::bench

int main(int argc, char** argv) {
  if (argc < 2 || argc > 4) {
    std::fprintf(stderr, "usage: write_bench FOLDER [COMMITS [CLIENTS]]\n");
    return 2;
  }
  const std::string folder = argv[1];
  const size_t commits = argc >= 3 ? std::stoull(argv[2]) : 2000;
  if (!std::filesystem::create_directory(folder)) {
    std::fprintf(stderr, "write_bench: %s exists\n", folder.c_str());
    return 1;
  }
  if (argc == 4) {
    omnigraph::bench::profile(folder, commits, std::stoull(argv[3]));
    return 0;
  }
  omnigraph::bench::measure(folder, commits, true);
  omnigraph::bench::measure(folder, commits, false);
  return 0;
}
