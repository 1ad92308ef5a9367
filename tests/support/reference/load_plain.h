// Seed lines (JSONL) to a PlainGraph, by a reader of its own.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "omnigraph/base/result.h"
#include "support/reference/plain_graph.h"

namespace omnigraph::testing {

// One JSON value (text) as a stored value of a property's type: "3.0" is an integer where one is
// wanted, an instant is cut to its date, floats are rounded to the property's width.
Result<PlainValue> plain_from_json(const std::string& json, const schema::PropertyType& type);

struct PlainLoad {
  PlainGraph graph;
  std::map<std::string, uint64_t> counts;  // rows by table key, types in the input only
};

// Reads all lines into an empty graph; @embed targets without a value get mock vectors. Blank lines
// and lines that begin with "//" are skipped. Errors: kInvalidArgument with the line.
Result<PlainLoad> load_plain(const schema::CatalogPtr& catalog, std::string_view lines);

// Fills the vectors of `entity` that have no value and whose source text has one.
void fill_mock_vectors(PlainEntity& entity);
// The mock vector for one @embed property; null if its source is.
PlainValue mock_vector(const PlainEntity& entity, const schema::Property& property);

// What a stored row must keep: required values (R120), enums (R132), @range (R130), @check (R131).
Status check_row(const PlainEntity& entity);

}  // namespace omnigraph::testing
