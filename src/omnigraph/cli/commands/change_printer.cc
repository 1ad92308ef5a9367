#include "omnigraph/cli/commands/change_printer.h"

#include "omnigraph/base/format.h"
#include "omnigraph/cli/commands/session.h"

namespace omnigraph::cli {
namespace {

constexpr size_t kPrintedAtOnce = size_t{1} << 16;

}  // namespace

Result<graph::ChangeFilter> change_filter(const ChangeFilterOptions& options) {
  graph::ChangeFilter filter;
  filter.types = {options.types.begin(), options.types.end()};
  if (options.kind == "node" || options.kind == "edge") {
    filter.edges = options.kind == "edge";
  } else if (!options.kind.empty()) {
    return Error(ErrorCode::kInvalidArgument,
                 format("unknown kind '{}' (expected: node, edge)", options.kind));
  }
  for (const std::string& op : options.ops) {
    if (op == "insert") {
      filter.ops.insert(graph::RowOp::kInsert);
    } else if (op == "update") {
      filter.ops.insert(graph::RowOp::kUpdate);
    } else if (op == "delete") {
      filter.ops.insert(graph::RowOp::kDelete);
    } else {
      return Error(ErrorCode::kInvalidArgument,
                   format("unknown op '{}' (expected: insert, update, delete)", op));
    }
  }
  return filter;
}

void ChangePrinter::begin(const std::function<void(JsonWriter&)>& members,
                          std::string_view changes_key,
                          uint64_t manifest_version) {
  manifest_version_ = manifest_version;
  if (json_output_) {
    json_.begin_object();
    members(json_);
    if (detail_ == ChangeDetail::kRows) {
      json_.key(changes_key);
      json_.begin_array();
    }
  }
}

Status ChangePrinter::add(const graph::EntityChange& change) {
  if (detail_ == ChangeDetail::kCounts) {
    count_change(tally_, change);
  } else if (json_output_) {
    write_entity_change(json_, change, manifest_version_);
  } else {
    text_ += change_line(change, paint_);
  }
  return flush(kPrintedAtOnce);
}

Status ChangePrinter::end(const graph::ChangeCounts& counts) {
  if (json_output_) {
    if (detail_ == ChangeDetail::kRows) {
      json_.end_array();
    } else {
      write_tally(json_, tally_);
    }
    write_stats(json_, counts);
    json_.end_object();
    return print(json_.take() + "\n");
  }
  if (counts.inserts + counts.updates + counts.deletes == 0) {
    text_ += "no changes\n";
  } else if (detail_ == ChangeDetail::kCounts) {
    text_ += tally_lines(tally_, paint_);
  }
  return flush(0);
}

Status ChangePrinter::flush(size_t limit) {
  if (json_output_) {
    // The writer goes on behind what was taken.
    return json_.size() > limit ? print(json_.take()) : Status();
  }
  if (text_.size() <= limit) {
    return {};
  }
  const std::string text = std::move(text_);
  text_.clear();
  return print(text);
}

}  // namespace omnigraph::cli
