// What rows must keep together, compared pair by pair.
#include <set>

#include "omnigraph/base/format.h"
#include "support/reference/load_plain.h"

namespace omnigraph::testing {
namespace {

using schema::EntityType;

// The values of a constraint; none if one of them is null.
std::vector<PlainValue> values_of(const PlainEntity& entity,
                                  const std::vector<std::string>& names) {
  std::vector<PlainValue> values;
  for (const std::string& name : names) {
    values.push_back(name == "@src"   ? plain_text(entity.source)
                     : name == "@dst" ? plain_text(entity.target)
                                      : entity.properties.at(name));
    if (values.back().is_null()) {
      return {};
    }
  }
  return values;
}

bool same(const std::vector<PlainValue>& a, const std::vector<PlainValue>& b) {
  if (a.empty() || a.size() != b.size()) {
    return false;
  }
  for (size_t i = 0; i < a.size(); ++i) {
    if (compare(a[i], b[i]) != 0) {
      return false;
    }
  }
  return true;
}

Status check_unique(const EntityType& type,
                    const std::vector<std::string>& names,
                    const PlainGraph& before,
                    const PlainGraph& after) {
  for (const PlainEntity& row : after.of(type)) {
    const auto values = values_of(row, names);
    const PlainEntity* old = before.find(type, row.id);
    if (old != nullptr && same(values_of(*old, names), values)) {
      continue;  // as it was
    }
    for (const PlainEntity& other : after.of(type)) {
      if (&other != &row && same(values_of(other, names), values)) {
        return run_time_error("R133", format("@unique of {}: '{}'", type.name, row.id));
      }
    }
  }
  return {};
}

Status check_cardinality(const EntityType& edge,
                         const PlainGraph& before,
                         const PlainGraph& after) {
  std::set<std::string> touched;
  const auto compare_with = [&](const PlainGraph& one, const PlainGraph& other) {
    for (const PlainEntity& row : one.of(edge)) {
      const PlainEntity* twin = other.find(edge, row.id);
      if (twin == nullptr || twin->source != row.source) {
        touched.insert(row.source);
      }
    }
  };
  compare_with(before, after);
  compare_with(after, before);
  for (const std::string& source : touched) {
    uint64_t count = 0;
    for (const PlainEntity& row : after.of(edge)) {
      count += row.source == source ? 1 : 0;
    }
    const schema::Cardinality& allowed = edge.cardinality;
    if (count != 0 && (count < allowed.min || (allowed.max && count > *allowed.max))) {
      return run_time_error("R134", format("@card of {}: '{}' has {}", edge.name, source, count));
    }
  }
  return {};
}

}  // namespace

Status check_change(const PlainGraph& before, const PlainGraph& after) {
  for (const auto* types : {&after.catalog->nodes(), &after.catalog->edges()}) {
    for (const EntityType& type : *types) {
      for (const std::vector<std::string>& names : type.unique) {
        OG_RETURN_IF_ERROR(check_unique(type, names, before, after));
      }
      if (type.is_edge() && !type.cardinality.is_default()) {
        OG_RETURN_IF_ERROR(check_cardinality(type, before, after));
      }
    }
  }
  return {};
}

}  // namespace omnigraph::testing
