#include "omnigraph/graph/load/csv_table.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/base/utf8.h"
#include "omnigraph/graph/load/csv_record.h"
#include "omnigraph/graph/load/json_text.h"

namespace omnigraph::graph {

using schema::EntityType;
using schema::Property;
using schema::ScalarKind;

namespace {

Error invalid(std::string message) {
  return Error(ErrorCode::kInvalidArgument, std::move(message));
}

Result<const EntityType*> find_type(std::string_view name, const schema::Catalog& catalog) {
  if (name.empty()) {
    return invalid(
        "which type the rows have is not known: name the file after it, as in "
        "Person.csv, or give the type");
  }
  constexpr std::string_view kNode = "node:";
  constexpr std::string_view kEdge = "edge:";
  const bool says_edge = name.starts_with(kEdge);
  const bool says_node = name.starts_with(kNode);
  const std::string_view bare = says_edge || says_node ? name.substr(kEdge.size()) : name;
  if (!says_edge) {
    if (const EntityType* node = catalog.find_node(bare)) {
      return node;
    }
  }
  if (!says_node) {
    const auto edges = catalog.find_edges(bare);
    if (edges.size() > 1) {
      return invalid(format(
          "edge type '{}' is ambiguous: '{}' or '{}'", bare, edges[0]->name, edges[1]->name));
    }
    if (!edges.empty()) {
      return edges[0];
    }
  }
  return invalid(format("unknown {} type '{}'",
                        says_edge   ? "edge"
                        : says_node ? "node"
                                    : "node or edge",
                        bare));
}

CsvTable::Role role_of(std::string_view name, const EntityType& type) {
  using Role = CsvTable::Role;
  if (type.find_property(name) != nullptr) {
    return Role::kProperty;
  }
  if (name == "id") {
    return Role::kId;
  }
  if (type.is_edge() && (name == "from" || name == "src" || name == "@src")) {
    return Role::kFrom;
  }
  if (type.is_edge() && (name == "to" || name == "dst" || name == "@dst")) {
    return Role::kTo;
  }
  return Role::kIgnored;
}

Status check_columns(const CsvTable& table) {
  size_t ends[2] = {0, 0};
  for (size_t i = 0; i < table.columns.size(); ++i) {
    const CsvTable::Column& column = table.columns[i];
    for (size_t j = 0; j < i; ++j) {
      if (table.columns[j].name == column.name) {
        return invalid(format("column '{}' stands twice in the header", column.name));
      }
    }
    ends[0] += column.role == CsvTable::Role::kFrom ? 1 : 0;
    ends[1] += column.role == CsvTable::Role::kTo ? 1 : 0;
  }
  for (size_t i = 0; i < 2 && table.type->is_edge(); ++i) {
    const char* names = i == 0 ? "'from' ('src', '@src')" : "'to' ('dst', '@dst')";
    if (ends[i] != 1) {
      return invalid(format("expected one column {} for the rows of edge type {}, found {}",
                            names,
                            table.type->name,
                            ends[i]));
    }
  }
  return {};
}

}  // namespace

Result<CsvTablePtr> csv_table(std::string_view type_name,
                              std::string_view header,
                              const schema::Catalog& catalog) {
  auto table = std::make_shared<CsvTable>();
  OG_ASSIGN_OR_RETURN(table->type, find_type(type_name, catalog));
  CsvRecords records(header);
  std::vector<CsvCell> cells;
  OG_ASSIGN_OR_RETURN(const bool any, records.next(&cells));
  if (!any) {
    return invalid("expected a header row with the names of the columns, found nothing");
  }
  for (const CsvCell& cell : cells) {
    CsvTable::Column column;
    column.name = unquoted(cell);
    column.role = role_of(column.name, *table->type);
    column.property = table->type->find_property(column.name);
    const bool end = column.role == CsvTable::Role::kFrom || column.role == CsvTable::Role::kTo;
    append_json_string(column.member,
                       end ? (column.role == CsvTable::Role::kFrom ? "from" : "to") : column.name);
    column.member += ':';
    table->columns.push_back(std::move(column));
  }
  OG_RETURN_IF_ERROR(check_columns(*table));
  table->head = table->type->is_edge() ? "{\"edge\":" : "{\"type\":";
  append_json_string(table->head, table->type->name);
  table->head += ',';
  return CsvTablePtr(std::move(table));
}

// ---- Records to lines --------------------------------------------------------------------------

namespace {

// Appends the cell as a JSON value of the property, or says why it cannot be one.
Status append_value(const CsvCell& cell, const Property& property, std::string* out) {
  if (cell.text.empty() && !cell.quoted) {
    *out += "null";
    return {};
  }
  const std::string text = unquoted(cell);
  const schema::PropertyType& type = property.type;
  const auto wrong = [&](std::string_view expected) {
    return invalid(format(
        "property '{}': expected {}, got '{}'", property.name, expected, text.substr(0, 100)));
  };
  if (type.list || type.scalar == ScalarKind::kVector) {
    const std::optional<std::string> array = one_json_array(text);
    if (!array) {
      return wrong("a JSON array");
    }
    *out += *array;
    return {};
  }
  switch (type.scalar) {
    case ScalarKind::kBool: {
      std::string lower = text;
      std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      });
      if (lower != "true" && lower != "false") {
        return wrong("true or false");
      }
      *out += lower;
      return {};
    }
    case ScalarKind::kDate:
    case ScalarKind::kDateTime:
      if (is_json_number(text)) {
        *out += text;
        return {};
      }
      break;
    case ScalarKind::kString:
    case ScalarKind::kBlob:
      break;
    default:
      if (!is_json_number(text)) {
        return wrong("a number");
      }
      *out += text;
      return {};
  }
  append_json_string(*out, text);
  return {};
}

