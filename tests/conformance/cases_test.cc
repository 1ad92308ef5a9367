// The written cases (black_box/*.test, language/*.test): each against the engine in all modes, and
// against the reference executor; those about texts alone just once.
#include <cctype>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "conformance/case_run.h"
#include "conformance/corpora.h"

namespace omnigraph::testing {

struct CaseInMode {
  Case one;
  Mode mode;
};

// What a failure shows of a case.
void PrintTo(const CaseInMode& row, std::ostream* out) {
  *out << row.one.file << ": " << row.one.title << ", " << to_string(row.mode);
}

namespace {

// The file, the place among all cases and the title, as a test may be called.
std::string test_name(const Case& one, size_t index) {
  std::string name;
  for (const char c :
       one.file.substr(one.file.find('/') + 1) + "_" + std::to_string(index) + "_" + one.title) {
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  }
  return name;
}

std::vector<CaseInMode> cases_in(bool graphs, const std::vector<Mode>& modes) {
  std::vector<CaseInMode> rows;
  const std::vector<Case> cases = all_cases();
  for (const Mode& mode : modes) {
    for (const Case& one : cases) {
      if (one.needs_graph() == graphs) {
        rows.push_back({one, mode});
      }
    }
  }
  return rows;
}

// ---- Cases about texts
// ---------------------------------------------------------------------------

class TextCaseTest : public ::testing::TestWithParam<CaseInMode> {};

TEST_P(TextCaseTest, GivesWhatTheSpecificationSays) {
  const Case& one = GetParam().one;
  schema::CatalogPtr catalog;
  if (!one.fixture.empty()) {
    catalog = fixture(one.fixture).plain.catalog;
  }
  for (const CaseStep& step : one.steps) {
    SCOPED_TRACE(step.text);
    run_on_text(step, catalog);
    if (step.kind == CaseStep::Kind::kSchema && !step.error) {
      catalog = catalog_of(step.text);
    }
  }
}

std::string text_case_name(const ::testing::TestParamInfo<CaseInMode>& info) {
  return test_name(info.param.one, info.index);
}

INSTANTIATE_TEST_SUITE_P(All,
                         TextCaseTest,
                         ::testing::ValuesIn(cases_in(false, {Mode()})),
                         text_case_name);

// ---- Cases on a graph
// ----------------------------------------------------------------------------

class GraphCaseTest : public ::testing::TestWithParam<CaseInMode> {};

TEST_P(GraphCaseTest, GivesWhatTheSpecificationSays) {
  const Case& one = GetParam().one;
  EngineRun engine(one, GetParam().mode);
  for (const CaseStep& step : one.steps) {
    SCOPED_TRACE("engine: " + step.text);
    engine.step(step);
  }
  if (GetParam().mode.threads > 1 || GetParam().mode.store == StoreKind::kLocal) {
    return;  // the reference has no modes: it has answered already
  }
  ReferenceRun reference(one);
  for (const CaseStep& step : one.steps) {
    SCOPED_TRACE("reference: " + step.text);
    reference.step(step);
  }
}

std::string graph_case_name(const ::testing::TestParamInfo<CaseInMode>& info) {
  return test_name(info.param.one, info.index) + "_" + to_string(info.param.mode);
}

INSTANTIATE_TEST_SUITE_P(All,
                         GraphCaseTest,
                         ::testing::ValuesIn(cases_in(true, all_modes())),
                         graph_case_name);

}  // namespace
}  // namespace omnigraph::testing
