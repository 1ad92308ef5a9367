#include "omnigraph/exec/plan/page_predicate.h"

#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "omnigraph/columnar/builder.h"
#include "omnigraph/exec/operators/scan.h"
#include "omnigraph/exec/testing/test_graph.h"
#include "omnigraph/graph/table/memory_source.h"
#include "omnigraph/query/testing/check_text.h"

namespace omnigraph::exec {
namespace {

using columnar::Builder;
using columnar::TypeKind;
using graph::ColumnBounds;
using query::Value;

ColumnBounds bounds_of(Builder builder) {
  const columnar::ArrayPtr both = builder.finish();
  ColumnBounds bounds;
  bounds.row_count = 10;
  bounds.min = columnar::slice(*both, 0, 1);
  bounds.max = columnar::slice(*both, 1, 2);
  return bounds;
}

ColumnBounds integers(int64_t min, int64_t max) {
  Builder builder(TypeKind::kInt64);
  builder.append(min);
  builder.append(max);
  return bounds_of(std::move(builder));
}

ColumnBounds texts(const char* min, const char* max) {
  Builder builder(TypeKind::kString);
  builder.append_string(min);
  builder.append_string(max);
  return bounds_of(std::move(builder));
}

bool may(const ColumnBounds& bounds, PageTest test, std::vector<Value> values) {
  return page_may_match(bounds, {0, "x", test, std::move(values)});
}
Value value(int64_t v) {
  return {v};
}
Value value(double v) {
  return {v};
}
Value value(const char* v) {
  return {std::string(v)};
}

TEST(PagePredicate, ComparesIntegersAtTheEdges) {
  const ColumnBounds page = integers(10, 20);
  EXPECT_FALSE(may(page, PageTest::kEqual, {value(int64_t{9})}));
  EXPECT_TRUE(may(page, PageTest::kEqual, {value(int64_t{10})}));
  EXPECT_TRUE(may(page, PageTest::kEqual, {value(int64_t{20})}));
  EXPECT_FALSE(may(page, PageTest::kEqual, {value(int64_t{21})}));
  EXPECT_FALSE(may(page, PageTest::kLess, {value(int64_t{10})}));
  EXPECT_TRUE(may(page, PageTest::kLessEqual, {value(int64_t{10})}));
  EXPECT_FALSE(may(page, PageTest::kGreater, {value(int64_t{20})}));
  EXPECT_TRUE(may(page, PageTest::kGreaterEqual, {value(int64_t{20})}));
  EXPECT_TRUE(may(page, PageTest::kIn, {value(int64_t{1}), value(int64_t{15})}));
  EXPECT_FALSE(may(page, PageTest::kIn, {value(int64_t{1}), value(int64_t{25})}));
  EXPECT_FALSE(may(page, PageTest::kIn, {}));
}

TEST(PagePredicate, ComparesLargeIntegersWithFloatsExactly) {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  const ColumnBounds page = integers(kMax - 1, kMax);
  EXPECT_FALSE(may(page, PageTest::kEqual, {value(9223372036854775808.0)}));  // 2^63 is one more
  EXPECT_TRUE(may(page, PageTest::kLess, {value(9223372036854775808.0)}));
  EXPECT_TRUE(may(page, PageTest::kEqual, {Value{static_cast<uint64_t>(kMax)}}));
}

TEST(PagePredicate, ComparesTextsByBytes) {
  const ColumnBounds page = texts("b", "dz");
  EXPECT_FALSE(may(page, PageTest::kEqual, {value("a")}));
  EXPECT_TRUE(may(page, PageTest::kEqual, {value("ba")}));
  EXPECT_FALSE(may(page, PageTest::kGreater, {value("e")}));
  EXPECT_TRUE(may(page, PageTest::kEqual, {value(int64_t{3})}));  // cannot be told
}

TEST(PagePredicate, KnowsPagesOfNulls) {
  ColumnBounds page;
  page.row_count = 4;
  page.null_count = 4;
  EXPECT_FALSE(may(page, PageTest::kEqual, {value(int64_t{1})}));
  EXPECT_FALSE(may(page, PageTest::kNotNull, {}));
  EXPECT_TRUE(may(page, PageTest::kNull, {}));
  page.null_count = 0;
  EXPECT_FALSE(may(page, PageTest::kNull, {}));
  EXPECT_TRUE(may(page, PageTest::kEqual, {value(int64_t{1})}));  // no bounds
}

// Rows in memory with invented statistics: the `slug` column comes in pages of two rows.
class PagedSource final : public graph::FragmentSource {
 public:
  PagedSource(columnar::Batch rows, size_t column, std::vector<ColumnBounds> bounds)
      : rows_(std::move(rows)), column_(column), bounds_(std::move(bounds)) {}
  uint32_t row_count() const override { return rows_.row_count(); }
  Result<columnar::ArrayPtr> read(size_t column, uint32_t begin, uint32_t end) override {
    return rows_.read(column, begin, end);
  }
  Result<columnar::ArrayPtr> take(size_t column, std::span<const uint32_t> rows) override {
    return rows_.take(column, rows);
  }
  Result<std::vector<ColumnBounds>> bounds(size_t column) override {
    return column == column_ ? bounds_ : std::vector<ColumnBounds>();
  }
  std::string content_key() const override { return {}; }
  std::string column_key(size_t) const override { return {}; }

