#include "omnigraph/graph/merge/merge_rows.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/diff/widen.h"
#include "omnigraph/graph/table/id_index.h"

namespace omnigraph::graph {
namespace {

using columnar::ArrayPtr;
using columnar::kNullRow;

constexpr size_t kRowsStaged = 4096;

// A row that the merge writes: cells of the source, or of the target's row that it takes the place
// of.
struct MergedRow {
  uint32_t source = kNullRow;
  uint32_t target = kNullRow;     // the row it replaces
  std::vector<bool> from_source;  // by the target's columns; empty: all that the source has
};

class RowMerger {
 public:
  RowMerger(const TableTriple& triple,
            const MergeRules& rules,
            StagedTable& staged,
            const CancelToken& cancel)
      : triple_(triple),
        rules_(rules),
        staged_(staged),
        cancel_(cancel),
        type_(triple.target->type()),
        source_of_(reversed(triple.source_to_target, triple.target->columns().size())) {}

  Result<RowMerge> run() {
    part_changes();
    OG_RETURN_IF_ERROR(take_over_alone());
    OG_RETURN_IF_ERROR(settle_pairs());
    OG_RETURN_IF_ERROR(settle_contested());
    OG_RETURN_IF_ERROR(stage());
    std::sort(merge_.conflicts.begin(), merge_.conflicts.end(), [](const auto& a, const auto& b) {
      return a.row_id < b.row_id;
    });
    return std::move(merge_);
  }

 private:
  struct Pair {
    const RowChange* source = nullptr;
    const RowChange* target = nullptr;
  };

  // Changes of the source alone, and of both.
  void part_changes() {
    auto target = triple_.target_changes.begin();
    for (const RowChange& source : triple_.source_changes) {
      if (triple_.contested.count(source.id) != 0) {
        continue;
      }
      while (target != triple_.target_changes.end() && target->id < source.id) {
        ++target;
      }
      if (target != triple_.target_changes.end() && target->id == source.id) {
        both_.push_back({&source, &*target});
      } else {
        alone_.push_back(&source);
      }
    }
  }

  Status take_over_alone() {
    std::vector<const RowChange*> stored;
    for (const RowChange* change : alone_) {
      if (change->op() == RowOp::kInsert) {
        put({change->after, kNullRow, {}});
      } else {
        stored.push_back(change);
      }
    }
    OG_ASSIGN_OR_RETURN(const std::vector<uint32_t> places, unchanged_in_target(stored));
    for (size_t i = 0; i < stored.size(); ++i) {
      if (stored[i]->op() == RowOp::kDelete) {
        erase(places[i]);
      } else {
        put({stored[i]->after, places[i], {}});
      }
    }
    return {};
  }

  // Where rows of the base that the target did not change lie in it.
  Result<std::vector<uint32_t>> unchanged_in_target(std::span<const RowChange* const> changes) {
    std::vector<uint32_t> base_positions;
    for (const RowChange* change : changes) {
      base_positions.push_back(change->before);
    }
    std::vector<uint32_t> places;
    if (triple_.base != nullptr) {
      places = shared_positions(*triple_.base, *triple_.target, base_positions);
    }
    std::vector<std::string_view> ids;
    std::vector<size_t> unknown;
    for (size_t i = 0; i < places.size(); ++i) {
      if (places[i] == kNullRow) {
        unknown.push_back(i);
        ids.push_back(changes[i]->id);
      }
    }
    if (!ids.empty()) {
      OG_ASSIGN_OR_RETURN(const std::vector<uint32_t> found, scan_ids(*triple_.target, ids));
      for (size_t k = 0; k < unknown.size(); ++k) {
        if (found[k] == kNullRow) {
          return Error(ErrorCode::kCorruption,
                       format("a row of the merge base is neither in the target nor deleted there: "
                              "table \"{}\", id '{}'",
                              type_.table_key,
                              ids[k]));
        }
        places[unknown[k]] = found[k];
      }
    }
    return places;
  }

  // ---- Rows that both sides changed ----

