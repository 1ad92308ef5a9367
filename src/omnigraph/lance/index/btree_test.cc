// Segments written and read back: what a look-up gives is compared with a plain search of all rows.
#include <map>

#include <gtest/gtest.h>

#include "omnigraph/base/random.h"
#include "omnigraph/columnar/builder.h"
#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/io/metered/metered_store.h"
#include "omnigraph/lance/index/btree_format.h"
#include "omnigraph/lance/index/btree_reader.h"
#include "omnigraph/lance/index/btree_writer.h"
#include "omnigraph/lance/index/fragment_bitmap.h"
#include "omnigraph/lance/index/value_order.h"

namespace omnigraph::lance {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Builder;
using columnar::DataType;
using columnar::TypeKind;

ArrayPtr random_values(TypeKind kind, size_t count, uint64_t distinct, SeededRandom& random) {
  Builder builder{DataType(kind)};
  for (size_t i = 0; i < count; ++i) {
    const uint64_t value = random.next() % distinct;
    if (random.next() % 10 == 0) {
      builder.append_null();
    } else if (kind == TypeKind::kString) {
      builder.append_string("key-" + std::to_string(value * 7919 % distinct));
    } else if (kind == TypeKind::kBool) {
      builder.append_bool(value % 2 == 0);
    } else if (kind == TypeKind::kFloat32) {
      builder.append<float>(static_cast<float>(value) - 5);
    } else if (kind == TypeKind::kFloat64) {
      builder.append<double>(static_cast<double>(value) - 5);
    } else if (columnar::byte_width(kind) == 4) {
      builder.append<int32_t>(static_cast<int32_t>(value) - 5);
    } else {
      builder.append<int64_t>(static_cast<int64_t>(value) - 5);
    }
  }
  return builder.finish();
}

class BTree : public ::testing::Test {
 protected:
  // Row i of `values` has the id ids_[i]; written in `steps` calls.
  void write(const ArrayPtr& values, uint64_t page_rows, size_t steps = 1) {
    folder = "i" + std::to_string(++segments);
    const auto order = sorted_rows(*values);
    auto writer = BTreeWriter::create(store.create_writer(folder + "/page_data.lance").value(),
                                      store.create_writer(folder + "/page_lookup.lance").value(),
                                      values->type(),
                                      {.page_rows = page_rows});
    ASSERT_TRUE(writer.ok());
    for (size_t step = 0; step < steps; ++step) {
      const size_t begin = order.size() * step / steps;
      const size_t end = order.size() * (step + 1) / steps;
      const std::span<const uint32_t> rows(order.data() + begin, end - begin);
      std::vector<uint64_t> ids(rows.begin(), rows.end());
      for (uint64_t& id : ids) {
        id += 100;
      }
      ASSERT_TRUE((*writer)->write(columnar::take(*values, rows), ids).ok());
    }
    auto files = (*writer)->finish();
    ASSERT_TRUE(files.ok()) << files.error().message();
    SeededRandom random(1);
    entry = make_btree_entry({.uuid = std::string(16, 'u'),
                              .name = "x_idx",
                              .field_id = 0,
                              .table_version = 1,
                              .created_us = 5000,
                              .fragments = {0, 1}},
                             *files);
  }
  std::shared_ptr<const BTreeIndex> open(const DataType& type) {
    auto index = BTreeIndex::open(store, folder, entry, type);
    EXPECT_TRUE(index.ok()) << index.error().message();
    return index.ok() ? *index : nullptr;
  }
  void expect_finds(const BTreeIndex& index, const Array& values, const Array& keys) {
    const auto pages = index.read_pages(store, index.pages_for(keys));
    ASSERT_TRUE(pages.ok()) << pages.error().message();
    std::vector<IndexHit> hits;
    for (const BTreePage& page : *pages) {
      find_in_page(page, keys, &hits);
    }
    std::multimap<uint32_t, uint64_t> found;
    for (const IndexHit& hit : hits) {
      found.emplace(hit.key, hit.row_id);
    }
    std::multimap<uint32_t, uint64_t> expected;
    for (uint32_t key = 0; key < keys.length(); ++key) {
      for (size_t row = 0; row < values.length(); ++row) {
        if (order_cells(keys, key, values, row) == 0) {
          expected.emplace(key, row + 100);
        }
      }
    }
    EXPECT_EQ(found, expected);
  }

