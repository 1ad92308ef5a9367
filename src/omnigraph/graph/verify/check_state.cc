#include "omnigraph/graph/verify/check_state.h"

#include <map>
#include <memory>
#include <numeric>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/validate/constraints.h"
#include "omnigraph/graph/validate/hash128_map.h"
#include "omnigraph/graph/validate/row_checks.h"
#include "omnigraph/graph/validate/tuples.h"

namespace omnigraph::graph {
namespace {

using schema::EntityType;

constexpr uint32_t kRowsPerStep = 65536;
constexpr size_t kIdColumn = 0;
constexpr size_t kSourceColumn = 1;

FragmentRange all_of(const TableView& view) {
  return {0, view.fragments().size()};
}

// The live rows of a fragment from `begin` on, with all columns, at most kRowsPerStep positions.
Result<columnar::Batch> live_rows(const TableView::Fragment& fragment,
                                  uint32_t begin,
                                  size_t column_count) {
  const uint32_t end = begin + std::min(kRowsPerStep, fragment.row_count - begin);
  std::vector<uint32_t> rows;
  for (uint32_t row = begin; row < end; ++row) {
    if (fragment.live.empty() || columnar::get_bit(fragment.live.data(), row)) {
      rows.push_back(row);
    }
  }
  columnar::Batch batch;
  batch.row_count = rows.size();
  for (size_t column = 0; column < column_count; ++column) {
    OG_ASSIGN_OR_RETURN(auto cells, fragment.source->take(column, rows));
    batch.columns.push_back(std::move(cells));
  }
  return batch;
}

class StateCheck {
 public:
  StateCheck(const Snapshot& snapshot, Findings& findings, const CancelToken& cancel)
      : snapshot_(snapshot), findings_(findings), cancel_(cancel) {}

  Status run() {
    const schema::Catalog& catalog = *snapshot_.catalog();
    for (const EntityType& type : catalog.nodes()) {
      OG_RETURN_IF_ERROR(guarded(type, [&] { return check_table(type); }));
    }
    for (const EntityType& type : catalog.edges()) {
      OG_RETURN_IF_ERROR(guarded(type, [&] { return check_table(type); }));
      OG_RETURN_IF_ERROR(guarded(type, [&] { return check_ends(type); }));
    }
    for (const auto& [key, pin] : snapshot_.pins()) {
      if (catalog.find_table(key) == nullptr) {
        findings_.add(key, "the state has a table that its schema does not have");
      }
    }
    return {};
  }

 private:
  // What cannot be read is a finding, and the other checks go on.
  template <typename Check>
  Status guarded(const EntityType& type, Check&& check) {
    const Status checked = check();
    return checked.ok() ? Status() : findings_.take(type.table_key, checked.error());
  }

  Status check_table(const EntityType& type) {
    OG_ASSIGN_OR_RETURN(const TableViewPtr view, snapshot_.table(type));
    OG_RETURN_IF_ERROR(guarded(type, [&] { return check_rows(type, *view); }));
    OG_RETURN_IF_ERROR(guarded(type, [&] { return check_ids(type, *view); }));
    OG_RETURN_IF_ERROR(guarded(type, [&] { return check_rules(type, view); }));
    return guarded(type, [&] { return check_indices(*view, findings_, cancel_); });
  }

  Status check_rows(const EntityType& type, const TableView& view) {
    const RowChecks checks(type);
    for (const TableView::Fragment& fragment : view.fragments()) {
      for (uint32_t begin = 0; begin < fragment.row_count; begin += kRowsPerStep) {
        OG_RETURN_IF_ERROR(cancel_.check());
        OG_ASSIGN_OR_RETURN(const columnar::Batch rows,
                            live_rows(fragment, begin, view.columns().size()));
        if (const auto violation = checks.check(rows)) {
          findings_.add(type.table_key,
                        format("row '{}': [{}] {}",
                               rows.columns[kIdColumn]->string_at(violation->row),
                               violation->code,
                               violation->message));
        }
        if (fragment.row_count - begin <= kRowsPerStep) {
          break;
        }
      }
    }
    return {};
  }

