#include "conformance/case_file.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <map>
#include <utility>

#include "conformance/corpora.h"
#include "conformance/engine_graph.h"
#include "omnigraph/base/check.h"
#include "omnigraph/base/format.h"

namespace omnigraph::testing {
namespace {

Error wrong(const std::string& what) {
  return {ErrorCode::kInvalidArgument, what};
}

// The words of "a, b c", which commas or blanks part.
Lines words_of(std::string_view text) {
  Lines words;
  std::string word;
  for (const char c : text) {
    if (c != ',' && c != ' ') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  if (!word.empty()) {
    words.push_back(word);
  }
  return words;
}

// "S110 at 2:6: text", the last two parts optional.
ExpectedError read_error(std::string_view text) {
  ExpectedError error;
  const size_t code_end = std::min(text.find_first_of(" :"), text.size());
  error.code = text.substr(0, code_end);
  text.remove_prefix(code_end);
  if (text.starts_with(" at ")) {
    text.remove_prefix(4);
    const size_t colon = text.find(':');
    const size_t end = std::min(text.find(':', colon + 1), text.size());
    error.place = std::string(text.substr(0, end));
    text.remove_prefix(end);
  }
  if (text.starts_with(": ")) {
    error.message = text.substr(2);
  }
  return error;
}

Result<ExpectedChange> read_change(const std::string& text) {
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
  if (!rest.empty() && rest != ", no commit") {
    return wrong("unknown: " + rest);
  }
  return change;
}

Status read_load(std::string_view text, CaseStep& step) {
  step.kind = CaseStep::Kind::kLoad;
  for (const std::string& word : words_of(text)) {
    if (word == "strict") {
      step.strict = true;
    } else if (word == "cascade") {
      step.cascade = true;
    } else if (step.mode.empty()) {
      step.mode = word;
    } else {
      return wrong(format("unknown option of a load: '{}'", word));
    }
  }
  return step.mode.empty() ? Status(wrong("a load names its mode")) : Status();
}

class CaseParser {
 public:
  explicit CaseParser(std::string file) : file_(std::move(file)) {}

  Status read(std::string_view line) {
    if (line.starts_with("=== ")) {
      return begin_case(line.substr(4));
    }
    if (line.starts_with("fixture ") && text_ == nullptr) {
      fixture_ = line.substr(8);
      lines_ = nullptr;
      return {};
    }
    if (line.starts_with("--- ")) {
      return begin_section(line.substr(4));
    }
    return add_line(line);
  }

  // The last step must say what it expects.
  Status finish() {
    if (cases_.empty()) {
      return {};
    }
    const CaseStep& last = step();
    const int expectations = (last.error ? 1 : 0) + (last.rows ? 1 : 0) + (last.change ? 1 : 0) +
                             (last.checks ? 1 : 0) + (last.queries ? 1 : 0) +
                             (last.catalog ? 1 : 0) + (last.edges ? 1 : 0) + (last.loaded ? 1 : 0) +
                             (last.lines ? 1 : 0) + (last.done ? 1 : 0);
    const bool says_all = last.kind == CaseStep::Kind::kMark;
    const bool new_graph = last.makes_graph();
    if (expectations != 1 && !((new_graph || says_all) && expectations == 0)) {
      return wrong("a step needs one expectation");
    }
    if (last.returns && !last.change) {
      return wrong("only a change returns rows beside its counts");
    }
    if (last.needs_graph() && cases_.back().fixture.empty() && !has_schema_) {
      return wrong("a step without a graph to run on");
    }
    has_schema_ = has_schema_ || new_graph;
    return {};
  }

  std::vector<Case> take() { return std::move(cases_); }

 private:
  CaseStep& step() { return cases_.back().steps.back(); }

  Status begin_case(std::string_view title) {
    OG_RETURN_IF_ERROR(finish());
    cases_.push_back({file_, fixture_, std::string(title), {CaseStep()}});
    has_schema_ = false;
    lines_ = nullptr;
    text_ = &step().text;
    return {};
  }

  Status begin_section(std::string_view section) {
    if (cases_.empty()) {
      return wrong("a section before the first case");
    }
    const size_t end = std::min(section.find(' '), section.size());
    const std::string name(section.substr(0, end));
    const std::string rest(section.substr(std::min(end + 1, section.size())));
    text_ = nullptr;
    lines_ = nullptr;
    if (name == "then") {
      OG_RETURN_IF_ERROR(finish());
      cases_.back().steps.emplace_back();
      text_ = &step().text;
      return {};
    }
    return begin_part(name, rest) || begin_lines(name, rest)
               ? part_status_
               : Status(wrong(format("unknown section '{}'", section)));
  }

  // A section that its heading says all of, or whose lines are one text.
  bool begin_part(const std::string& name, const std::string& rest) {
    part_status_ = Status();
    if (name == "schema") {
      step().kind = CaseStep::Kind::kSchema;
      text_ = &step().text;
    } else if (name == "load") {
      part_status_ = read_load(rest, step());
      text_ = &step().text;
    } else if (name == "export") {
      step().kind = CaseStep::Kind::kExport;
      for (const std::string& word : words_of(rest)) {
        step().text += word + "\n";
      }
    } else if (name == "branch" || name == "tag" || name == "mark") {
      step().kind = name == "branch" ? CaseStep::Kind::kBranch
                    : name == "tag"  ? CaseStep::Kind::kTag
                                     : CaseStep::Kind::kMark;
      step().command = words_of(rest);
    } else if (name == "ingest") {
      step().kind = CaseStep::Kind::kLoad;
      step().mode = "merge";
      step().command = words_of(rest);
      text_ = &step().text;
    } else if (name == "on") {
      step().on = rest;
    } else if (name == "done") {
      step().done = true;
    } else if (name == "table" && rest == "branches") {
      lines_ = &step().table_branches.emplace();
    } else if (name == "reloads") {
      step().reloads = true;
    } else if (name == "params") {
      text_ = &step().params;
    } else if (name == "name") {
      step().name = rest;
    } else if (name == "error") {
      step().error = read_error(rest);
    } else if (name == "checks") {
      step().checks = words_of(rest);
    } else if (name == "affected") {
      auto change = read_change(rest);
      part_status_ = change.ok() ? Status() : Status(change.error());
      step().change = change.ok() ? *change : ExpectedChange();
    } else {
      return false;
    }
    return true;
  }

  // A section with a list of lines.
  bool begin_lines(const std::string& name, const std::string& rest) {
    const std::map<std::string, std::optional<Lines> CaseStep::*> sections = {
        {"rows", &CaseStep::rows},
        {"returns", &CaseStep::returns},
        {"queries", &CaseStep::queries},
        {"catalog", &CaseStep::catalog},
        {"edges", &CaseStep::edges},
        {"loaded", &CaseStep::loaded},
        {"lines", &CaseStep::lines},
        {"tables", &CaseStep::tables},
        {"branches", &CaseStep::branches},
        {"commits", &CaseStep::commits},
        {"exports", &CaseStep::exports}};
    const auto found = sections.find(name);
    const bool in_order = name == "rows" && rest == "in order";
    const bool partly = name == "catalog" && rest == "has";
    if (found == sections.end() || (!rest.empty() && !in_order && !partly)) {
      return false;
    }
    step().in_order = step().in_order || in_order;
    step().whole_catalog = !partly;
    lines_ = &(step().*found->second).emplace();
    return true;
  }

  Status add_line(std::string_view line) {
    const bool blank = line.find_first_not_of(" \t") == std::string_view::npos;
    if (text_ != nullptr) {
      *text_ += std::string(line) + "\n";
      return {};
    }
    if (lines_ != nullptr && !blank) {
      lines_->emplace_back(line);
      return {};
    }
    return blank || line.starts_with("//") ? Status()
                                           : Status(wrong("a line that belongs to nothing"));
  }

  std::string file_;
  std::string fixture_;
  bool has_schema_ = false;      // the case has made a graph of its own
  std::string* text_ = nullptr;  // where lines go: to a text,
  Lines* lines_ = nullptr;       // or to a list
  Status part_status_;
  std::vector<Case> cases_;
};

}  // namespace

std::optional<int> Case::number() const {
  int number = 0;
  int end = 0;
  const bool numbered = std::sscanf(title.c_str(), "%d%n", &number, &end) == 1;
  return numbered && title[static_cast<size_t>(end)] == ' ' ? std::optional(number) : std::nullopt;
}

bool Case::needs_graph() const {
  return std::any_of(
      steps.begin(), steps.end(), [](const CaseStep& step) { return step.needs_graph(); });
}

Result<std::vector<Case>> parse_cases(const std::string& file, std::string_view text) {
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

std::vector<Case> all_cases() {
  std::map<std::string, std::string> files;
  for (const char* folder : {"black_box", "language"}) {
    const std::string path = std::string("conformance/") + folder;
    for (const auto& entry : std::filesystem::directory_iterator(OG_TEST_DATA_DIR "/" + path)) {
      if (entry.path().extension() == ".test") {
        const std::string name = entry.path().filename().string();
        files[folder + ("/" + name)] = read_test_file(path + "/" + name);
      }
    }
  }
  std::vector<Case> all;
  for (const auto& [name, text] : files) {
    auto cases = parse_cases(name, text);
    OG_CHECK(cases.ok(), cases.error().message().c_str());
    all.insert(all.end(), cases->begin(), cases->end());
  }
  return all;
}

}  // namespace omnigraph::testing
