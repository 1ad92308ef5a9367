#include "omnigraph/cli/output/report.h"

#include <algorithm>
#include <cstdio>

#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/base/utf8.h"

namespace omnigraph::cli {
namespace {

constexpr size_t kMaxDiagnostics = 20;

// Texts of users stand in messages, and may hold anything: what is no UTF-8, and what a terminal
// would obey, becomes U+FFFD, character by character so that marks below lines stay in place.
void print_stderr(std::string_view text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  std::string shown;
  for (size_t at = 0; at < text.size();) {
    const size_t length = utf8_sequence_length(text, at);
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool is_control = (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F;
    shown += length == 0 || is_control ? kReplacement : text.substr(at, length);
    at += std::max<size_t>(1, length);
  }
  std::fwrite(shown.data(), 1, shown.size(), stderr);
}

// The line of `text` that holds byte `offset`, without its end.
std::string_view line_at(std::string_view text, size_t offset) {
  offset = std::min(offset, text.size());
  const size_t before = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  const size_t begin = before == std::string_view::npos ? 0 : before + 1;
  return text.substr(begin, text.find('\n', begin) - begin);
}

// The line in question with a mark below the place, and the fix.
std::string describe_line(const Diagnostic& diagnostic, const SourceText* source) {
  std::string text;
  if (source != nullptr && diagnostic.position) {
    std::string line(line_at(source->text, diagnostic.position->byte));
    if (!line.empty() && line.back() == '\r') {
      line.pop_back();
    }
    std::string mark;
    for (size_t column = 1, i = 0; column < diagnostic.position->column && i < line.size(); ++i) {
      if ((static_cast<unsigned char>(line[i]) & 0xC0) != 0x80) {
        mark.push_back(line[i] == '\t' ? '\t' : ' ');
        ++column;
      }
    }
    text += format("{:>5} | {}\n      | {}^\n", diagnostic.position->line, line, mark);
  }
  if (!diagnostic.fix.empty()) {
    text += format("  fix: {}\n", diagnostic.fix);
  }
  return text;
}

// "queries.gq:3:9: [T6] message", the line and the fix.
std::string describe(const Diagnostic& diagnostic, const SourceText* source) {
  std::string text;
  if (diagnostic.position) {
    text += format("{}{}:{}: ",
                   source == nullptr ? "" : source->name + ":",
                   diagnostic.position->line,
                   diagnostic.position->column);
  }
  return text + format("[{}] {}\n", diagnostic.code, diagnostic.message) +
         describe_line(diagnostic, source);
}

// Who found it, by the family of the code.
std::string_view stage_of(const std::string& code) {
  switch (code.empty() ? '\0' : code[0]) {
    case 'Q':
      return "parse";
    case 'T':
      return "typecheck";
    case 'R':
      return code < "R100" ? "parameters" : "execute";
    case 'S':
      return "schema";
    case 'L':
      return "lint";
    default:
      return "";
  }
}

void write_diagnostic(JsonWriter& json, const Diagnostic& diagnostic) {
  json.begin_object();
  json.member("code", diagnostic.code);
  if (const std::string_view stage = stage_of(diagnostic.code); !stage.empty()) {
    json.member("stage", stage);
  }
  json.member("message", diagnostic.message);
  if (diagnostic.position) {
    json.member("line", diagnostic.position->line);
    json.member("column", diagnostic.position->column);
    json.key("position");
    json.begin_object();
    json.member("line", diagnostic.position->line);
    json.member("column", diagnostic.position->column);
    json.member("byte", diagnostic.position->byte);
    json.end_object();
  }
  if (!diagnostic.expression.empty()) {
    json.member("expression", diagnostic.expression);
  }
  if (!diagnostic.fix.empty()) {
    json.member("fix", diagnostic.fix);
  }
  if (!diagnostic.edits.empty()) {
    json.key("suggestion");
    json.begin_object();
    json.member("applicability",
                diagnostic.applicability == Applicability::kMachineApplicable ? "machine_applicable"
                                                                              : "needs_review");
    json.key("edits");
    json.begin_array();
    for (const TextEdit& edit : diagnostic.edits) {
      json.begin_object();
      json.member("start", edit.span.begin);
      json.member("end", edit.span.end);
      json.member("replacement", edit.replacement);
      json.end_object();
    }
    json.end_array();
    json.end_object();
  }
  json.end_object();
}

void write_strings(JsonWriter& json,
                   std::string_view name,
                   const std::vector<std::string>& values) {
  json.key(name);
  json.begin_array();
  for (const std::string& value : values) {
    json.string(value);
  }
  json.end_array();
}

void write_constraint(JsonWriter& json, const ConstraintDetail& constraint) {
  json.key("constraint_violation");
  json.begin_object();
  json.member("rule", constraint.rule);
  json.member("type", constraint.type);
  write_strings(json, "properties", constraint.properties);
  write_strings(json, "values", constraint.values);
  write_strings(json, "ids", constraint.ids);
  json.key("lines");
  json.begin_array();
  for (const uint64_t line : constraint.lines) {
    line == 0 ? json.null() : json.unsigned_integer(line);  // null: a stored row
  }
  json.end_array();
  json.end_object();
}

void write_detail(JsonWriter& json, const Error& error) {
  if (const auto* conflict = std::get_if<ConflictDetail>(&error.detail())) {
    json.key("manifest_conflict");
    json.begin_object();
    json.member("table_key", conflict->table_key);
    json.member("expected", conflict->expected);
    json.member("actual", conflict->actual);
    json.end_object();
  } else if (const auto* key = std::get_if<KeyConflictDetail>(&error.detail())) {
    json.key("key_conflict");
    json.begin_object();
    json.member("type", key->type);
    json.member("id", key->id);
    json.end_object();
  } else if (const auto* constraint = std::get_if<ConstraintDetail>(&error.detail())) {
    write_constraint(json, *constraint);
  } else if (const auto* outcome = std::get_if<OutcomeDetail>(&error.detail())) {
    json.key("outcome_unknown");
    json.begin_object();
    json.member("graph_commit_id", outcome->commit_id);
    json.member("seq", outcome->seq);
    json.end_object();
  }
}

int report_json(const Error& error) {
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.member("error", error.message());
  json.member("code", error_body_code(error.code()));
  const auto& diagnostics = error.diagnostics();
  if (!diagnostics.empty()) {
    json.key("diagnostic");
    write_diagnostic(json, diagnostics[0]);
    json.key("diagnostics");
    json.begin_array();
    for (size_t i = 0; i < std::min(diagnostics.size(), kMaxDiagnostics); ++i) {
      write_diagnostic(json, diagnostics[i]);
    }
    json.end_array();
  }
  write_detail(json, error);
  json.end_object();
  print_stderr(json.text() + "\n");
  return 1;
}

}  // namespace

std::string_view error_body_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return "bad_request";
    case ErrorCode::kConflict:
    case ErrorCode::kMergeConflict:
    case ErrorCode::kAlreadyExists:
      return "conflict";
    case ErrorCode::kUnauthenticated:
      return "unauthorized";
    case ErrorCode::kPermissionDenied:
      return "forbidden";
    default:
      return error_code_name(code);
  }
}

