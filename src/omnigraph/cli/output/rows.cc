#include "omnigraph/cli/output/rows.h"

#include <vector>

#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/engine/result_rows.h"

namespace omnigraph::cli {
namespace {

using engine::each_row;
using engine::ResultRow;

void write_target(JsonWriter& json, const engine::Target& target) {
  json.key("target");
  json.begin_object();
  json.key("branch");
  target.snapshot ? json.null() : json.string(target.branch);
  json.key("snapshot");
  target.snapshot ? json.string(*target.snapshot) : json.null();
  json.end_object();
}

std::string as_json(const engine::ReadAnswer& answer) {
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.member("query_name", answer.query_name);
  write_target(json, answer.target);
  json.member("row_count", uint64_t{answer.rows.row_count});
  write_columns_and_rows(json, answer.rows);
  json.end_object();
  return json.take() + "\n";
}

std::string as_jsonl(const engine::ReadAnswer& answer) {
  JsonWriter head;
  head.begin_object();
  head.member("kind", "metadata");
  head.member("query_name", answer.query_name);
  write_target(head, answer.target);
  head.member("row_count", uint64_t{answer.rows.row_count});
  head.end_object();
  std::string text = head.take() + "\n";
  each_row(answer.rows, [&](const ResultRow& row) {
    JsonWriter json;
    row.write_object(json);
    text += json.text() + "\n";
  });
  return text;
}

std::string csv_field(const std::string& value) {
  if (value.find_first_of(",\"\r\n") == std::string::npos) {
    return value;
  }
  std::string quoted = "\"";
  for (const char c : value) {
    quoted += c == '"' ? "\"\"" : std::string(1, c);
  }
  return quoted + "\"";
}

std::string as_csv(const engine::ReadAnswer& answer) {
  std::string text;
  for (const auto& column : answer.rows.columns) {
    text += (text.empty() ? "" : ",") + csv_field(column.name);
  }
  text += "\n";
  each_row(answer.rows, [&](const ResultRow& row) {
    std::string line;
    for (size_t c = 0; c < answer.rows.columns.size(); ++c) {
      line += (c == 0 ? "" : ",") + csv_field(row.cell_text(c));
    }
    text += line + "\n";
  });
  return text;
}

std::string header_line(const engine::ReadAnswer& answer) {
  const std::string where = answer.target.snapshot ? "snapshot " + *answer.target.snapshot
                                                   : "branch " + answer.target.branch;
  return format("{} rows from {} via {}\n", answer.rows.row_count, where, answer.query_name);
}

std::string as_kv(const engine::ReadAnswer& answer) {
  std::string text = header_line(answer);
  if (answer.rows.row_count == 0) {
    return text + "(no rows)\n";
  }
  size_t number = 0;
  each_row(answer.rows, [&](const ResultRow& row) {
    text += format("{}row {}\n", number == 0 ? "" : "\n", number + 1);
    ++number;
    for (size_t c = 0; c < answer.rows.columns.size(); ++c) {
      text += format("{}: {}\n", answer.rows.columns[c].name, row.cell_text(c));
    }
  });
  return text;
}

std::string as_table(const engine::ReadAnswer& answer, const TableLayout& layout) {
  return header_line(answer) +
         (answer.rows.columns.empty() ? "(no rows)\n" : rows_as_table(answer.rows, layout));
}

}  // namespace

std::string rows_as_table(const exec::ResultSet& set, const TableLayout& layout) {
  std::vector<std::string> names;
  for (const auto& column : set.columns) {
    names.push_back(column.name);
  }
  std::vector<std::vector<std::string>> rows;
  each_row(set, [&](const ResultRow& row) {
    std::vector<std::string> cells;
    for (size_t c = 0; c < names.size(); ++c) {
      cells.push_back(row.cell_text(c));
    }
    rows.push_back(std::move(cells));
  });
  return format_table(names, std::move(rows), layout);
}

void write_columns_and_rows(JsonWriter& json, const exec::ResultSet& rows) {
  json.key("columns");
  json.begin_array();
  for (const auto& column : rows.columns) {
    json.string(column.name);
  }
  json.end_array();
  json.key("rows");
  json.begin_array();
  each_row(rows, [&](const ResultRow& row) { row.write_object(json); });
  json.end_array();
}

Result<std::string> format_rows(const engine::ReadAnswer& answer,
                                const std::string& format_name,
                                const TableLayout& layout) {
  if (format_name == "json") {
    return as_json(answer);
  }
  if (format_name == "jsonl") {
    return as_jsonl(answer);
  }
  if (format_name == "csv") {
    return as_csv(answer);
  }
  if (format_name == "kv") {
    return as_kv(answer);
  }
  if (format_name == "table" || format_name.empty()) {
    return as_table(answer, layout);
  }
  return Error(
      ErrorCode::kInvalidArgument,
      format("unknown output format '{}' (expected: table, json, jsonl, csv, kv)", format_name));
}

}  // namespace omnigraph::cli
