// CellText: the text of a scalar cell as to_string and concat give it: the spelling of JSON results
// without quotes.
#pragma once

#include <string>
#include <string_view>

#include "omnigraph/exec/expressions/column.h"

namespace omnigraph::exec {

class CellText {
 public:
  explicit CellText(Column column) : column_(std::move(column)) {}

  // The text of row i, which is not null; valid until the next call.
  std::string_view operator[](size_t i);

 private:
  Column column_;
  std::string text_;
};

}  // namespace omnigraph::exec
