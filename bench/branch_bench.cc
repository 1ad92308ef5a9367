// Branches, merges, differences: what they cost on a graph of some size, durable, one after
// another.
//
//   branch_bench FOLDER [ROWS]
//
// FOLDER must not exist. Loads ROWS people (1,000,000), then prints medians: creating and deleting
// a branch; a merge of 50 rows into rows that moved meanwhile; the difference and the merge of
// 10,000 rows; opening the graph at an old commit.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include "bench/samples.h"
#include "bench/support.h"
#include "omnigraph/engine/engine.h"

namespace omnigraph::bench {
namespace {

const char* const kSchema = R"(
node Person {
  name: String @key
  city: String?
  age: I64?
}
)";

double p50_ms(const Samples& samples) {
  return samples.quantile(0.5) / 1000;
}

std::string person(size_t i, size_t age) {
  return "{\"type\":\"Person\",\"data\":{\"name\":\"person " + std::to_string(i) +
         "\",\"city\":\"Bergen\",\"age\":" + std::to_string(age) + "}}\n";
}

void load(engine::Engine& engine,
          const std::string& branch,
          const std::string& mode,
          const std::function<bool(std::string*)>& next) {
  engine::LoadRequest request;
  request.branch = branch;
  request.mode = mode;
  std::string pending;
  size_t at = 0;
  const graph::ByteReader reader = [&](char* out, size_t size) -> Result<size_t> {
    if (at == pending.size()) {
      at = 0;
      pending.clear();
      if (!next(&pending)) {
        return size_t{0};
      }
    }
    const size_t count = std::min(size, pending.size() - at);
    std::copy_n(pending.data() + at, count, out);
    at += count;
    return count;
  };
  must(engine.load(reader, request, CancelToken()));
}

// Every (rows / count)-th row, from `first` on, gets another age.
void change_rows(engine::Engine& engine,
                 const std::string& branch,
                 size_t rows,
                 size_t count,
                 size_t first,
                 size_t age) {
  size_t i = 0;
  load(engine, branch, "merge", [&](std::string* text) {
    for (size_t k = 0; k < 1000 && i < count; ++k, ++i) {
      *text += person(first + i * (rows / count), age);
    }
    return !text->empty();
  });
}

void bench_branches(engine::Engine& engine) {
  Samples creates;
  Samples deletes;
  for (int i = 0; i < 101; ++i) {
    const std::string name = "topic-" + std::to_string(i);
    creates.time([&] { must(engine.branch_create({name, "main"})); });
    deletes.time([&] {
      if (!engine.branch_delete({name, {}}).ok()) {
        give_up("branch delete");
      }
    });
  }
  std::printf(
      "branch create  p50 %.2f ms\nbranch delete  p50 %.2f ms\n", p50_ms(creates), p50_ms(deletes));
}

void bench_merges(engine::Engine& engine, size_t rows, size_t count, int times) {
  Samples diffs;
  Samples merges;
  for (int i = 0; i < times; ++i) {
    const std::string name = "merge-" + std::to_string(count) + "-" + std::to_string(i);
    must(engine.branch_create({name, "main"}));
    change_rows(engine, name, rows, count, 0, 100 + static_cast<size_t>(i));
    change_rows(engine, "main", rows, 50, 7, 200 + static_cast<size_t>(i));
    engine::DiffRequest diff;
    diff.from = "main";
    diff.to = name;
    diff.filter.values = false;
    size_t changes = 0;
    diffs.time([&] {
      must(engine.diff(
          diff,
          [&](const graph::EntityChange&) {
            ++changes;
            return Status();
          },
          CancelToken()));
    });
    if (changes != count + 50) {
      give_up("differences: " + std::to_string(changes));
    }
    engine::MergeRequest merge;
    merge.source = name;
    merges.time([&] {
      const auto answer = must(engine.merge(merge, CancelToken()));
      if (answer.report.outcome != graph::MergeOutcome::kMerged) {
        give_up("merge: " + std::string(to_string(answer.report.outcome)));
      }
    });
  }
  std::printf("difference of %zu rows  p50 %.1f ms\nmerge of %zu rows  p50 %.1f ms\n",
              count + 50,
              p50_ms(diffs),
              count,
              p50_ms(merges));
}

int run(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: branch_bench FOLDER [ROWS]\n");
    return 2;
  }
  const size_t rows = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1'000'000;
  auto engine = must(engine::Engine::init(argv[1], kSchema, {}));
  size_t i = 0;
  load(*engine, "main", "overwrite", [&](std::string* text) {
    for (size_t k = 0; k < 10'000 && i < rows; ++k, ++i) {
      *text += person(i, i % 90);
    }
    return !text->empty();
  });
  const std::string old_commit = must(engine->commits("main", 1))[0].entry.graph_commit_id;
  bench_branches(*engine);
  bench_merges(*engine, rows, 50, 11);
  bench_merges(*engine, rows, 10'000, 5);
  Samples opens;
  for (int k = 0; k < 5; ++k) {
    opens.time([&] {
      auto cold = must(engine::Engine::open(argv[1], {}));
      engine::Target target;
      target.snapshot = old_commit;
      must(cold->snapshot(target));
    });
  }
  std::printf("open at an old commit  p50 %.1f ms\n", p50_ms(opens));
  return 0;
}

}  // namespace
}  // namespace omnigraph::bench

int main(int argc, char** argv) {
  return omnigraph::bench::run(argc, argv);
}
