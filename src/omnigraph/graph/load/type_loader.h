// TypeLoader: the rows of one node or edge type in a block of input, from JSON to columns. A row
// comes as a parsed JSON object, or, already told apart and checked, as cells (fast_line.h).
//
// Not thread-safe: each thread that parses has its own.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <simdjson.h>

#include "omnigraph/base/result.h"
#include "omnigraph/base/ulid.h"
#include "omnigraph/columnar/builder.h"
#include "omnigraph/graph/load/load.h"
#include "omnigraph/graph/load/parsed_block.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::graph {

// A value of a row whose text was looked at already.
struct Cell {
  enum class State : uint8_t { kAbsent, kNull, kValue };
  State state = State::kAbsent;
  std::string_view text;   // String
  int64_t time = 0;        // Date: days, DateTime: milliseconds, since 1970
  uint64_t magnitude = 0;  // integers, and Bool as 0 or 1
  bool negative = false;
  double real = 0;          // floats
  size_t vector_begin = 0;  // Vector: where its floats begin
};

class TypeLoader {
 public:
  // `options` must outlive the loader. `now_ms` is the load's instant.
  TypeLoader(const schema::EntityType& type, const LoadOptions& options, int64_t now_ms);

  const schema::EntityType& type() const { return type_; }
  // Where ids that rows are not given come from, from now on.
  void set_ids(UlidGenerator* ids);

  // The ends of an edge; empty for nodes.
  struct Ends {
    std::string_view source;
    std::string_view target;
  };
  // Reads the members of `data` into the pending row and settles its id. `explicit_id`: the
  // top-level "id", empty if there is none. The id is valid until the next row. Unknown members are
  // counted in `unknown`. Errors: kInvalidArgument without the line.
  Result<std::string_view> begin_row(const simdjson::dom::element* data,
                                     std::string_view explicit_id,
                                     const Ends& ends,
                                     std::map<std::string, uint64_t>* unknown);
  // Adds the pending row. `ends`: as in begin_row(). Fails as RowChecks does not: never.
  void finish_row(const Ends& ends, uint64_t line);

  // Adds a row that needs no more looking at: cells[i] belongs to property column i of the table,
  // in the column's type and range; absent and null ones may be null. `given_id`: empty if there is
  // none. False: the row is not as simple as that, and nothing happened.
  bool add_cells(const std::vector<Cell>& cells,
                 const std::vector<float>& floats,
                 std::string_view given_id,
                 const Ends& ends,
                 uint64_t line);

  // Rows added and not taken, and about how many bytes they take.
  size_t row_count() const { return rows_.lines.size(); }
  size_t byte_size() const;
  // The rows so far.
  ParsedRows take();

 private:
  struct Column {
    const schema::Property* property = nullptr;  // null for _id, _src, _dst
    std::string name;
    columnar::Builder builder;
    bool given = false;  // by the row, perhaps as null
    bool seen = false;   // given, and not null
    simdjson::dom::element value;
    columnar::ArrayPtr made;       // of a key member: the default that the row got
    size_t embed_from = SIZE_MAX;  // the column whose text is embedded into this one
  };

  std::string_view fresh_id();
  void append_cell(Column& column, const Cell& cell, const std::vector<float>& floats);
  Status append_property(Column& column);
  void append_absent_value(Column& column);
  Status embed(Column& column);
  Result<std::string> derive_id(std::string_view given, const Ends& ends);
  Result<std::string> key_text(const Column& column) const;

  const schema::EntityType& type_;
  const LoadOptions& options_;
  UlidGenerator* ids_ = nullptr;
  std::vector<Column> columns_;      // in table order
  std::vector<size_t> key_columns_;  // without the ends of edges, which come first
  int64_t now_ms_;
  size_t first_property_ = 0;
  size_t expected_ = 0;  // where the next member probably is
  std::string id_;
  bool row_identified_ = false;
  std::string fresh_;  // ids made ahead, 26 characters each
  size_t fresh_used_ = 0;
  std::string number_text_;  // of an integer key
  ParsedRows rows_;          // without their columns
};

}  // namespace omnigraph::graph
