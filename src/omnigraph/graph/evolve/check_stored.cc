#include "omnigraph/graph/evolve/check_stored.h"

#include <algorithm>
#include <string>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/validate/constraints.h"
#include "omnigraph/graph/validate/row_checks.h"

namespace omnigraph::graph {
namespace {

using schema::Constraint;
using schema::EntityType;
using schema::MigrationStep;

constexpr uint32_t kCheckedRowsPerStep = 16384;

Error misfit(const std::string& message, ConstraintDetail detail) {
  return Error(ErrorCode::kFailedPrecondition,
               "stored rows do not fit the new schema: " + message,
               std::move(detail));
}

std::string quoted(const std::vector<std::string>& ids) {
  std::string text;
  for (size_t i = 0; i < ids.size(); ++i) {
    text += format("{}'{}'", i == 0 ? "" : i + 1 == ids.size() ? " and " : ", ", ids[i]);
  }
  return text;
}

std::string rule_of(const std::string& code) {
  return code == "R120" ? "required" : code == "R130" ? "range" : code == "R131" ? "check" : "enum";
}

// A type with nothing but what one step checks, so that only its columns are read.
EntityType narrowed(const EntityType& type, const std::string& property) {
  EntityType narrow;
  narrow.kind = type.kind;
  narrow.name = type.name;
  narrow.table_key = type.table_key;
  narrow.properties.push_back(*type.find_property(property));
  return narrow;
}

// What a step checks row by row; nothing for one about several rows.
std::optional<EntityType> value_check(const EntityType& type, const MigrationStep& step) {
  if (const auto* change = std::get_if<schema::ChangeProperty>(&step.change)) {
    return narrowed(type, change->property);
  }
  const auto* added = std::get_if<schema::AddConstraint>(&step.change);
  if (added == nullptr) {
    return std::nullopt;
  }
  const Constraint& constraint = added->constraint;
  if (constraint.kind != Constraint::Kind::kRange && constraint.kind != Constraint::Kind::kCheck) {
    return std::nullopt;
  }
  EntityType narrow = narrowed(type, constraint.columns[0]);
  for (const schema::RangeConstraint& range : type.ranges) {
    if (constraint.kind == Constraint::Kind::kRange && range.property == constraint.columns[0] &&
        range.min == constraint.min && range.max == constraint.max) {
      narrow.ranges = {range};
    }
  }
  for (const schema::CheckConstraint& check : type.checks) {
    if (constraint.kind == Constraint::Kind::kCheck && check.property == constraint.columns[0] &&
        check.pattern == constraint.pattern) {
      narrow.checks = {check};
    }
  }
  return narrow;
}

class ValueCheck {
 public:
  ValueCheck(const TableView& view, EntityType narrow, const CancelToken& cancel)
      : view_(view), narrow_(std::move(narrow)), cancel_(cancel) {
    narrow_.columns = narrow_.table_schema();
  }

  Status run() {
    const RowChecks checks(narrow_);
    for (const TableView::Fragment& fragment : view_.fragments()) {
      for (uint32_t begin = 0; begin < fragment.row_count && found_ < kNamedRows + 1;) {
        OG_RETURN_IF_ERROR(cancel_.check());
        const uint32_t end = begin + std::min(kCheckedRowsPerStep, fragment.row_count - begin);
        OG_ASSIGN_OR_RETURN(const columnar::Batch rows, live_rows(fragment, begin, end));
        check_batch(checks, rows);
        begin = end;
      }
    }
    if (found_ == 0) {
      return {};
    }
    const std::string message = format("{}: {} {}{}",
                                       message_,
                                       detail_.ids.size() == 1 ? "row" : "rows",
                                       quoted(detail_.ids),
                                       found_ > kNamedRows ? " and more" : "");
    return misfit(message, std::move(detail_));
  }

 private:
  Result<columnar::Batch> live_rows(const TableView::Fragment& fragment,
                                    uint32_t begin,
                                    uint32_t end) const {
    std::vector<uint32_t> rows;
    for (uint32_t row = begin; row < end; ++row) {
      if (fragment.live.empty() || columnar::get_bit(fragment.live.data(), row)) {
        rows.push_back(row);
      }
    }
    columnar::Batch batch;
    batch.row_count = rows.size();
    for (const columnar::Field& column : narrow_.columns) {
      OG_ASSIGN_OR_RETURN(auto cells,
                          fragment.source->take(*view_.column_index(column.name), rows));
      batch.columns.push_back(std::move(cells));
    }
    return batch;
  }

  void check_batch(const RowChecks& checks, columnar::Batch rows) {
    while (rows.row_count != 0 && found_ < kNamedRows + 1) {
      const auto violation = checks.check(rows);
      if (!violation) {
        return;
      }
      if (found_++ == 0) {
        message_ = violation->message;
        detail_.rule = rule_of(violation->code);
        detail_.type = narrow_.name;
        detail_.properties = {violation->property};
      }
      if (detail_.ids.size() < kNamedRows) {
        detail_.ids.emplace_back(rows.columns[0]->string_at(violation->row));
      }
      for (columnar::ArrayPtr& column : rows.columns) {
        column = columnar::slice(*column, violation->row + 1, rows.row_count);
      }
      rows.row_count -= violation->row + 1;
    }
  }

  const TableView& view_;
  EntityType narrow_;
  const CancelToken& cancel_;
  size_t found_ = 0;
  std::string message_;
  ConstraintDetail detail_;
};

Status check_unique_rule(const TableChange& change, const Constraint& constraint) {
  // In the order that the schema names them.
  std::vector<std::string> properties = constraint.columns;
  for (const std::vector<std::string>& declared : change.after->type().unique) {
    std::vector<std::string> sorted = declared;
    std::sort(sorted.begin(), sorted.end());
    properties = sorted == constraint.columns ? declared : properties;
  }
  OG_ASSIGN_OR_RETURN(const auto violations, find_unique_violations(change, properties, 1));
  if (violations.empty()) {
    return {};
  }
  return misfit(violations[0].message + " rows " + quoted(violations[0].detail.ids),
                violations[0].detail);
}

Status check_cardinality_rule(const TableChange& change) {
  OG_ASSIGN_OR_RETURN(const auto violations, find_cardinality_violations(change, 1));
  return violations.empty() ? Status() : misfit(violations[0].message, violations[0].detail);
}

}  // namespace

Status check_stored(const TableViewPtr& view,
                    const std::vector<const MigrationStep*>& steps,
                    const CancelToken& cancel) {
  TableChange change;  // as if all rows had just been written
  change.before = view;
  change.after = view;
  for (const MigrationStep* step : steps) {
    if (!step->validates) {
      continue;
    }
    OG_RETURN_IF_ERROR(cancel.check());
    if (auto narrow = value_check(view->type(), *step)) {
      OG_RETURN_IF_ERROR(ValueCheck(*view, *std::move(narrow), cancel).run());
    } else if (const auto* added = std::get_if<schema::AddConstraint>(&step->change)) {
      OG_RETURN_IF_ERROR(check_unique_rule(change, added->constraint));
    } else if (std::holds_alternative<schema::ChangeCardinality>(step->change)) {
      OG_RETURN_IF_ERROR(check_cardinality_rule(change));
    }
  }
  return {};
}

}  // namespace omnigraph::graph
