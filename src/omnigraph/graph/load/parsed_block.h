// What parsing makes of a block of input: columns, type by type, and what the order of the whole
// input has to be known for: ids, lines, the first error.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "omnigraph/base/hash.h"
#include "omnigraph/columnar/array.h"
#include "omnigraph/graph/load/line_places.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::graph {

// Rows of one type, in the order of the input.
struct ParsedRows {
  const schema::EntityType* type = nullptr;
  columnar::Batch batch;        // the columns of type->table_schema()
  std::vector<uint64_t> lines;  // of the rows, rising
  // Has row i an id that others can have too: a key, or one that was given?
  std::vector<bool> identified;
  // Rows that later lines of the input replace (merge); empty = none.
  std::vector<bool> superseded;
  // xxh3_128 of the ids: of nodes their own, of edges those of their ends.
  std::vector<Hash128> id_hashes;
  std::vector<Hash128> source_hashes;
  std::vector<Hash128> target_hashes;
};

struct ParsedBlock {
  uint64_t index = 0;
  std::vector<ParsedRows> rows;  // one per type that occurs
  std::map<std::string, uint64_t> ignored;
  std::optional<PlacedError> error;  // the block's first; rows before it are all there
  // The rest of the block, at this byte, waits: its columns would take too much memory at once.
  std::optional<size_t> rest;
};

}  // namespace omnigraph::graph
