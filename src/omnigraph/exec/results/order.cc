#include "omnigraph/exec/results/order.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace omnigraph::exec {
namespace {

// Rows held at least before hopeless ones are dropped.
constexpr size_t kHeldRowsMin = 16384;

// Twice what is wanted: dropping then frees at least half and so costs a few steps per row.
size_t drop_limit(std::optional<uint64_t> reach) {
  constexpr uint64_t kNever = std::numeric_limits<size_t>::max();
  return !reach || *reach > kNever / 2 ? kNever : std::max<uint64_t>(kHeldRowsMin, 2 * *reach);
}

GroupedColumns concat(const std::vector<GroupedColumns>& chunks) {
  GroupedColumns all;
  const auto join = [&](std::vector<columnar::ArrayPtr> GroupedColumns::*member) {
    for (size_t c = 0; c < (chunks[0].*member).size(); ++c) {
      std::vector<columnar::ArrayPtr> parts;
      for (const GroupedColumns& chunk : chunks) {
        if ((chunk.*member)[c] != nullptr) {
          parts.push_back((chunk.*member)[c]);
        }
      }
      (all.*member)
          .push_back(parts.empty()       ? nullptr
                     : parts.size() == 1 ? parts[0]
                                         : columnar::concat(parts));
    }
  };
  join(&GroupedColumns::keys);
  join(&GroupedColumns::aggregates);
  return all;
}

}  // namespace

Order::Order(StageContext& context, Options options, RowStage& next)
    : context_(context),
      options_(std::move(options)),
      next_(next),
      drop_at_(drop_limit(options_.reach)),
      rows_(context.run.memory, context.run.context.query.variables.size(), options_.variables) {
  for (const OrderKey& key : options_.keys) {
    columns_.emplace_back(context.run.memory, key.rule);
  }
}

Result<Flow> Order::consume(Rows rows) {
  for (size_t k = 0; k < columns_.size(); ++k) {
    OG_ASSIGN_OR_RETURN(const columnar::ArrayPtr values,
                        order_values(context_, *options_.keys[k].expr, rows));
    OG_RETURN_IF_ERROR(columns_[k].append(values));
  }
  OG_RETURN_IF_ERROR(rows_.append(rows.batch));
  if (rows.above_groups() != nullptr) {
    grouped_.push_back(std::move(rows.grouped));
  } else if (rows_.size() >= drop_at_) {
    OG_RETURN_IF_ERROR(drop_hopeless());
  }
  return Flow::kMore;
}

int Order::compare(uint32_t a, uint32_t b) const {
  for (const OrderColumn& column : columns_) {
    const int order = column.compare(a, b);
    if (order != 0) {
      return order;
    }
  }
  return 0;
}

bool Order::before(uint32_t a, uint32_t b) const {
  const int order = compare(a, b);
  return order != 0 ? order < 0 : a < b;
}

std::vector<uint32_t> Order::candidates() const {
  std::vector<uint32_t> rows(rows_.size());
  std::iota(rows.begin(), rows.end(), 0U);
  if (!options_.reach || *options_.reach >= rows.size()) {
    return rows;
  }
  if (*options_.reach == 0) {
    return {};
  }
  // The last row wanted, and everything that its keys do not put behind it.
  const auto last = rows.begin() + static_cast<ptrdiff_t>(*options_.reach - 1);
  std::nth_element(
      rows.begin(), last, rows.end(), [&](uint32_t a, uint32_t b) { return before(a, b); });
  const uint32_t pivot = *last;
  std::erase_if(rows, [&](uint32_t row) { return compare(row, pivot) > 0; });
  return rows;
}

Status Order::drop_hopeless() {
  std::vector<uint32_t> rows = candidates();
  if (rows.size() > drop_at_ / 2) {
    // Ties keep too many: the further keys tell which of them are wanted.
    OG_RETURN_IF_ERROR(arrange(&rows));
    rows.resize(*options_.reach);
  }
  // By arrival, as before: that is the last key.
  std::sort(rows.begin(), rows.end());
  rows_.keep(rows);
  for (OrderColumn& column : columns_) {
    column.keep(rows);
  }
  return {};
}

Status Order::arrange(std::vector<uint32_t>* rows) {
  std::sort(rows->begin(), rows->end(), [&](uint32_t a, uint32_t b) { return before(a, b); });
  if (options_.tie_break.empty()) {
    return {};
  }
  return break_ties(context_.run.context, rows_.rows(), options_.tie_break, ties(*rows), rows);
}

std::vector<TieRange> Order::ties(const std::vector<uint32_t>& order) const {
  std::vector<TieRange> ties;
  const size_t reach =
      options_.reach ? std::min<size_t>(*options_.reach, order.size()) : order.size();
  for (size_t begin = 0; begin < reach;) {
    size_t end = begin + 1;
    while (end < order.size() && compare(order[begin], order[end]) == 0) {
      ++end;
    }
    if (end - begin > 1) {
      ties.push_back({begin, end});
    }
    begin = end;
  }
  return ties;
}

Status Order::finish() {
  std::vector<uint32_t> order = candidates();
  OG_RETURN_IF_ERROR(context_.run.memory.charge(order.size() * sizeof(uint32_t)));
  OG_RETURN_IF_ERROR(arrange(&order));
  OG_RETURN_IF_ERROR(emit(order));
  context_.run.memory.release(order.size() * sizeof(uint32_t));
  return next_.finish();
}

Status Order::emit(const std::vector<uint32_t>& order) {
  Rows all;
  if (!grouped_.empty()) {
    all.grouped = concat(grouped_);
  }
  const size_t batch_rows = context_.run.context.limits.batch_rows;
  for (size_t begin = 0; begin < order.size(); begin += batch_rows) {
    OG_RETURN_IF_ERROR(context_.run.context.cancel.check());
    const size_t end = std::min(order.size(), begin + batch_rows);
    const std::vector<uint32_t> indices(order.begin() + static_cast<ptrdiff_t>(begin),
                                        order.begin() + static_cast<ptrdiff_t>(end));
    Rows rows;
    rows.batch = take_rows(rows_.rows(), indices);
    rows.grouped = take_rows(all, indices).grouped;
    OG_ASSIGN_OR_RETURN(const Flow flow, next_.consume(std::move(rows)));
    if (flow == Flow::kEnough) {
      break;
    }
  }
  return {};
}

}  // namespace omnigraph::exec
