// Lines (JSONL) into a PlainGraph, by a reader of its own.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "omnigraph/base/result.h"
#include "support/reference/plain_graph.h"

namespace omnigraph::testing {

struct PlainLoad {
  PlainGraph graph;
  std::map<std::string, uint64_t> counts;  // rows by table key, types in the input only
};

// Reads all lines into an empty graph; @embed targets without a value get mock vectors. Blank lines
// and lines that begin with "//" are skipped. Errors: kInvalidArgument with the line.
Result<PlainLoad> load_plain(const schema::CatalogPtr& catalog, std::string_view lines);

// Reads all lines into `graph`, which stays as it is. `mode`: "overwrite", "append" or "merge".
// `cascade`: edges of other tables that lose an end go, instead of refusing the load. Errors:
// kConflict for an append on a stored id, else kInvalidArgument.
Result<PlainLoad> load_plain_into(const PlainGraph& graph,
                                  std::string_view lines,
                                  std::string_view mode,
                                  bool cascade = false);

// Fills the vectors of `entity` that have no value and whose source text has one.
void fill_mock_vectors(PlainEntity& entity);
// The mock vector for one @embed property; null if its source is.
PlainValue mock_vector(const PlainEntity& entity, const schema::Property& property);

// What a stored row must keep: required values (R120), enums (R132), @range (R130), @check (R131).
Status check_row(const PlainEntity& entity);

// What the rows that differ between two states must keep together: @unique (R133), @card (R134).
Status check_change(const PlainGraph& before, const PlainGraph& after);

}  // namespace omnigraph::testing
