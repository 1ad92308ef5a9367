#include <utility>

#include "conformance/random_case.h"
#include "conformance/random_expression.h"

namespace omnigraph::testing {
namespace {

class QueryMaker {
 public:
  explicit QueryMaker(uint64_t seed)
      : random_(seed), expressions_(random_, random_.below(3) == 0) {}

  RandomQuery make() {
    std::string body = "  match {\n" + clauses() + "  }\n";
    body += expressions_.one_in(3) ? aggregated_return() : plain_return();
    return {"query t(" + expressions_.declarations() + ") {\n" + body + "}\n",
            "{" + expressions_.params() + "}"};
  }

 private:
  uint64_t below(uint64_t n) { return expressions_.below(n); }
  bool one_in(uint64_t n) { return expressions_.one_in(n); }

  std::string fresh_name(const char* letter) { return letter + std::to_string(names_++); }

  std::string line(const std::string& text) { return "    " + text + "\n"; }

  // ---- match ------------------------------------------------------------------------------------

  std::string clauses() {
    std::string text = line(binding());
    for (uint64_t i = below(4); i > 0; --i) {
      text += line(one_in(8) && !crossed_ ? cross_binding() : traversal());
    }
    for (uint64_t i = below(7) / 3; i > 0; --i) {  // mostly none or one
      text += line(filter());
    }
    if (one_in(6)) {
      text += line("not { " + expressions_.block(fresh_name("$x")) + " }");
    }
    return text;
  }

  std::string filter() {
    // A filter after something it could be read as part of says `where`.
    return "where " + expressions_.condition(2);
  }

  std::string binding() {
    static const char* const kTypes[] = {"Alpha", "Alpha", "Alpha", "Beta", "Named", "Node"};
    const std::string type = kTypes[below(6)];
    const std::string name = fresh_name("$v");
    std::string text = name + ": " + type;
    if (type != "Node" && one_in(5)) {
      text += one_in(2) ? " { i: " + std::to_string(below(3)) + " }" : " { s: \"a\" }";
    } else if (type == "Alpha" && one_in(6)) {
      text += one_in(2) ? " { t: \"a\" }" : " { f: 0.5, n: 1 }";
    }
    expressions_.scope().push_back({name, type, false});
    return text;
  }

  std::string cross_binding() {
    crossed_ = true;
    return binding();
  }

  // A variable of a type that is in scope, or nothing.
  std::string known(const std::string& type) {
    std::vector<std::string> names;
    for (const RandomVariable& variable : expressions_.scope()) {
      if (variable.type == type) {
        names.push_back(variable.name);
      }
    }
    return names.empty() ? "" : names[below(names.size())];
  }

  // The other end: a new variable, one in scope, or an anonymous one.
  std::string other_end(const std::string& type) {
    if (one_in(4)) {
      return known(type).empty() ? "$_" : known(type);
    }
    if (one_in(6)) {
      return "$_";
    }
    const std::string name = fresh_name("$v");
    expressions_.scope().push_back({name, type, false});
    return name;
  }

  std::string traversal() {
    const std::string alpha = known("Alpha");
    const std::string beta = known("Beta");
    if (alpha.empty() && beta.empty()) {
      return wildcard();
    }
    if (!beta.empty() && (alpha.empty() || one_in(3))) {
      return one_in(2) ? beta + " own " + other_end("Alpha")
                       : same_type(beta, "Beta", {"nxt"}, "Nxt");
    }
    if (one_in(4)) {
      return one_in(3) ? with_edge(alpha, "own", "Own", other_end("Beta"))
                       : alpha + " own " + other_end("Beta");
    }
    if (one_in(10)) {
      return wildcard();
    }
    return one_in(4) ? same_type(alpha, "Alpha", {"rel", "sib"}, "RelSib")
                     : same_type(alpha, "Alpha", {one_in(3) ? "sib" : "rel"}, "");
  }

  std::string with_edge(const std::string& from,
                        const std::string& selector,
                        const std::string& edge_type,
                        const std::string& to) {
    const std::string name = fresh_name("$w");
    expressions_.scope().push_back({name, edge_type, true});
    return from + " " + name + ":" + selector + " " + to;
  }

  // An edge between two nodes of one type, either way round, undirected, several at once, several
  // hops.
  std::string same_type(std::string from,
                        const std::string& type,
                        const std::vector<std::string>& edges,
                        std::string edge_type) {
    std::string selector = edges[0];
    if (edges.size() > 1) {
      selector += " | " + edges[1];
    }
    if (one_in(4)) {
      selector = "<" + selector + ">";
    } else if (edges.size() > 1) {
      selector = "(" + selector + ")";
    }
    if (edge_type.empty()) {
      edge_type = edges[0] == "rel" ? "Rel" : "Sib";
    }
    std::string to = other_end(type);
    if (one_in(3)) {
      std::swap(from, to);
    }
    if (one_in(3)) {
      return with_edge(from, selector, edge_type, to);
    }
    static const char* const kBounds[] = {
        "{1,2}", "{2,3}", "{2}", "{0,1}", "{0,2}", "{1,}", "{0,}", "{2,}", "{1,9}"};
    return from + " " + selector + (one_in(2) ? kBounds[below(9)] : "") + " " + to;
  }

