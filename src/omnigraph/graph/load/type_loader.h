// TypeLoader: the rows of one node or edge type of a load, from JSON to data files. Rows gather in
// builders, go into pages of a file in batches, and a file is closed when it is full; so memory is
// bounded whatever the number of rows.
//
// Files are written under fresh names while the input is read; nobody sees them before the commit
// names them, and a load that fails leaves only unreferenced files behind.
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
#include "omnigraph/graph/validate/row_checks.h"
#include "omnigraph/lance/file/file_writer.h"
#include "omnigraph/lance/table/new_version.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::graph {

class TypeLoader {
 public:
  // `type` and what `options` points to must outlive the loader; `fields` and `table_path` are the
  // table's.
  TypeLoader(GraphEnvironment& environment,
             const schema::EntityType& type,
             std::string table_path,
             std::vector<lance::LanceField> fields,
             const LoadOptions& options);

  const schema::EntityType& type() const { return type_; }
  uint64_t row_count() const { return row_count_; }

  // Reads the members of `data` into the pending row and settles its id. `explicit_id`: the
  // top-level "id", empty if there is none. The id is valid until the next row. Unknown members are
  // counted in `unknown`. Errors: kInvalidArgument without the line.
  Result<std::string_view> begin_row(const simdjson::dom::element* data,
                                     std::string_view explicit_id,
                                     std::map<std::string, uint64_t>* unknown);
  // Adds the pending row. `source` and `target` are an edge's ends. `line` is for messages.
  Status finish_row(std::string_view source, std::string_view target, uint64_t line);

  // Closes the last file. Afterwards fragments() holds all of them.
  Status finish();
  std::vector<lance::NewFragment> take_fragments() { return std::move(fragments_); }

 private:
  struct Column {
    const schema::Property* property = nullptr;  // null for _id, _src, _dst
    std::string name;
    columnar::Builder builder;
    bool seen = false;
    simdjson::dom::element value;
    size_t embed_from = SIZE_MAX;  // the column whose text is embedded into this one
  };

  Status append_property(Column& column);
  Status embed(Column& column);
  Result<std::string> derive_id(std::string_view given);
  Status flush();
  Status open_file();
  Status close_file();

  GraphEnvironment& environment_;
  const schema::EntityType& type_;
  std::string table_path_;
  std::vector<lance::LanceField> fields_;
  const LoadOptions& options_;
  RowChecks checks_;
  std::vector<Column> columns_;  // in table order
  std::vector<size_t> key_columns_;
  size_t first_property_ = 0;
  size_t expected_ = 0;  // where the next member probably is
  std::string id_;
  std::vector<uint64_t> lines_;  // of the rows in the builders
  uint64_t row_count_ = 0;
  std::unique_ptr<lance::FileWriter> file_;
  std::string file_name_;
  std::vector<lance::NewFragment> fragments_;
};

}  // namespace omnigraph::graph
