// Prints changes while they come, so that a large difference does not pile up in memory.
#pragma once

#include <functional>
#include <string>

#include "omnigraph/base/json_writer.h"
#include "omnigraph/cli/options.h"
#include "omnigraph/cli/output/change_text.h"
#include "omnigraph/engine/engine.h"

namespace omnigraph::cli {

// The filter that options describe. Values are wanted.
Result<graph::ChangeFilter> change_filter(const ChangeFilterOptions& options);

enum class ChangeDetail : uint8_t {
  kRows,    // a line or an object per row
  kCounts,  // a line or a member per type
};

class ChangePrinter {
 public:
  ChangePrinter(ChangeDetail detail, bool json) : detail_(detail), json_output_(json) {}

  // The members of the JSON document in front of the changes, and what these are called; for text
  // nothing.
  void begin(const std::function<void(JsonWriter&)>& members,
             std::string_view changes_key,
             uint64_t manifest_version);
  Status add(const graph::EntityChange& change);
  // Ends the document, or says that there was nothing.
  Status end(const graph::ChangeCounts& counts);

 private:
  Status flush(size_t limit);

  ChangeDetail detail_;
  bool json_output_;
  uint64_t manifest_version_ = 0;
  JsonWriter json_{JsonWriter::Style::kPretty};
  std::string text_;
  Paint paint_ = Paint::for_stdout();
  ChangeTally tally_;
};

}  // namespace omnigraph::cli
