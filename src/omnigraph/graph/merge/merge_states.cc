#include "omnigraph/graph/merge/merge_states.h"

#include <algorithm>
#include <memory>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/log/record_files.h"
#include "omnigraph/graph/merge/match_tables.h"
#include "omnigraph/graph/merge/merge_checks.h"
#include "omnigraph/graph/merge/seal_merge.h"
#include "omnigraph/graph/table/id_index.h"

namespace omnigraph::graph {
namespace {

constexpr size_t kBase = 0;
constexpr size_t kSource = 1;
constexpr size_t kTarget = 2;
constexpr size_t kOtherBases = 3;

bool same_version(const TableInState& a, const TableInState& b) {
  return a.pin == nullptr || b.pin == nullptr
             ? a.pin == b.pin
             : a.pin->table_path == b.pin->table_path && a.pin->manifest == b.pin->manifest;
}

Decision flipped(Decision decision) {
  return decision == Decision::kOurs     ? Decision::kTheirs
         : decision == Decision::kTheirs ? Decision::kOurs
                                         : decision;
}

// The rules for a merge of the target into the source.
MergeRules flipped(const MergeRules& rules) {
  MergeRules other = rules;
  other.on_conflict = flipped(rules.on_conflict);
  for (auto& [table, decision] : other.by_table) {
    decision = flipped(decision);
  }
  for (auto& [row, decision] : other.by_row) {
    decision = flipped(decision);
  }
  if (rules.newest) {
    other.newest = [newest = rules.newest](const std::string& table,
                                           const std::string& id) -> Result<Decision> {
      OG_ASSIGN_OR_RETURN(const Decision decision, newest(table, id));
      return flipped(decision);
    };
  }
  return other;
}

RowCounts counts_of(const std::vector<RowChange>& changes) {
  RowCounts counts;
  for (const RowChange& change : changes) {
    ++(change.op() == RowOp::kInsert   ? counts.inserted
       : change.op() == RowOp::kUpdate ? counts.updated
                                       : counts.deleted);
  }
  return counts;
}

class StateMerger {
 public:
  StateMerger(GraphEnvironment& environment,
              const MergeInput& input,
              const MergeRules& rules,
              const CancelToken& cancel)
      : environment_(environment), input_(input), rules_(rules), cancel_(cancel) {}

  Result<StateMerge> run() {
    OG_RETURN_IF_ERROR(choose_schema());
    std::vector<const Snapshot*> states = {
        input_.bases.front().get(), input_.source.get(), input_.target.get()};
    for (size_t b = 1; b < input_.bases.size(); ++b) {
      states.push_back(input_.bases[b].get());
    }
    tables_ = match_tables(states);
    for (const MatchedTable& table : tables_) {
      OG_RETURN_IF_ERROR(merge_table(table));
    }
    if (merge_.conflicts.empty()) {
      OG_RETURN_IF_ERROR(check_merged_state());
    }
    std::stable_sort(merge_.conflicts.begin(),
                     merge_.conflicts.end(),
                     [](const MergeConflict& a, const MergeConflict& b) {
                       return std::tie(a.table_key, a.row_id) < std::tie(b.table_key, b.row_id);
                     });
    if (merge_.conflicts.empty()) {
      OG_RETURN_IF_ERROR(make_draft());
    }
    return std::move(merge_);
  }

 private:
  Status choose_schema() {
    const std::string& base = input_.bases.front()->schema_sha256();
    const std::string& source = input_.source->schema_sha256();
    const std::string& target = input_.target->schema_sha256();
    source_schema_ = source != target && target == base;
    if (source != target && source != base && target != base) {
      return Error(ErrorCode::kConflict,
                   "both sides changed the schema since the merge base; apply one of the schemas "
                   "to the other branch first, then merge");
    }
    if (source_schema_ && !input_.adopt) {
      return Error(ErrorCode::kUnsupported,
                   "the commit changed the schema: apply the schema that is wanted instead");
    }
    merge_.changes_schema = source_schema_;
    return {};
  }

