// Random small graphs, random reads and random changes on them. The same seed gives the same case,
// on every machine.
//
// A query is made clause by clause from what is in scope, so that nearly all are right; the few
// that are not (a wildcard whose ends leave it two ways, say) are made again. Values come from
// small sets, so that comparisons hit, keys repeat and orders tie. Floats are multiples of 1/4:
// sums of them do not depend on their order.
#pragma once

#include <cstdint>
#include <string>

namespace omnigraph::testing {

// The schema of all random graphs.
const char* random_schema();

// Seed lines of a graph of at most a dozen nodes per type.
std::string random_data(uint64_t seed);

struct RandomQuery {
  std::string text;
  std::string params;
};
RandomQuery random_query(uint64_t seed);
// One to three statements: inserts, updates and deletes of nodes and edges.
RandomQuery random_change(uint64_t seed);

}  // namespace omnigraph::testing
