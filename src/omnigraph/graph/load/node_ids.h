// NodeIds: which nodes of one type a load declares, and which its edges refer to.
//
// An edge's end refers to the nodes of the input, or to stored ones where the load keeps them. An
// edge may stand before its nodes, so that what an end refers to is only known when the input is
// read: each id that is referred to before it is declared is kept once, with the place where it was
// first wanted, and settled then. Memory goes with the distinct ids, not with the edges.
//
// Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/load/name_table.h"
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
  // A node of the input. False if it was declared before: on `*first_line`.
  bool declare(std::string_view id, uint64_t line, uint64_t* first_line);
  bool declared(std::string_view id) const;

  // Where an edge of the input wants a node.
  struct Want {
    uint64_t line = 0;
    const schema::EntityType* edge = nullptr;
    uint64_t row = 0;  // of the edge's type in the input, from 1
    bool source = false;
  };
  void want(std::string_view id, const Want& want);
  // Is anything wanted that the input does not declare (yet)?
  bool wants_stored() const;

  // The earliest end that is neither declared nor, if `stored` is given, a live row of it. Reads
  // the ids of `stored`, all of them if many are wanted.
  Result<std::optional<MissingEnd>> missing(const TableView* stored) const;

 private:
  Result<std::vector<bool>> found_in(const TableView& stored) const;

  NameTable names_;
  std::vector<uint64_t> declared_on_;  // by number: the line, 0 = not declared
  std::vector<uint32_t> wanted_;       // numbers that were wanted before they were declared
  std::vector<Want> wants_;            // parallel to wanted_
};

}  // namespace omnigraph::graph
