#include "simulation/workload.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "omnigraph/base/format.h"

namespace omnigraph::simulation {

std::string first_lines() {
  std::string lines;
  for (int i = 0; i < 8; ++i) {
    lines += format(R"({{"type":"Person","data":{{"k":"p{}","a":{}}}}})", i, i) + "\n";
  }
  for (int i = 0; i < 6; ++i) {
    lines += format(R"({{"type":"Note","id":"n{}","data":{{"text":"t{}"}}}})", i, i) + "\n";
  }
  return lines;
}

std::vector<graph::LoadInput> inputs_of(std::string text) {
  graph::LoadInput input;
  input.open = [text = std::move(text)]() -> Result<graph::ByteReader> {
    return graph::ByteReader(
        [text, at = size_t{0}](char* buffer, size_t size) mutable -> Result<size_t> {
          const size_t count = std::min(size, text.size() - at);
          std::copy_n(text.data() + at, count, buffer);
          at += count;
          return count;
        });
  };
  return {std::move(input)};
}

std::string Workload::name(const char* prefix, uint64_t n) {
  return format("\"{}{}\"", prefix, random_.below(n));
}

// Statements that are harmless one by one and break something together: ends that go, values that
// are taken, limits that are reached, conditions that stop holding; in different tables.
std::string Workload::meeting_statement() {
  switch (random_.below(13)) {
    case 0:
      return "delete Person where k = " + name("p", 8);
    case 1:
      return "insert Cites { from: " + name("n", 6) + ", to: " + name("p", 8) +
             format(", u: {}.25 }}", random_.below(40));
    case 2:
      return "insert Has { from: " + name("p", 8) + ", to: " + name("n", 6) + " }";
    case 3:
      return "insert Knows { from: " + name("p", 3) + ", to: " + name("p", 8) + " }";
    case 4:
      return "insert Person { k: " + name("p", 8) + ", mail: " + name("m", 6) + " }";
    case 5:
      return "update Person set { a: coalesce(a, 0) + 1 } where k = " + name("p", 8);
    case 6:
      return "update Note set { text: " + name("t", 8) + " } where text = " + name("t", 8);
    case 7:
      return "upsert Knows { from: " + name("p", 8) + ", to: " + name("p", 8) +
             ", w: coalesce(w, 0) + 1 }";
    case 8:
      return "update Person set { a: count { $self knows $f } } where k in [" + name("p", 8) +
             ", " + name("p", 8) + "]";
    case 9:
      return "delete Knows where exists { $p: Person  $p.k = $self.@src  $p.a = " +
             std::to_string(random_.below(4)) + " }";
    case 10:
      return "update Note set { text: null } where not exists { $p has $self }";
    case 11:
      return "delete Note where text = " + name("t", 8);
    default:
      return "upsert Person { k: " + name("p", 12) + ", mail: " + name("m", 20) + " }";
  }
}

Request Workload::next() {
  Request request;
  if (random_.below(3) != 0) {
    request.query = "query t() {\n  " + meeting_statement() + "\n";
    if (random_.below(5) == 0) {
      request.query += "  " + meeting_statement() + "\n";
    }
    request.query += "}\n";
    return request;
  }
  testing::HistoryStep step = history_.next();
  while (!step.lines.empty() && random_.below(3) != 0) {
    step = history_.next();
  }
  request.lines = std::move(step.lines);
  request.mode = step.mode == "overwrite" && random_.below(4) != 0 ? "merge" : step.mode;
  request.cascade = step.cascade;
  request.query = std::move(step.change);
  return request;
}

Request Workload::certain(const std::string& id) {
  Request request;
  request.id = id;
  request.conditions.conflict_retries = 1;  // its process may not have heard of others for a while
  request.query = format("query t() {{ insert Note {{ text: \"{}\" }} }}\n", id);
  return request;
}

}  // namespace omnigraph::simulation
