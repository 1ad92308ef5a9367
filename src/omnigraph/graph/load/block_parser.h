// BlockParser: from a block of text to columns. One per thread that parses.
//
//   block ─ (CSV: rewritten to JSON lines) ─ FastLines ┬→ TypeLoader per type → ParsedRows
//                          others: LineParser, begin_row ┘
//
// What comes out depends on the block alone, fresh ids included: they come from a generator of the
// block's own, whose ids lie behind those of the block before. So it does not matter which thread
// parses it, or when.
//
// Not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>

#include "omnigraph/base/random.h"
#include "omnigraph/base/ulid.h"
#include "omnigraph/graph/load/csv_table.h"
#include "omnigraph/graph/load/fast_line.h"
#include "omnigraph/graph/load/line_parser.h"
#include "omnigraph/graph/load/parsed_block.h"
#include "omnigraph/graph/load/text_block.h"
#include "omnigraph/graph/load/type_loader.h"
#include "omnigraph/graph/validate/row_checks.h"

namespace omnigraph::graph {

// What all parsers of a load share. Thread-safe to read.
struct ParseSettings {
  const schema::Catalog& catalog;
  const LoadOptions& options;
  const LinePlaces& places;
  int64_t now_ms = 0;  // the load's instant
  UlidRange ids;       // for fresh ids
  uint64_t id_seed = 0;
  bool fast = true;  // off in tests: every line takes the long way
  // Columns of a block that take more come in several parts: wide types with few values given would
  // else take any number of times what their text takes.
  size_t column_bytes_max = size_t{64} << 20;
};

class BlockParser {
 public:
  // `settings` outlives the parser.
  explicit BlockParser(const ParseSettings& settings);

  // Parses all of `block`, or as much as memory allows; then `rest` says where parse_rest() goes
  // on, with the same parser.
  ParsedBlock parse(const TextBlock& block);
  ParsedBlock parse_rest();

 private:
  // Parses from byte `at_`, up to the line `last_line`; an error goes to `*error`.
  void parse_lines(uint64_t last_line, ParsedBlock* out);
  Status parse_line(std::string_view line, uint64_t number, ParsedBlock* out);
  Status parse_any(std::string_view line, uint64_t number, ParsedBlock* out);
  ParsedBlock run();
  TypeLoader& loader_of(const schema::EntityType& type);
  void start_ids();
  // Checks of values, hashes of ids.
  void complete(ParsedRows* rows, ParsedBlock* out);

  const ParseSettings& settings_;
  LineParser parser_;
  FastLines fast_;
  struct Entry {
    std::unique_ptr<TypeLoader> loader;
    std::unique_ptr<RowChecks> checks;
  };
  std::map<const schema::EntityType*, Entry> loaders_;

  // Of the block:
  uint64_t index_ = 0;
  std::string_view text_;
  RewrittenCsv csv_;
  bool is_csv_ = false;
  uint64_t lines_before_ = 0;
  size_t at_ = 0;      // the next line begins here
  uint64_t line_ = 0;  // lines of text_ before at_
  std::optional<SeededRandom> id_random_;
  std::optional<UlidGenerator> ids_;
};

}  // namespace omnigraph::graph
