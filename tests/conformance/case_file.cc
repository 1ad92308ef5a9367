#include "conformance/case_file.h"

#include <cstdio>
#include <utility>

#include "conformance/engine_graph.h"
#include "omnigraph/base/format.h"

namespace omnigraph::testing {
namespace {

class CaseParser {
 public:
  explicit CaseParser(std::string file) : file_(std::move(file)) {}

  Status read(std::string_view line) {
    if (line.starts_with("=== ")) {
      return begin_case(line.substr(4));
    }
    if (line.starts_with("fixture ") && section_ != Section::kQuery) {
      fixture_ = line.substr(8);
      section_ = Section::kNone;
      return {};
    }
    if (line.starts_with("--- ")) {
      return begin_section(line.substr(4));
    }
    return add_line(line);
  }

  Status finish() { return check_step(); }

  std::vector<LanguageCase> take() { return std::move(cases_); }

 private:
  enum class Section : uint8_t { kNone, kQuery, kParams, kRows };

  static Error wrong(const std::string& what) { return {ErrorCode::kInvalidArgument, what}; }

  CaseStep& step() { return cases_.back().steps.back(); }

  // The last step must say what it expects.
  Status check_step() {
    if (cases_.empty()) {
      return {};
    }
    const int expectations =
        (step().error ? 1 : 0) + (step().rows ? 1 : 0) + (step().change ? 1 : 0);
    return expectations == 1 && !step().query.empty()
               ? Status()
               : Status(wrong("a step needs a query and one expectation"));
  }

  Status begin_case(std::string_view title) {
    OG_RETURN_IF_ERROR(check_step());
    if (fixture_.empty()) {
      return wrong("a case without a fixture");
    }
    cases_.push_back({file_, fixture_, std::string(title), {CaseStep()}});
    section_ = Section::kQuery;
    return {};
  }

  Status begin_section(std::string_view name) {
    if (cases_.empty()) {
      return wrong("a section before the first case");
    }
    section_ = Section::kNone;
    if (name == "params") {
      section_ = Section::kParams;
    } else if (name == "rows" || name == "rows in order") {
      section_ = Section::kRows;
      step().rows.emplace();
      step().in_order = name != "rows";
    } else if (name.starts_with("error ")) {
      step().error = name.substr(6);
    } else if (name.starts_with("affected ")) {
      return read_change(std::string(name.substr(9)));
    } else if (name == "then") {
      OG_RETURN_IF_ERROR(check_step());
      cases_.back().steps.emplace_back();
      section_ = Section::kQuery;
    } else {
      return wrong(format("unknown section '{}'", name));
    }
    return {};
  }

  Status read_change(const std::string& text) {
    ExpectedChange change;
    unsigned long long nodes = 0;
    unsigned long long edges = 0;
    int end = 0;
    if (std::sscanf(text.c_str(), "%llu/%llu%n", &nodes, &edges, &end) != 2) {
      return wrong("affected takes two numbers: 1/0");
    }
    change.nodes = nodes;
    change.edges = edges;
    const std::string rest = text.substr(static_cast<size_t>(end));
    change.commit = rest.empty();
    step().change = change;
    return rest.empty() || rest == ", no commit" ? Status() : Status(wrong("unknown: " + rest));
  }

  Status add_line(std::string_view line) {
    const bool blank = line.find_first_not_of(" \t") == std::string_view::npos;
    switch (section_) {
      case Section::kQuery:
        step().query += std::string(line) + "\n";
        return {};
      case Section::kParams:
        step().params += std::string(line);
        return {};
      case Section::kRows:
        if (!blank) {
          step().rows->emplace_back(line);
        }
        return {};
      case Section::kNone:
        break;
    }
    return blank || line.starts_with("//") ? Status()
                                           : Status(wrong("a line that belongs to nothing"));
  }

  std::string file_;
  std::string fixture_;
  Section section_ = Section::kNone;
  std::vector<LanguageCase> cases_;
};

}  // namespace

Result<std::vector<LanguageCase>> parse_cases(const std::string& file, std::string_view text) {
  CaseParser parser(file);
  size_t number = 0;
  for (const std::string& line : lines_of(text)) {
    ++number;
    const Status read = parser.read(line);
    if (!read.ok()) {
      return read.error().with_context(format("{}:{}", file, number));
    }
  }
  const Status finished = parser.finish();
  if (!finished.ok()) {
    return finished.error().with_context(file);
  }
  return parser.take();
}

}  // namespace omnigraph::testing
