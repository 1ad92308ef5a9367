// The fixtures, and steps on the reference.
#include <map>
#include <utility>

#include <gtest/gtest.h>

#include "conformance/case_checks.h"
#include "conformance/case_run.h"
#include "conformance/corpora.h"
#include "conformance/second_opinion.h"
#include "omnigraph/base/check.h"
#include "omnigraph/base/clock.h"
#include "omnigraph/base/format.h"

namespace omnigraph::testing {
namespace {

Fixture load_fixture(const std::string& name) {
  const bool empty = name.ends_with(".pg");
  const std::string stem = "conformance/fixtures/" + name.substr(0, name.size() - (empty ? 3 : 0));
  const std::string schema = read_test_file(stem + ".pg");
  const std::string data = empty ? "" : read_test_file(stem + ".jsonl");
  auto engine = EngineGraph::create(schema);
  OG_CHECK(engine.ok(), engine.error().message().c_str());
  const auto loaded = engine->load(data);
  OG_CHECK(loaded.ok(), loaded.error().message().c_str());
  auto plain = load_plain(catalog_of(schema), data);
  OG_CHECK(plain.ok(), plain.error().message().c_str());
  return {std::move(engine).value(), std::move(plain).value().graph};
}

}  // namespace

const Fixture& fixture(const std::string& name) {
  static std::map<std::string, Fixture> loaded;
  const auto found = loaded.find(name);
  return found != loaded.end() ? found->second
                               : loaded.emplace(name, load_fixture(name)).first->second;
}

ReferenceRun::ReferenceRun(const Case& one) {
  if (!one.fixture.empty()) {
    graph_ = fixture(one.fixture).plain;
  }
}

bool ReferenceRun::manage(const CaseStep& step) {
  const Lines& words = step.command;
  if (step.kind == CaseStep::Kind::kMark) {
    const auto on = states_.find(step.on);
    states_["$" + words.at(0)] = on == states_.end() ? graph_ : on->second;
    return true;
  }
  if (step.kind != CaseStep::Kind::kBranch && step.kind != CaseStep::Kind::kTag) {
    return false;
  }
  const std::string prefix = step.kind == CaseStep::Kind::kTag ? "tag:" : "";
  if (step.error || words.at(0) == "delete") {
    if (!step.error) {
      states_.erase(prefix + words.at(1));
    }
    return true;
  }
  const std::string from = words[0] == "rename" ? words.at(1)
                           : words.size() == 4  ? words[3]
                                                : "main";
  const auto state = states_.find(from);
  const auto copy = from == "main" ? graph_ : state == states_.end() ? std::nullopt : state->second;
  if (words[0] == "rename") {
    states_.erase(words[1]);
  }
  states_[prefix + words.at(words[0] == "rename" ? 2 : 1)] = copy;
  return true;
}

void ReferenceRun::step(const CaseStep& step) {
  if (manage(step)) {
    return;
  }
  const std::string on = step.is_ingest() ? step.command.at(0) : step.on.empty() ? "main" : step.on;
  if (step.is_ingest() && on != "main" && !states_.contains(on)) {
    states_[on] = graph_;
  }
  // A state that it does not know (a version, a time, a branch that is no more) it leaves alone.
  const auto found = states_.find(on);
  if (on != "main" && (found == states_.end() || !found->second)) {
    return;
  }
  if (on == "main") {
    step_on_graph(step);
    return;
  }
  std::swap(graph_, found->second);
  step_on_graph(step);
  std::swap(graph_, found->second);
}

void ReferenceRun::step_on_graph(const CaseStep& step) {
  if (step.makes_graph()) {
    graph_ = PlainGraph(catalog_of(step.text));
    return;
  }
  // Exports need no second opinion; what cannot run yet may have one already.
  const bool not_yet = step.error && step.error->code == "unsupported";
  if (!step.needs_graph() || step.kind == CaseStep::Kind::kExport || not_yet) {
    return;
  }
  if (step.kind == CaseStep::Kind::kLoad) {
    load(step);
    check_state(step);
    return;
  }
  if (!is_change(step)) {
    const auto answer = reference_read(*graph_, step.text, step.name, step.params);
    if (!answer.ok() && step.error) {
      check_code(*step.error, answer.error());  // it has words of its own
    } else {
      // Of rows in no order any will do that match.
      check_rows(step, answer.ok() ? Result<Lines>(answer->lines) : answer.error());
    }
    return;
  }
  auto answer =
      reference_change(*graph_, step.text, step.name, step.params, system_clock().now_us() / 1000);
  if (step.error) {
    ASSERT_FALSE(answer.ok());
    check_code(*step.error, answer.error());
    return;
  }
  ASSERT_TRUE(answer.ok()) << answer.error().message();
  ASSERT_TRUE(step.change.has_value());
  check_counts(*step.change, answer->affected_nodes, answer->affected_edges);
  EXPECT_EQ(answer->rows, step.returns);
  graph_ = std::move(answer->graph);
  check_state(step);
}

void ReferenceRun::check_state(const CaseStep& step) {
  if (step.exports) {
    EXPECT_EQ(state_difference(*step.exports, export_lines(*graph_), 0, 0), "");
  }
}

void ReferenceRun::load(const CaseStep& step) {
  auto loaded = load_plain_into(*graph_, step.text, step.mode, step.cascade);
  if (step.error) {
    // It has words of its own, and knows no `strict`.
    EXPECT_TRUE(!loaded.ok() || step.strict);
    return;
  }
  ASSERT_TRUE(loaded.ok()) << loaded.error().message();
  Lines counts;
  for (const auto& [key, count] : loaded->counts) {
    counts.push_back(format("{} {}", key.substr(key.find(':') + 1), count));
  }
  Lines expected;
  for (const std::string& line : *step.loaded) {
    if (!line.starts_with("ignored ") && !line.starts_with("cascaded ") &&
        !line.starts_with("branch ")) {
      expected.push_back(line);
    }
  }
  EXPECT_EQ(differing_lines(expected, counts), "");
  graph_ = std::move(loaded->graph);
}

}  // namespace omnigraph::testing
