// Random expressions over the variables in scope.
#pragma once

#include <string>
#include <vector>

#include "omnigraph/base/random.h"

namespace omnigraph::testing {

// What a variable may be asked for.
struct RandomVariable {
  std::string name;  // with "$"
  std::string type;  // "Alpha", "Beta", "Named", "Node", or an edge type
  bool edge = false;
};

class RandomExpressions {
 public:
  // `raising`: expressions may raise run-time errors.
  RandomExpressions(SeededRandom& random, bool raising) : random_(random), raising_(raising) {}

  std::vector<RandomVariable>& scope() { return scope_; }
  // "$n0: I64, …" and {"n0": 3, …} of the parameters that were used.
  const std::string& declarations() const { return declarations_; }
  const std::string& params() const { return params_; }

  std::string condition(int depth);
  std::string number(int depth);
  // Exact when summed: a property or a whole number.
  std::string summand();
  std::string integer();
  std::string text(int depth);
  // Any scalar.
  std::string value(int depth);
  // A traversal from a variable in scope to a new one that is named `fresh`.
  std::string block(const std::string& fresh);

  bool one_in(uint64_t n) { return random_.below(n) == 0; }
  uint64_t below(uint64_t n) { return random_.below(n); }

 private:
  // A property of one of `kinds` ("i" for whole numbers and so on) of some variable; empty if none.
  std::string property(const std::string& kinds);
  std::string number_literal();
  std::string text_literal();
  std::string parameter(const std::string& type, const std::string& json);
  std::string comparison(int depth);
  std::string membership(int depth);
  std::string text_test(int depth);
  // Calls of functions, in random_functions.cc.
  std::string number_call(int depth);
  std::string text_call(int depth);
  std::string date_call();

  SeededRandom& random_;
  bool raising_;
  std::vector<RandomVariable> scope_;
  std::string declarations_;
  std::string params_;
  int parameter_count_ = 0;
  int block_count_ = 0;
};

}  // namespace omnigraph::testing
