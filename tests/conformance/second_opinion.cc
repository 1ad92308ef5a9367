#include "conformance/second_opinion.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "conformance/engine_graph.h"
#include "omnigraph/base/clock.h"
#include "omnigraph/base/format.h"
#include "omnigraph/base/time.h"
#include "omnigraph/query/syntax/parser.h"
#include "omnigraph/query/types/check.h"
#include "omnigraph/query/types/params.h"

namespace omnigraph::testing {

Result<query::CheckedQueryPtr> check_named(const schema::CatalogPtr& catalog,
                                           const std::string& source,
                                           const std::string& name) {
  OG_ASSIGN_OR_RETURN(const query::ast::File file, query::parse_query_file(source));
  for (const query::ast::Query& candidate : file.queries) {
    if (candidate.name.text == name || (name.empty() && file.queries.size() == 1)) {
      return query::check_query(catalog, candidate, source);
    }
  }
  return Error(ErrorCode::kInvalidArgument, format("no query '{}'", name));
}

Result<PlainAnswer> reference_read(const PlainGraph& graph,
                                   const std::string& source,
                                   const std::string& name,
                                   const std::string& params) {
  OG_ASSIGN_OR_RETURN(const query::CheckedQueryPtr query, check_named(graph.catalog, source, name));
  OG_ASSIGN_OR_RETURN(const std::vector<query::Value> values, query::decode_params(*query, params));
  return run_plain_read(plain_context(*query, graph, values, system_clock().now_us() / 1000));
}

Result<PlainChange> reference_change(const PlainGraph& graph,
                                     const std::string& source,
                                     const std::string& name,
                                     const std::string& params,
                                     int64_t now_ms) {
  OG_ASSIGN_OR_RETURN(const query::CheckedQueryPtr query, check_named(graph.catalog, source, name));
  OG_ASSIGN_OR_RETURN(const std::vector<query::Value> values, query::decode_params(*query, params));
  return run_plain_mutation(*query, graph, values, now_ms);
}

std::string in_lines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += "  " + line + "\n";
  }
  return text;
}

namespace {

using Lines = std::vector<std::string>;

Lines sorted(Lines lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

// The lines of sorted `a` that sorted `b` lacks, at most a screenful.
Lines missing_from(const Lines& a, const Lines& b) {
  Lines rest;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(rest));
  constexpr size_t kMost = 12;
  rest.resize(std::min(rest.size(), kMost));
  return rest;
}

std::string bag_difference(const Lines& expected, const Lines& got) {
  const Lines a = sorted(expected);
  const Lines b = sorted(got);
  if (a == b) {
    return "";
  }
  return format("{} rows expected, {} got\nmissing:\n{}too many:\n{}",
                expected.size(),
                got.size(),
                in_lines(missing_from(a, b)),
                in_lines(missing_from(b, a)));
}

std::string outcome_of(const Error& error) {
  return code_of(error) + " (" + error.message() + ")";
}

}  // namespace

std::string difference(const Result<PlainAnswer>& expected, const Result<Lines>& got) {
  if (!expected.ok() || !got.ok()) {
    if (expected.ok()) {
      return "the engine fails: " + outcome_of(got.error());
    }
    if (got.ok()) {
      return "the reference fails: " + outcome_of(expected.error());
    }
    return code_of(expected.error()) == code_of(got.error())
               ? ""
               : "expected " + outcome_of(expected.error()) + ", got " + outcome_of(got.error());
  }
  if (expected->any_of_count) {
    const Lines extra = missing_from(sorted(*got), sorted(expected->lines));
    return got->size() == *expected->any_of_count && extra.empty()
               ? ""
               : format("{} rows expected, {} got, not among those that match:\n{}",
                        *expected->any_of_count,
                        got->size(),
                        in_lines(extra));
  }
  if (expected->ordered) {
    return expected->lines == *got ? ""
                                   : format("expected, in this order:\n{}got:\n{}",
                                            in_lines(expected->lines),
                                            in_lines(*got));
  }
  return bag_difference(expected->lines, *got);
}

namespace {

// Each string of a line (between quotes, without escapes) that `blank` names becomes its result.
template <typename Blank>
std::string with_blanks(const std::string& line, Blank&& blank) {
  std::string result;
  size_t at = 0;
  while (at < line.size()) {
    const size_t open = line.find('"', at);
    size_t close = open == std::string::npos ? open : open + 1;
    while (close != std::string::npos && close < line.size() && line[close] != '"') {
      close += line[close] == '\\' ? 2 : 1;
    }
    if (open == std::string::npos || close >= line.size()) {
      return result + line.substr(at);
    }
    result += line.substr(at, open + 1 - at) + blank(line.substr(open + 1, close - open - 1)) + '"';
    at = close + 1;
  }
  return result;
}

// Looks like an id that was made up: 26 letters of Crockford's base 32.
bool is_fresh_id(const std::string& text) {
  constexpr size_t kLength = 26;
  return text.size() == kLength && std::all_of(text.begin(), text.end(), [](const char c) {
           return std::isdigit(static_cast<unsigned char>(c)) != 0 ||
                  std::isupper(static_cast<unsigned char>(c)) != 0;
         });
}

bool is_instant_within(const std::string& text, int64_t begin_ms, int64_t end_ms) {
  if (text.size() != std::string_view("2024-01-01T00:00:00.000Z").size() || text.back() != 'Z') {
    return false;
  }
  const auto instant = parse_instant(text);
  return instant.ok() && instant->ms >= begin_ms && instant->ms <= end_ms;
}

Lines normalized(const Lines& lines, int64_t begin_ms, int64_t end_ms) {
  Lines result;
  for (const std::string& line : lines) {
    result.push_back(with_blanks(line, [&](const std::string& text) -> std::string {
      if (is_fresh_id(text)) {
        return "<fresh id>";
      }
      return is_instant_within(text, begin_ms, end_ms) ? "<now>" : text;
    }));
  }
  return result;
}

}  // namespace

std::string state_difference(const Lines& expected,
                             const Lines& got,
                             int64_t begin_ms,
                             int64_t end_ms) {
  return bag_difference(normalized(expected, begin_ms, end_ms), normalized(got, begin_ms, end_ms));
}

}  // namespace omnigraph::testing