  // Ids are there and differ; those of nodes are kept for the ends of edges.
  Status check_ids(const EntityType& type, const TableView& view) {
    auto ids = std::make_shared<Hash128Map>();
    bool told = false;
    OG_RETURN_IF_ERROR(for_each_row(
        view, all_of(view), {kIdColumn}, [&](const TupleRows& rows, size_t i) -> Result<bool> {
          const auto hash = rows.hash(i);
          bool is_new = true;
          if (hash) {
            ids->at(*hash, &is_new);
          }
          if ((!hash || !is_new) && !told) {
            told = true;
            findings_.add(
                type.table_key,
                hash ? format("two rows have the id '{}'", rows.texts(i)[0]) : "a row has no id");
          }
          return true;
        }));
    if (!type.is_edge()) {
      node_ids_[type.name] = std::move(ids);
    }
    return cancel_.check();
  }

  Status check_rules(const EntityType& type, const TableViewPtr& view) {
    // As if the whole table had just been written.
    TableChange change;
    change.after = view;
    const auto tell = [&](const std::vector<ConstraintViolation>& violations) {
      for (const ConstraintViolation& violation : violations) {
        std::string ids;
        for (const std::string& id : violation.detail.ids) {
          ids += format("{}'{}'", ids.empty() ? " rows " : ", ", id);
        }
        findings_.add(type.table_key, violation.message + ids);
      }
    };
    std::vector<std::vector<std::string>> rules = type.unique;
    if (!type.key.empty()) {
      rules.push_back(type.key);
    }
    for (const std::vector<std::string>& properties : rules) {
      OG_RETURN_IF_ERROR(cancel_.check());
      OG_ASSIGN_OR_RETURN(const auto violations, find_unique_violations(change, properties, 1));
      tell(violations);
    }
    if (type.is_edge() && !type.cardinality.is_default()) {
      OG_ASSIGN_OR_RETURN(const auto violations, find_cardinality_violations(change, 1));
      tell(violations);
    }
    return {};
  }

  Status check_ends(const EntityType& edge) {
    const auto from = node_ids_.find(edge.from_type);
    const auto to = node_ids_.find(edge.to_type);
    if (from == node_ids_.end() || to == node_ids_.end()) {
      return {};  // what is wrong with these nodes is said
    }
    OG_ASSIGN_OR_RETURN(const TableViewPtr view, snapshot_.table(edge));
    for (const size_t end : {size_t{0}, size_t{1}}) {
      Hash128Map& nodes = *(end == 0 ? from : to)->second;
      uint64_t dangling = 0;
      std::string example;
      OG_RETURN_IF_ERROR(for_each_row(*view,
                                      all_of(*view),
                                      {kSourceColumn + end},
                                      [&](const TupleRows& rows, size_t i) -> Result<bool> {
                                        const auto hash = rows.hash(i);
                                        if (!hash || nodes.find(*hash) == nullptr) {
                                          example = hash ? rows.texts(i)[0] : "null";
                                          ++dangling;
                                        }
                                        return true;
                                      }));
      if (dangling != 0) {
        findings_.add(edge.table_key,
                      format("{} edges lead {} a {} that is not stored, as '{}'",
                             dangling,
                             end == 0 ? "from" : "to",
                             end == 0 ? edge.from_type : edge.to_type,
                             example));
      }
    }
    return cancel_.check();
  }

  const Snapshot& snapshot_;
  Findings& findings_;
  const CancelToken& cancel_;
  std::map<std::string, std::shared_ptr<Hash128Map>> node_ids_;  // by type name
};

}  // namespace

Status check_state(const Snapshot& snapshot, Findings& findings, const CancelToken& cancel) {
  return StateCheck(snapshot, findings, cancel).run();
}

}  // namespace omnigraph::graph
