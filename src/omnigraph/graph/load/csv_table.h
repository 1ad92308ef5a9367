// CSV (RFC 4180) as a load reads it: a header row that names columns, then a record per row.
//
//   id,from,to,since            a quoted cell may hold commas, line ends and, doubled, quotes;
//   ,Alice,Bob,2020-01-01       a cell that is empty and not quoted is null
//
// A table of CSV is rewritten into JSON lines, one per record, so that values, checks and errors
// are those of JSON lines. Columns are properties by their names; `id` is the entity's id unless a
// property has that name; the ends of an edge are `from` or `src` or `@src`, and `to` or `dst` or
// `@dst`. Other columns are ignored and counted.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/load/line_places.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::graph {

struct CsvTable {
  enum class Role : uint8_t { kId, kFrom, kTo, kProperty, kIgnored };
  struct Column {
    std::string name;
    Role role = Role::kIgnored;
    const schema::Property* property = nullptr;  // kProperty
    std::string member;                          // `"name":`, of ends `"from":`
  };
  const schema::EntityType* type = nullptr;
  std::vector<Column> columns;
  std::string head;  // `{"type":"Person",`
};
using CsvTablePtr = std::shared_ptr<const CsvTable>;

// The table whose header row is `header`. `type_name`: a node type, else an edge type; "node:X" and
// "edge:X" say which. Errors: kInvalidArgument: no such type, a column twice, an end missing,
// quotes that do not fit.
Result<CsvTablePtr> csv_table(std::string_view type_name,
                              std::string_view header,
                              const schema::Catalog& catalog);

// Bytes of `text` up to the end of its first record, line end included, 0 if it does not end.
size_t csv_first_record(std::string_view text);
// Bytes of `text`, which begins with a record, up to the end of the last one that ends.
size_t csv_whole_records(std::string_view text);

// JSON lines and where they come from.
struct RewrittenCsv {
  std::string lines;              // each with its end
  std::vector<uint64_t> numbers;  // the line on which the record begins, per line
  std::map<std::string, uint64_t> ignored;
  std::optional<PlacedError> error;  // ends the rewriting
};
// Rewrites the records of `text`, whose first line has the number lines_before + 1.
RewrittenCsv rewrite_csv(const CsvTable& table,
                         std::string_view text,
                         uint64_t lines_before,
                         const LinePlaces& places);

}  // namespace omnigraph::graph
