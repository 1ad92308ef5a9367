// CsvRecords: the records of a text in CSV and their cells (RFC 4180). Records end with LF or CRLF,
// the last one may lack it; empty lines are no records.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"

namespace omnigraph::graph {

struct CsvCell {
  std::string_view text;  // between the quotes, if there are any; quotes inside still doubled
  bool quoted = false;
  bool doubled = false;  // has quotes inside
};

// What the cell says.
std::string unquoted(const CsvCell& cell);

class CsvRecords {
 public:
  // `text` outlives the cells.
  explicit CsvRecords(std::string_view text) : text_(text) {}

  // Replaces `cells` by those of the next record; false at the end. Errors: kInvalidArgument with
  // the number of the cell: quotes that do not fit.
  Result<bool> next(std::vector<CsvCell>* cells);
  // The line of the text, from 1, on which the record last given, or found wrong, begins.
  uint64_t line() const { return line_; }

 private:
  Result<CsvCell> cell(size_t number);
  bool take_line_end();

  std::string_view text_;
  size_t at_ = 0;
  uint64_t line_ = 0;       // of the record last given
  uint64_t next_line_ = 1;  // on which at_ stands
};

}  // namespace omnigraph::graph
