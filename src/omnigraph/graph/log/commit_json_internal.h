// Commit headers as JSON, in records and in lineage pages.
#pragma once

#include <string_view>
#include <vector>

#include "omnigraph/base/json_writer.h"
#include "omnigraph/graph/log/record.h"

namespace omnigraph::graph {

class Members;

// An array member of headers, oldest first; each follows the one before it.
void write_headers(JsonWriter& json,
                   std::string_view name,
                   const std::vector<CommitHeader>& headers);
std::vector<CommitHeader> read_headers(Members& members, std::string_view name);

}  // namespace omnigraph::graph