  // Both ends of a wildcard are declared.
  std::string wildcard() {
    const std::string start = expressions_.scope()[0].name;
    const std::string end = fresh_name("$v");
    const std::string type = one_in(2) ? "Beta" : "Node";
    const bool edge = one_in(2);
    std::string text = end + ": " + type + "\n    ";
    if (edge) {
      text += with_edge(start, "*", "Any", end);
    } else {
      text += start + " * " + end;
    }
    expressions_.scope().push_back({end, type, false});
    return text;
  }

  // ---- return -----------------------------------------------------------------------------------

  std::string plain_return() {
    const bool distinct = one_in(5);
    std::string text = "  return " + std::string(distinct ? "distinct " : "") + "{\n";
    std::vector<std::string> names;
    for (uint64_t i = 1 + below(3); i > 0; --i) {
      names.push_back("c" + std::to_string(names.size()));
      const std::string column = one_in(5)
                                     ? expressions_.scope()[below(expressions_.scope().size())].name
                                     : expressions_.value(2);
      text += line(column + " as " + names.back() + ",");
    }
    text += "  }\n";
    if (one_in(10)) {
      text += "  having " + expressions_.condition(1) + "\n";
    }
    if (one_in(3)) {
      return text;
    }
    std::vector<std::string> keys = names;
    if (!distinct) {
      keys.push_back(expressions_.value(1));
      keys.push_back(expressions_.value(1));
    }
    return text + order(keys) + paging();
  }

  std::string aggregated_return() {
    std::string text = "  return {\n";
    std::vector<std::string> names;
    std::vector<std::string> keys;  // what it may be ordered by
    const auto add = [&](const std::string& column) {
      names.push_back("c" + std::to_string(names.size()));
      text += line(column + " as " + names.back() + ",");
      if (!column.starts_with("collect(distinct $") || column.find('.') != std::string::npos) {
        keys.push_back(names.back());
      }
    };
    for (uint64_t i = below(3); i > 0; --i) {
      add(one_in(5) ? expressions_.scope()[below(expressions_.scope().size())].name
                    : expressions_.value(1));
    }
    std::string counted;
    for (uint64_t i = 1 + below(3); i > 0; --i) {
      add(aggregate());
    }
    add("count(*)");
    counted = names.back();
    text += "  }\n";
    if (one_in(4)) {
      text += "  having " + counted + " > " + std::to_string(below(3)) + "\n";
    }
    return one_in(3) ? text : text + order(keys) + paging();
  }

  std::string aggregate() {
    const std::string variable = expressions_.scope()[below(expressions_.scope().size())].name;
    switch (below(9)) {
      case 0:
        return "count(" + variable + ")";
      case 1:
        return "count(distinct " + (one_in(2) ? variable : expressions_.value(1)) + ")";
      case 2:
        return "sum(" + expressions_.summand() + ")";
      case 3:
        return "avg(" + expressions_.summand() + ")";
      case 4:
        return "sum_int(" + expressions_.integer() + ")";
      case 5:
        return "min(" + expressions_.value(1) + ")";
      case 6:
        return "max(" + expressions_.value(1) + ")";
      case 7:
        return "collect(" + expressions_.value(1) + ")";
      default:
        return "collect(distinct " + (one_in(3) ? variable : expressions_.value(1)) + ")";
    }
  }

  std::string order(const std::vector<std::string>& keys) {
    static const char* const kDirections[] = {
        "", " asc", " desc", " asc nulls last", " desc nulls first", " nulls first"};
    std::string text = "  order { " + keys[below(keys.size())] + kDirections[below(6)];
    if (one_in(2)) {
      text += ", " + keys[below(keys.size())] + kDirections[below(6)];
    }
    return text + " }\n";
  }

  std::string paging() {
    std::string text;
    if (one_in(4)) {
      text += "  skip " + std::to_string(below(4)) + "\n";
    }
    if (one_in(3)) {
      text += "  limit " + std::to_string(below(6)) + "\n";
    }
    return text;
  }

  SeededRandom random_;
  RandomExpressions expressions_;
  int names_ = 0;
  bool crossed_ = false;
};

}  // namespace

RandomQuery random_query(uint64_t seed) {
  return QueryMaker(seed).make();
}

}  // namespace omnigraph::testing
