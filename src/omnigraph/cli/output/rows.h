// The rows of a read in the formats of the command line: table, json, jsonl, csv, kv.
#pragma once

#include <string>

#include "omnigraph/base/json_writer.h"
#include "omnigraph/base/result.h"
#include "omnigraph/cli/output/table.h"
#include "omnigraph/engine/engine.h"

namespace omnigraph::cli {

// The whole output, ending in one newline. Errors: kInvalidArgument for an unknown format.
Result<std::string> format_rows(const engine::ReadAnswer& answer,
                                const std::string& format_name,
                                const TableLayout& layout);

// Rows as a table of text, without a line before it.
std::string rows_as_table(const exec::ResultSet& rows, const TableLayout& layout);

// Adds the members `columns` and `rows` to an open JSON object.
void write_columns_and_rows(JsonWriter& json, const exec::ResultSet& rows);

}  // namespace omnigraph::cli