  const Snapshot& result_schema() const { return source_schema_ ? *input_.source : *input_.target; }

  static bool bases_agree(const MatchedTable& table) {
    return std::all_of(table.begin() + kOtherBases, table.end(), [&](const TableInState& other) {
      return same_version(other, table[kBase]);
    });
  }

  Status merge_table(const MatchedTable& table) {
    const TableInState& base = table[kBase];
    const TableInState& source = table[kSource];
    const TableInState& target = table[kTarget];
    const bool agreed = bases_agree(table);
    if (!(source_schema_ ? source : target)) {
      return settle_dropped(table);
    }
    if (same_version(source, target) || (agreed && same_version(source, base) && target &&
                                         (!source_schema_ || same_version(target, base)))) {
      return rename_pin(table);
    }
    const bool fits = source && result_schema().schema_sha256() == input_.source->schema_sha256();
    if (agreed && input_.adopt && fits && same_version(target, base)) {
      return adopt(table);
    }
    return merge_by_rows(table);
  }

  // The result's schema has no such table. What the other side did to it meanwhile is in the way.
  Status settle_dropped(const MatchedTable& table) {
    const TableInState& other = table[source_schema_ ? kTarget : kSource];
    if (other && !same_version(other, table[kBase])) {
      MergeConflict conflict;
      conflict.table_key = other.pin->table_key;
      conflict.kind = ConflictKind::kDeleteVsUpdate;
      conflict.message = format("'{}' was dropped on the {} and changed on the {}",
                                other.pin->table_key,
                                source_schema_ ? "source" : "target",
                                source_schema_ ? "target" : "source");
      merge_.conflicts.push_back(std::move(conflict));
    } else if (table[kTarget]) {
      drop_pin(*table[kTarget].pin);
    }
    return {};
  }

  void drop_pin(const Pin& pin) {
    Pin dropped = pin;
    dropped.dropped = true;
    merge_.draft.changes.push_back(std::move(dropped));
  }

  // A table whose rows stay, under the name that the result's schema has for it.
  Status rename_pin(const MatchedTable& table) {
    const TableInState& target = table[kTarget];
    if (source_schema_ && table[kSource].pin->table_key != target.pin->table_key) {
      return adopt(table);
    }
    return {};
  }

  Status adopt(const MatchedTable& table) {
    const TableInState& source = table[kSource];
    const TableInState& target = table[kTarget];
    OG_ASSIGN_OR_RETURN(const ManifestPtr manifest, source.state->manifest(*source.pin));
    adopt_version(*source.pin, manifest, *source.state->files(), &merge_.draft);
    if (target && target.pin->table_key != source.pin->table_key) {
      drop_pin(*target.pin);
    }
    OG_ASSIGN_OR_RETURN(const auto* changes, changes_of(table, kSource));
    count(source.pin->table_key, counts_of(*changes));
    return {};
  }

  void count(const std::string& table_key, const RowCounts& counts) {
    if (!(counts == RowCounts())) {
      merge_.counts[table_key] = counts;
    }
  }

  // ---- Row by row ----

  // What a side changed since the base; computed once.
  Result<const std::vector<RowChange>*> changes_of(const MatchedTable& table, size_t side) {
    const auto key = std::pair(&table, side);
    auto at = changes_.find(key);
    if (at == changes_.end()) {
      OG_ASSIGN_OR_RETURN(const TableViewPtr base, table[kBase].view());
      OG_ASSIGN_OR_RETURN(const TableViewPtr now, table[side].view());
      ColumnMap columns;
      if (base != nullptr && now != nullptr) {
        OG_ASSIGN_OR_RETURN(columns, map_table_columns(table[kBase], table[side]));
      }
      OG_ASSIGN_OR_RETURN(auto changes, diff_tables(base.get(), now.get(), columns, cancel_));
      at = changes_.emplace(key, std::move(changes)).first;
    }
    return &at->second;
  }

