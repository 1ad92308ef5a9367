#include "omnigraph/graph/history/entity_change.h"

#include <algorithm>
#include <array>

#include "omnigraph/graph/export/cell_json.h"

namespace omnigraph::graph {
namespace {

using columnar::ArrayPtr;
using columnar::kNullRow;

constexpr size_t kRowsDescribed = 1024;

std::string shown_name(const schema::EntityType& type, size_t column) {
  if (type.is_edge() && column == 1) {
    return "@src";
  }
  if (type.is_edge() && column == 2) {
    return "@dst";
  }
  return type.columns[column].name;
}

// Fills the properties of some changes of one table, column by column.
class Describer {
 public:
  Describer(const TableInState& from, const TableInState& to, std::span<const RowChange> changes)
      : from_(from), to_(to), changes_(changes) {}

  Result<std::vector<EntityChange>> run(bool values) {
    OG_ASSIGN_OR_RETURN(before_view_, from_.view());
    OG_ASSIGN_OR_RETURN(after_view_, to_.view());
    for (const RowChange& change : changes_) {
      before_.push_back(change.before);
      after_.push_back(change.after);
      described_.push_back(named(change));
    }
    OG_RETURN_IF_ERROR(tell_ends());
    if (!values) {
      return std::move(described_);
    }
    ColumnMap columns(from_ ? from_.type->columns.size() : 0);
    if (from_ && to_) {
      OG_ASSIGN_OR_RETURN(columns, map_table_columns(from_, to_));
    }
    const size_t to_columns = to_ ? to_.type->columns.size() : 0;
    const ColumnMap back = reversed(columns, to_columns);
    for (size_t c = 1; c < to_columns; ++c) {
      OG_RETURN_IF_ERROR(add_column(shown_name(*to_.type, c), back[c], c));
    }
    for (size_t c = 1; c < columns.size(); ++c) {
      if (!columns[c]) {
        OG_RETURN_IF_ERROR(add_column(shown_name(*from_.type, c), c, std::nullopt));
      }
    }
    return std::move(described_);
  }

 private:
  EntityChange named(const RowChange& change) const {
    const TableInState& shown = change.op() == RowOp::kDelete || !to_ ? from_ : to_;
    EntityChange described;
    described.table_key = shown.type->table_key;
    described.type_name = shown.type->name;
    described.is_edge = shown.type->is_edge();
    described.id = change.id;
    described.op = change.op();
    return described;
  }

  Result<ArrayPtr> cells(const TableViewPtr& view,
                         std::optional<size_t> column,
                         const std::vector<uint32_t>& positions) const {
    return view == nullptr || !column ? Result<ArrayPtr>(ArrayPtr())
                                      : view->take(*column, positions);
  }

  Status tell_ends() {
    if (described_.empty() || !described_.front().is_edge) {
      return {};
    }
    std::array<ArrayPtr, 2> before;
    std::array<ArrayPtr, 2> after;
    for (size_t end = 0; end < 2; ++end) {
      OG_ASSIGN_OR_RETURN(before[end], cells(before_view_, end + 1, before_));
      OG_ASSIGN_OR_RETURN(after[end], cells(after_view_, end + 1, after_));
    }
    for (size_t i = 0; i < changes_.size(); ++i) {
      const auto& ends = changes_[i].op() == RowOp::kDelete ? before : after;
      described_[i].ends.emplace(ends[0]->string_at(i), ends[1]->string_at(i));
    }
    return {};
  }

  Status add_column(const std::string& name,
                    std::optional<size_t> column_before,
                    std::optional<size_t> column_after) {
    OG_ASSIGN_OR_RETURN(const ArrayPtr old, cells(before_view_, column_before, before_));
    OG_ASSIGN_OR_RETURN(const ArrayPtr now, cells(after_view_, column_after, after_));
    const auto text = [](const ArrayPtr& array, uint32_t position, size_t i) {
      return array == nullptr || position == kNullRow ? std::nullopt
                                                      : std::optional(cell_json(*array, i));
    };
    for (size_t i = 0; i < changes_.size(); ++i) {
      PropertyChange change{name, text(old, before_[i], i), text(now, after_[i], i)};
      if (change.before.value_or("null") != change.after.value_or("null")) {
        described_[i].properties.push_back(std::move(change));
      }
    }
    return {};
  }

