#include "omnigraph/cli/commands/write_conditions.h"

#include <charconv>

#include "omnigraph/base/format.h"

namespace omnigraph::cli {

std::optional<std::string> parse_expectation(std::string_view text, uint64_t* version) {
  const size_t equals = text.rfind('=');
  if (equals == std::string_view::npos || equals == 0) {
    return std::nullopt;
  }
  const std::string_view digits = text.substr(equals + 1);
  const char* const end = digits.data() + digits.size();
  const auto [at, error] = std::from_chars(digits.data(), end, *version);
  if (error != std::errc() || at != end) {
    return std::nullopt;
  }
  return std::string(text.substr(0, equals));
}

Result<engine::WriteConditions> write_conditions(const WriteOptions& options) {
  engine::WriteConditions conditions;
  for (const std::string& text : options.expect) {
    uint64_t version = 0;
    const auto table = parse_expectation(text, &version);
    if (!table) {
      return Error(ErrorCode::kInvalidArgument,
                   format("'{}' is not of the form TABLE=VERSION", text));
    }
    const auto [at, added] = conditions.expected_table_versions.emplace(*table, version);
    if (!added && at->second != version) {
      return Error(
          ErrorCode::kInvalidArgument,
          format("two versions are expected of '{}': {} and {}", *table, at->second, version));
    }
  }
  if (options.idempotency_key && options.idempotency_key->empty()) {
    return Error(ErrorCode::kInvalidArgument, "the idempotency key is empty");
  }
  conditions.if_commit = options.if_commit;
  conditions.idempotency_key = options.idempotency_key;
  conditions.conflict_retries = options.retries;
  return conditions;
}

std::string receipt_line(const engine::WriteReceipt& receipt) {
  if (!receipt.commit_id) {
    return format("no commit (version {})\n", receipt.manifest_version);
  }
  std::string tables;
  for (const engine::TableVersion& table : receipt.tables) {
    tables += format("{}{} v{}", tables.empty() ? "" : ", ", table.table_key, table.table_version);
  }
  return format("commit {} (version {}{}): {}\n",
                *receipt.commit_id,
                receipt.manifest_version,
                receipt.repeated ? ", of an earlier request" : "",
                tables);
}

void write_receipt(JsonWriter& json, const engine::WriteReceipt& receipt) {
  json.key("graph_commit_id");
  receipt.commit_id ? json.string(*receipt.commit_id) : json.null();
  json.member("manifest_version", receipt.manifest_version);
  json.key("tables");
  json.begin_object();
  for (const engine::TableVersion& table : receipt.tables) {
    json.member(table.table_key, table.table_version);
  }
  json.end_object();
  json.member("repeated", receipt.repeated);
}

}  // namespace omnigraph::cli
