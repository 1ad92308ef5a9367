// For tests of branches: a graph on a memory store, seen by one or several processes, in one line
// per step.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/branches/branches.h"
#include "omnigraph/graph/branches/ref.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/graph/verify/verify.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::graph::testing {

// Puts a person on a branch, by a writer who has just looked at it.
inline Result<SnapshotPtr> put_person(TestGraph& graph,
                                      const std::string& branch,
                                      const std::string& name,
                                      int age = 1) {
  OG_ASSIGN_OR_RETURN(const SnapshotPtr base, graph.graph().head(branch));
  const std::string row = format(R"({{"_id":"{}","name":"{}","age":{}}})", name, name, age);
  return graph.graph().publish(base, graph.draft(base, "node:Person", {row}));
}

inline Result<SnapshotPtr> fork(TestGraph& graph,
                                const std::string& name,
                                const std::string& from = "main") {
  OG_ASSIGN_OR_RETURN(const SnapshotPtr state, state_at(graph.graph(), from));
  return create_branch(graph.graph(), name, state);
}

inline Result<SnapshotPtr> tag(TestGraph& graph,
                               const std::string& name,
                               const std::string& at = "main") {
  OG_ASSIGN_OR_RETURN(const SnapshotPtr state, state_at(graph.graph(), at));
  return create_tag(graph.graph(), name, state);
}

// The export of a state, or why there is none.
inline std::string rows_at(TestGraph& graph, const std::string& ref) {
  const auto state = state_at(graph.graph(), ref);
  if (!state.ok()) {
    return state.error().message();
  }
  const auto text = export_text(**state);
  return text.ok() ? *text : text.error().message();
}

// The names of the people there, by name: "Alice Bob ".
inline std::string people_at(TestGraph& graph, const std::string& ref) {
  const std::string rows = rows_at(graph, ref);
  std::string names;
  const std::string before = "\"name\":\"";
  for (size_t at = rows.find(before); at != std::string::npos; at = rows.find(before, at + 1)) {
    const size_t begin = at + before.size();
    names += rows.substr(begin, rows.find('"', begin) - begin) + " ";
  }
  return names.empty() ? rows : names;
}

inline std::string branch_names(TestGraph& graph) {
  const auto logs = list_branches(graph.graph());
  if (!logs.ok()) {
    return logs.error().message();
  }
  std::string text;
  for (const LogHead& log : *logs) {
    text += log.log_name + " ";
  }
  return text;
}

// What verify finds on the store, one a line.
inline std::string findings_of(io::ObjectStore& store) {
  TestGraph graph(store, 99);
  VerifyOptions options;
  options.deep = true;
  const auto report = verify_graph(graph.environment(), options, CancelToken(graph.clock()));
  if (!report.ok()) {
    return report.error().message();
  }
  std::string text;
  for (const VerifyFinding& finding : report->findings) {
    text += finding.object + ": " + finding.problem + "\n";
  }
  return text;
}

// A graph with Alice on main, in the hands of `one`; `two` is another process.
class BranchesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(one.init().ok());
    ASSERT_TRUE(put_person(one, "main", "Alice").ok());
    ASSERT_TRUE(two.open().ok());
  }
  // All that was written is as it should be.
  void TearDown() override { EXPECT_EQ(findings_of(store), ""); }

  io::MemoryStore store;
  TestGraph one{store, 1};
  TestGraph two{store, 2};
};

}  // namespace omnigraph::graph::testing