  Status settle_pairs() {
    std::vector<Pair> inserted;
    std::vector<Pair> updated;
    for (const Pair& pair : both_) {
      const RowOp source = pair.source->op();
      const RowOp target = pair.target->op();
      if (source == RowOp::kDelete && target == RowOp::kDelete) {
        continue;
      }
      if (source == RowOp::kDelete || target == RowOp::kDelete) {
        OG_RETURN_IF_ERROR(settle_deletion(pair.source->id,
                                           source == RowOp::kDelete ? kNullRow : pair.source->after,
                                           pair.target->after));
      } else if (source == RowOp::kInsert) {
        inserted.push_back(pair);
      } else {
        updated.push_back(pair);
      }
    }
    for (size_t at = 0; at < inserted.size(); at += kRowsStaged) {
      OG_RETURN_IF_ERROR(cancel_.check());
      OG_RETURN_IF_ERROR(settle_inserts(
          std::span(inserted).subspan(at, std::min(kRowsStaged, inserted.size() - at))));
    }
    for (size_t at = 0; at < updated.size(); at += kRowsStaged) {
      OG_RETURN_IF_ERROR(cancel_.check());
      OG_RETURN_IF_ERROR(settle_updates(
          std::span(updated).subspan(at, std::min(kRowsStaged, updated.size() - at))));
    }
    return {};
  }

  // One side has no such row any more: kNullRow.
  Status settle_deletion(const std::string& id, uint32_t source, uint32_t target) {
    OG_ASSIGN_OR_RETURN(const Decision decision, rules_.decide(type_.table_key, id));
    if (decision == Decision::kFail) {
      report(ConflictKind::kDeleteVsUpdate, id, {});
      return {};
    }
    ++merge_.decided;
    if (decision != Decision::kTheirs) {
      return {};
    }
    if (source == kNullRow) {
      erase(target);
    } else {
      put({source, kNullRow, {}});
    }
    return {};
  }

  Status settle_inserts(std::span<const Pair> pairs) {
    OG_ASSIGN_OR_RETURN(const auto differs, sides_differ(pairs));
    for (size_t i = 0; i < pairs.size(); ++i) {
      const std::vector<size_t> properties = conflicting(differs[i]);
      if (!properties.empty()) {
        OG_RETURN_IF_ERROR(settle_whole(ConflictKind::kDivergentInsert,
                                        pairs[i].source->id,
                                        properties,
                                        {pairs[i].source->after, pairs[i].target->after, {}}));
      }
    }
    return {};
  }

  // A conflict that takes the row of one side or the other.
  Status settle_whole(ConflictKind kind,
                      const std::string& id,
                      const std::vector<size_t>& properties,
                      MergedRow theirs) {
    OG_ASSIGN_OR_RETURN(const Decision decision, rules_.decide(type_.table_key, id));
    if (decision == Decision::kFail) {
      report(kind, id, properties);
      return {};
    }
    ++merge_.decided;
    if (decision == Decision::kTheirs) {
      put(std::move(theirs));
    }
    return {};
  }

  Status settle_updates(std::span<const Pair> pairs) {
    OG_ASSIGN_OR_RETURN(const auto differs, sides_differ(pairs));
    std::vector<RowChange> by_source;
    std::vector<RowChange> by_target;
    for (const Pair& pair : pairs) {
      by_source.push_back({{}, pair.source->before, pair.source->after});
      by_target.push_back({{}, pair.target->before, pair.target->after});
    }
    OG_ASSIGN_OR_RETURN(
        const auto source_changed,
        changed_columns(*triple_.base, *triple_.source, triple_.base_to_source, by_source));
    OG_ASSIGN_OR_RETURN(
        const auto target_changed,
        changed_columns(*triple_.base, *triple_.target, triple_.base_to_target, by_target));
    for (size_t i = 0; i < pairs.size(); ++i) {
      const std::vector<size_t> whole = conflicting(differs[i]);
      const MergedRow row{pairs[i].source->after, pairs[i].target->after, {}};
      if (rules_.whole_rows && !whole.empty()) {
        OG_RETURN_IF_ERROR(
            settle_whole(ConflictKind::kDivergentUpdate, pairs[i].source->id, whole, row));
      } else {
        OG_RETURN_IF_ERROR(settle_properties(
            pairs[i].source->id, row, differs[i], source_changed[i], target_changed[i]));
      }
    }
    return {};
  }