class Rewriter {
 public:
  Rewriter(const CsvTable& table, RewrittenCsv* out) : table_(table), out_(*out) {}

  Status add(const std::vector<CsvCell>& cells) {
    if (cells.size() != table_.columns.size()) {
      return invalid(format(
          "expected {} cells as in the header, found {}", table_.columns.size(), cells.size()));
    }
    data_.clear();
    std::string& line = out_.lines;
    line += table_.head;
    for (size_t i = 0; i < cells.size(); ++i) {
      if (!is_valid_utf8(cells[i].text)) {
        return invalid(format("column '{}': the text is not UTF-8", table_.columns[i].name));
      }
      OG_RETURN_IF_ERROR(add_cell(table_.columns[i], cells[i]));
    }
    line += "\"data\":{";
    line += data_;
    line += "}}\n";
    return {};
  }

 private:
  Status add_cell(const CsvTable::Column& column, const CsvCell& cell) {
    const bool empty = cell.text.empty() && !cell.quoted;
    switch (column.role) {
      case CsvTable::Role::kIgnored:
        return {};
      case CsvTable::Role::kProperty:
        if (empty && column.property->type.nullable && !column.property->fills_itself()) {
          return {};  // not to be given is the same
        }
        begin_member(column);
        return append_value(cell, *column.property, &data_);
      case CsvTable::Role::kId:
        if (!empty) {
          begin_member(column);
          append_json_string(data_, unquoted(cell));
        }
        return {};
      default:
        if (!empty) {
          out_.lines += column.member;
          append_json_string(out_.lines, unquoted(cell));
          out_.lines += ',';
        }
        return {};
    }
  }
  void begin_member(const CsvTable::Column& column) {
    data_ += data_.empty() ? "" : ",";
    data_ += column.member;
  }

  const CsvTable& table_;
  RewrittenCsv& out_;
  std::string data_;
};

}  // namespace

RewrittenCsv rewrite_csv(const CsvTable& table,
                         std::string_view text,
                         uint64_t lines_before,
                         const LinePlaces& places) {
  RewrittenCsv out;
  out.lines.reserve(text.size() * 2);
  Rewriter rewriter(table, &out);
  CsvRecords records(text);
  std::vector<CsvCell> cells;
  const auto count_ignored = [&] {
    for (const CsvTable::Column& column : table.columns) {
      if (column.role == CsvTable::Role::kIgnored && !out.numbers.empty()) {
        out.ignored[format("{}.{}", table.type->name, column.name)] = out.numbers.size();
      }
    }
  };
  for (;;) {
    const size_t kept = out.lines.size();
    const Result<bool> any = records.next(&cells);
    const uint64_t line = lines_before + records.line();
    Status status = any.ok() ? Status() : Status(any.error());
    if (any.ok() && !*any) {
      count_ignored();
      return out;
    }
    if (status.ok()) {
      status = rewriter.add(cells);
    }
    if (!status.ok()) {
      out.lines.resize(kept);
      out.error =
          PlacedError{line,
                      Error(status.error().code(),
                            format("line {}: {}", places.text(line), status.error().message()))};
      return out;
    }
    out.numbers.push_back(line);
  }
}

}  // namespace omnigraph::graph
