// Project: the last stage. Skips and limits rows, evaluates the result columns of the rows that are
// left and collects them.
#pragma once

#include <optional>

#include "omnigraph/exec/result_set.h"
#include "omnigraph/exec/results/column_values.h"

namespace omnigraph::exec {

// skip and limit of a read, decoded.
struct RowWindow {
  uint64_t skip = 0;
  std::optional<uint64_t> limit;
  // Rows from the first that may be needed; none = all.
  std::optional<uint64_t> reach() const;
};
// R004 for a negative parameter.
Result<RowWindow> row_window(const query::Read& read, const std::vector<query::Value>& params);

class Project final : public RowStage {
 public:
  // `stop_early`: more rows than the limit asks for need not be made (nothing before can raise).
  Project(StageContext& context, RowWindow window, bool stop_early);
  ~Project() override { context_.run.memory.release(charged_bytes_); }

  Result<Flow> consume(Rows rows) override;
  Status finish() override { return {}; }
  // The rows so far; afterwards there are none.
  ResultSet take_result() { return std::move(result_); }

 private:
  bool full() const { return window_.limit && result_.row_count >= *window_.limit; }

  StageContext& context_;
  RowWindow window_;
  bool stop_early_;
  uint64_t skipped_ = 0;
  size_t charged_bytes_ = 0;
  ResultSet result_;
};

}  // namespace omnigraph::exec
