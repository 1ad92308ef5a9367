#include "support/reference/plain_value.h"

#include <cmath>
#include <utility>

#include "omnigraph/base/diagnostic.h"
#include "support/reference/plain_graph.h"

namespace omnigraph::testing {

PlainValue plain_null() {
  return PlainValue();
}
PlainValue plain_bool(bool truth) {
  return PlainValue{truth};
}
PlainValue plain_integer(Integer value) {
  return PlainValue{value};
}
PlainValue plain_real(double value) {
  return PlainValue{value};
}
PlainValue plain_text(std::string text) {
  return PlainValue{std::move(text)};
}
PlainValue plain_list(PlainList items) {
  return PlainValue{std::make_shared<const PlainList>(std::move(items))};
}

double to_double(const PlainValue& number) {
  const auto* integer = std::get_if<Integer>(&number.data);
  return integer != nullptr ? static_cast<double>(*integer) : std::get<double>(number.data);
}

PlainValue rounded_to_f32(const PlainValue& value) {
  if (!value.is_number()) {
    return value;
  }
  const auto* integer = std::get_if<Integer>(&value.data);
  const auto narrow = integer != nullptr ? static_cast<float>(*integer)
                                         : static_cast<float>(std::get<double>(value.data));
  return std::isfinite(narrow) ? plain_real(static_cast<double>(narrow)) : value;
}

namespace {

template <typename T>
int order_of(const T& a, const T& b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

// Exact: below 2^64 in size every integer is a long double (64 bits of mantissa or more), and so is
// every double.
int compare_mixed(Integer integer, double real) {
  constexpr double kBeyond = 36893488147419103232.0;  // 2^65
  if (std::fabs(real) >= kBeyond) {
    return real > 0 ? -1 : 1;
  }
  return order_of(static_cast<long double>(integer), static_cast<long double>(real));
}

int compare_numbers(const PlainValue& a, const PlainValue& b) {
  const auto* a_integer = std::get_if<Integer>(&a.data);
  const auto* b_integer = std::get_if<Integer>(&b.data);
  if (a_integer != nullptr && b_integer != nullptr) {
    return order_of(*a_integer, *b_integer);
  }
  if (a_integer != nullptr) {
    return compare_mixed(*a_integer, std::get<double>(b.data));
  }
  if (b_integer != nullptr) {
    return -compare_mixed(*b_integer, std::get<double>(a.data));
  }
  return order_of(std::get<double>(a.data), std::get<double>(b.data));
}

int compare_lists(const PlainList& a, const PlainList& b) {
  for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (const int order = compare(a[i], b[i]); order != 0) {
      return order;
    }
  }
  return order_of(a.size(), b.size());
}

int compare_entities(const PlainEntity* a, const PlainEntity* b) {
  const int by_type = order_of(a->type->name, b->type->name);
  return by_type != 0 ? by_type : order_of(a->id, b->id);
}

}  // namespace

int compare(const PlainValue& a, const PlainValue& b) {
  if (a.is_null() || b.is_null()) {
    return order_of(!a.is_null(), !b.is_null());
  }
  if (a.is_number() && b.is_number()) {
    return compare_numbers(a, b);
  }
  if (a.data.index() != b.data.index()) {  // the checker lets no such pair pass
    return order_of(a.data.index(), b.data.index());
  }
  if (const auto* truth = std::get_if<bool>(&a.data)) {
    return order_of(*truth, std::get<bool>(b.data));
  }
  if (const auto* date = std::get_if<PlainDate>(&a.data)) {
    return order_of(date->days, std::get<PlainDate>(b.data).days);
  }
  if (const auto* instant = std::get_if<PlainInstant>(&a.data)) {
    return order_of(instant->ms, std::get<PlainInstant>(b.data).ms);
  }
  if (std::holds_alternative<std::string>(a.data)) {
    return order_of(a.text(), b.text());
  }
  if (std::holds_alternative<const PlainEntity*>(a.data)) {
    return compare_entities(a.entity(), b.entity());
  }
  return compare_lists(a.list(), b.list());
}

bool LessTuple::operator()(const PlainList& a, const PlainList& b) const {
  return compare_lists(a, b) < 0;
}

PlainValue from_checked(const query::Value& value, const query::ValueType& type) {
  if (const auto* truth = std::get_if<bool>(&value.data)) {
    return plain_bool(*truth);
  }
  if (const auto* number = std::get_if<int64_t>(&value.data)) {
    if (type.kind == query::ValueKind::kDate) {
      return PlainValue{PlainDate{*number}};
    }
    if (type.kind == query::ValueKind::kDateTime) {
      return PlainValue{PlainInstant{*number}};
    }
    return plain_integer(*number);
  }
  if (const auto* number = std::get_if<uint64_t>(&value.data)) {
    return plain_integer(*number);
  }
  if (const auto* real = std::get_if<double>(&value.data)) {
    return plain_real(*real);
  }
  if (const auto* text = std::get_if<std::string>(&value.data)) {
    return plain_text(*text);
  }
  PlainList items;
  if (const auto* list = std::get_if<std::shared_ptr<const query::ValueList>>(&value.data)) {
    for (const query::Value& item : **list) {
      items.push_back(from_checked(item, type));
    }
    return plain_list(std::move(items));
  }
  if (const auto* vector = std::get_if<std::shared_ptr<const std::vector<float>>>(&value.data)) {
    for (const float component : **vector) {
      items.push_back(plain_real(static_cast<double>(component)));
    }
    return plain_list(std::move(items));
  }
  return plain_null();
}

Error run_time_error(const char* code, std::string message) {
  Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.message = std::move(message);
  return Error::from_diagnostics({std::move(diagnostic)});
}

}  // namespace omnigraph::testing