  Result<std::set<std::string>> contested_ids(const MatchedTable& table) {
    std::set<std::string> ids;
    for (size_t b = kOtherBases; b < table.size(); ++b) {
      if (same_version(table[b], table[kBase])) {
        continue;
      }
      OG_ASSIGN_OR_RETURN(const TableViewPtr first, table[kBase].view());
      OG_ASSIGN_OR_RETURN(const TableViewPtr other, table[b].view());
      ColumnMap columns;
      if (first != nullptr && other != nullptr) {
        OG_ASSIGN_OR_RETURN(columns, map_table_columns(table[kBase], table[b]));
      }
      OG_ASSIGN_OR_RETURN(const auto changes,
                          diff_tables(first.get(), other.get(), columns, cancel_));
      for (const RowChange& change : changes) {
        ids.insert(change.id);
      }
    }
    return ids;
  }

  Status merge_by_rows(const MatchedTable& table) {
    // What is laid over what: the side with the result's schema is written to.
    const size_t over = source_schema_ ? kSource : kTarget;
    const size_t from = source_schema_ ? kTarget : kSource;
    TableTriple triple;
    OG_ASSIGN_OR_RETURN(triple.base, table[kBase].view());
    OG_ASSIGN_OR_RETURN(triple.source, table[from].view());
    OG_ASSIGN_OR_RETURN(triple.target, table[over].view());
    if (table[kBase]) {
      if (table[from]) {
        OG_ASSIGN_OR_RETURN(triple.base_to_source, map_table_columns(table[kBase], table[from]));
      }
      OG_ASSIGN_OR_RETURN(triple.base_to_target, map_table_columns(table[kBase], table[over]));
    }
    if (table[from]) {
      OG_ASSIGN_OR_RETURN(triple.source_to_target,
                          map_sibling_columns(table[kBase], table[from], table[over]));
    }
    OG_ASSIGN_OR_RETURN(const auto* source_changes, changes_of(table, from));
    OG_ASSIGN_OR_RETURN(const auto* target_changes, changes_of(table, over));
    triple.source_changes = *source_changes;
    triple.target_changes = *target_changes;
    OG_ASSIGN_OR_RETURN(triple.contested, contested_ids(table));
    auto staged = std::make_unique<StagedTable>(result_schema().catalog(), triple.target);
    OG_ASSIGN_OR_RETURN(
        RowMerge merged,
        merge_rows(triple, source_schema_ ? flipped(rules_) : rules_, *staged, cancel_));
    merge_.decided += merged.decided;
    for (MergeConflict& conflict : merged.conflicts) {
      merge_.conflicts.push_back(std::move(conflict));
    }
    const std::string& key = table[over].pin->table_key;
    count(key, source_schema_ ? counts_of(*target_changes) : merged.counts);
    MergedTable result;
    result.staged = std::move(staged);
    result.pin = *table[over].pin;
    result.owner = table[over].state;
    result.replaces = table[kTarget].pin;
    if (table[from]) {
      result.above_other = table[from].pin->table_version;
    }
    for (const size_t side : {kSource, kTarget}) {
      if (table[side]) {
        result.above = std::max(result.above, table[side].pin->table_version);
      }
    }
    merged_.emplace(key, std::move(result));
    return {};
  }

  // ---- The merged state ----

  Status check_merged_state() {
    for (auto& [key, table] : merged_) {
      if (table.staged->changed()) {
        OG_RETURN_IF_ERROR(check_merged_rows(*table.staged, !source_schema_, &merge_.conflicts));
      }
    }
    for (const MatchedTable& table : tables_) {
      const TableInState& result = table[source_schema_ ? kSource : kTarget];
      if (result && result.type->is_edge()) {
        OG_RETURN_IF_ERROR(check_ends(table, *result.type, 1, result.type->from_type));
        OG_RETURN_IF_ERROR(check_ends(table, *result.type, 2, result.type->to_type));
      }
    }
    return {};
  }

  const MatchedTable* find_node_table(const std::string& type_name) const {
    for (const MatchedTable& table : tables_) {
      const TableInState& result = table[source_schema_ ? kSource : kTarget];
      if (result && !result.type->is_edge() && result.type->name == type_name) {
        return &table;
      }
    }
    return nullptr;
  }

