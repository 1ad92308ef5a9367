// Changes of schema in tests.
#pragma once

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "omnigraph/graph/evolve/evolve.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/graph/verify/verify.h"
#include "omnigraph/schema/compile.h"

namespace omnigraph::graph::testing {

inline Result<CommitDraft> evolve_draft(TestGraph& graph,
                                        const SnapshotPtr& base,
                                        std::string_view source) {
  OG_ASSIGN_OR_RETURN(auto desired, schema::compile_schema(source));
  const schema::MigrationPlan plan =
      schema::plan_migration(base->catalog(), std::move(desired), {.allow_data_loss = true});
  if (const schema::Unsupported* obstacle = plan.obstacle()) {
    return Error(ErrorCode::kInvalidArgument, obstacle->reason);
  }
  return evolve(graph.environment(), *base, plan, {}, CancelToken(graph.clock()));
}

inline Result<SnapshotPtr> evolve_to(TestGraph& graph, std::string_view source) {
  OG_ASSIGN_OR_RETURN(const SnapshotPtr base, graph.graph().head());
  OG_ASSIGN_OR_RETURN(CommitDraft draft, evolve_draft(graph, base, source));
  return graph.graph().publish(base, std::move(draft));
}

// "" if all is well.
inline std::string verify_text(TestGraph& graph) {
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

}  // namespace omnigraph::graph::testing
