#include "omnigraph/exec/results/project.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace omnigraph::exec {
namespace {

Result<std::optional<uint64_t>> row_limit(const std::optional<query::RowLimit>& limit,
                                          const std::vector<query::Value>& params,
                                          const char* clause) {
  if (!limit) {
    return std::optional<uint64_t>();
  }
  if (const auto* count = std::get_if<uint64_t>(&*limit)) {
    return std::optional(*count);
  }
  const query::Value& value = params[std::get<query::ParamRef>(*limit).index];
  if (value.is_null()) {
    return std::optional<uint64_t>();
  }
  if (const auto* count = std::get_if<uint64_t>(&value.data)) {
    return std::optional(*count);
  }
  const auto* count = std::get_if<int64_t>(&value.data);
  if (count == nullptr) {
    return Error(ErrorCode::kInternal, "a row count is not an integer");
  }
  if (*count < 0) {
    return run_error("R004", format("{} must not be negative, found {}", clause, *count));
  }
  return std::optional(static_cast<uint64_t>(*count));
}

}  // namespace

std::optional<uint64_t> RowWindow::reach() const {
  if (!limit) {
    return std::nullopt;
  }
  const uint64_t room = std::numeric_limits<uint64_t>::max() - skip;
  return skip + std::min(*limit, room);
}

Result<RowWindow> row_window(const query::Read& read, const std::vector<query::Value>& params) {
  RowWindow window;
  OG_ASSIGN_OR_RETURN(const auto skip, row_limit(read.skip, params, "skip"));
  OG_ASSIGN_OR_RETURN(window.limit, row_limit(read.limit, params, "limit"));
  window.skip = skip.value_or(0);
  return window;
}

Project::Project(StageContext& context, RowWindow window, bool stop_early)
    : context_(context), window_(window), stop_early_(stop_early) {
  for (const query::OutputColumn& column : context.read.columns) {
    ResultColumn made;
    made.name = column.name;
    made.type = column.expr->type;
    made.json = is_json(column.expr->type);
    result_.columns.push_back(std::move(made));
  }
}

Result<Flow> Project::consume(Rows rows) {
  const uint64_t count = rows.row_count();
  const uint64_t first = std::min(window_.skip - skipped_, count);
  skipped_ += first;
  uint64_t last = count;
  if (window_.limit) {
    last = std::min(last, first + std::min(*window_.limit - result_.row_count, count - first));
  }
  if (first < last) {
    if (first != 0 || last != count) {
      std::vector<uint32_t> indices(last - first);
      std::iota(indices.begin(), indices.end(), static_cast<uint32_t>(first));
      rows = take_rows(rows, indices);
    }
    for (size_t c = 0; c < result_.columns.size(); ++c) {
      OG_ASSIGN_OR_RETURN(columnar::ArrayPtr values,
                          result_values(context_, *context_.read.columns[c].expr, rows));
      OG_RETURN_IF_ERROR(context_.run.memory.charge(values->byte_size()));
      charged_bytes_ += values->byte_size();
      result_.columns[c].chunks.push_back(std::move(values));
    }
    result_.row_count += last - first;
  }
  return stop_early_ && full() ? Flow::kEnough : Flow::kMore;
}

}  // namespace omnigraph::exec
