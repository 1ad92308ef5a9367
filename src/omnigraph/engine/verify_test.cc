// Verify on graphs that the engine wrote: groups of writers, records that carry files, and what
// each of their commits needs.
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "omnigraph/engine/engine_test_support.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::engine::testing {
namespace {

std::string findings(io::ObjectStore& store) {
  graph::VerifyOptions request;
  request.deep = true;
  const auto report = Engine::verify_on(store, request, test_options(), CancelToken());
  EXPECT_TRUE(report.ok()) << report.error().message();
  std::string text;
  for (const graph::VerifyFinding& finding : report->findings) {
    text += finding.object + ": " + finding.problem + "\n";
  }
  return text;
}

TEST(VerifyEngine, CommitsThatShareARecordAreWhole) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 20);
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 8; ++writer) {
    writers.emplace_back([&, writer] {
      for (int i = 0; i < 15; ++i) {
        const std::string name = std::to_string(writer) + "x" + std::to_string(i);
        const std::string statements[] = {
            R"(insert Company { name: ")" + name + R"(" })",
            R"(insert Person { name: ")" + name + R"(" })",
            R"(update Person set { age: )" + std::to_string(i) + R"( } where name = "p1")",
            R"(insert Person { name: ")" + name + R"(" } insert Knows { from: ")" + name +
                R"(", to: "p0" })"};
        EXPECT_TRUE(change(*engine, statements[(writer + i) % 4]).ok());
      }
    });
  }
  for (std::thread& writer : writers) {
    writer.join();
  }
  EXPECT_EQ(findings(store), "");
  // And every commit can be read, as verify says.
  for (const graph::CommitHeader& commit : *open_engine(store)->commits("main", 1000)) {
    const std::string& id = commit.entry.graph_commit_id;
    for (const char* query : {kCountPeople, kCountKnows}) {
      const std::string rows = read(*engine, query, {"main", id});
      EXPECT_FALSE(rows.starts_with("error")) << commit.entry.manifest_version << ": " << rows;
    }
  }
}

}  // namespace
}  // namespace omnigraph::engine::testing
