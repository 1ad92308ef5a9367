// @unique: the tuples of the new rows go into one map, each with the place of a row that has it and
// whether that row is touched. Two new rows clash if either is touched; then the kept rows are
// looked through for the tuples of touched rows.
#include "omnigraph/base/format.h"
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
  UniqueCheck(const TableChange& change, const std::vector<std::string>& properties)
      : change_(change),
        properties_(properties),
        columns_(columns_of(change.after->type(), properties)),
        wanted_(change.after->columns()[columns_[0]].type) {}

  Result<std::optional<ConstraintViolation>> run() {
    const size_t fragments = change_.after->fragments().size();
    for (size_t f = change_.kept; f < fragments && !found_; ++f) {
      OG_RETURN_IF_ERROR(read_new(f));
    }
    if (!found_ && any_touched_) {
      OG_RETURN_IF_ERROR(look_through_kept());
    }
    if (found_) {
      OG_RETURN_IF_ERROR(name_rows());
    }
    return std::move(found_);
  }

 private:
  Status read_new(size_t f) {
    const auto& origins = change_.origins;
    const size_t at = f - change_.kept;
    const auto origin = at < origins.size() ? origins[at] : std::span<const uint32_t>();
    const uint32_t first = change_.after->fragments()[f].first_position;
    return for_each_row(
        *change_.after, {f, f + 1}, columns_, [&](const TupleRows& rows, size_t i) -> Result<bool> {
          const auto hash = rows.hash(i);
          if (!hash) {
            return true;
          }
          bool touched = true;
          if (!origin.empty()) {
            const auto step = origin.subspan(rows.first_position - first, rows.cells[0]->length());
            OG_RETURN_IF_ERROR(read_old(rows, step));
            touched = step[i] == kNullRow || old_.hash(i) != hash;
          }
          add(rows, i, *hash, touched);
          return !found_.has_value();
        });
  }

  // What the rows of this step had before they were written again; nulls for new rows.
  Status read_old(const TupleRows& rows, std::span<const uint32_t> origins) {
    if (old_.cells.empty() || old_.first_position != rows.first_position) {
      old_.first_position = rows.first_position;
      old_.cells.clear();
      for (const size_t column : columns_) {
        OG_ASSIGN_OR_RETURN(ArrayPtr cells, change_.before->take(column, origins));
        old_.cells.push_back(std::move(cells));
      }
    }
    return {};
  }

  // Values in the map: position · 2 + touched, plus one so that a new entry is told by 0.
  void add(const TupleRows& rows, size_t i, const Hash128& hash, bool touched) {
    const uint32_t position = rows.first_position + static_cast<uint32_t>(i);
    any_touched_ = any_touched_ || touched;
    // Untouched rows need no look-up among the kept ones, but meet touched ones here.
    uint64_t& value = touched ? wanted_.add(rows, i, hash) : wanted_.map().at(hash);
    if (value == 0) {
      value = (uint64_t{position} << 1 | (touched ? 1 : 0)) + 1;
      return;
    }
    if (touched || (value - 1) % 2 == 1) {
      report(rows, i, static_cast<uint32_t>((value - 1) >> 1), position);
    }
  }

  Status look_through_kept() {
    return find_tuples(*change_.after,
                       {0, change_.kept},
                       columns_,
                       wanted_,
                       [&](const TupleRows& rows, size_t i, uint64_t& value) {
                         if ((value - 1) % 2 == 0) {
                           return true;  // both stood here before
                         }
                         report(rows,
                                i,
                                rows.first_position + static_cast<uint32_t>(i),
                                static_cast<uint32_t>((value - 1) >> 1));
                         return false;
                       });
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
    found_ = std::move(violation);
  }

  Status name_rows() {
    OG_ASSIGN_OR_RETURN(const ArrayPtr ids, change_.after->take(0, found_->positions));
    for (size_t i = 0; i < ids->length(); ++i) {
      found_->detail.ids.emplace_back(ids->string_at(i));
    }
    return {};
  }

  const TableChange& change_;
  const std::vector<std::string>& properties_;
  std::vector<size_t> columns_;
  WantedTuples wanted_;
  TupleRows old_;
  bool any_touched_ = false;
  std::optional<ConstraintViolation> found_;
};

}  // namespace

Result<std::optional<ConstraintViolation>> check_unique(
    const TableChange& change, const std::vector<std::string>& properties) {
  return UniqueCheck(change, properties).run();
}

}  // namespace omnigraph::graph