  Status settle_properties(const std::string& id,
                           MergedRow row,
                           const std::vector<bool>& differs,
                           const std::vector<bool>& source_changed,
                           const std::vector<bool>& target_changed) {
    row.from_source.assign(differs.size(), false);
    std::vector<size_t> conflicts;
    for (size_t c = 0; c < differs.size(); ++c) {
      if (!differs[c] || !source_of_[c] || !source_changed[*source_of_[c]]) {
        continue;
      }
      if (!target_changed[c]) {
        row.from_source[c] = true;
      } else if (sets_itself(c)) {
        OG_ASSIGN_OR_RETURN(const bool later, source_is_later(c, row));
        row.from_source[c] = later;
      } else {
        conflicts.push_back(c);
      }
    }
    if (!conflicts.empty()) {
      OG_ASSIGN_OR_RETURN(const Decision decision, rules_.decide(type_.table_key, id));
      if (decision == Decision::kFail) {
        report(ConflictKind::kDivergentUpdate, id, conflicts);
        return {};
      }
      ++merge_.decided;
      for (const size_t c : conflicts) {
        row.from_source[c] = decision == Decision::kTheirs;
      }
    }
    if (std::find(row.from_source.begin(), row.from_source.end(), true) != row.from_source.end()) {
      put(std::move(row));
    }
    return {};
  }

  // For each pair, in which of the target's columns the sides differ.
  Result<std::vector<std::vector<bool>>> sides_differ(std::span<const Pair> pairs) {
    std::vector<RowChange> sides;
    for (const Pair& pair : pairs) {
      sides.push_back({{}, pair.source->after, pair.target->after});
    }
    return changed_columns(*triple_.source, *triple_.target, triple_.source_to_target, sides);
  }

  const schema::Property* property_of(size_t column) const {
    return type_.find_property(triple_.target->columns()[column].name);
  }

  bool sets_itself(size_t column) const {
    const schema::Property* property = property_of(column);
    return property != nullptr && property->automatic != schema::Automatic::kNone;
  }

  // Columns that are set by people, and that both sides have.
  std::vector<size_t> conflicting(const std::vector<bool>& differs) const {
    std::vector<size_t> columns;
    for (size_t c = 0; c < differs.size(); ++c) {
      if (differs[c] && source_of_[c] && !sets_itself(c)) {
        columns.push_back(c);
      }
    }
    return columns;
  }

  Result<bool> source_is_later(size_t column, const MergedRow& row) const {
    OG_ASSIGN_OR_RETURN(const ArrayPtr theirs,
                        triple_.source->take(*source_of_[column], std::span(&row.source, 1)));
    OG_ASSIGN_OR_RETURN(const ArrayPtr ours,
                        triple_.target->take(column, std::span(&row.target, 1)));
    if (theirs->is_null(0) || ours->is_null(0)) {
      return ours->is_null(0);
    }
    return theirs->value_at<int64_t>(0) > ours->value_at<int64_t>(0);
  }

  void report(ConflictKind kind, const std::string& id, const std::vector<size_t>& columns) {
    MergeConflict conflict;
    conflict.table_key = type_.table_key;
    conflict.row_id = id;
    conflict.kind = kind;
    switch (kind) {
      case ConflictKind::kDivergentInsert:
        conflict.message = format("divergent insert for id '{}'", id);
        break;
      case ConflictKind::kDivergentUpdate:
        conflict.message = format("divergent update for id '{}'", id);
        break;
      default:
        conflict.message = format("delete/update conflict for id '{}'", id);
        break;
    }
    for (const size_t column : columns) {
      conflict.properties.push_back(triple_.target->columns()[column].name);
    }
    merge_.conflicts.push_back(std::move(conflict));
  }

  // ---- Ids on which several bases disagree ----

  Status settle_contested() {
    std::vector<std::string_view> ids(triple_.contested.begin(), triple_.contested.end());
    if (ids.empty()) {
      return {};
    }
    std::vector<uint32_t> theirs(ids.size(), kNullRow);
    if (triple_.source != nullptr) {
      OG_ASSIGN_OR_RETURN(theirs, scan_ids(*triple_.source, ids));
    }
    OG_ASSIGN_OR_RETURN(const std::vector<uint32_t> ours, scan_ids(*triple_.target, ids));
    for (size_t i = 0; i < ids.size(); ++i) {
      const std::string id(ids[i]);
      if ((theirs[i] == kNullRow) != (ours[i] == kNullRow)) {
        OG_RETURN_IF_ERROR(settle_deletion(id, theirs[i], ours[i]));
      } else if (theirs[i] != kNullRow) {
        const RowChange sides{{}, theirs[i], ours[i]};
        OG_ASSIGN_OR_RETURN(
            const auto differs,
            changed_columns(
                *triple_.source, *triple_.target, triple_.source_to_target, std::span(&sides, 1)));
        const std::vector<size_t> properties = conflicting(differs[0]);
        if (!properties.empty()) {
          OG_RETURN_IF_ERROR(settle_whole(
              ConflictKind::kDivergentUpdate, id, properties, {theirs[i], ours[i], {}}));
        }
      }
    }
    return {};
  }