  // The merged version of a table.
  Result<TableViewPtr> merged_view(const MatchedTable& table) {
    const auto staged = merged_.find(table[source_schema_ ? kSource : kTarget].pin->table_key);
    if (staged != merged_.end()) {
      return staged->second.staged->view();
    }
    const std::string& key = table[kTarget] ? table[kTarget].pin->table_key : std::string();
    const bool kept = table[kTarget] && merge_.draft.manifests.count(key) == 0 &&
                      !(source_schema_ && !same_version(table[kSource], table[kTarget]));
    return table[kept ? kTarget : kSource].view();
  }

  Status check_ends(const MatchedTable& edges,
                    const schema::EntityType& type,
                    size_t column,
                    const std::string& node_type) {
    const MatchedTable* nodes = find_node_table(node_type);
    if (nodes == nullptr) {
      return {};
    }
    // With several bases a node may be gone that the first one never had.
    const bool agreed = bases_agree(*nodes) && bases_agree(edges);
    std::set<std::string> deleted;
    if (!agreed) {
      OG_ASSIGN_OR_RETURN(deleted, contested_ids(*nodes));
    }
    for (const auto& [deleter, linker] :
         {std::pair(kSource, kTarget), std::pair(kTarget, kSource)}) {
      if (agreed && (same_version((*nodes)[deleter], (*nodes)[kBase]) ||
                     same_version(edges[linker], edges[kBase]))) {
        continue;
      }
      OG_ASSIGN_OR_RETURN(const auto* changes, changes_of(*nodes, deleter));
      for (const RowChange& change : *changes) {
        if (change.op() == RowOp::kDelete) {
          deleted.insert(change.id);
        }
      }
    }
    if (deleted.empty()) {
      return {};
    }
    merge_.draft.read.insert(type.table_key);
    merge_.draft.read.insert((*nodes)[source_schema_ ? kSource : kTarget].pin->table_key);
    OG_ASSIGN_OR_RETURN(const TableViewPtr node_view, merged_view(*nodes));
    const std::vector<std::string_view> ids(deleted.begin(), deleted.end());
    OG_ASSIGN_OR_RETURN(const std::vector<uint32_t> places, scan_ids(*node_view, ids));
    std::vector<std::string> gone;
    for (size_t i = 0; i < ids.size(); ++i) {
      if (places[i] == columnar::kNullRow) {
        gone.emplace_back(ids[i]);
      }
    }
    OG_ASSIGN_OR_RETURN(const TableViewPtr edge_view, merged_view(edges));
    return check_orphans(*edge_view, column, node_type, gone, &merge_.conflicts);
  }

  // ---- The draft ----

  Status make_draft() {
    CommitDraft& draft = merge_.draft;
    draft.operation = "merge";
    OG_RETURN_IF_ERROR(seal_merge(environment_, *input_.target, merged_, &draft));
    if (source_schema_) {
      draft.schema = NewSchema{input_.source->schema_sha256(), input_.source->catalog()};
    }
    for (const Pin& pin : draft.changes) {
      draft.read.erase(pin.table_key);
    }
    for (const auto& [key, counts] : merge_.counts) {
      (key.starts_with("edge:") ? draft.affected_edges : draft.affected_nodes) +=
          counts.inserted + counts.updated + counts.deleted;
    }
    return {};
  }

  GraphEnvironment& environment_;
  const MergeInput& input_;
  const MergeRules& rules_;
  const CancelToken& cancel_;
  bool source_schema_ = false;  // the result has the source's schema
  std::vector<MatchedTable> tables_;
  std::map<std::pair<const MatchedTable*, size_t>, std::vector<RowChange>> changes_;
  std::map<std::string, MergedTable> merged_;  // by the result's table key
  StateMerge merge_;
};

}  // namespace

Result<StateMerge> merge_states(GraphEnvironment& environment,
                                const MergeInput& input,
                                const MergeRules& rules,
                                const CancelToken& cancel) {
  return StateMerger(environment, input, rules, cancel).run();
}

}  // namespace omnigraph::graph
