#include "omnigraph/graph/load/fast_line.h"

#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "omnigraph/base/time.h"
#include "omnigraph/base/utf8.h"
#include "omnigraph/graph/load/json_cell.h"
#include "omnigraph/graph/load/json_scan.h"

namespace omnigraph::graph {

using schema::EntityType;
using schema::Property;
using schema::ScalarKind;

namespace {

// Names of edges may be written in many ways; nobody needs that many of them.
constexpr size_t kTypesMax = 1024;

}  // namespace

FastLines::FastLines(const schema::Catalog& catalog, LoaderOf loader_of)
    : catalog_(catalog), loader_of_(std::move(loader_of)) {}

// ---- Types -------------------------------------------------------------------------------------

FastLines::Type* FastLines::type_named(std::string_view name, bool edge) {
  Type*& last = edge ? last_edge_ : last_node_;
  if (types_.empty()) {
    last_edge_ = last_node_ = nullptr;
  }
  if (last != nullptr && last->name == name) {
    return last;
  }
  for (const auto& type : types_) {
    if (type->edge == edge && type->name == name) {
      return last = type.get();
    }
  }
  if (types_.size() == kTypesMax) {
    return nullptr;
  }
  const EntityType* found = nullptr;
  if (edge) {
    const auto candidates = catalog_.find_edges(name);
    found = candidates.size() == 1 ? candidates[0] : nullptr;
  } else {
    found = catalog_.find_node(name);
  }
  if (found == nullptr) {
    return nullptr;
  }
  types_.push_back(std::make_unique<Type>(make_type(*found, name)));
  return last = types_.back().get();
}

namespace {

// The largest magnitudes of an integer kind, below and above zero.
template <typename T>
std::pair<uint64_t, uint64_t> magnitudes() {
  const auto max = static_cast<uint64_t>(std::numeric_limits<T>::max());
  return {std::is_signed_v<T> ? max + 1 : 0, max};
}

std::pair<uint64_t, uint64_t> magnitudes_of(ScalarKind kind) {
  switch (kind) {
    case ScalarKind::kI32:
      return magnitudes<int32_t>();
    case ScalarKind::kI64:
      return magnitudes<int64_t>();
    case ScalarKind::kU32:
      return magnitudes<uint32_t>();
    case ScalarKind::kU64:
      return magnitudes<uint64_t>();
    default:
      return {0, 0};
  }
}

bool is_read_here(const schema::PropertyType& type) {
  switch (type.scalar) {
    case ScalarKind::kBlob:
      return false;
    default:
      return !type.list;
  }
}

}  // namespace

FastLines::Type FastLines::make_type(const EntityType& type, std::string_view name) {
  Type made;
  made.name = std::string(name);
  made.edge = type.is_edge();
  made.type = &type;
  made.loader = &loader_of_(type);
  const size_t first_property = type.is_edge() ? 3 : 1;
  for (size_t c = first_property; c < type.columns.size(); ++c) {
    const Property& property = *type.find_property(type.columns[c].name);
    Column column;
    column.name = property.name;
    column.kind = property.type.scalar;
    std::tie(column.negative_max, column.positive_max) = magnitudes_of(column.kind);
    column.dimension = static_cast<size_t>(property.type.dimension);
    const bool plain = property.embed_source.empty() && property.type.nullable;
    column.simple = is_read_here(property.type);
    column.may_lack = plain && !property.fills_itself();
    column.may_null = plain && property.automatic == schema::Automatic::kNone;
    made.usual = made.usual && property.automatic == schema::Automatic::kNone;
    made.columns.push_back(std::move(column));
  }
  return made;
}

// ---- Lines -------------------------------------------------------------------------------------

TypeLoader* FastLines::add(std::string_view text, uint64_t number) {
  if (text.size() < 2 || text.front() != '{') {
    return nullptr;
  }
  Line line;
  const char* at = text.data();
  do {
    at = read_member(skip_blanks(at + 1), &line);
    if (at == nullptr) {
      return nullptr;
    }
    at = skip_blanks(at);
  } while (*at == ',');
  if (*at != '}' || at + 1 != text.data() + text.size() || !complete(line)) {
    return nullptr;
  }
  TypeLoader* loader = line.type->loader;
  return loader->add_cells(cells_, floats_, line.id, line.ends, number) ? loader : nullptr;
}

// Are all there that have to be?
bool FastLines::complete(const Line& line) {
  if (line.type == nullptr || line.type->edge != line.has_source ||
      line.type->edge != line.has_target) {
    return false;
  }
  if (!line.has_data) {
    cells_.assign(line.type->columns.size(), {});
  }
  for (size_t c = 0; c < cells_.size(); ++c) {
    const Column& column = line.type->columns[c];
    if ((cells_[c].state == Cell::State::kAbsent && !column.may_lack) ||
        (cells_[c].state == Cell::State::kNull && !column.may_null)) {
      return false;
    }
  }
  return true;
}

const char* FastLines::read_text(const char* at, std::string_view* text) {
  const char* end = nullptr;
  bool ascii = true;
  if (*at != '"' || !scan_string(at + 1, &end, &ascii)) {
    return nullptr;
  }
  *text = {at + 1, static_cast<size_t>(end - at - 1)};
  return ascii || is_valid_utf8(*text) ? end + 1 : nullptr;
}

namespace {

// What the names of top-level members are told apart by: all of them have up to four characters.
constexpr uint32_t name_tag(std::string_view name) {
  uint32_t tag = 0;
  for (const char c : name) {
    tag = tag << 8 | static_cast<unsigned char>(c);
  }
  return tag;
}

}  // namespace

const char* FastLines::read_member(const char* at, Line* line) {
  std::string_view name;
  at = read_text(at, &name);
  if (at == nullptr || name.size() > 4 || *(at = skip_blanks(at)) != ':') {
    return nullptr;
  }
  at = skip_blanks(at + 1);
  const uint32_t tag = name_tag(name);
  if (tag == name_tag("data")) {
    if (line->type == nullptr || line->has_data) {
      return nullptr;
    }
    line->has_data = true;
    return read_data(at, line);
  }
  std::string_view text;
  at = read_text(at, &text);
  if (at == nullptr) {
    return nullptr;
  }
  switch (tag) {
    case name_tag("edge"):
    case name_tag("type"):
      if (line->type != nullptr) {
        return nullptr;
      }
      line->type = type_named(text, tag == name_tag("edge"));
      return line->type != nullptr && line->type->usual ? at : nullptr;
    case name_tag("from"):
      line->ends.source = text;
      return std::exchange(line->has_source, true) ? nullptr : at;
    case name_tag("to"):
      line->ends.target = text;
      return std::exchange(line->has_target, true) ? nullptr : at;
    default:
      return nullptr;
  }
}

Cell* FastLines::cell_named(Type& type, std::string_view name, const Column** column) {
  size_t c = expected_;
  if (c >= type.columns.size() || type.columns[c].name != name) {
    for (c = 0; c < type.columns.size() && type.columns[c].name != name; ++c) {
    }
    if (c == type.columns.size()) {
      return nullptr;
    }
  }
  expected_ = c + 1;
  *column = &type.columns[c];
  return &cells_[c];
}

const char* FastLines::read_data(const char* at, Line* line) {
  Type& type = *line->type;
  cells_.assign(type.columns.size(), {});
  floats_.clear();
  expected_ = 0;
  if (*at != '{') {
    return nullptr;
  }
  if (*skip_blanks(at + 1) == '}') {
    return skip_blanks(at + 1) + 1;
  }
  do {
    std::string_view name;
    at = read_text(skip_blanks(at + 1), &name);
    if (at == nullptr || *(at = skip_blanks(at)) != ':') {
      return nullptr;
    }
    at = skip_blanks(at + 1);
    const Column* column = nullptr;
    if (Cell* cell = cell_named(type, name, &column)) {
      if (cell->state != Cell::State::kAbsent) {
        return nullptr;
      }
      at = read_value(at, *column, cell);
    } else if (name == "id" && line->id.data() == nullptr) {
      at = read_text(at, &line->id);
    } else {
      return nullptr;
    }
    if (at == nullptr) {
      return nullptr;
    }
    at = skip_blanks(at);
  } while (*at == ',');
  return *at == '}' ? at + 1 : nullptr;
}

// ---- Values ------------------------------------------------------------------------------------

const char* FastLines::read_value(const char* at, const Column& column, Cell* cell) {
  if (*at == 'n') {
    cell->state = Cell::State::kNull;
    return std::memcmp(at, "null", 4) == 0 ? at + 4 : nullptr;
  }
  if (!column.simple) {
    return nullptr;
  }
  cell->state = Cell::State::kValue;
  switch (column.kind) {
    case ScalarKind::kString:
      return read_text(at, &cell->text);
    case ScalarKind::kBool:
      cell->magnitude = *at == 't' ? 1 : 0;
      return std::memcmp(at, "true", 4) == 0    ? at + 4
             : std::memcmp(at, "false", 5) == 0 ? at + 5
                                                : nullptr;
    case ScalarKind::kVector:
      return read_vector(at, column, cell);
    case ScalarKind::kDate:
    case ScalarKind::kDateTime:
      return read_time(at, column, cell);
    default:
      break;
  }
  ScannedNumber number;
  if (!scan_number(at, &number)) {
    return nullptr;
  }
  if (column.kind == ScalarKind::kF32 || column.kind == ScalarKind::kF64) {
    const bool fits =
        to_double(at, number, &cell->real) &&
        (column.kind == ScalarKind::kF64 || std::isfinite(static_cast<float>(cell->real)));
    return fits ? number.end : nullptr;
  }
  cell->negative = number.negative;
  cell->magnitude = number.magnitude;
  const uint64_t limit = number.negative ? column.negative_max : column.positive_max;
  return number.integer && !number.large && number.magnitude <= limit ? number.end : nullptr;
}

const char* FastLines::read_time(const char* at, const Column& column, Cell* cell) {
  std::string_view text;
  at = read_text(at, &text);
  if (at == nullptr) {
    return nullptr;
  }
  if (column.kind == ScalarKind::kDate) {
    const Result<int32_t> days = date_from_text(text);
    cell->time = days.ok() ? *days : 0;
    return days.ok() ? at : nullptr;
  }
  const Result<Instant> instant = parse_instant(text);
  cell->time = instant.ok() ? instant->ms : 0;
  return instant.ok() ? at : nullptr;
}

const char* FastLines::read_vector(const char* at, const Column& column, Cell* cell) {
  cell->vector_begin = floats_.size();
  if (*at != '[') {
    return nullptr;
  }
  do {
    at = skip_blanks(at + 1);
    ScannedNumber number;
    double real = 0;
    if (!scan_number(at, &number) || !to_double(at, number, &real) ||
        !std::isfinite(static_cast<float>(real))) {
      return nullptr;
    }
    floats_.push_back(static_cast<float>(real));
    at = skip_blanks(number.end);
  } while (*at == ',');
  return *at == ']' && floats_.size() - cell->vector_begin == column.dimension ? at + 1 : nullptr;
}

}  // namespace omnigraph::graph
