#include "omnigraph/lance/table/new_version.h"

#include <limits>

#include <gtest/gtest.h>

namespace omnigraph::lance {
namespace {

TableManifest empty_table() {
  LanceField id;
  id.name = "_id";
  id.type = columnar::TypeKind::kString;
  id.nullable = false;
  return create_table({id}, {.timestamp_us = 5, .transaction_uuid = "u1"});
}

DataFile file(std::string path) {
  DataFile file;
  file.path = std::move(path);
  file.field_ids = {0};
  file.column_indices = {0};
  file.size_bytes = 100;
  return file;
}

NewFragment fragment(std::string path, uint64_t rows) {
  NewFragment fragment;
  fragment.files = {file(std::move(path))};
  fragment.physical_rows = rows;
  return fragment;
}

// Version 2 of a table: fragments 0 and 1 with 10 and 5 rows.
TableManifest two_fragments() {
  NewVersion next(empty_table(), {.timestamp_us = 6, .transaction_uuid = "u2"});
  EXPECT_EQ(*next.add_fragment(fragment("a.lance", 10)), 0U);
  EXPECT_EQ(*next.add_fragment(fragment("b.lance", 5)), 1U);
  return next.finish();
}

DeletionVector rows(std::initializer_list<uint32_t> list) {
  DeletionVector vector;
  for (const uint32_t row : list) {
    vector.add(row);
  }
  return vector;
}

TEST(CreateTable, MarksTheIdAsPrimaryKey) {
  const TableManifest table = empty_table();
  EXPECT_EQ(table.version, 1U);
  EXPECT_EQ(table.transaction.kind, TransactionKind::kOverwrite);
  EXPECT_EQ(table.fields[0].metadata.at("lance-schema:unenforced-primary-key:position"), "1");
  EXPECT_FALSE(table.max_fragment_id.has_value());
  EXPECT_TRUE(serialize(table).ok());
}

TEST(NewVersion, AppendGivesFreshIds) {
  const TableManifest table = two_fragments();
  EXPECT_EQ(table.version, 2U);
  EXPECT_EQ(table.timestamp_us, 6);
  EXPECT_EQ(table.transaction.kind, TransactionKind::kAppend);
  EXPECT_EQ(table.transaction.read_version, 1U);
  EXPECT_EQ(table.next_row_id, 15U);
  EXPECT_EQ(table.max_fragment_id, 1U);
  EXPECT_EQ(table.fragments[1].row_ids, RowIdSequence::range(10, 15));
  EXPECT_EQ(table.fragments[1].created, VersionRuns(5, 2));
  EXPECT_EQ(table.fragments[1].last_updated, VersionRuns(5, 2));
  EXPECT_EQ(table.live_rows(), 15U);
  EXPECT_EQ(table.data_size_bytes(), 200U);
  EXPECT_TRUE(serialize(table).ok());
}

TEST(NewVersion, UpdateKeepsIdsAndCreatedVersions) {
  const TableManifest base = two_fragments();
  const std::vector<RowAddress> replaced = {{1, 3}, {0, 9}, {0, 2}};
  auto carried = carried_rows(base, replaced);
  ASSERT_TRUE(carried.ok());
  EXPECT_EQ(carried->row_ids.to_vector(), (std::vector<uint64_t>{13, 9, 2}));

  NewVersion next(base, {.timestamp_us = 7, .transaction_uuid = "u3"});
  NewFragment added = fragment("c.lance", 5);  // three replaced rows, then two new ones
  added.carried = *carried;
  EXPECT_EQ(*next.add_fragment(added), 2U);
  const auto deleted = next.delete_rows(0, rows({2, 9}));
  ASSERT_TRUE(deleted.ok() && deleted->has_value());
  EXPECT_EQ((*deleted)->file.read_version, 2U);
  ASSERT_TRUE(next.delete_rows(1, rows({3})).ok());
  const TableManifest table = next.finish();

  EXPECT_EQ(table.transaction.kind, TransactionKind::kUpdate);
  EXPECT_EQ(table.live_rows(), 17U);
  EXPECT_EQ(table.next_row_id, 17U);
  const Fragment& written = table.fragments[2];
  EXPECT_EQ(written.row_ids.to_vector(), (std::vector<uint64_t>{13, 9, 2, 15, 16}));
  VersionRuns created(3, 2);
  created.append(2, 3);
  EXPECT_EQ(written.created, created);
  EXPECT_EQ(written.last_updated, VersionRuns(5, 3));
  EXPECT_EQ(table.fragments[0].deletion_file, (*deleted)->file);
  EXPECT_TRUE(serialize(table).ok());
}

TEST(NewVersion, CompactionKeepsBothVersions) {
  const TableManifest base = two_fragments();
  std::vector<RowAddress> all;
  for (uint32_t row = 0; row < 10; ++row) {
    all.push_back({0, row});
  }
  NewVersion next(base, {.transaction_uuid = "u3", .kind = TransactionKind::kRewrite});
  NewFragment moved = fragment("c.lance", 10);
  moved.carried = *carried_rows(base, all);
  moved.moved_only = true;
  ASSERT_TRUE(next.drop_fragment(0).ok());
  ASSERT_TRUE(next.add_fragment(moved).ok());
  const TableManifest table = next.finish();
  EXPECT_EQ(table.transaction.kind, TransactionKind::kRewrite);
  ASSERT_EQ(table.fragments.size(), 2U);
  EXPECT_EQ(table.fragments[1].id, 2U);
  EXPECT_EQ(table.fragments[1].row_ids, RowIdSequence::range(0, 10));
  EXPECT_EQ(table.fragments[1].last_updated, VersionRuns(10, 2));
  EXPECT_EQ(table.next_row_id, 15U);
}

TEST(NewVersion, AFragmentWithoutALiveRowDisappears) {
  const TableManifest base = two_fragments();
  NewVersion next(base, {.transaction_uuid = "u3"});
  const auto deleted = next.delete_rows(1, rows({0, 1, 2, 3, 4}));
  ASSERT_TRUE(deleted.ok());
  EXPECT_FALSE(deleted->has_value());
  const TableManifest table = next.finish();
  EXPECT_EQ(table.transaction.kind, TransactionKind::kDelete);
  EXPECT_EQ(table.fragments.size(), 1U);
  EXPECT_EQ(table.max_fragment_id, 1U);
  NewVersion after(table, {.transaction_uuid = "u4"});
  EXPECT_EQ(*after.add_fragment(fragment("c.lance", 1)), 2U) << "ids are never used twice";
}

TEST(NewVersion, DeletionsOnlyGrow) {
  NewVersion first(two_fragments(), {.transaction_uuid = "u3"});
  ASSERT_TRUE(first.delete_rows(0, rows({1, 2})).ok());
  const TableManifest base = first.finish();
  NewVersion next(base, {.transaction_uuid = "u4"});
  EXPECT_EQ(next.delete_rows(0, rows({1})).error().code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(next.delete_rows(0, rows({1, 2, 10})).error().code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(next.delete_rows(7, rows({1})).error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(next.drop_fragment(7).error().code(), ErrorCode::kNotFound);
  EXPECT_TRUE(next.delete_rows(0, rows({1, 2, 9})).ok());
  EXPECT_EQ(next.finish().live_rows(), 12U);
}

TEST(NewVersion, ReplaceAllIsAnOverwriteThatGoesOnCounting) {
  NewVersion next(two_fragments(), {.transaction_uuid = "u3"});
  next.replace_all();
  ASSERT_TRUE(next.add_fragment(fragment("c.lance", 2)).ok());
  const TableManifest table = next.finish();
  EXPECT_EQ(table.transaction.kind, TransactionKind::kOverwrite);
  ASSERT_EQ(table.fragments.size(), 1U);
  EXPECT_EQ(table.fragments[0].id, 2U);
  EXPECT_EQ(table.fragments[0].row_ids, RowIdSequence::range(15, 17));
}

TEST(NewVersion, RefusesFragmentsThatDoNotFit) {
  const TableManifest base = two_fragments();
  NewVersion next(base, {.transaction_uuid = "u3"});
  EXPECT_EQ(next.add_fragment(fragment("c.lance", 0)).error().code(), ErrorCode::kInvalidArgument);
  NewFragment too_many = fragment("c.lance", 1);
  too_many.carried = *carried_rows(base, std::vector<RowAddress>{{0, 1}, {0, 2}});
  EXPECT_EQ(next.add_fragment(too_many).error().code(), ErrorCode::kInvalidArgument);
  NewFragment unknown = fragment("c.lance", 1);
  unknown.carried = {RowIdSequence::range(99, 100), VersionRuns(1, 1), VersionRuns(1, 1)};
  EXPECT_EQ(next.add_fragment(unknown).error().code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(carried_rows(base, std::vector<RowAddress>{{0, 10}}).error().code(),
            ErrorCode::kInvalidArgument);

  TableManifest full = base;
  full.max_fragment_id = std::numeric_limits<uint32_t>::max();
  NewVersion last(full, {.transaction_uuid = "u3"});
  EXPECT_EQ(last.add_fragment(fragment("c.lance", 1)).error().code(),
            ErrorCode::kResourceExhausted);
}

TEST(Uuid, LooksLikeVersionFour) {
  SeededRandom random(9);
  const std::string uuid = make_uuid(random);
  ASSERT_EQ(uuid.size(), 36U);
  EXPECT_EQ(uuid[14], '4');
  EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos);
  EXPECT_NE(uuid, make_uuid(random));
  EXPECT_EQ(uuid_text(std::string(16, '\x1f')), "1f1f1f1f-1f1f-1f1f-1f1f-1f1f1f1f1f1f");
  EXPECT_EQ(uuid_text("short"), "");
}

}  // namespace
}  // namespace omnigraph::lance
