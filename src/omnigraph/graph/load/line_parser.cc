#include "omnigraph/graph/load/line_parser.h"

#include "omnigraph/base/format.h"
#include "omnigraph/graph/load/number_texts.h"
#include "omnigraph/graph/load/text_block.h"

namespace omnigraph::graph {

using schema::EntityType;

Error LineParser::line_error(uint64_t number, std::string_view message) const {
  return Error(ErrorCode::kInvalidArgument, format("line {}: {}", places_.text(number), message));
}

Result<ParsedLine> LineParser::parse(std::string_view text,
                                     uint64_t number,
                                     std::map<std::string, uint64_t>* ignored) {
  simdjson::dom::element root;
  // The line lies inside a buffer that goes on for at least the padding the parser wants.
  static_assert(simdjson::SIMDJSON_PADDING <= kTextPaddingBytes);
  auto error = parser_.parse(text.data(), text.size(), false).get(root);
  if (error == simdjson::NUMBER_ERROR ||
      (error == simdjson::SUCCESS && may_hold_negative_zero(text))) {
    if (const auto rewritten = lossy_integers_as_floats(text)) {
      error = parser_.parse(*rewritten).get(root);  // copies the text
    }
  }
  if (error != simdjson::SUCCESS) {
    return Error(
        ErrorCode::kInvalidArgument,
        format(
            "invalid JSON on line {}: {}", places_.text(number), simdjson::error_message(error)));
  }
  simdjson::dom::object line;
  if (root.get(line) != simdjson::SUCCESS) {
    return line_error(number, "expected a JSON object");
  }
  ParsedLine parsed;
  parsed.number = number;
  OG_ASSIGN_OR_RETURN(parsed.type, type_of(line, number));
  const bool edge = parsed.type->is_edge();
  if (edge && line["from"].get(parsed.from) != simdjson::SUCCESS) {
    return line_error(number, "edge missing 'from'");
  }
  if (edge && line["to"].get(parsed.to) != simdjson::SUCCESS) {
    return line_error(number, "edge missing 'to'");
  }
  for (const auto [name, value] : line) {
    if (name == "data") {
      parsed.data = parsed.data ? parsed.data : std::optional(value);
    } else if (name == "id") {
      if (!value.is_null() && value.get(parsed.id) != simdjson::SUCCESS) {
        return line_error(number, "'id' must be a string");
      }
    } else if (!(edge ? name == "edge" || name == "from" || name == "to" : name == "type")) {
      ++(*ignored)[format("top-level member '{}'", name)];
    }
  }
  return parsed;
}

Result<const EntityType*> LineParser::type_of(const simdjson::dom::object& line,
                                              uint64_t number) const {
  std::string_view name;
  if (line["type"].get(name) == simdjson::SUCCESS) {
    const EntityType* type = catalog_.find_node(name);
    return type != nullptr ? Result<const EntityType*>(type)
                           : Result<const EntityType*>(
                                 line_error(number, format("unknown node type '{}'", name)));
  }
  if (line["edge"].get(name) != simdjson::SUCCESS) {
    return line_error(number, "expected 'type' or 'edge' field");
  }
  const auto candidates = catalog_.find_edges(name);
  if (candidates.empty()) {
    return line_error(number, format("unknown edge type '{}'", name));
  }
  if (candidates.size() > 1) {
    return line_error(number,
                      format("edge type '{}' is ambiguous: '{}' or '{}'",
                             name,
                             candidates[0]->name,
                             candidates[1]->name));
  }
  return candidates[0];
}

}  // namespace omnigraph::graph
