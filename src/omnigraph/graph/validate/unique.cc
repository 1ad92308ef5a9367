// @unique: the tuples of the new rows go into one map, each with the place of a row that has it;
// then the kept rows are looked through for them. Of two rows that clash one must be touched: what
// was broken before and stays as it was never blocks.
#include "omnigraph/base/format.h"
#include "omnigraph/graph/index/indexed_columns.h"
#include "omnigraph/graph/validate/constraints.h"
#include "omnigraph/graph/validate/tuples.h"

namespace omnigraph::graph {
namespace {

using columnar::ArrayPtr;
using columnar::kNullRow;

std::string property_list(const std::vector<std::string>& properties) {
  if (properties.size() == 1) {
    return properties[0];
  }
  std::string text = "(";
  for (const std::string& property : properties) {
    text += (text.size() == 1 ? "" : ", ") + property;
  }
  return text + ")";
}

class UniqueCheck {
 public:
  UniqueCheck(const TableChange& change, const std::vector<std::string>& properties, size_t limit)
      : change_(change),
        limit_(limit),
        properties_(properties),
        columns_(columns_of(change.after->type(), properties)),
        probe_(probe_member(change.after->type(), properties)),
        wanted_(change.after->columns()[columns_[probe_]].type, probe_) {}

  Result<std::vector<ConstraintViolation>> run() {
    const size_t fragments = change_.after->fragments().size();
    for (size_t f = change_.kept; f < fragments && !full(); ++f) {
      OG_RETURN_IF_ERROR(read_new(f));
    }
    if (!full()) {
      OG_RETURN_IF_ERROR(look_through_kept());
    }
    for (ConstraintViolation& violation : found_) {
      OG_RETURN_IF_ERROR(name_rows(violation));
    }
    return std::move(found_);
  }

 private:
  bool full() const { return found_.size() >= limit_; }

  Status read_new(size_t f) {
    return for_each_row(
        *change_.after, {f, f + 1}, columns_, [&](const TupleRows& rows, size_t i) -> Result<bool> {
          if (const auto hash = rows.hash(i)) {
            OG_RETURN_IF_ERROR(add(rows, i, *hash));
          }
          return !full();
        });
  }

  // Values in the map: the position of a row that has the tuple, plus one.
  Status add(const TupleRows& rows, size_t i, const Hash128& hash) {
    const uint32_t position = rows.first_position + static_cast<uint32_t>(i);
    uint64_t& value = wanted_.add(rows, i, hash);
    if (value == 0) {
      value = uint64_t{position} + 1;
      return {};
    }
    const auto earlier = static_cast<uint32_t>(value - 1);
    OG_ASSIGN_OR_RETURN(const bool earlier_touched, touched(earlier, hash));
    OG_ASSIGN_OR_RETURN(const bool later_touched, touched(position, hash));
    if (earlier_touched || later_touched) {
      report(rows, i, earlier, position);
    }
    return {};
  }

  // Did the new row at `position`, which has the tuple `hash`, have another one before, or was it
  // not there? Only asked of rows that clash, since what was there before is far away: a row here
  // and there in pages of many.
  Result<bool> touched(uint32_t position, const Hash128& hash) const {
    const size_t f = change_.after->fragment_of(position);
    const size_t at = f - change_.kept;
    if (at >= change_.origins.size() || change_.origins[at].empty()) {
      return true;
    }
    const uint32_t origin =
        change_.origins[at][position - change_.after->fragments()[f].first_position];
    if (origin == kNullRow) {
      return true;
    }
    TupleRows old;
    for (const size_t column : columns_) {
      OG_ASSIGN_OR_RETURN(ArrayPtr cells, change_.before->take(column, std::span(&origin, 1)));
      old.cells.push_back(std::move(cells));
    }
    return old.hash(0) != hash;
  }

  Status look_through_kept() {
    Status status;
    OG_RETURN_IF_ERROR(
        find_tuples(*change_.after,
                    {0, change_.kept},
                    columns_,
                    wanted_,
                    [&](const TupleRows& rows, size_t i, uint64_t& value) {
                      const auto position = static_cast<uint32_t>(value - 1);
                      const auto is_touched = touched(position, *rows.hash(i));
                      if (!is_touched.ok()) {
                        status = is_touched.error();
                        return false;
                      }
                      if (!*is_touched) {
                        return true;  // both stood here before
                      }
                      report(rows, i, rows.first_position + static_cast<uint32_t>(i), position);
                      return !full();
                    }));
    return status;
  }

  void report(const TupleRows& rows, size_t i, uint32_t earlier, uint32_t later) {
    ConstraintViolation violation;
    violation.detail.rule = "unique";
    violation.detail.type = change_.after->type().name;
    violation.detail.properties = properties_;
    violation.detail.values = rows.texts(i);
    violation.positions = {earlier, later};
    std::string values;
    for (const std::string& value : violation.detail.values) {
      values += format("{}'{}'", values.empty() ? "" : ", ", value);
    }
    violation.message = format("@unique violation on {}.{}: value {} appears in",
                               violation.detail.type,
                               property_list(properties_),
                               values);
    found_.push_back(std::move(violation));
  }

  Status name_rows(ConstraintViolation& violation) const {
    OG_ASSIGN_OR_RETURN(const ArrayPtr ids, change_.after->take(0, violation.positions));
    for (size_t i = 0; i < ids->length(); ++i) {
      violation.detail.ids.emplace_back(ids->string_at(i));
    }
    return {};
  }

  const TableChange& change_;
  const size_t limit_;
  const std::vector<std::string>& properties_;
  std::vector<size_t> columns_;
  size_t probe_;
  WantedTuples wanted_;
  std::vector<ConstraintViolation> found_;
};

}  // namespace

Result<std::vector<ConstraintViolation>> find_unique_violations(
    const TableChange& change, const std::vector<std::string>& properties, size_t limit) {
  return UniqueCheck(change, properties, limit).run();
}

}  // namespace omnigraph::graph
