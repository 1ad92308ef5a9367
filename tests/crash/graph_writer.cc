// A process that writes one graph until it is killed or its time is up. Prints what it is about to
// write before, and what was acknowledged after each commit, a line each.
//
//   graph_writer ROOT NAME SECONDS
//
// Each commit inserts an item of its own and an edge from it to the shared item "hub", and adds one
// to the hub's counter: so all writers of all processes meet in all tables. Every tenth commit
// deletes an own item, and with it its edge.
#include <chrono>
#include <cstdio>
#include <string>
#include <thread>

#include "omnigraph/engine/engine.h"

namespace {

const char* const kQueries = R"(
query put($slug: String, $value: I64) {
  insert Item { slug: $slug, value: $value }
  insert Next { from: $slug, to: "hub" }
  update Item set { value: value + 1 } where slug = "hub"
}
query drop($slug: String) {
  delete Item where slug = $slug
  update Item set { value: value + 1 } where slug = "hub"
}
)";

void say(const std::string& word, const std::string& what) {
  std::printf("%s %s\n", word.c_str(), what.c_str());
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: graph_writer ROOT NAME SECONDS\n");
    return 2;
  }
  const std::string name = argv[2];
  auto engine = omnigraph::engine::Engine::open(argv[1], {});
  if (!engine.ok()) {
    std::fprintf(stderr, "graph_writer: %s\n", engine.error().message().c_str());
    return 1;
  }
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(std::stoi(argv[3]));
  for (int i = 0; std::chrono::steady_clock::now() < end; ++i) {
    const bool drop = i % 10 == 9;
    const std::string slug = name + "-" + std::to_string(drop ? i - 5 : i);
    omnigraph::engine::ChangeRequest request;
    request.query_source = kQueries;
    request.query_name = drop ? "drop" : "put";
    request.params_json = drop ? R"({"slug":")" + slug + "\"}"
                               : R"({"slug":")" + slug + R"(","value":)" + std::to_string(i) + "}";
    request.conditions.conflict_retries = 1000;
    say(drop ? "dropping" : "putting", slug);
    const auto done = (*engine)->change(request, omnigraph::CancelToken());
    if (!done.ok() && done.error().code() == omnigraph::ErrorCode::kConflict) {
      // Others were faster, again and again: nothing happened.
      say("refused", slug);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      continue;
    }
    if (!done.ok()) {
      std::fprintf(stderr, "graph_writer: %s\n", done.error().message().c_str());
      return 1;
    }
    say(drop ? "dropped" : "put", slug);
  }
  return 0;
}
