// Every seed is read to its end: a fuzzer that starts from it starts behind the first checks.
#include "fuzz/seeds.h"

#include <gtest/gtest.h>

#include "omnigraph/graph/log/record.h"
#include "omnigraph/graph/log/sealed_json.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/lance/file/file_reader.h"
#include "omnigraph/lance/index/btree_format.h"
#include "omnigraph/lance/index/btree_reader.h"
#include "omnigraph/lance/table/deletion_vector.h"
#include "omnigraph/lance/table/manifest.h"
#include "omnigraph/query/syntax/parser.h"
#include "omnigraph/schema/compile.h"

namespace omnigraph::testing {
namespace {

ByteSpan span_of(const std::string& bytes) {
  return {reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()};
}

const std::vector<FuzzSeed>& seeds_of(const std::string& target) {
  static const auto all = fuzz_seeds();
  const auto found = all.find(target);
  EXPECT_TRUE(found != all.end() && !found->second.empty()) << target << " has no seeds";
  return found->second;
}

TEST(FuzzSeedsTest, DataFilesAreReadToTheEnd) {
  for (const FuzzSeed& seed : seeds_of("file_reader_fuzz")) {
    io::MemoryStore store;
    ASSERT_TRUE(store.create("f", span_of(seed.bytes)).ok());
    const auto reader = lance::FileReader::open(store, "f");
    ASSERT_TRUE(reader.ok()) << seed.name << ": " << reader.error().message();
    for (size_t column = 0; column < reader->fields().size(); ++column) {
      const auto read = reader->read(column, 0, reader->row_count());
      EXPECT_TRUE(read.ok()) << seed.name << ": " << read.error().message();
    }
  }
}

TEST(FuzzSeedsTest, IndexSegmentsAreReadToTheEnd) {
  constexpr columnar::TypeKind kKinds[] = {
      columnar::TypeKind::kString, columnar::TypeKind::kInt64, columnar::TypeKind::kFloat64};
  for (const FuzzSeed& seed : seeds_of("btree_reader_fuzz")) {
    io::MemoryStore store;
    const ByteSpan bytes = span_of(seed.bytes);
    const size_t data_size = load_le<uint32_t>(bytes.data() + 1);
    lance::IndexEntry entry;
    entry.details_type = lance::kBTreeDetailsType;
    entry.files = {{lance::kPageDataName, data_size},
                   {lance::kPageLookupName, bytes.size() - 5 - data_size}};
    ASSERT_TRUE(store.create("i/page_data.lance", bytes.subspan(5, data_size)).ok());
    ASSERT_TRUE(store.create("i/page_lookup.lance", bytes.subspan(5 + data_size)).ok());
    const auto index =
        lance::BTreeIndex::open(store, "i", entry, kKinds[static_cast<size_t>(seed.bytes[0])]);
    ASSERT_TRUE(index.ok()) << seed.name << ": " << index.error().message();
    const std::vector<uint32_t> first = {0};
    const auto pages = (*index)->read_pages(store, first);
    EXPECT_TRUE(pages.ok()) << seed.name << ": " << pages.error().message();
  }
}

TEST(FuzzSeedsTest, ManifestsAndDeletionFilesAreReadToTheEnd) {
  for (const FuzzSeed& seed : seeds_of("manifest_fuzz")) {
    const auto manifest = lance::parse_manifest(span_of(seed.bytes), seed.name);
    EXPECT_TRUE(manifest.ok()) << seed.name << ": " << manifest.error().message();
  }
  for (const FuzzSeed& seed : seeds_of("deletion_vector_fuzz")) {
    const auto deleted = lance::DeletionVector::parse(span_of(seed.bytes), 1000, seed.name);
    ASSERT_TRUE(deleted.ok()) << seed.name << ": " << deleted.error().message();
    EXPECT_GT(deleted->cardinality(), 0U);
  }
}

TEST(FuzzSeedsTest, RecordsAreReadToTheEnd) {
  size_t records = 0;
  for (const FuzzSeed& seed : seeds_of("record_fuzz")) {
    const bool sealed = !seed.name.ends_with(".open");
    const std::string text = sealed ? seed.bytes : graph::seal_json(seed.bytes);
    const bool record = graph::parse_record(text, seed.name).ok();
    records += record ? 1 : 0;
    EXPECT_TRUE(record || graph::parse_checkpoint(text, seed.name).ok() ||
                graph::parse_format(text).ok() || seed.name.ends_with(".pg"))
        << seed.name;
  }
  EXPECT_GE(records, 6U);  // three commits, sealed and open
}

TEST(FuzzSeedsTest, LinesAreLoaded) {
  for (const FuzzSeed& seed : seeds_of("load_fuzz")) {
    io::MemoryStore store;
    graph::testing::TestGraph graph(store);
    ASSERT_TRUE(graph.init(graph::testing::kEveryTypeSchema).ok());
    const auto loaded = graph.load(seed.bytes);
    ASSERT_TRUE(loaded.ok()) << seed.name << ": " << loaded.error().message();
    EXPECT_EQ(loaded->nodes.at("Everything"), 2U);
    EXPECT_EQ(loaded->edges.at("Apart"), 1U);
  }
}

TEST(FuzzSeedsTest, TextsAreRight) {
  size_t schemas = 0;
  for (const FuzzSeed& seed : seeds_of("schema_fuzz")) {
    schemas += schema::compile_schema(seed.bytes).ok() ? 1 : 0;
  }
  EXPECT_GE(schemas, 8U);
  size_t queries = 0;
  for (const FuzzSeed& seed : seeds_of("query_fuzz")) {
    queries += query::parse_query_file(seed.bytes).ok() ? 1 : 0;
  }
  EXPECT_GE(queries, 8U);
}

}  // namespace
}  // namespace omnigraph::testing
