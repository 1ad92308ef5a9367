// The answers of engine and reference side by side.
#pragma once

#include <string>
#include <vector>

#include "omnigraph/query/types/checked_query.h"
#include "support/reference/mutate_plain.h"
#include "support/reference/run_plain.h"

namespace omnigraph::testing {

// One query of a text, checked against the graph's own catalog. An empty name: the only one.
Result<query::CheckedQueryPtr> check_named(const schema::CatalogPtr& catalog,
                                           const std::string& source,
                                           const std::string& name);

// What the reference says, from the text on.
Result<PlainAnswer> reference_read(const PlainGraph& graph,
                                   const std::string& source,
                                   const std::string& name,
                                   const std::string& params);
Result<PlainChange> reference_change(const PlainGraph& graph,
                                     const std::string& source,
                                     const std::string& name,
                                     const std::string& params,
                                     int64_t now_ms);

// What differs, in words; empty if nothing does. Without order rows are compared as a bag; errors
// by their first code.
std::string difference(const Result<PlainAnswer>& expected,
                       const Result<std::vector<std::string>>& got);

// Lines of two states: ids that were made up and instants within [begin_ms, end_ms] are the same as
// each other, the sequence of lines means nothing.
std::string state_difference(const std::vector<std::string>& expected,
                             const std::vector<std::string>& got,
                             int64_t begin_ms,
                             int64_t end_ms);

// Every line, one per row, for messages.
std::string in_lines(const std::vector<std::string>& lines);

}  // namespace omnigraph::testing