  // ---- Staging ----

  void put(MergedRow row) {
    ++(row.target == kNullRow ? merge_.counts.inserted : merge_.counts.updated);
    puts_.push_back(std::move(row));
  }

  void erase(uint32_t target) {
    ++merge_.counts.deleted;
    erased_.push_back(target);
  }

  Status stage() {
    if (!erased_.empty()) {
      std::sort(erased_.begin(), erased_.end());
      staged_.erase(erased_);
    }
    for (size_t at = 0; at < puts_.size(); at += kRowsStaged) {
      OG_RETURN_IF_ERROR(cancel_.check());
      const size_t count = std::min(kRowsStaged, puts_.size() - at);
      OG_RETURN_IF_ERROR(stage_rows(std::span(puts_).subspan(at, count)));
    }
    return {};
  }

  Status stage_rows(std::span<const MergedRow> rows) {
    std::vector<uint32_t> source;
    std::vector<uint32_t> target;
    for (const MergedRow& row : rows) {
      source.push_back(row.source);
      target.push_back(row.target);
    }
    columnar::Batch batch;
    batch.row_count = rows.size();
    for (size_t c = 0; c < triple_.target->columns().size(); ++c) {
      OG_ASSIGN_OR_RETURN(ArrayPtr cells, merged_cells(c, rows, source, target));
      batch.columns.push_back(std::move(cells));
    }
    staged_.put(std::move(batch), target);
    return {};
  }

  // Cells of one column of the target: from the source, from the rows that are replaced, or, for
  // new rows in a column that the source does not have, the column's default.
  Result<ArrayPtr> merged_cells(size_t column,
                                std::span<const MergedRow> rows,
                                std::span<const uint32_t> source,
                                std::span<const uint32_t> target) const {
    const auto theirs = source_of_[column];
    const auto from_source = [&](const MergedRow& row) {
      return theirs && (row.from_source.empty() || row.from_source[column]);
    };
    const columnar::DataType& type = triple_.target->columns()[column].type;
    ArrayPtr from_theirs;
    if (theirs) {
      OG_ASSIGN_OR_RETURN(from_theirs, triple_.source->take(*theirs, source));
      from_theirs = widened(from_theirs, type);
    }
    if (std::all_of(rows.begin(), rows.end(), from_source)) {
      return from_theirs;
    }
    // Three parts, and for each row the place of its cell in them.
    std::vector<ArrayPtr> parts(2);
    if (theirs) {
      parts[0] = std::move(from_theirs);
    } else {
      parts[0] = columnar::make_nulls(type, rows.size());
    }
    OG_ASSIGN_OR_RETURN(parts[1], triple_.target->take(column, target));
    const schema::Property* property = property_of(column);
    const bool has_default = property != nullptr && property->default_value &&
                             property->default_value->constant != nullptr;
    if (has_default) {
      parts.push_back(property->default_value->constant);
    }
    std::vector<uint32_t> places;
    for (size_t i = 0; i < rows.size(); ++i) {
      if (from_source(rows[i])) {
        places.push_back(static_cast<uint32_t>(i));
      } else if (rows[i].target == kNullRow && has_default) {
        places.push_back(static_cast<uint32_t>(2 * rows.size()));
      } else {
        places.push_back(static_cast<uint32_t>(rows.size() + i));
      }
    }
    return columnar::take(*columnar::concat(parts), places);
  }

  const TableTriple& triple_;
  const MergeRules& rules_;
  StagedTable& staged_;
  const CancelToken& cancel_;
  const schema::EntityType& type_;
  const ColumnMap source_of_;  // by the target's columns
  std::vector<const RowChange*> alone_;
  std::vector<Pair> both_;
  std::vector<MergedRow> puts_;
  std::vector<uint32_t> erased_;
  RowMerge merge_;
};

}  // namespace

Result<RowMerge> merge_rows(const TableTriple& triple,
                            const MergeRules& rules,
                            StagedTable& staged,
                            const CancelToken& cancel) {
  return RowMerger(triple, rules, staged, cancel).run();
}

}  // namespace omnigraph::graph
