// TypeLoader: the rows of one node or edge type of a load, from JSON to columns. Rows gather in
// builders and go on to the table's writer (table_writer.h) in batches, once their values are
// checked; so memory is bounded whatever the number of rows.
//
// Not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <simdjson.h>

#include "omnigraph/base/result.h"
#include "omnigraph/columnar/builder.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/load/load.h"
#include "omnigraph/graph/load/table_writer.h"
#include "omnigraph/graph/validate/row_checks.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::graph {

class TypeLoader {
 public:
  // `writer` is the table's; `options` must outlive the loader. `now_ms` is the load's instant.
  TypeLoader(GraphEnvironment& environment,
             std::unique_ptr<TableWriter> writer,
             const LoadOptions& options,
             int64_t now_ms);

  const schema::EntityType& type() const { return type_; }
  uint64_t row_count() const { return row_count_; }  // rows read
  uint64_t stored_count() const { return row_count_ - superseded_count_; }

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
  // Does the pending row have an id that others can have too: a key, or one that was given?
  bool identified() const { return row_identified_; }
  // Adds the pending row. `source` and `target` are an edge's ends. `line` is for messages.
  Status finish_row(std::string_view source, std::string_view target, uint64_t line);

  // Takes back the row of an earlier line: a later one replaces it (merge).
  void supersede(uint64_t line);

  // Writes out all rows. Afterwards the writer has them.
  Status finish();
  TableWriter& writer() { return *writer_; }

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

  Status append_property(Column& column);
  void append_absent_value(Column& column);
  Status embed(Column& column);
  Result<std::string> derive_id(std::string_view given, const Ends& ends);
  Result<std::string> key_text(const Column& column) const;
  Status flush();
  void drop_superseded(columnar::Batch* batch);

  GraphEnvironment& environment_;
  std::unique_ptr<TableWriter> writer_;
  const schema::EntityType& type_;
  const LoadOptions& options_;
  RowChecks checks_;
  std::vector<Column> columns_;      // in table order
  std::vector<size_t> key_columns_;  // without the ends of edges, which come first
  int64_t now_ms_;
  size_t first_property_ = 0;
  size_t expected_ = 0;  // where the next member probably is
  std::string id_;
  bool row_identified_ = false;
  // Of the rows in the builders:
  std::vector<uint64_t> lines_;
  std::vector<bool> identified_;
  std::vector<bool> dropped_;  // empty = none
  uint64_t row_count_ = 0;
  uint64_t superseded_count_ = 0;
};

}  // namespace omnigraph::graph
