#include "conformance/random_case.h"
#include "conformance/random_expression.h"

namespace omnigraph::testing {
namespace {

class ChangeMaker {
 public:
  explicit ChangeMaker(uint64_t seed)
      : random_(seed), expressions_(random_, random_.below(4) == 0) {}

  RandomQuery make() {
    std::string body;
    for (uint64_t i = 1 + below(3); i > 0; --i) {
      body += "  " + statement() + "\n";
    }
    return {"query t(" + expressions_.declarations() + ") {\n" + body + "}\n",
            "{" + expressions_.params() + "}"};
  }

 private:
  uint64_t below(uint64_t n) { return expressions_.below(n); }
  bool one_in(uint64_t n) { return expressions_.one_in(n); }

  std::string statement() {
    switch (below(6)) {
      case 0:
        return insert_node();
      case 1:
        return insert_edge();
      case 2:
        return delete_rows();
      default:
        return update();
    }
  }

  // Keys of rows that are there, and of some that are not.
  std::string alpha_key() { return "\"a" + std::to_string(below(12)) + "\""; }
  std::string beta_key() {
    return std::string(one_in(2) ? "\"a" : "\"b") + std::to_string(below(6)) + "\"";
  }

  std::string small() { return std::to_string(static_cast<int64_t>(below(6)) - 1); }

  std::string insert_node() {
    if (one_in(3)) {
      return "insert Beta { k: " + beta_key() + ", g: " + small() + ", s: \"ab\" }";
    }
    std::string text = "insert Alpha { k: " + alpha_key();
    const char* const kAssignments[] = {", i: 2",
                                        ", j: 1 + 2",
                                        ", u: 7",
                                        ", f: 0.1",
                                        ", g: 1",
                                        ", s: concat(\"a\", 1)",
                                        ", b: 1 < 2",
                                        ", d: \"2024-02-29\"",
                                        ", t: [\"a\", \"x\"]",
                                        ", n: []",
                                        ", s: null"};
    const uint64_t first = below(11);
    for (uint64_t i = 0; i < below(4); ++i) {
      text += kAssignments[(first + 3 * i) % 10];
    }
    return text + " }";
  }

  std::string insert_edge() {
    switch (below(3)) {
      case 0:
        return "insert Rel { from: " + alpha_key() + ", to: " + alpha_key() + ", w: " + small() +
               ", x: 0.25 }";
      case 1:
        return "insert Own { from: " + alpha_key() + ", to: " + beta_key() + ", z: \"new\" }";
      default:
        return "insert Sib { from: " + alpha_key() + ", to: " + alpha_key() + " }";
    }
  }

  // A type to look for rows of; conditions are then about them.
  std::string target() {
    static const char* const kTypes[] = {"Alpha", "Alpha", "Beta", "Rel", "Own", "Sib"};
    const std::string type = kTypes[below(6)];
    const bool edge = type != "Alpha" && type != "Beta";
    expressions_.scope() = {{"$self", type, edge}};
    return type;
  }

  std::string where() { return " where " + (one_in(12) ? "true" : expressions_.condition(2)); }

  std::string delete_rows() {
    const std::string type = target();
    return "delete " + type + where();
  }

  std::string update() {
    const std::string type = target();
    std::string values;
    if (type == "Alpha") {
      values = one_in(2) ? "i: " + expressions_.integer() : "s: " + expressions_.text(1);
      values += one_in(2) ? ", g: " + expressions_.number(1) : ", n: null";
      values += one_in(3) ? ", f: " + expressions_.number(0) : "";
    } else if (type == "Beta") {
      values = one_in(3) ? "s: null" : "g: " + expressions_.number(1);
    } else {
      values = "w: " + expressions_.integer();
    }
    return "update " + type + " set { " + values + " }" + where();
  }

  SeededRandom random_;
  RandomExpressions expressions_;
};

}  // namespace

RandomQuery random_change(uint64_t seed) {
  return ChangeMaker(seed).make();
}

}  // namespace omnigraph::testing
