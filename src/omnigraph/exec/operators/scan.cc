#include "omnigraph/exec/operators/scan.h"

#include <algorithm>
#include <numeric>

#include "omnigraph/exec/operators/row_gather.h"

namespace omnigraph::exec {
namespace {

using graph::TableView;

std::vector<RowRange> intersect(const std::vector<RowRange>& a, const std::vector<RowRange>& b) {
  std::vector<RowRange> both;
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const uint32_t begin = std::max(a[i].begin, b[j].begin);
    const uint32_t end = std::min(a[i].end, b[j].end);
    if (begin < end) {
      both.push_back({begin, end});
    }
    a[i].end < b[j].end ? ++i : ++j;
  }
  return both;
}

// The live positions of rows [begin, end).
std::vector<uint32_t> live_positions(const TableView::Fragment& fragment,
                                     uint32_t begin,
                                     uint32_t end) {
  std::vector<uint32_t> positions;
  if (fragment.live.empty()) {
    positions.resize(end - begin);
    std::iota(positions.begin(), positions.end(), fragment.first_position + begin);
    return positions;
  }
  positions.reserve(end - begin);
  for (uint32_t row = begin; row < end; ++row) {
    if (columnar::get_bit(fragment.live.data(), row)) {
      positions.push_back(fragment.first_position + row);
    }
  }
  return positions;
}

}  // namespace

Result<std::vector<RowRange>> prune_pages(const TableView& view,
                                          const TableView::Fragment& fragment,
                                          const std::vector<PagePredicate>& predicates) {
  std::vector<RowRange> ranges = {{0, fragment.row_count}};
  for (const PagePredicate& predicate : predicates) {
    const auto column = view.column_index(predicate.column);
    if (!column) {
      continue;
    }
    OG_ASSIGN_OR_RETURN(const auto pages, fragment.source->bounds(*column));
    if (pages.empty()) {
      continue;
    }
    std::vector<RowRange> matching;
    for (const graph::ColumnBounds& page : pages) {
      if (!page_may_match(page, predicate)) {
        continue;
      }
      const RowRange range{page.first_row, page.first_row + page.row_count};
      if (!matching.empty() && matching.back().end == range.begin) {
        matching.back().end = range.end;
      } else {
        matching.push_back(range);
      }
    }
    ranges = intersect(ranges, matching);
  }
  return ranges;
}

Result<Flow> Scan::scan_table(const RowBatch& batch,
                              uint32_t row,
                              uint16_t type_index,
                              Sink& next) {
  const query::VariableInfo& variable = scope_.run.variable(step_.variable);
  const bool wanted = std::find(keep_.begin(), keep_.end(), step_.variable) != keep_.end();
  OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view,
                      scope_.run.context.tables.table(*variable.types[type_index]));
  const auto batch_rows = static_cast<uint32_t>(scope_.run.context.limits.batch_rows);
  for (const TableView::Fragment& fragment : view->fragments()) {
    OG_ASSIGN_OR_RETURN(const std::vector<RowRange> ranges,
                        prune_pages(*view, fragment, step_.pages));
    for (const RowRange& range : ranges) {
      for (uint32_t begin = range.begin; begin < range.end;) {
        OG_RETURN_IF_ERROR(scope_.run.context.cancel.check());
        const uint32_t end = begin + std::min(batch_rows, range.end - begin);
        std::vector<uint32_t> positions = live_positions(fragment, begin, end);
        begin = end;
        if (positions.empty()) {
          continue;
        }
        RowBatch out;
        gather_variables(batch, std::vector<uint32_t>(positions.size(), row), keep_, &out);
        if (wanted) {
          EntityColumn& column = out.variables[step_.variable];
          column.bound = true;
          if (variable.types.size() > 1) {
            column.type_index.assign(positions.size(), type_index);
          }
          column.positions = std::move(positions);
        }
        OG_ASSIGN_OR_RETURN(const Flow flow, next.consume(std::move(out)));
        if (flow == Flow::kEnough) {
          return flow;
        }
      }
    }
  }
  return Flow::kMore;
}

Result<Flow> Scan::process(RowBatch batch, Sink& next) {
  const size_t type_count = scope_.run.variable(step_.variable).types.size();
  for (uint32_t row = 0; row < batch.row_count; ++row) {
    for (size_t type = 0; type < type_count; ++type) {
      OG_ASSIGN_OR_RETURN(const Flow flow,
                          scan_table(batch, row, static_cast<uint16_t>(type), next));
      if (flow == Flow::kEnough) {
        return flow;
      }
    }
  }
  return Flow::kMore;
}

}  // namespace omnigraph::exec
