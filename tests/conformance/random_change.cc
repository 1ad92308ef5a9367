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
    const uint64_t count = 1 + below(3);
    const uint64_t returning = one_in(2) ? below(count) : count;
    for (uint64_t i = 0; i < count; ++i) {
      body += "  " + statement();
      body += (i == returning ? returned() : "") + "\n";
    }
    return {"query t(" + expressions_.declarations() + ") {\n" + body + "}\n",
            "{" + expressions_.params() + "}"};
  }

 private:
  uint64_t below(uint64_t n) { return expressions_.below(n); }
  bool one_in(uint64_t n) { return expressions_.one_in(n); }

  std::string statement() {
    switch (below(8)) {
      case 0:
        return insert_node();
      case 1:
        return insert_edge();
      case 2:
        return delete_rows();
      case 3:
        return upsert_node();
      case 4:
        return upsert_edge();
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
    type_ = one_in(3) ? "Beta" : "Alpha";
    if (type_ == "Beta") {
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

  // Values of upserts may be made of the row that is there.
  std::string upsert_node() {
    type_ = one_in(3) ? "Beta" : "Alpha";
    expressions_.scope() = {{"$self", type_, false}};
    if (type_ == "Beta") {
      return "upsert Beta { k: " + beta_key() + ", g: " + expressions_.number(1) +
             (one_in(2) ? ", s: concat(coalesce(s, \"\"), \"c\")" : "") + " }";
    }
    std::string text = "upsert Alpha { k: " + alpha_key();
    text += one_in(2) ? ", i: " + expressions_.integer() : "";
    text += one_in(2) ? ", s: " + expressions_.text(1) : "";
    text += one_in(2) ? ", j: coalesce(j, 0) + 1" : "";
    return text + " }";
  }

  std::string upsert_edge() {
    type_ = "Pin";
    expressions_.scope() = {{"$self", type_, true}};
    return "upsert Pin { from: " + alpha_key() + ", to: " + beta_key() +
           ", n: " + std::to_string(below(2)) +
           (one_in(2) ? ", w: " + expressions_.integer() : "") + " }";
  }

  // Rows of the statement just made, whose type is `type_`.
  std::string returned() {
    const bool edge = type_ != "Alpha" && type_ != "Beta";
    expressions_.scope() = {{"$self", type_, edge}};
    std::string text = " return { @id, $self";
    text += one_in(2) ? ", " + expressions_.integer() + " as a" : "";
    text += one_in(2) ? ", " + expressions_.condition(1) + " as b" : "";
    text += edge ? ", @src, to as t" : "";
    return text + " }";
  }

  std::string insert_edge() {
    switch (below(4)) {
      case 3:
        type_ = "Pin";
        return "insert Pin { from: " + alpha_key() + ", to: " + beta_key() +
               ", n: " + std::to_string(below(2)) + " }";
      case 0:
        type_ = "Rel";
        return "insert Rel { from: " + alpha_key() + ", to: " + alpha_key() + ", w: " + small() +
               ", x: 0.25 }";
      case 1:
        type_ = "Own";
        return "insert Own { from: " + alpha_key() + ", to: " + beta_key() + ", z: \"new\" }";
      default:
        type_ = "Sib";
        return "insert Sib { from: " + alpha_key() + ", to: " + alpha_key() + " }";
    }
  }

  // A type to look for rows of; conditions are then about them.
  std::string target() {
    static const char* const kTypes[] = {"Alpha", "Alpha", "Beta", "Rel", "Own", "Sib", "Pin"};
    const std::string type = kTypes[below(7)];
    type_ = type;
    const bool edge = type != "Alpha" && type != "Beta";
    expressions_.scope() = {{"$self", type, edge}};
    return type;
  }

  std::string where() {
    // The whole of a key now and then: such a row is looked up.
    if (type_ == "Pin" && one_in(2)) {
      return " where from = " + alpha_key() + " and " + std::to_string(below(2)) +
             " = n and @dst = " + beta_key() +
             (one_in(2) ? " and " + expressions_.condition(1) : "");
    }
    return plain_where();
  }

  std::string plain_where() {
    return " where " + (one_in(12) ? "true" : expressions_.condition(2));
  }

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
  std::string type_;  // of the statement being made
};

}  // namespace

RandomQuery random_change(uint64_t seed) {
  return ChangeMaker(seed).make();
}

}  // namespace omnigraph::testing
