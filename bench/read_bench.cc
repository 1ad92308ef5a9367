// Reads and changes through the front door, in process, on the synthetic graph (bench/data).
//
//   read_bench GRAPH [TEMPORARY-FOLDER]
//
// GRAPH: a directory made by `omnigraph init` with synthetic.pg and a load; it is only read. In the
// folder, below read_bench.tmp, a small graph is made to be changed; it should be on the disk that
// is meant, by default it is beside GRAPH. Prints one line per workload. Every workload runs
// untimed first; times are of whole requests: the query's text is given anew each time. Counts of
// neighbourhoods are compared with those of a plain loop; a difference ends the program.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <unistd.h>

#include "bench/plain_walk.h"
#include "bench/samples.h"
#include "bench/support.h"
#include "omnigraph/base/format.h"
#include "omnigraph/base/random.h"
#include "omnigraph/engine/engine.h"
#include "omnigraph/engine/result_rows.h"

namespace omnigraph::bench {
namespace {

constexpr size_t kWarmUps = 20;
constexpr size_t kSeeds = 1000;
constexpr size_t kManySeedRuns = 7;
constexpr size_t kChanges = 300;
constexpr int kSmallPersons = 10'000;

std::string text_of_file(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string person_id(uint64_t number) {
  return format("p{:07}", number);
}

std::vector<std::string> random_persons(uint64_t person_count, size_t count, uint64_t seed) {
  SeededRandom random(seed);
  std::vector<std::string> ids;
  for (size_t i = 0; i < count; ++i) {
    ids.push_back(person_id(random.below(person_count)));
  }
  return ids;
}

std::string one_id(const std::string& id) {
  return R"({"id":")" + id + R"("})";
}

std::string many_ids(const std::vector<std::string>& ids) {
  std::string text;
  for (const std::string& id : ids) {
    text += (text.empty() ? R"({"ids":[")" : R"(",")") + id;
  }
  return text + R"("]})";
}

// The queries of synthetic.gq on one graph.
class Queries {
 public:
  explicit Queries(engine::Engine& engine)
      : engine_(engine), source_(text_of_file(OG_BENCH_DATA_DIR "/synthetic.gq")) {}

  exec::ResultSet read(const std::string& name, const std::string& params) {
    return must(engine_.read({source_, name, params, {}}, CancelToken())).rows;
  }
  // The number that is the answer.
  uint64_t count(const std::string& name, const std::string& params) {
    uint64_t number = 0;
    engine::each_row(read(name, params),
                     [&](const engine::ResultRow& row) { number = std::stoull(row.cell_text(0)); });
    return number;
  }
  void change(const std::string& name, const std::string& params) {
    engine::ChangeRequest request;
    request.query_source = source_;
    request.query_name = name;
    request.params_json = params;
    if (!must(engine_.change(request, CancelToken())).commit_id) {
      give_up("a change changed nothing");
    }
  }
  // One call per element of `params`.
  Samples time_each(const std::string& name, const std::vector<std::string>& params) {
    for (size_t i = 0; i < kWarmUps; ++i) {
      read(name, params[i % params.size()]);
    }
    Samples samples;
    for (const std::string& text : params) {
      samples.time([&] { read(name, text); });
    }
    return samples;
  }

 private:
  engine::Engine& engine_;
  std::string source_;
};

std::vector<std::string> each_one(const std::vector<std::string>& ids) {
  std::vector<std::string> params;
  for (const std::string& id : ids) {
    params.push_back(one_id(id));
  }
  return params;
}

// What the plain loop takes for each seed; `counts` get its answers.
Samples time_plain(PlainWalk& walk,
                   const std::vector<uint32_t>& seeds,
                   int hops,
                   std::vector<uint64_t>* counts) {
  Samples samples;
  for (const uint32_t seed : seeds) {
    samples.time([&] { counts->push_back(walk.count_within(seed, hops)); });
  }
  return samples;
}

// One neighbourhood per query.
void measure_hops(Queries& queries,
                  PlainWalk& walk,
                  const std::vector<std::string>& ids,
                  const std::string& name,
                  int hops,
                  const std::string& goal) {
  const std::vector<uint32_t> seeds = must(walk.positions(ids));
  std::vector<uint64_t> counts;
  const Samples floor = time_plain(walk, seeds, hops, &counts);
  for (size_t i = 0; i < ids.size(); i += 10) {
    const uint64_t found = queries.count(name, one_id(ids[i]));
    if (found != counts[i]) {
      give_up(format("{} of {}: found {}, expected {}", name, ids[i], found, counts[i]));
    }
  }
  print_line(name, queries.time_each(name, each_one(ids)), goal, &floor);
}

