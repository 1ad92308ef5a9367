#include "conformance/random_history.h"

#include <vector>

namespace omnigraph::testing {

const char* history_schema() {
  return R"(
node Person {
  k: String @key
  mail: String? @unique
  a: I32?
  b: String?
  @unique(a, b)
}
node Note { text: String? @unique }
edge Has: Person -> Note @card(0..2) { w: I32? }
edge Likes: Person -> Person @card(2..4) { @unique(src, dst) }
edge Cites: Note -> Person { u: F64? @unique }
edge Knows: Person -> Person @card(0..3) {
  w: I32 @default(1)
  made: DateTime @auto(created)
  changed: DateTime? @auto(updated)
  @key(@src, @dst)
}
)";
}

// "p3", with a quote on either side.
std::string RandomHistory::name(const char* prefix, uint64_t n) {
  return "\"" + std::string(prefix) + std::to_string(below(n)) + "\"";
}

std::string RandomHistory::person_line() {
  std::string line = R"({"type":"Person","data":{"k":)" + name("p", 8);
  line += one_in(2) ? ",\"mail\":" + name("m", 12) : "";
  line += one_in(2) ? ",\"a\":" + std::to_string(below(3)) : "";
  line += one_in(2) ? ",\"b\":" + name("b", 3) : "";
  return line + "}}\n";
}

std::string RandomHistory::note_line() {
  std::string line = R"({"type":"Note")";
  line += one_in(4) ? "" : ",\"id\":" + name("n", 6);
  return line + ",\"data\":{" + (one_in(2) ? "\"text\":" + name("t", 12) : "") + "}}\n";
}

std::string RandomHistory::edge_line() {
  const std::string id = one_in(2) ? ",\"id\":" + name("e", 8) : "";
  switch (below(5)) {
    case 4:
      return R"({"edge":"Knows","from":)" + name("p", 8) + ",\"to\":" + name("p", 8) +
             (one_in(2) ? ",\"data\":{\"w\":2}}\n" : "}\n");
    case 0:
      return R"({"edge":"Has","from":)" + name("p", 8) + ",\"to\":" + name("n", 6) + id +
             ",\"data\":{\"w\":1}}\n";
    case 1:
      return R"({"edge":"Cites","from":)" + name("n", 6) + ",\"to\":" + name("p", 8) + id +
             (one_in(2) ? ",\"data\":{\"u\":0." + std::to_string(below(20)) + "}" : "") + "}\n";
    default: {
      // Mostly two at a time, as the minimum wants it.
      const std::string from = name("p", 8);
      std::string lines =
          R"({"edge":"Likes","from":)" + from + ",\"to\":" + name("p", 8) + id + "}\n";
      return one_in(3)
                 ? lines
                 : lines + R"({"edge":"Likes","from":)" + from + ",\"to\":" + name("p", 8) + "}\n";
    }
  }
}

std::string RandomHistory::lines() {
  std::string all;
  const uint64_t kinds = below(4);  // nodes only, edges only, both
  for (uint64_t i = 1 + below(4); i > 0 && kinds != 1; --i) {
    all += one_in(3) ? note_line() : person_line();
  }
  for (uint64_t i = 1 + below(2); i > 0 && kinds != 0; --i) {
    // An edge may stand before its nodes.
    all = one_in(2) ? all + edge_line() : edge_line() + all;
  }
  return all;
}

std::string RandomHistory::statement() {
  switch (below(12)) {
    case 8:
      return "upsert Person { k: " + name("p", 8) + ", mail: " + name("m", 12) + " }";
    case 9:
      return "upsert Knows { from: " + name("p", 8) + ", to: " + name("p", 8) +
             (one_in(2) ? ", w: w + 1 }" : " }");
    case 10:
      return one_in(2) ? "insert Knows { from: " + name("p", 8) + ", to: " + name("p", 8) + " }"
                       : "delete Knows where from = " + name("p", 8) + " and to = " + name("p", 8);
    case 0:
      return "insert Person { k: " + name("p", 8) + ", mail: " + name("m", 12) + " }";
    case 1:
      return "insert Person { k: " + name("p", 8) + ", a: " + std::to_string(below(3)) +
             ", b: " + name("b", 3) + " }";
    case 2:
      return "insert Has { from: " + name("p", 8) + ", to: " + name("n", 6) + " }";
    case 3: {
      const std::string from = name("p", 8);
      return "insert Likes { from: " + from + ", to: " + name("p", 8) +
             " }\n  insert Likes { from: " + from + ", to: " + name("p", 8) + " }";
    }
    case 4:
      return "update Person set { mail: " + name("m", 12) + " } where k = " + name("p", 8);
    case 5:
      return "update Person set { a: " + std::to_string(below(3)) + " } where b = " + name("b", 3);
    case 6:
      return one_in(2) ? "delete Person where k = " + name("p", 8)
                       : "delete Note where text = " + name("t", 12);
    case 7:
      return "delete Likes where " + std::string(one_in(2) ? "from" : "to") + " = " + name("p", 8);
    default:
      return "update Cites set { u: 0." + std::to_string(below(20)) + " } where u != 0.5";
  }
}

HistoryStep RandomHistory::next() {
  HistoryStep step;
  if (one_in(2)) {
    step.lines = lines();
    step.mode = std::vector<std::string>{"overwrite", "append", "merge", "merge"}[below(4)];
    step.cascade = one_in(2);
    return step;
  }
  step.change = "query t() {\n";
  for (uint64_t i = 1 + below(3); i > 0; --i) {
    step.change += "  " + statement() + "\n";
  }
  step.change += "}\n";
  return step;
}

}  // namespace omnigraph::testing
