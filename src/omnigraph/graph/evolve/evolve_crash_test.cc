// A change of schema stopped before and after each of its store calls.
#include "omnigraph/graph/evolve/evolve_test_support.h"
#include "omnigraph/graph/testing/crash_sweep.h"

namespace omnigraph::graph {
namespace {

using testing::crash_sweep;
using testing::evolve_to;
using testing::export_text;
using testing::TestGraph;

std::string sweep_evolution(size_t small_commit_bytes, size_t* stops) {
  return crash_sweep(
      {.prepare = [=](io::ObjectStore& store) -> Status {
         TestGraph graph(store, 1);
         OG_RETURN_IF_ERROR(
             graph.init("node Person { name: String @key age: I32? }\nnode Old { a: String? }\n"
                        "edge Knows: Person -> Person"));
         graph.environment().small_commit_bytes = small_commit_bytes;
         const auto first = graph.put("node:Person", {R"({"_id":"Ann","name":"Ann","age":3})"});
         OG_RETURN_IF_ERROR(first);
         return graph.put("node:Old", {R"({"_id":"o","a":"x"})"}).ok()
                    ? Status()
                    : Status(Error(ErrorCode::kInternal, "prepare"));
       },
       .work = [=](io::ObjectStore& store) -> Status {
         TestGraph graph(store, 2);
         OG_RETURN_IF_ERROR(graph.open());
         graph.environment().small_commit_bytes = small_commit_bytes;
         const auto done =
             evolve_to(graph,
                       "node Human @rename_from(\"Person\") { name: String @key age: I64? "
                       "level: I32 @default(1) @range(age, 0..9) }\nnode New { b: String }\n"
                       "edge Knows: Human -> Human @card(0..3)");
         return done.ok() ? Status() : Status(done.error());
       },
       .observe = [](io::ObjectStore& store) -> Result<std::string> {
         TestGraph graph(store, 3);
         OG_RETURN_IF_ERROR(graph.open());
         const SnapshotPtr head = graph.head();
         OG_ASSIGN_OR_RETURN(std::string text, export_text(*head));
         const std::string found = testing::verify_text(graph);
         return head->catalog()->source() + text + found;
       },
       .next = [](io::ObjectStore& store) -> Status {
         TestGraph graph(store, 4);
         OG_RETURN_IF_ERROR(graph.open());
         const bool renamed = graph.head()->find_pin("node:Human") != nullptr;
         const auto put = renamed
                              ? graph.put("node:Human", {R"({"_id":"Max","name":"Max","level":2})"})
                              : graph.put("node:Person", {R"({"_id":"Max","name":"Max"})"});
         return put.ok() ? Status() : Status(put.error());
       }},
      stops);
}

TEST(EvolveCrash, OldOrNewSchemaAndRowsAtEveryStop) {
  for (const size_t small_commit_bytes : {kSmallCommitBytes, size_t{0}}) {
    size_t stops = 0;
    EXPECT_EQ(sweep_evolution(small_commit_bytes, &stops), "");
    EXPECT_GE(stops, 8U);
  }
}

}  // namespace
}  // namespace omnigraph::graph
