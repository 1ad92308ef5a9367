// MemorySource: the rows of a fragment that exist only in memory: staged rows, and tests.
#pragma once

#include "omnigraph/columnar/array.h"
#include "omnigraph/graph/table/table_view.h"

namespace omnigraph::graph {

class MemorySource final : public FragmentSource {
 public:
  // `rows` has the view's columns, in order.
  explicit MemorySource(columnar::Batch rows) : rows_(std::move(rows)) {}

  uint32_t row_count() const override { return static_cast<uint32_t>(rows_.row_count); }
  Result<columnar::ArrayPtr> read(size_t column, uint32_t begin, uint32_t end) override {
    return columnar::slice(*rows_.columns[column], begin, end);
  }
  Result<columnar::ArrayPtr> take(size_t column, std::span<const uint32_t> rows) override {
    return columnar::take(*rows_.columns[column], rows);
  }
  Result<std::vector<ColumnBounds>> bounds(size_t) override { return std::vector<ColumnBounds>{}; }
  std::string content_key() const override { return {}; }
  std::string column_key(size_t) const override { return {}; }

 private:
  columnar::Batch rows_;
};

}  // namespace omnigraph::graph