  const TableInState& from_;
  const TableInState& to_;
  std::span<const RowChange> changes_;
  TableViewPtr before_view_;
  TableViewPtr after_view_;
  std::vector<uint32_t> before_;
  std::vector<uint32_t> after_;
  std::vector<EntityChange> described_;
};

const schema::EntityType& shown_type(const MatchedTable& table) {
  return table[1] ? *table[1].type : *table[0].type;
}

bool wanted(const MatchedTable& table, const ChangeFilter& filter) {
  if (filter.edges && *filter.edges != shown_type(table).is_edge()) {
    return false;
  }
  return filter.types.empty() ||
         std::any_of(table.begin(), table.end(), [&](const TableInState& state) {
           return state && filter.types.count(state.type->name) != 0;
         });
}

Status hand_out(const MatchedTable& table,
                std::vector<RowChange> changes,
                const ChangeFilter& filter,
                const ChangeSink& sink,
                const CancelToken& cancel) {
  std::erase_if(changes, [&](const RowChange& change) { return !filter.wants(change.op()); });
  std::stable_sort(changes.begin(), changes.end(), [](const RowChange& a, const RowChange& b) {
    return a.op() < b.op();
  });
  for (size_t at = 0; at < changes.size(); at += kRowsDescribed) {
    OG_RETURN_IF_ERROR(cancel.check());
    const auto block =
        std::span(changes).subspan(at, std::min(kRowsDescribed, changes.size() - at));
    OG_ASSIGN_OR_RETURN(auto described, describe_changes(table[0], table[1], block, filter.values));
    for (EntityChange& change : described) {
      OG_RETURN_IF_ERROR(sink(std::move(change)));
    }
  }
  return {};
}

}  // namespace

Result<std::vector<EntityChange>> describe_changes(const TableInState& from,
                                                   const TableInState& to,
                                                   std::span<const RowChange> changes,
                                                   bool values) {
  return Describer(from, to, changes).run(values);
}

Result<ChangeCounts> diff_states(const Snapshot& from,
                                 const Snapshot& to,
                                 const ChangeFilter& filter,
                                 const ChangeSink& sink,
                                 const CancelToken& cancel) {
  std::vector<MatchedTable> tables = match_tables({&from, &to});
  std::sort(tables.begin(), tables.end(), [](const MatchedTable& a, const MatchedTable& b) {
    return shown_type(a).table_key < shown_type(b).table_key;
  });
  ChangeCounts counts;
  for (const MatchedTable& table : tables) {
    const bool same = table[0] && table[1] && table[0].pin->manifest == table[1].pin->manifest;
    if (same || !wanted(table, filter)) {
      continue;
    }
    OG_ASSIGN_OR_RETURN(const TableViewPtr before, table[0].view());
    OG_ASSIGN_OR_RETURN(const TableViewPtr after, table[1].view());
    ColumnMap columns;
    if (table[0] && table[1]) {
      OG_ASSIGN_OR_RETURN(columns, map_table_columns(table[0], table[1]));
    }
    OG_ASSIGN_OR_RETURN(std::vector<RowChange> changes,
                        diff_tables(before.get(), after.get(), columns, cancel));
    for (const RowChange& change : changes) {
      if (filter.wants(change.op())) {
        ++(change.op() == RowOp::kInsert   ? counts.inserts
           : change.op() == RowOp::kUpdate ? counts.updates
                                           : counts.deletes);
        counts.types.insert(shown_type(table).name);
      }
    }
    OG_RETURN_IF_ERROR(hand_out(table, std::move(changes), filter, sink, cancel));
  }
  return counts;
}

}  // namespace omnigraph::graph