  io::MemoryStore store;
  IndexEntry entry;
  std::string folder;
  int segments = 0;
};

ArrayPtr with_null(const Array& keys) {
  Builder builder(keys.type());
  builder.append_null();
  for (size_t i = 0; i < keys.length(); ++i) {
    builder.append_from(keys, i);
  }
  return builder.finish();
}

TEST_F(BTree, FindsWhatASearchOfAllRowsFinds) {
  SeededRandom random(11);
  for (const TypeKind kind : {TypeKind::kString,
                              TypeKind::kInt64,
                              TypeKind::kInt32,
                              TypeKind::kUInt64,
                              TypeKind::kFloat64,
                              TypeKind::kFloat32,
                              TypeKind::kDate32,
                              TypeKind::kDate64,
                              TypeKind::kBool}) {
    for (const uint64_t distinct : {1, 3, 40, 5000}) {
      for (const size_t count : {0, 1, 63, 64, 65, 1000}) {
        const auto values = random_values(kind, count, distinct, random);
        write(values, 64, count % 3 + 1);
        const auto index = open(kind);
        ASSERT_NE(index, nullptr);
        EXPECT_EQ(index->page_count(), (count + 63) / 64);
        const auto wanted = random_values(kind, 30, distinct + 10, random);
        const auto keys = sorted_distinct(*wanted);
        expect_finds(*index, *values, *keys);
        expect_finds(*index, *values, *with_null(*keys));
        expect_finds(*index, *values, *sorted_distinct(*values));
      }
    }
  }
}

TEST_F(BTree, LongTextsShareNoPageAndAreFound) {
  Builder builder{DataType(TypeKind::kString)};
  for (int i = 0; i < 40; ++i) {
    builder.append_string(std::string(100'000, 'x') + std::to_string(i));
  }
  const auto values = builder.finish();
  write(values, 16);
  expect_finds(*open(TypeKind::kString), *values, *sorted_distinct(*values));
}

// The directory is kept, so that a look-up reads the pages of its keys in one round.
TEST_F(BTree, ALookUpReadsThePagesOfItsKeys) {
  Builder builder{DataType(TypeKind::kString)};
  for (int i = 0; i < 200'000; ++i) {
    builder.append_string(std::to_string(10'000'000 + i));
  }
  write(builder.finish(), kIndexPageRows);
  io::MeteredStore metered(store);
  const auto index = BTreeIndex::open(metered, folder, entry, TypeKind::kString).value();
  EXPECT_LE(metered.snapshot().requests(), 3U);
  EXPECT_LE(metered.snapshot().bytes_read(), 200'000U);
  metered.reset();
  Builder keys{DataType(TypeKind::kString)};
  keys.append_string("10000007");
  keys.append_string("10150000");
  const auto wanted = index->pages_for(*keys.finish());
  EXPECT_EQ(wanted, (std::vector<uint32_t>{0, 150'000 / kIndexPageRows}));
  ASSERT_TRUE(index->read_pages(metered, wanted).ok());
  EXPECT_EQ(metered.snapshot().rounds, 1U);
  EXPECT_LE(metered.snapshot().bytes_read(), 2U * 1024 * 16);
}

TEST_F(BTree, DamageIsFound) {
  SeededRandom random(5);
  const auto values = random_values(TypeKind::kInt64, 500, 100, random);
  write(values, 64);
  const auto keys = with_null(*sorted_distinct(*values));
  for (const std::string name : {kPageDataName, kPageLookupName}) {
    const Buffer good = store.read(folder + "/" + name).value();
    for (size_t at = 0; at < good.size(); at += 7) {
      std::string bad(good.view());
      bad[at] = static_cast<char>(bad[at] ^ 0x10);
      ASSERT_TRUE(store.put(folder + "/" + name, as_bytes(bad)).ok());
      const auto index = BTreeIndex::open(store, folder, entry, TypeKind::kInt64);
      if (!index.ok()) {
        EXPECT_EQ(index.error().code(), ErrorCode::kCorruption) << index.error().message();
        continue;
      }
      const auto pages = (*index)->read_pages(store, (*index)->pages_for(*keys));
      if (!pages.ok()) {
        EXPECT_EQ(pages.error().code(), ErrorCode::kCorruption) << pages.error().message();
        continue;
      }
      expect_finds(**index, *values, *keys);  // padding
    }
    ASSERT_TRUE(store.put(folder + "/" + name, good.span()).ok());
  }
}

TEST_F(BTree, FilesOfAnotherSegmentAreRefused) {
  SeededRandom random(6);
  write(random_values(TypeKind::kInt64, 500, 100, random), 64);
  const Buffer lookup = store.read(folder + "/page_lookup.lance").value();
  const auto right = entry;
  write(random_values(TypeKind::kInt64, 640, 100, random), 64);
  ASSERT_TRUE(store.put(folder + "/page_lookup.lance", lookup.span()).ok());
  entry.files[1].size_bytes = lookup.size();
  EXPECT_EQ(BTreeIndex::open(store, folder, entry, TypeKind::kInt64).error().code(),
            ErrorCode::kCorruption);
  EXPECT_EQ(BTreeIndex::open(store, folder, right, TypeKind::kString).error().code(),
            ErrorCode::kCorruption);
  entry.files.pop_back();
  EXPECT_EQ(BTreeIndex::open(store, folder, entry, TypeKind::kInt64).error().code(),
            ErrorCode::kCorruption);
  entry.details_type = "/lance.table.BitmapIndexDetails";
  EXPECT_EQ(BTreeIndex::open(store, folder, entry, TypeKind::kInt64).error().code(),
            ErrorCode::kUnsupported);
}

TEST_F(BTree, EntrySaysWhatIsCovered) {
  SeededRandom random(6);
  write(random_values(TypeKind::kInt64, 10, 100, random), 64);
  EXPECT_EQ(entry.details_type, kBTreeDetailsType);
  EXPECT_EQ(entry.created_at_ms, 5U);
  EXPECT_EQ(parse_fragment_bitmap(entry.fragment_bitmap, "x").value(),
            (std::vector<uint32_t>{0, 1}));
  EXPECT_EQ(parse_fragment_bitmap("nonsense", "x").error().code(), ErrorCode::kCorruption);
  EXPECT_EQ(parse_fragment_bitmap(entry.fragment_bitmap, "x", 1).error().code(),
            ErrorCode::kResourceExhausted);
  EXPECT_EQ(index_folder(entry), "_indices/75757575-7575-7575-7575-757575757575");
}

}  // namespace
}  // namespace omnigraph::lance
