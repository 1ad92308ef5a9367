// LineParser: a line of the input as a node or an edge of a type of the schema, without looking at
// its properties yet.
//
// Not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/load/line_places.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::graph {

// Valid until the next line is parsed.
struct ParsedLine {
  uint64_t number = 0;
  const schema::EntityType* type = nullptr;
  std::string_view id;  // the top-level "id"; empty = none
  std::optional<simdjson::dom::element> data;
  std::string_view from;  // edges
  std::string_view to;
};

class LineParser {
 public:
  // Both must outlive the parser.
  LineParser(const schema::Catalog& catalog, const LinePlaces& places)
      : catalog_(catalog), places_(places) {}

  // `text` is not blank and is followed by kTextPaddingBytes readable bytes. Unknown top-level
  // members are counted in `ignored`. Errors: kInvalidArgument with the line.
  Result<ParsedLine> parse(std::string_view text,
                           uint64_t number,
                           std::map<std::string, uint64_t>* ignored);

 private:
  Result<const schema::EntityType*> type_of(const simdjson::dom::object& line,
                                            uint64_t number) const;
  Error line_error(uint64_t number, std::string_view message) const;

  const schema::Catalog& catalog_;
  const LinePlaces& places_;
  simdjson::dom::parser parser_;
};

}  // namespace omnigraph::graph