// All neighbourhoods in one query.
void measure_many(Queries& queries,
                  PlainWalk& walk,
                  const std::vector<std::string>& ids,
                  const std::string& name,
                  int hops,
                  const std::string& goal) {
  const std::vector<uint32_t> seeds = must(walk.positions(ids));
  Samples floor;
  uint64_t expected = 0;
  for (size_t run = 0; run < kManySeedRuns; ++run) {
    expected = 0;
    floor.time([&] {
      for (const uint32_t seed : seeds) {
        expected += walk.count_within(seed, hops);
      }
    });
  }
  const std::string params = many_ids(ids);
  if (const uint64_t found = queries.count(name, params); found != expected) {
    give_up(format("{}: found {}, expected {}", name, found, expected));
  }
  Samples samples;
  for (size_t run = 0; run < kManySeedRuns; ++run) {
    samples.time([&] { queries.count(name, params); });
  }
  print_line(format("{} x {}", name, ids.size()), samples, goal, &floor);
}

std::vector<std::string> distinct(std::vector<std::string> ids, size_t count) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  ids.resize(std::min(count, ids.size()));
  return ids;
}

void measure_reads(const std::string& uri) {
  auto walk = must(PlainWalk::open(uri));
  const auto engine = must(engine::Engine::open(uri, {}));
  Queries queries(*engine);
  const uint64_t persons = walk->person_count();
  const std::vector<std::string> ids = random_persons(persons, kSeeds, 1);
  const std::vector<std::string> seeds = distinct(random_persons(persons, 2 * kSeeds, 2), kSeeds);

  print_line("person (point read)", queries.time_each("person", each_one(ids)), "<= 5 us");
  measure_hops(queries, *walk, ids, "count_neighbours", 1, "<= 5 us");
  measure_many(queries, *walk, distinct(seeds, 100), "total_neighbours", 1, "");
  measure_hops(queries, *walk, ids, "count_two_hops", 2, "mean <= 3x floor + 5 us");
  measure_hops(queries, *walk, ids, "count_three_hops_of_one", 3, "mean <= 3x floor");
  measure_many(queries, *walk, seeds, "total_three_hops", 3, "<= 3x floor");

  const std::vector<std::string> five(5, R"({"min_age":30,"max_age":60,"min_score":0.5})");
  print_line("count_matching (filtered scan)", queries.time_each("count_matching", five), "2 ms");
  const std::vector<std::string> none(5, "{}");
  print_line("count_by_city (group by)", queries.time_each("count_by_city", none), "5 ms");
}

// A graph of persons that is made, changed and thrown away.
void measure_changes(const std::string& uri) {
  const auto engine =
      must(engine::Engine::init(uri, text_of_file(OG_BENCH_DATA_DIR "/synthetic.pg"), {}));
  std::string lines;
  for (int i = 0; i < kSmallPersons; ++i) {
    lines += R"({"type":"Person","data":{"id":")" + person_id(static_cast<uint64_t>(i)) +
             R"(","name":"x","age":30,"city":"c","score":0}})" + "\n";
  }
  size_t at = 0;
  must(engine->load(
      [&](char* out, size_t capacity) -> Result<size_t> {
        const size_t count = std::min(capacity, lines.size() - at);
        lines.copy(out, count, at);
        at += count;
        return count;
      },
      {},
      CancelToken()));
  Queries queries(*engine);
  const auto ids = random_persons(kSmallPersons, kChanges + kWarmUps, 3);
  Samples samples;
  for (size_t i = 0; i < ids.size(); ++i) {
    const std::string params = format(R"({{"id":"{}","score":{}.5}})", ids[i], i + 1);
    if (i < kWarmUps) {
      queries.change("set_score", params);
    } else {
      samples.time([&] { queries.change("set_score", params); });
    }
  }
  print_line("set_score (durable change, D2)", samples, "<= 2.5 file commits");
}

// The machine's own floor: making one small file durable under its final name.
void measure_file_commit(const std::filesystem::path& folder) {
  const std::string from = folder / "part";
  const std::string to = folder / "file";
  const std::string bytes(2048, 'x');
  const int directory = open(folder.c_str(), O_RDONLY | O_DIRECTORY);
  Samples samples;
  for (size_t i = 0; i < kChanges; ++i) {
    samples.time([&] {
      const int file = open(from.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
      const bool written =
          file >= 0 &&
          write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
          fsync(file) == 0;
      if (!written || close(file) != 0 || std::rename(from.c_str(), to.c_str()) != 0 ||
          fsync(directory) != 0) {
        give_up("cannot write to " + to);
      }
    });
  }
  close(directory);
  print_line("one file commit (floor)", samples, "");
}

int run(const std::string& graph, const std::filesystem::path& folder) {
  print_header();
  measure_reads(graph);
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  std::filesystem::create_directories(folder, error);
  if (error) {
    give_up("cannot make " + folder.string());
  }
  measure_changes(folder / "graph");
  measure_file_commit(folder);
  std::filesystem::remove_all(folder, error);
  return 0;
}

}  // namespace
}  // namespace omnigraph::bench

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fprintf(stderr, "usage: read_bench GRAPH [TEMPORARY-FOLDER]\n");
    return 2;
  }
  const std::filesystem::path folder =
      argc == 3 ? std::filesystem::path(argv[2]) : std::filesystem::absolute(argv[1]).parent_path();
  return omnigraph::bench::run(argv[1], folder / "read_bench.tmp");
}
