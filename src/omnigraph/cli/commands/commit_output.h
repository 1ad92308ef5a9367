// Commits, and the newest commits of branches and tags, as text and as JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "omnigraph/base/json_writer.h"
#include "omnigraph/engine/engine.h"

namespace omnigraph::cli {

// null if there is none.
void write_optional_member(JsonWriter& json,
                           std::string_view name,
                           const std::optional<std::string>& value);

// A commit as an object; with `changes`, the tables that it changed, if they are known.
void write_commit(JsonWriter& json, const graph::CommitHeader& commit);
// The same without the braces.
void write_commit_members(JsonWriter& json, const graph::CommitHeader& commit);

// "01K… branch=main version=3 actor=… at=… operation=…\n"
std::string commit_line(const graph::CommitHeader& commit);

// A line per fact.
std::string commit_lines(const graph::CommitHeader& commit);

// "feature 01K… version=3 at=…\n"
std::string info_line(const engine::BranchInfo& info);

}  // namespace omnigraph::cli
