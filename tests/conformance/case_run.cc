#include "conformance/case_run.h"

#include <algorithm>
#include <map>
#include <utility>

#include <gtest/gtest.h>

#include "conformance/corpora.h"
#include "conformance/facts.h"
#include "conformance/second_opinion.h"
#include "omnigraph/base/check.h"
#include "omnigraph/base/clock.h"
#include "omnigraph/base/format.h"
#include "omnigraph/query/syntax/parser.h"
#include "omnigraph/query/types/check.h"
#include "omnigraph/schema/compile.h"

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

void check_code(const ExpectedError& expected, const Error& error) {
  if (expected.code != "any") {
    EXPECT_EQ(code_of(error), expected.code) << error.message();
  }
}

void check_error(const ExpectedError& expected, const Error& error) {
  check_code(expected, error);
  EXPECT_NE(error.message().find(expected.message), std::string::npos) << error.message();
  if (expected.place) {
    ASSERT_FALSE(error.diagnostics().empty());
    ASSERT_TRUE(error.diagnostics()[0].position.has_value());
    const SourcePosition& position = *error.diagnostics()[0].position;
    EXPECT_EQ(format("{}:{}", position.line, position.column), *expected.place);
  }
}

// Findings about texts have a place; those about parameters have none.
void check_places(const Error& error) {
  for (const Diagnostic& diagnostic : error.diagnostics()) {
    if (diagnostic.code[0] != 'R') {
      EXPECT_GT(diagnostic.span.end, diagnostic.span.begin) << to_string(diagnostic);
      EXPECT_TRUE(diagnostic.position.has_value()) << to_string(diagnostic);
    }
  }
}

Lines sorted(Lines lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::string differing_lines(const Lines& expected, const Lines& got) {
  return sorted(expected) == sorted(got)
             ? ""
             : "expected:\n" + in_lines(expected) + "got:\n" + in_lines(got);
}

// Whether a query is to go through the change door. A text that does not parse may take either.
bool is_change(const CaseStep& step) {
  const auto file = query::parse_query_file(step.text);
  if (!file.ok()) {
    return false;
  }
  return std::any_of(
      file->queries.begin(), file->queries.end(), [&](const query::ast::Query& query) {
        return !query.is_read() && (step.name.empty() || step.name == query.name.text);
      });
}

// ---- Texts --------------------------------------------------------------------------------------

void check_catalog(const CaseStep& step, const schema::Catalog& catalog) {
  if (step.catalog) {
    const Lines facts = catalog_facts(catalog);
    if (step.whole_catalog) {
      EXPECT_EQ(differing_lines(*step.catalog, facts), "");
    }
    for (const std::string& fact : *step.catalog) {
      EXPECT_TRUE(std::find(facts.begin(), facts.end(), fact) != facts.end()) << fact << "\namong\n"
                                                                              << in_lines(facts);
    }
  }
  for (const std::string& line : step.edges.value_or(Lines())) {
    const size_t sign = line.find(" =");
    ASSERT_NE(sign, std::string::npos) << line;
    std::string found;
    for (const schema::EntityType* edge : catalog.find_edges(line.substr(0, sign))) {
      found += " " + edge->name;
    }
    EXPECT_EQ(found, line.substr(sign + 2)) << line;
  }
}

void run_schema(const CaseStep& step) {
  const auto compiled = schema::compile_schema(step.text);
  if (step.error) {
    ASSERT_FALSE(compiled.ok()) << in_lines(catalog_facts(**compiled));
    check_error(*step.error, compiled.error());
    check_places(compiled.error());
    return;
  }
  ASSERT_TRUE(compiled.ok()) << compiled.error().message();
  check_catalog(step, **compiled);
}

void check_queries(const CaseStep& step,
                   const query::ast::File& file,
                   const schema::CatalogPtr& catalog) {
  ASSERT_NE(catalog, nullptr);
  Lines warnings;
  for (const Diagnostic& warning : file.warnings) {
    warnings.push_back(warning.code);
  }
  for (const query::ast::Query& query : file.queries) {
    const auto outcome = query::type_check_query(catalog, query, step.text);
    ASSERT_TRUE(outcome.ok()) << outcome.error().message();
    for (const Diagnostic& warning : outcome->warnings) {
      warnings.push_back(warning.code);
    }
  }
  EXPECT_EQ(differing_lines(*step.checks, warnings), "");
}

}  // namespace

const Fixture& fixture(const std::string& name) {
  static std::map<std::string, Fixture> loaded;
  const auto found = loaded.find(name);
  return found != loaded.end() ? found->second
                               : loaded.emplace(name, load_fixture(name)).first->second;
}

void run_on_text(const CaseStep& step, const schema::CatalogPtr& catalog) {
  if (step.kind == CaseStep::Kind::kSchema) {
    run_schema(step);
    return;
  }
  const auto file = query::parse_query_file(step.text);
  ASSERT_TRUE(file.ok()) << file.error().message();
  if (step.queries) {
    EXPECT_EQ(differing_lines(*step.queries, query_facts(*file)), "");
  } else {
    check_queries(step, *file, catalog);
  }
}

// ---- The engine ---------------------------------------------------------------------------------

namespace {

void check_rows(const CaseStep& step, const Result<Lines>& got) {
  if (step.error) {
    ASSERT_FALSE(got.ok()) << in_lines(*got);
    check_error(*step.error, got.error());
    check_places(got.error());
    return;
  }
  ASSERT_TRUE(got.ok()) << got.error().message();
  ASSERT_TRUE(step.rows.has_value()) << "the case expects a change, but this is a read";
  PlainAnswer expected;
  expected.lines = *step.rows;
  expected.ordered = step.in_order;
  EXPECT_EQ(difference(expected, got), "");
}

void check_counts(const ExpectedChange& expected, uint64_t nodes, uint64_t edges) {
  EXPECT_EQ(nodes, expected.nodes);
  EXPECT_EQ(edges, expected.edges);
}

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
  return {graph.commit_ids().value(), graph.export_lines().value()};
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
    return step.kind == CaseStep::Kind::kLoad || is_change(step);
  });
  graph_ = writes ? copy_of_fixture(one.fixture, mode) : shared_fixture(one.fixture, mode);
}

void EngineRun::step(const CaseStep& step) {
  if (step.makes_graph()) {
    make_graph(step.text);
  } else if (!step.needs_graph()) {
    run_on_text(step, graph_ ? graph_->catalog().value() : nullptr);
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

// ---- The reference ------------------------------------------------------------------------------

ReferenceRun::ReferenceRun(const Case& one) {
  if (!one.fixture.empty()) {
    graph_ = fixture(one.fixture).plain;
  }
}

void ReferenceRun::step(const CaseStep& step) {
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
    if (!line.starts_with("ignored ") && !line.starts_with("cascaded ")) {
      expected.push_back(line);
    }
  }
  EXPECT_EQ(differing_lines(expected, counts), "");
  graph_ = std::move(loaded->graph);
}

}  // namespace omnigraph::testing
