#include "omnigraph/graph/validate/tuples.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "omnigraph/columnar/builder.h"
#include "omnigraph/graph/table/memory_source.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/schema/compile.h"

namespace omnigraph::graph {
namespace {

// Rows in memory that lie in pages with bounds, and a count of the cells that were read.
class PagedSource final : public FragmentSource {
 public:
  PagedSource(columnar::Batch rows, uint32_t page_rows)
      : rows_(std::move(rows)), memory_(rows_), page_rows_(page_rows) {}

  uint32_t row_count() const override { return memory_.row_count(); }
  Result<columnar::ArrayPtr> read(size_t column, uint32_t begin, uint32_t end) override {
    cells_read += end - begin;
    return memory_.read(column, begin, end);
  }
  Result<columnar::ArrayPtr> take(size_t column, std::span<const uint32_t> rows) override {
    return memory_.take(column, rows);
  }
  Result<std::vector<ColumnBounds>> bounds(size_t column) override {
    std::vector<ColumnBounds> pages;
    for (uint32_t begin = 0; begin < row_count(); begin += page_rows_) {
      const uint32_t end = std::min(row_count(), begin + page_rows_);
      // The test's values rise.
      pages.push_back({begin,
                       end - begin,
                       0,
                       columnar::slice(*rows_.columns[column], begin, begin + 1),
                       columnar::slice(*rows_.columns[column], end - 1, end)});
    }
    return pages;
  }
  std::string content_key() const override { return {}; }
  std::string column_key(size_t) const override { return {}; }

  size_t cells_read = 0;

 private:
  columnar::Batch rows_;
  MemorySource memory_;
  uint32_t page_rows_;
};

const char* const kSchema = "node N { k: String @key  n: I64  f: F64? }";

class Tuples : public ::testing::Test {
 protected:
  schema::CatalogPtr catalog = *schema::compile_schema(kSchema);
  const schema::EntityType& type = catalog->nodes()[0];

  columnar::Batch rows(int first, int count) const {
    std::vector<std::string> json;
    for (int i = first; i < first + count; ++i) {
      const std::string key = "k" + std::to_string(1000 + i);
      json.push_back("{\"_id\":\"" + key + "\",\"k\":\"" + key + "\",\"n\":" + std::to_string(i) +
                     "}");
    }
    return testing::rows_from_json(type, json);
  }
};

TEST_F(Tuples, FewWantedOnesAreLookedForOnlyInPagesThatMayHoldThem) {
  auto source = std::make_shared<PagedSource>(rows(0, 100), 10);
  TableView::Fragment fragment;
  fragment.source = source;
  fragment.row_count = 100;
  fragment.live_count = 100;
  const TableView view(catalog, type, {fragment});
  const auto columns = columns_of(type, {"n"});
  for (const int wanted_number : {0, 37, 99, 100}) {
    WantedTuples wanted(view.columns()[columns[0]].type);
    const columnar::Batch one = rows(wanted_number, 1);
    const TupleRows probe{{one.columns[columns[0]]}, 0};
    wanted.add(probe, 0, *probe.hash(0));
    std::vector<uint32_t> found;
    source->cells_read = 0;
    const Status searched =
        find_tuples(view, {0, 1}, columns, wanted, [&](const TupleRows& at, size_t i, uint64_t&) {
          found.push_back(at.first_position + static_cast<uint32_t>(i));
          return true;
        });
    ASSERT_TRUE(searched.ok());
    const bool there = wanted_number < 100;
    EXPECT_EQ(found.size(), there ? 1U : 0U);
    EXPECT_EQ(source->cells_read, there ? 10U : 0U);
  }
}

TEST_F(Tuples, EqualCellsHaveEqualHashesAndNullsHaveNone) {
  const columnar::Batch batch = testing::rows_from_json(type,
                                                        {R"({"_id":"a","k":"a","n":1,"f":0.0})",
                                                         R"({"_id":"b","k":"b","n":1,"f":-0.0})",
                                                         R"({"_id":"c","k":"c","n":1})",
                                                         R"({"_id":"d","k":"d","n":2,"f":0.0})"});
  TupleRows at;
  for (const size_t column : columns_of(type, {"n", "f"})) {
    at.cells.push_back(batch.columns[column]);
  }
  EXPECT_EQ(at.hash(0), at.hash(1));
  EXPECT_EQ(at.hash(2), std::nullopt);
  EXPECT_NE(at.hash(0), at.hash(3));
  EXPECT_EQ(at.texts(3), (std::vector<std::string>{"2", "0.0"}));
}

}  // namespace
}  // namespace omnigraph::graph