 private:
  graph::MemorySource rows_;
  size_t column_;
  std::vector<ColumnBounds> bounds_;
};

TEST(PrunePages, KeepsTheRunsOfRowsThatMayMatch) {
  const auto catalog = query::testing::schema_of("node N { slug: String @key }");
  const schema::EntityType& type = *catalog->find_node("N");
  std::vector<std::map<std::string, testing::Cell>> rows;
  std::vector<ColumnBounds> bounds;
  for (const char* const id : {"a", "b", "c", "d", "e", "f", "g", "h"}) {
    rows.push_back({{"_id", id}, {"slug", id}});
  }
  for (size_t page = 0; page < 4; ++page) {
    ColumnBounds of_page = texts(std::string(1, static_cast<char>('a' + 2 * page)).c_str(),
                                 std::string(1, static_cast<char>('b' + 2 * page)).c_str());
    of_page.first_row = static_cast<uint32_t>(2 * page);
    of_page.row_count = 2;
    bounds.push_back(std::move(of_page));
  }
  graph::TableView::Fragment fragment;
  fragment.source =
      std::make_shared<PagedSource>(testing::make_batches(type, rows, 8)[0], 1, bounds);
  fragment.row_count = 8;
  fragment.live_count = 8;
  const graph::TableView view(catalog, type, {fragment});
  const auto prune = [&](std::vector<PagePredicate> predicates) {
    return prune_pages(view, view.fragments()[0], predicates).value();
  };
  EXPECT_EQ(prune({}), (std::vector<RowRange>{{0, 8}}));
  EXPECT_EQ(prune({{0, "slug", PageTest::kGreater, {value("c")}}}),
            (std::vector<RowRange>{{2, 8}}));
  EXPECT_EQ(prune({{0, "slug", PageTest::kIn, {value("a"), value("h")}}}),
            (std::vector<RowRange>{{0, 2}, {6, 8}}));
  EXPECT_EQ(prune({{0, "slug", PageTest::kGreater, {value("c")}},
                   {0, "slug", PageTest::kLess, {value("e")}}}),
            (std::vector<RowRange>{{2, 4}}));
  EXPECT_EQ(prune({{0, "slug", PageTest::kEqual, {value("z")}}}), std::vector<RowRange>());
  EXPECT_EQ(prune({{0, "_id", PageTest::kEqual, {value("z")}}}), (std::vector<RowRange>{{0, 8}}));
}

}  // namespace
}  // namespace omnigraph::exec
