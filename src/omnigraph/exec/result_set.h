// ResultSet: the rows of a read, column by column, ready for encoding. Entities have become JSON
// objects by then (encode.h), all else is an Array.
#pragma once

#include <string>
#include <vector>

#include "omnigraph/columnar/array.h"
#include "omnigraph/query/types/value.h"

namespace omnigraph::exec {

struct ResultColumn {
  std::string name;
  query::ValueType type;
  // Entity, path and object types, and lists of them: a string (list) column of ready JSON text.
  bool json = false;
  std::vector<columnar::ArrayPtr> chunks;  // equal chunk lengths in all columns
};

struct ResultSet {
  size_t row_count = 0;
  std::vector<ResultColumn> columns;
};

}  // namespace omnigraph::exec
