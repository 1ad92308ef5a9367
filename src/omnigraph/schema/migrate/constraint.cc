#include "omnigraph/schema/migrate/constraint.h"

#include <algorithm>
#include <tuple>

#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"

namespace omnigraph::schema {
namespace {

std::string bound_text(const std::optional<RangeBound>& bound) {
  if (!bound) {
    return "";
  }
  const auto* integer = std::get_if<int64_t>(&*bound);
  return integer != nullptr ? std::to_string(*integer) : json_float64(std::get<double>(*bound));
}

std::string_view kind_name(Constraint::Kind kind) {
  switch (kind) {
    case Constraint::Kind::kKey:
      return "key";
    case Constraint::Kind::kUnique:
      return "unique";
    case Constraint::Kind::kIndex:
      return "index";
    case Constraint::Kind::kRange:
      return "range";
    case Constraint::Kind::kCheck:
      break;
  }
  return "check";
}

void add_lists(Constraint::Kind kind,
               const std::vector<std::vector<std::string>>& lists,
               const std::vector<std::string>& left_out,
               std::vector<Constraint>* constraints) {
  for (const std::vector<std::string>& columns : lists) {
    Constraint constraint{kind, columns, std::nullopt, std::nullopt, {}};
    normalize(constraint);
    if (columns != left_out &&
        std::find(constraints->begin(), constraints->end(), constraint) == constraints->end()) {
      constraints->push_back(std::move(constraint));
    }
  }
}

}  // namespace

void normalize(Constraint& constraint) {
  if (constraint.kind != Constraint::Kind::kKey) {
    std::sort(constraint.columns.begin(), constraint.columns.end());
  }
}

std::vector<Constraint> constraints_of(const EntityType& type) {
  std::vector<Constraint> constraints;
  if (!type.key.empty()) {
    constraints.push_back({Constraint::Kind::kKey, type.key, std::nullopt, std::nullopt, {}});
  }
  add_lists(Constraint::Kind::kUnique, type.unique, {}, &constraints);
  add_lists(Constraint::Kind::kIndex, type.index, type.key, &constraints);
  for (const RangeConstraint& range : type.ranges) {
    constraints.push_back({Constraint::Kind::kRange, {range.property}, range.min, range.max, {}});
  }
  for (const CheckConstraint& check : type.checks) {
    constraints.push_back(
        {Constraint::Kind::kCheck, {check.property}, std::nullopt, std::nullopt, check.pattern});
  }
  std::stable_sort(
      constraints.begin(), constraints.end(), [](const Constraint& a, const Constraint& b) {
        return std::tie(a.kind, a.columns, a.pattern, a.min, a.max) <
               std::tie(b.kind, b.columns, b.pattern, b.min, b.max);
      });
  constraints.erase(std::unique(constraints.begin(), constraints.end()), constraints.end());
  return constraints;
}

std::string to_string(const Constraint& constraint) {
  std::string text = format("@{}(", kind_name(constraint.kind));
  for (size_t i = 0; i < constraint.columns.size(); ++i) {
    text += (i == 0 ? "" : ", ") + constraint.columns[i];
  }
  if (constraint.kind == Constraint::Kind::kRange) {
    text += ", " + bound_text(constraint.min) + ".." + bound_text(constraint.max);
  } else if (constraint.kind == Constraint::Kind::kCheck) {
    text += ", ";
    append_json_string(text, constraint.pattern);
  }
  return text + ")";
}

std::string to_string(const Cardinality& cardinality) {
  return format("{}..{}",
                cardinality.min,
                cardinality.max ? std::to_string(*cardinality.max) : std::string());
}

}  // namespace omnigraph::schema
