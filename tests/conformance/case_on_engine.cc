// Steps on an engine.
#include <algorithm>
#include <map>
#include <utility>

#include <gtest/gtest.h>

#include "conformance/case_checks.h"
#include "conformance/case_run.h"
#include "conformance/second_opinion.h"
#include "omnigraph/base/format.h"

namespace omnigraph::testing {
namespace {

Lines loaded_lines(const engine::LoadAnswer& answer) {
  Lines lines;
  const auto add = [&](const std::string& what, const std::map<std::string, uint64_t>& counts) {
    for (const auto& [name, count] : counts) {
      lines.push_back(format("{}{} {}", what, name, count));
    }
  };
  add("", answer.nodes);
  add("", answer.edges);
  add("ignored ", answer.ignored);
  add("cascaded ", answer.cascaded);
  return lines;
}

// What a write must not, or may, have changed.
struct Before {
  Lines commits;
  Lines lines;
};

Before state_of(EngineGraph& graph) {
  const auto commits = graph.commit_ids();
  if (!commits.ok()) {
    return {};  // a branch that is not there
  }
  return {*commits, graph.export_lines().value()};
}

void check_nothing_changed(const Before& before, EngineGraph& graph) {
  const Before after = state_of(graph);
  EXPECT_EQ(after.commits, before.commits);
  EXPECT_EQ(after.lines, before.lines);
}

void check_one_commit(const Before& before, EngineGraph& graph) {
  const Lines commits = graph.commit_ids().value();
  ASSERT_EQ(commits.size(), before.commits.size() + 1);
  EXPECT_EQ(Lines(commits.begin() + 1, commits.end()), before.commits);
}

std::shared_ptr<EngineGraph> copy_of_fixture(const std::string& name, const Mode& mode) {
  return std::make_shared<EngineGraph>(fixture(name).engine.copy(mode).value());
}

// One graph for all cases that only read it: files take time to make.
std::shared_ptr<EngineGraph> shared_fixture(const std::string& name, const Mode& mode) {
  static std::map<std::string, std::shared_ptr<EngineGraph>> graphs;
  std::shared_ptr<EngineGraph>& graph = graphs[name + " " + to_string(mode)];
  if (graph == nullptr) {
    graph = copy_of_fixture(name, mode);
  }
  return graph;
}

}  // namespace

EngineRun::EngineRun(const Case& one, const Mode& mode) : mode_(mode) {
  if (one.fixture.empty()) {
    return;
  }
  const bool writes = std::any_of(one.steps.begin(), one.steps.end(), [](const CaseStep& step) {
    return step.kind == CaseStep::Kind::kLoad || step.kind == CaseStep::Kind::kBranch ||
           step.kind == CaseStep::Kind::kTag || is_change(step);
  });
  graph_ = writes ? copy_of_fixture(one.fixture, mode) : shared_fixture(one.fixture, mode);
}

void EngineRun::step(const CaseStep& step) {
  if (graph_ != nullptr) {
    graph_->look_at(step.on.empty() ? "main" : resolve(step.on));
  }
  if (step.makes_graph()) {
    make_graph(step.text);
  } else if (!step.needs_graph()) {
    run_on_text(step, graph_ ? graph_->catalog().value() : nullptr);
  } else if (step.kind == CaseStep::Kind::kBranch || step.kind == CaseStep::Kind::kTag) {
    manage(step);
  } else if (step.kind == CaseStep::Kind::kMark) {
    marks_["$" + step.command.at(0)] = graph_->commit_ids().value().at(0);
  } else if (step.is_ingest()) {
    ingest(step);
  } else if (step.kind == CaseStep::Kind::kLoad) {
    load(step);
  } else if (step.kind == CaseStep::Kind::kExport) {
    export_some(step);
  } else if (is_change(step)) {
    change(step);
  } else {
    read(step);
  }
  check_state(step);
}

void EngineRun::make_graph(const std::string& schema) {
  auto created = EngineGraph::create(schema, mode_);
  ASSERT_TRUE(created.ok()) << created.error().message();
  graph_ = std::make_shared<EngineGraph>(std::move(created).value());
}

void EngineRun::read(const CaseStep& step) {
  check_rows(step, graph_->read(step.text, step.name, step.params));
}

void EngineRun::change(const CaseStep& step) {
  const Before before = state_of(*graph_);
  const auto answer = graph_->change(step.text, step.name, step.params);
  if (step.error) {
    ASSERT_FALSE(answer.ok());
    check_error(*step.error, answer.error());
    check_nothing_changed(before, *graph_);
    return;
  }
  ASSERT_TRUE(answer.ok()) << answer.error().message();
  ASSERT_TRUE(step.change.has_value()) << "the case expects rows, but this is a change";
  check_counts(*step.change, answer->affected_nodes, answer->affected_edges);
  EXPECT_EQ(returned_lines(*answer), step.returns);
  EXPECT_EQ(answer->commit_id.has_value(), step.change->commit);
  if (step.change->commit) {
    check_one_commit(before, *graph_);
  } else {
    check_nothing_changed(before, *graph_);
  }
}

void EngineRun::load(const CaseStep& step) {
  const Before before = state_of(*graph_);
  engine::LoadRequest request;
  request.mode = step.mode;
  request.strict = step.strict;
  request.cascade = step.cascade;
  const auto answer = graph_->load(step.text, request);
  if (step.error) {
    ASSERT_FALSE(answer.ok());
    check_error(*step.error, answer.error());
    check_nothing_changed(before, *graph_);
    return;
  }
  ASSERT_TRUE(answer.ok()) << answer.error().message();
  EXPECT_EQ(differing_lines(*step.loaded, loaded_lines(*answer)), "");
  if (answer->nodes.empty() && answer->edges.empty()) {
    check_nothing_changed(before, *graph_);
  } else {
    check_one_commit(before, *graph_);
  }
}

void EngineRun::export_some(const CaseStep& step) {
  graph::ExportFilter filter;
  for (const std::string& name : lines_of(step.text)) {
    (name.find(':') == std::string::npos ? filter.type_names : filter.table_keys).push_back(name);
  }
  const auto got = graph_->export_lines(filter);
  if (step.error) {
    ASSERT_FALSE(got.ok());
    check_error(*step.error, got.error());
    return;
  }
  ASSERT_TRUE(got.ok()) << got.error().message();
  EXPECT_EQ(in_lines(*got), in_lines(*step.lines));
}

void EngineRun::check_reload() {
  const Lines lines = graph_->export_lines().value();
  auto second = EngineGraph::create(graph_->catalog().value()->source(), mode_);
  ASSERT_TRUE(second.ok()) << second.error().message();
  std::string text;
  for (const std::string& line : lines) {
    text += line + "\n";
  }
  const auto loaded = second->load(text);
  ASSERT_TRUE(loaded.ok()) << loaded.error().message();
  EXPECT_EQ(in_lines(second->export_lines().value()), in_lines(lines));
}

void EngineRun::check_state(const CaseStep& step) {
  if (graph_ != nullptr) {
    check_branches(step);
  }
  if (step.reloads) {
    check_reload();
  }
  if (step.tables) {
    const Lines got = graph_->table_lines().value();
    for (const std::string& line : *step.tables) {
      EXPECT_TRUE(std::find(got.begin(), got.end(), line) != got.end()) << line << "\namong\n"
                                                                        << in_lines(got);
    }
  }
  if (step.exports) {
    const auto got = graph_->export_lines();
    ASSERT_TRUE(got.ok()) << got.error().message();
    EXPECT_EQ(state_difference(*step.exports, *got, 0, 0), "");
  }
}

}  // namespace omnigraph::testing
