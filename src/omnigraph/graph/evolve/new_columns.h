// New columns of stored rows: one data file more per fragment, with nothing but the new columns.
// Rows stay where they are and keep their ids; the fragment's other files are not touched.
#pragma once

#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/table/table_view.h"
#include "omnigraph/io/object_store.h"
#include "omnigraph/lance/table/manifest.h"

namespace omnigraph::graph {

// A column to be written.
struct NewColumn {
  lance::LanceField field;
  const schema::Property* property = nullptr;
  // The column of the stored rows whose values it takes, widened; none: every row gets the
  // property's default.
  std::optional<size_t> source;
};

// Fragments up to this many rows are written in memory and go out with other files in one round.
inline constexpr uint32_t kBufferedRowsMax = 65536;

struct ColumnsFile {
  lance::DataFile file;
  std::vector<io::NewObject> files;  // empty: written to the store already
};

// `rows`: the fragment as it is stored. `now_ms`: what now() and today() give. Memory: a few pages
// of the columns, or the file of a small fragment. Errors: those of reading and writing.
Result<ColumnsFile> write_columns(GraphEnvironment& environment,
                                  const std::string& table_path,
                                  const std::vector<NewColumn>& columns,
                                  const TableView::Fragment& rows,
                                  int64_t now_ms,
                                  const CancelToken& cancel);

// The values of `array` as numbers of a type that holds them all (schema::is_widening). Nulls stay.
columnar::ArrayPtr widen(const columnar::Array& array, const columnar::DataType& type);

}  // namespace omnigraph::graph
