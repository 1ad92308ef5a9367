#include "omnigraph/exec/operators/lookup.h"

#include <algorithm>
#include <deque>

namespace omnigraph::exec {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::TypeKind;

// The ids asked for by the rows of a batch: those of row i are [first[i], first[i + 1]).
struct Ids {
  std::vector<size_t> first = {0};
  std::vector<std::string_view> texts;
  std::deque<std::string> owned;  // texts of integers
};

void append_id(const Array& values, size_t i, Ids* ids) {
  if (values.is_null(i)) {
    return;
  }
  switch (values.kind()) {
    case TypeKind::kString:
      ids->texts.push_back(values.string_at(i));
      return;
    case TypeKind::kInt32:
      ids->owned.push_back(std::to_string(values.value_at<int32_t>(i)));
      break;
    case TypeKind::kInt64:
      ids->owned.push_back(std::to_string(values.value_at<int64_t>(i)));
      break;
    case TypeKind::kUInt32:
      ids->owned.push_back(std::to_string(values.value_at<uint32_t>(i)));
      break;
    case TypeKind::kUInt64:
      ids->owned.push_back(std::to_string(values.value_at<uint64_t>(i)));
      break;
    default:
      return;
  }
  ids->texts.push_back(ids->owned.back());
}

Ids ids_of(const Array& values) {
  Ids ids;
  for (size_t row = 0; row < values.length(); ++row) {
    if (values.kind() != TypeKind::kList) {
      append_id(values, row, &ids);
    } else if (!values.is_null(row)) {
      for (size_t i = values.list_begin(row); i < values.list_end(row); ++i) {
        append_id(values.child(0), i, &ids);
      }
    }
    ids.first.push_back(ids.texts.size());
  }
  return ids;
}

}  // namespace

Lookup::Lookup(PatternScope& scope, const LookupStep& step, std::vector<query::VarId> keep)
    : scope_(scope),
      step_(step),
      gather_(scope,
              keep,
              std::find(keep.begin(), keep.end(), step.variable) != keep.end()
                  ? std::optional(RowGather::Target{
                        step.variable, scope.run.variable(step.variable).types.size() > 1})
                  : std::nullopt,
              std::nullopt) {}

Result<Flow> Lookup::process(RowBatch batch, Sink& next) {
  OG_ASSIGN_OR_RETURN(const ArrayPtr values, scope_.evaluator.evaluate(*step_.ids, batch));
  const Ids ids = ids_of(*values);
  const auto& types = scope_.run.variable(step_.variable).types;
  std::vector<std::vector<uint32_t>> found;
  for (const schema::EntityType* type : types) {
    OG_ASSIGN_OR_RETURN(auto positions, scope_.run.context.tables.find_ids(*type, ids.texts));
    found.push_back(std::move(positions));
  }
  gather_.begin(batch);
  std::vector<uint32_t> of_row;
  for (uint32_t row = 0; row < batch.row_count; ++row) {
    for (size_t type = 0; type < types.size(); ++type) {
      of_row.clear();
      for (size_t i = ids.first[row]; i < ids.first[row + 1]; ++i) {
        if (found[type][i] != columnar::kNullRow) {
          of_row.push_back(found[type][i]);
        }
      }
      std::sort(of_row.begin(), of_row.end());
      of_row.erase(std::unique(of_row.begin(), of_row.end()), of_row.end());
      for (const uint32_t position : of_row) {
        if (gather_.room() == 0) {
          OG_ASSIGN_OR_RETURN(const Flow flow, gather_.flush(next));
          if (flow == Flow::kEnough) {
            return flow;
          }
        }
        gather_.append(row, static_cast<uint16_t>(type), position, 0, 0);
      }
    }
  }
  return gather_.flush(next);
}

}  // namespace omnigraph::exec