int report_error(const Error& error, bool json, const SourceText* source) {
  if (json) {
    return report_json(error);
  }
  const auto& diagnostics = error.diagnostics();
  if (diagnostics.empty()) {
    print_stderr(format("Error: {}\n", error.message()));
    return 1;
  }
  for (size_t i = 0; i < std::min(diagnostics.size(), kMaxDiagnostics); ++i) {
    print_stderr("Error: " + describe(diagnostics[i], source));
  }
  return 1;
}

std::string describe_place(const Diagnostic& diagnostic, const SourceText& source) {
  std::string text;
  if (diagnostic.position) {
    text += format("      at {}:{}:{} [{}]\n",
                   source.name,
                   diagnostic.position->line,
                   diagnostic.position->column,
                   diagnostic.code);
  }
  return text + describe_line(diagnostic, &source);
}

void report_warnings(const std::vector<Diagnostic>& warnings, const SourceText* source) {
  for (const Diagnostic& warning : warnings) {
    print_stderr("warning: " + describe(warning, source));
  }
}

void report_warning(std::string_view text) {
  print_stderr(format("warning: {}\n", text));
}

void report_notice(std::string_view text) {
  print_stderr(format("{}\n", text));
}

void report_timing(int64_t elapsed_us) {
  print_stderr(format("took {:.1f} ms\n", static_cast<double>(elapsed_us) / 1000.0));
}

}  // namespace omnigraph::cli
