// A whole read, from the pattern to result lines.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "support/reference/evaluate.h"

namespace omnigraph::testing {

struct PlainAnswer {
  // One JSON object per row, all of them: without `order` their sequence means nothing.
  std::vector<std::string> lines;
  bool ordered = false;
  // A skip or limit without order leaves it open which rows are meant: `lines` are then those
  // before it, and this is how many of them are due.
  std::optional<size_t> any_of_count;
};

Result<PlainAnswer> run_plain_read(const PlainContext& context);

// The result line of one row.
Result<std::string> result_line(const PlainContext& context,
                                const std::vector<query::OutputColumn>& columns,
                                const PlainRow& row);

// A context for `query` over `graph`, with parameters as the checker's decoder gives them.
PlainContext plain_context(const query::CheckedQuery& query,
                           const PlainGraph& graph,
                           const std::vector<query::Value>& params,
                           int64_t now_ms);

}  // namespace omnigraph::testing
