// NodeIds: which nodes of one type a load declares, and which its edges refer to.
//
// An edge's end refers to the nodes of the input, or to stored ones where the load keeps them. An
// edge may stand before its nodes, so that what an end refers to is only known when the input is
// read: each id that is referred to before it is declared is kept once, as text, with the place
// where it was first wanted, and settled then. Of the others a hash is kept (id_table.h). Memory
// goes with the distinct ids, not with the edges.
//
// Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/columnar/array.h"
#include "omnigraph/graph/load/id_table.h"
#include "omnigraph/graph/load/text_arena.h"
#include "omnigraph/graph/table/table_view.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::graph {

// An edge's end whose node is missing.
struct MissingEnd {
  uint64_t line = 0;
  std::string message;
};

class NodeIds {
 public:
  // From here on, lines are behind all those that came so far.
  void start_block() { block_start_ = static_cast<uint32_t>(ids_.size()); }

  // Nodes of the input: row i of `ids`, whose xxh3_128 is hashes[i], stands on line lines[i], which
  // rise and are behind those declared before. The first row that was declared already, with the
  // line it was declared on; all others are declared.
  struct Duplicate {
    size_t row = 0;
    uint64_t first_line = 0;
  };
  std::optional<Duplicate> declare(const columnar::Array& ids,
                                   std::span<const Hash128> hashes,
                                   std::span<const uint64_t> lines);
  bool declared(std::string_view id) const;

  // Ends of edges of the input, in the same form.
  struct Wanting {
    const schema::EntityType* edge = nullptr;
    uint64_t rows_before = 0;  // of the edge's type in the input
    bool source = false;
  };
  void want(const columnar::Array& ids,
            std::span<const Hash128> hashes,
            std::span<const uint64_t> lines,
            const Wanting& wanting);
  // Is anything wanted that the input does not declare (yet)?
  bool wants_stored() const;

  // The earliest end that is neither declared nor, if `stored` is given, a live row of it. Reads
  // the ids of `stored`, all of them if many are wanted.
  Result<std::optional<MissingEnd>> missing(const TableView* stored) const;

 private:
  // By number.
  Result<std::vector<bool>> found_in(const TableView& stored) const;

  // Where an id that was not declared is wanted first.
  struct Want {
    uint32_t number = 0;
    std::string_view id;
    uint64_t line = 0;
    uint64_t row = 0;  // of the edge's type in the input, from 1
    const schema::EntityType* edge = nullptr;
    bool source = false;
  };

  bool is_declared(const Want& want) const { return (states_[want.number] & kWanted) == 0; }

  static constexpr uint64_t kWanted = uint64_t{1} << 63;
  IdTable ids_;
  uint32_t block_start_ = 0;  // ids with lesser numbers came in earlier blocks
  // By number: the line that declares it, or kWanted and where it stands in wants_.
  std::vector<uint64_t> states_;
  std::vector<Want> wants_;  // also of those declared later
  TextArena texts_;
};

}  // namespace omnigraph::graph
