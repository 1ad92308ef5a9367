#include "conformance/random_expression.h"

#include <map>
#include <utility>

namespace omnigraph::testing {
namespace {

// Properties by type: kind letter, name. i: whole number, f: float, s: text, b: Bool, d: Date,
// t: list of texts, n: list of whole numbers.
using Properties = std::vector<std::pair<char, const char*>>;

const Properties& properties_of(const std::string& type) {
  static const std::map<std::string, Properties> kProperties = {
      {"Alpha",
       {{'s', "k"},
        {'i', "i"},
        {'i', "j"},
        {'i', "u"},
        {'f', "f"},
        {'f', "g"},
        {'s', "s"},
        {'b', "b"},
        {'d', "d"},
        {'t', "t"},
        {'n', "n"},
        {'s', "@id"}}},
      {"Beta", {{'s', "k"}, {'s', "s"}, {'i', "i"}, {'f', "g"}, {'s', "@id"}}},
      {"Named", {{'s', "s"}, {'i', "i"}, {'s', "@id"}, {'s', "@type"}}},
      {"Node", {{'s', "@id"}, {'s', "@type"}}},
      {"Rel", {{'i', "w"}, {'f', "x"}, {'s', "@id"}, {'s', "@src"}, {'s', "@dst"}}},
      {"Sib", {{'i', "w"}, {'s', "@src"}}},
      {"Own", {{'i', "w"}, {'s', "z"}, {'s', "@dst"}}},
      {"Nxt", {{'s', "@id"}}},
      {"Pin", {{'i', "w"}, {'i', "n"}, {'s', "@id"}, {'s', "@src"}, {'s', "@dst"}}},
      {"RelSib", {{'i', "w"}, {'s', "@id"}, {'s', "@type"}}},
      {"Any", {{'s', "@id"}, {'s', "@type"}}},
  };
  return kProperties.at(type);
}

}  // namespace

std::string RandomExpressions::property(const std::string& kinds) {
  std::vector<std::string> found;
  for (const RandomVariable& variable : scope_) {
    for (const auto& [kind, name] : properties_of(variable.type)) {
      if (kinds.find(kind) != std::string::npos) {
        found.push_back(variable.name + "." + name);
      }
    }
  }
  return found.empty() ? "" : found[below(found.size())];
}

std::string RandomExpressions::number_literal() {
  static const char* const kNumbers[] = {
      "0", "1", "2", "3", "-1", "4", "0.5", "1.25", "-0.75", "2.0"};
  return kNumbers[below(10)];
}

std::string RandomExpressions::text_literal() {
  static const char* const kTexts[] = {
      "\"\"", "\"a\"", "\"ab\"", "\"b\"", "\"B\"", "\"é\"", "\"a1\""};
  return kTexts[below(7)];
}

std::string RandomExpressions::parameter(const std::string& type, const std::string& json) {
  const std::string name = "q" + std::to_string(parameter_count_++);
  declarations_ += (declarations_.empty() ? "$" : ", $") + name + ": " + type;
  params_ += (params_.empty() ? "\"" : ", \"") + name + "\": " + json;
  return "$" + name;
}

std::string RandomExpressions::integer() {
  const std::string stored = property("i");
  if (!stored.empty() && !one_in(3)) {
    return stored;
  }
  return std::to_string(below(4));
}

std::string RandomExpressions::summand() {
  const std::string stored = property("if");
  if (stored.empty() || one_in(5)) {
    return integer();
  }
  return one_in(5) ? stored + " + " + integer() : stored;
}

std::string RandomExpressions::number(int depth) {
  if (depth <= 0 || one_in(2)) {
    const std::string stored = property("if");
    if (!stored.empty() && !one_in(4)) {
      return stored;
    }
    if (one_in(4)) {
      static const char* const kTypes[] = {"I32", "I64", "U32", "F32", "F64", "I64?"};
      const uint64_t type = below(6);
      const bool null = type == 5 && one_in(2);
      return parameter(kTypes[type], null ? "null" : std::to_string(below(4)));
    }
    return number_literal();
  }
  if (one_in(4)) {
    return number_call(depth);
  }
  switch (raising_ ? below(9) : below(5)) {
    case 0:
      return "coalesce(" + number(0) + ", " + number(depth - 1) + ")";
    case 1:
      return "case when " + condition(depth - 1) + " then " + number(0) + " else " +
             number(depth - 1) + " end";
    case 2:
      return "length(" + text(0) + ")";
    case 3:
      return "count { " + block("$c" + std::to_string(block_count_++)) + " }";
    case 4: {
      const std::string stored = property("if");
      return stored.empty() ? number(0) : "greatest(" + stored + ", " + number(0) + ")";
    }
    case 5:
      return "(" + number(depth - 1) + " / " + number(depth - 1) + ")";
    case 6:
      return "(" + integer() + " % " + integer() + ")";
    case 7:
      return "(" + number(depth - 1) + (one_in(2) ? " * " : " - ") + number(depth - 1) + ")";
    default:
      return "(" + number(depth - 1) + " + " + number(depth - 1) + ")";
  }
}

std::string RandomExpressions::text(int depth) {
  if (depth <= 0 || one_in(2)) {
    const std::string stored = property("s");
    if (!stored.empty() && !one_in(4)) {
      return stored;
    }
    return one_in(4) ? parameter("String", text_literal()) : text_literal();
  }
  if (one_in(3)) {
    return text_call(depth);
  }
  switch (below(5)) {
    case 0:
      return "concat(" + text(0) + ", " + text(depth - 1) + ")";
    case 1:
      return "(" + text(0) + " + " + text(depth - 1) + ")";
    case 2:
      return "upper(" + text(depth - 1) + ")";
    case 3:
      return "coalesce(" + text(0) + ", " + text_literal() + ")";
    default:
      return "case when " + condition(depth - 1) + " then " + text(0) + " end";
  }
}

std::string RandomExpressions::value(int depth) {
  switch (below(6)) {
    case 0:
      return number(depth);
    case 1:
      return text(depth);
    case 2:
      return condition(depth);
    case 3: {
      const std::string date = property("d");
      return date.empty() ? text(depth) : (one_in(2) ? date : date_call());
    }
    default: {
      const std::string stored = property("ifsbd");
      return stored.empty() ? number(depth) : stored;
    }
  }
}

std::string RandomExpressions::comparison(int depth) {
  static const char* const kOps[] = {" = ", " != ", " < ", " <= ", " > ", " >= "};
  const std::string op = kOps[below(6)];
  if (one_in(3)) {
    return text(depth - 1) + op + text(depth - 1);
  }
  const std::string date = property("d");
  if (!date.empty() && one_in(6)) {
    return date + op + (one_in(2) ? "\"2024-01-01\"" : property("d"));
  }
  if (one_in(10)) {
    return number(0) + " <= " + number(0) + " < " + number(0);
  }
  return number(depth - 1) + op + number(depth - 1);
}

std::string RandomExpressions::membership(int depth) {
  const std::string texts = property("t");
  const std::string numbers = property("n");
  const std::string negated = one_in(4) ? " not in " : " in ";
  switch (below(5)) {
    case 0:
      if (!texts.empty()) {
        return one_in(2) ? text(depth - 1) + negated + texts : texts + " contains " + text(0);
      }
      break;
    case 1:
      if (!numbers.empty()) {
        return number(depth - 1) + negated + numbers;
      }
      break;
    case 2:
      return text(depth - 1) + negated + parameter("[String]", R"(["a", "ab", "é"])");
    case 3:
      return text(depth - 1) + negated + "[" + text(0) + ", " + text_literal() + "]";
    default:
      break;
  }
  return number(depth - 1) + negated + "[" + number_literal() + ", " + number(0) + "]";
}

std::string RandomExpressions::text_test(int depth) {
  static const char* const kTests[] = {" contains ", " starts_with ", " ends_with "};
  if (one_in(6)) {
    return text(depth - 1) + " matches \"^[ab]+$\"";
  }
  return text(depth - 1) + kTests[below(3)] + text(0);
}

std::string RandomExpressions::condition(int depth) {
  if (depth <= 0) {
    const std::string truth = property("b");
    return !truth.empty() && one_in(3) ? truth : number(0) + " > " + number(0);
  }
  switch (below(12)) {
    case 0:
      return "(" + condition(depth - 1) + " and " + condition(depth - 1) + ")";
    case 1:
      return "(" + condition(depth - 1) + " or " + condition(depth - 1) + ")";
    case 2:
      return "not (" + condition(depth - 1) + ")";
    case 3: {
      const std::string stored = property("ifsbdtn");
      return (stored.empty() ? number(0) : stored) + (one_in(2) ? " is null" : " is not null");
    }
    case 4:
      return membership(depth);
    case 5:
      return text_test(depth);
    case 6:
      return "exists { " + block("$c" + std::to_string(block_count_++)) + " }";
    case 7: {
      const std::string truth = property("b");
      return truth.empty() ? comparison(depth) : truth + (one_in(2) ? " = true" : "");
    }
    default:
      return comparison(depth);
  }
}

std::string RandomExpressions::block(const std::string& fresh) {
  std::vector<std::string> starts;
  for (const RandomVariable& variable : scope_) {
    if (!variable.edge && variable.type == "Alpha") {
      for (const char* edge : {"rel", "sib", "<rel>", "rel{1,2}", "(rel | sib)"}) {
        starts.push_back(variable.name + " " + edge + " " + fresh);
      }
      starts.push_back(fresh + " rel " + variable.name);
      starts.push_back(variable.name + " own " + fresh);
    } else if (!variable.edge && variable.type == "Beta") {
      starts.push_back(variable.name + " own " + fresh);
      starts.push_back(variable.name + " nxt " + fresh);
      starts.push_back(fresh + " nxt{1,} " + variable.name);
    }
  }
  if (starts.empty()) {  // every row has this one
    return fresh + ": Beta  " + fresh + ".@id != " + text(0) + " " + scope_[0].name +
           ".@id != \"\"";
  }
  const std::string pattern = starts[below(starts.size())];
  return one_in(3) ? pattern + "  " + fresh + ".i > " + std::to_string(below(3)) : pattern;
}

}  // namespace omnigraph::testing
