// What --on-conflict and --on-conflict-type say.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "omnigraph/cli/options.h"
#include "omnigraph/engine/engine.h"

namespace omnigraph::cli {

// TYPE=DECISION; nothing if the text is none.
std::optional<std::pair<std::string, graph::Decision>> parse_type_decision(std::string_view text);

// Errors: kInvalidArgument.
Result<graph::MergeRules> merge_rules(const ConflictOptions& options);

}  // namespace omnigraph::cli
