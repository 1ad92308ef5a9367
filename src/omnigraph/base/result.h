// Result<T>: a value or an Error. Our code does not throw; every call that can fail returns one.
// Status is Result<void>. Ignoring one is a compiler warning.
#pragma once

#include <optional>
#include <utility>
#include <variant>

#include "omnigraph/base/check.h"
#include "omnigraph/base/error.h"

namespace omnigraph {

template <typename T>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  // A value is a result, and so is an error.
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  // Converts from a T-convertible value (unique_ptr<Derived> into Result<unique_ptr<Base>>).
  template <typename U>
  requires(std::is_convertible_v<U&&, T> && !std::is_same_v<std::decay_t<U>, T> &&
           !std::is_same_v<std::decay_t<U>, Error> && !std::is_same_v<std::decay_t<U>, Result<T>>)
      // NOLINTNEXTLINE(google-explicit-constructor,bugprone-forwarding-reference-overload)
      Result(U&& value)
      : state_(std::in_place_index<0>, std::forward<U>(value)) {}

  bool ok() const { return state_.index() == 0; }

  const T& value() const& {
    check_ok();
    return *std::get_if<0>(&state_);
  }
  T& value() & {
    check_ok();
    return *std::get_if<0>(&state_);
  }
  // By value: `for (x : f().value())` must not look into a result that is gone.
  T value() && {
    check_ok();
    return std::move(*std::get_if<0>(&state_));
  }
  const Error& error() const {
    OG_CHECK(!ok(), "error() of a result that holds a value");
    return *std::get_if<1>(&state_);
  }

  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

 private:
  void check_ok() const {
    if (!ok()) {
      check_failed("result.ok()", std::get_if<1>(&state_)->message().c_str());
    }
  }
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: an error is a result
  bool ok() const { return !error_.has_value(); }
  const Error& error() const {
    OG_CHECK(!ok(), "error() of a status that is ok");
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

#define OG_CONCAT_INNER(a, b) a##b
#define OG_CONCAT(a, b) OG_CONCAT_INNER(a, b)

// Returns the error of `expression` (a Status or Result) from the enclosing function, if it has
// one.
#define OG_RETURN_IF_ERROR(expression) \
  do {                                 \
    auto og_status = (expression);     \
    if (!og_status.ok()) {             \
      return og_status.error();        \
    }                                  \
  } while (false)

// OG_ASSIGN_OR_RETURN(const auto x, f()): declares x with f's value, or returns f's error.
#define OG_ASSIGN_OR_RETURN(declaration, expression) \
  OG_ASSIGN_OR_RETURN_IMPL(OG_CONCAT(og_result_, __LINE__), declaration, expression)
#define OG_ASSIGN_OR_RETURN_IMPL(result, declaration, expression) \
  auto result = (expression);                                     \
  if (!result.ok()) {                                             \
    return result.error();                                        \
  }                                                               \
  declaration = std::move(result).value()

}  // namespace omnigraph
