#include "omnigraph/exec/results/tie_break.h"

#include <algorithm>

#include "omnigraph/exec/results/entity_keys.h"

namespace omnigraph::exec {
namespace {

using columnar::ArrayPtr;

bool same_entity(const EntityColumn& column, uint32_t a, uint32_t b) {
  return column.positions[a] == column.positions[b] &&
         (column.type_index.empty() || column.type_index[a] == column.type_index[b]);
}

bool is_settled(const EntityColumn& column,
                const std::vector<uint32_t>& order,
                const TieRange& tie) {
  for (size_t i = tie.begin + 1; i < tie.end; ++i) {
    if (!same_entity(column, order[tie.begin], order[i])) {
      return false;
    }
  }
  return true;
}

// The ranges of `tie` whose rows have one entity, if there are at least two of them.
void split(const EntityColumn& column,
           const std::vector<uint32_t>& order,
           const TieRange& tie,
           std::vector<TieRange>* rest) {
  size_t begin = tie.begin;
  for (size_t i = tie.begin + 1; i <= tie.end; ++i) {
    if (i < tie.end && same_entity(column, order[begin], order[i])) {
      continue;
    }
    if (i - begin > 1) {
      rest->push_back({begin, i});
    }
    begin = i;
  }
}

// Sorts the ranges by one variable.
Status sort_by(ExecContext& context,
               query::VarId v,
               const EntityColumn& column,
               const std::vector<TieRange>& ties,
               std::vector<uint32_t>* order) {
  EntityColumn tied;
  for (const TieRange& tie : ties) {
    for (size_t i = tie.begin; i < tie.end; ++i) {
      tied.positions.push_back(column.positions[(*order)[i]]);
      if (!column.type_index.empty()) {
        tied.type_index.push_back(column.type_index[(*order)[i]]);
      }
    }
  }
  OG_ASSIGN_OR_RETURN(const ArrayPtr keys, entity_keys(context, context.query.variables[v], tied));
  struct Keyed {
    bool null = false;
    std::string_view key;
    uint32_t row = 0;
  };
  std::vector<Keyed> sorted;
  size_t first = 0;
  for (const TieRange& tie : ties) {
    sorted.clear();
    for (size_t i = tie.begin; i < tie.end; ++i, ++first) {
      const bool null = keys->is_null(first);
      sorted.push_back({null, null ? std::string_view() : keys->string_at(first), (*order)[i]});
    }
    std::stable_sort(sorted.begin(), sorted.end(), [](const Keyed& a, const Keyed& b) {
      return a.null != b.null ? a.null : a.key < b.key;
    });
    for (size_t i = 0; i < sorted.size(); ++i) {
      (*order)[tie.begin + i] = sorted[i].row;
    }
  }
  return {};
}

}  // namespace

Status break_ties(ExecContext& context,
                  const RowBatch& rows,
                  std::span<const query::VarId> variables,
                  std::vector<TieRange> ties,
                  std::vector<uint32_t>* order) {
  for (const query::VarId v : variables) {
    const EntityColumn& column = rows.variables[v];
    if (ties.empty() || !column.bound) {
      continue;
    }
    OG_RETURN_IF_ERROR(context.cancel.check());
    std::vector<TieRange> open;
    std::vector<TieRange> rest;
    for (const TieRange& tie : ties) {
      (is_settled(column, *order, tie) ? rest : open).push_back(tie);
    }
    if (!open.empty()) {
      OG_RETURN_IF_ERROR(sort_by(context, v, column, open, order));
    }
    for (const TieRange& tie : open) {
      split(column, *order, tie, &rest);
    }
    ties = std::move(rest);
  }
  return {};
}

}  // namespace omnigraph::exec
