// The reference executor: what queries mean, written as plainly as we can.
//
// The engine answers a query with column batches, a planner that reorders patterns, adjacency
// tables and pruned scans. All of that may be wrong in ways that no single test shows. So the same
// query is answered a second time, here, by code that shares nothing with it: the graph is two maps
// of entities, a row is an array with one pointer per variable, a pattern is matched by trying
// every entity for every variable in turn, hops are a breadth-first search per pair of ends, an
// expression is evaluated by walking its tree once per row, groups are a std::map over tuples of
// values. It reads the seed files itself, with another JSON parser, and prints its own result
// lines. The two must agree to the byte.
//
// It is slow on purpose: polynomial in the graph with the number of variables as the exponent.
// Where a choice between fast and plain came up, plain won; the only concession is that a condition
// is tested as soon as all its variables have a value, which cuts branches and changes no answer.
//
// What it shares with the engine: the checked query (names and types settled, query/types), the
// catalog, base, and the mock embeddings. Whatever is wrong there is found by cases with written
// expectations (tests/conformance/language), not by comparison.
//
//   plain_value    values, their exact comparison
//   plain_graph    the graph and its text form, which equals the engine's export
//   load_plain     lines into a graph: overwrite, append, merge
//   check_row, check_change   what rows must keep, alone and together
//   evaluate       expressions; arithmetic, functions_*: operators and functions of the language
//   match          patterns: all assignments that satisfy them
//   aggregate      count, sum, …, collect
//   run_plain      reads: group, having, distinct, order, skip, limit, result lines
//   mutate_plain   insert, upsert, update, delete with cascade, and the rows they return
//   automatic_plain  defaults and automatic times
//
// Left out: search and ranking, paths, optional, union (the checker refuses them today), limits on
// work.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "omnigraph/query/types/value.h"
#include "omnigraph/schema/catalog.h"
#include "support/reference/plain_value.h"

namespace omnigraph::testing {

// A node or an edge.
struct PlainEntity {
  const schema::EntityType* type = nullptr;
  std::string id;
  std::string source;  // edges: the id of the source node
  std::string target;
  std::map<std::string, PlainValue> properties;  // every declared one, null where there is no value
};

struct PlainGraph {
  schema::CatalogPtr catalog;
  std::map<std::string, std::vector<PlainEntity>> nodes;  // by type name; every type is there
  std::map<std::string, std::vector<PlainEntity>> edges;
  uint64_t fresh_ids = 0;  // ids given to rows that came without one

  explicit PlainGraph(schema::CatalogPtr schema);

  std::vector<PlainEntity>& of(const schema::EntityType& type);
  const std::vector<PlainEntity>& of(const schema::EntityType& type) const;
  // Null if there is none.
  const PlainEntity* find(const schema::EntityType& type, const std::string& id) const;
  // A 26-letter id that no other row has; later ones are greater.
  std::string fresh_id();
};

// The id of a row of a keyed type: the text of its key; of several key columns a JSON array of
// texts.
std::string id_from_key(const PlainEntity& entity);

// The graph as export writes it: edges before nodes, types by name, rows by id, properties in
// alphabetical order, nulls included. One line per row, without line ends.
std::vector<std::string> export_lines(const PlainGraph& graph);

}  // namespace omnigraph::testing
