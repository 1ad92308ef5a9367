// Running the steps of a case: on texts alone, on an engine in one of its modes, on the reference.
// What is wrong is reported to GoogleTest.
//
// Beside what a case expects, every step on an engine holds it to this: a step that fails leaves no
// commit and no changed row; one that succeeds makes one commit on top of the last, or none where
// there is nothing to store. Every finding about a schema or a query names a place of at least one
// byte.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "conformance/case_file.h"
#include "conformance/engine_graph.h"
#include "support/reference/plain_graph.h"

namespace omnigraph::testing {

// A loaded graph; cases work on copies.
struct Fixture {
  EngineGraph engine;
  PlainGraph plain;
};

// "friends", "friends.pg": see case_file.h. Loaded once.
const Fixture& fixture(const std::string& name);

// Schemas, and queries that are only parsed or checked. `catalog` is that of the fixture or of the
// last schema of the case; null if there is none.
void run_on_text(const CaseStep& step, const schema::CatalogPtr& catalog);

class EngineRun {
 public:
  EngineRun(const Case& one, const Mode& mode);
  void step(const CaseStep& step);

 private:
  void make_graph(const std::string& schema);
  void read(const CaseStep& step);
  void change(const CaseStep& step);
  void load(const CaseStep& step);
  void export_some(const CaseStep& step);
  // Steps about branches and tags.
  void manage(const CaseStep& step);
  void ingest(const CaseStep& step);
  Status managed(const CaseStep& step);
  void check_branches(const CaseStep& step);
  // The reference with marks in place of their commits.
  std::string resolve(const std::string& ref) const;
  void check_state(const CaseStep& step);
  void check_reload();

  Mode mode_;
  std::shared_ptr<EngineGraph> graph_;
  std::map<std::string, std::string> marks_;  // "$old" → commit id
};

class ReferenceRun {
 public:
  explicit ReferenceRun(const Case& one);
  void step(const CaseStep& step);

 private:
  void step_on_graph(const CaseStep& step);
  // Whether the step was about branches or tags, of which it knows those that cases make.
  bool manage(const CaseStep& step);
  void load(const CaseStep& step);
  void check_state(const CaseStep& step);

  std::optional<PlainGraph> graph_;  // main, or what a step is on while it runs
  // The branches but main, tags and marks.
  std::map<std::string, std::optional<PlainGraph>> states_;
};

}  // namespace omnigraph::testing
