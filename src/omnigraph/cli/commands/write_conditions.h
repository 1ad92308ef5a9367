// The conditions of a write, from its arguments, and its receipt, for people and programs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "omnigraph/base/json_writer.h"
#include "omnigraph/base/result.h"
#include "omnigraph/cli/options.h"
#include "omnigraph/engine/write_request.h"

namespace omnigraph::cli {

// The TABLE of "TABLE=VERSION"; nothing if it is not of this form.
std::optional<std::string> parse_expectation(std::string_view text, uint64_t* version);

// Errors: kInvalidArgument (a table that two versions are expected of, an empty key).
Result<engine::WriteConditions> write_conditions(const WriteOptions& options);

// "commit 01K… (version 5): node:Person v3, edge:Knows v2\n", or that there is none.
std::string receipt_line(const engine::WriteReceipt& receipt);

// The members graph_commit_id, manifest_version, tables and repeated.
void write_receipt(JsonWriter& json, const engine::WriteReceipt& receipt);

}  // namespace omnigraph::cli
