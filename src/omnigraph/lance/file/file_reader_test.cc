// How the reader asks the store: counts of reads and rounds.
#include "omnigraph/lance/file/file_reader.h"

#include <gtest/gtest.h>

#include "omnigraph/io/forwarding_store.h"
#include "omnigraph/lance/file/random_column_test_support.h"
#include "omnigraph/lance/file/written_file_test_support.h"

namespace omnigraph::lance::testing {
namespace {

using columnar::TypeKind;

// Counts calls and what they ask for.
class CountingStore final : public io::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  int rounds = 0;
  int requests = 0;
  uint64_t bytes = 0;

  Result<Buffer> read(std::string_view path) override {
    count(1);
    return ForwardingStore::read(path);
  }
  Result<Buffer> read_range(std::string_view path, io::ByteRange range) override {
    count(1);
    bytes += range.length;
    return ForwardingStore::read_range(path, range);
  }
  std::vector<Result<Buffer>> read_many(std::span<const io::ReadRequest> asked) override {
    count(static_cast<int>(asked.size()));
    for (const io::ReadRequest& request : asked) {
      bytes += request.range->length;
    }
    return ForwardingStore::read_many(asked);
  }
  Result<io::ObjectInfo> stat(std::string_view path) override {
    count(1);
    return ForwardingStore::stat(path);
  }

 private:
  void count(int number) {
    ++rounds;
    requests += number;
  }
};

TEST(FileReader, ReadsASmallFileOnceForEverything) {
  SeededRandom random(1);
  io::MemoryStore store;
  const FileSummary summary =
      write_file(store,
                 {{"n", random_column(TypeKind::kInt64, 100, {}, random)},
                  {"t", random_column(TypeKind::kString, 100, {}, random)}});
  CountingStore counting(store);
  const auto reader = FileReader::open(counting, kPath, summary.size_bytes);
  ASSERT_TRUE(reader.ok());
  ASSERT_TRUE(reader->read(0, 0, 100).ok());
  ASSERT_TRUE(reader->read(1, 50, 60).ok());
  EXPECT_EQ(counting.requests, 1);
}

TEST(FileReader, OpensALargeFileWithTwoReadsAndReadsInOneRound) {
  SeededRandom random(2);
  io::MemoryStore store;
  FileWriterOptions options;
  options.page_max_rows = 50;  // 2,000 pages: metadata beyond the first 64 KiB
  const auto numbers = random_column(TypeKind::kInt64, 50000, {}, random);
  const auto texts = random_column(TypeKind::kString, 50000, {}, random);
  const FileSummary summary = write_file(store, {{"n", numbers}, {"t", texts}}, options);
  CountingStore counting(store);
  const auto reader = FileReader::open(counting, kPath, summary.size_bytes);
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ(counting.requests, 2);
  const size_t columns[] = {0, 1};
  counting.rounds = 0;
  const auto read = reader->read_columns(columns, 1000, 30000);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(counting.rounds, 1);
  EXPECT_EQ(first_difference(*(*read)[1], *texts, 1000), -1);
}

TEST(FileReader, ReadsOnlyThePagesThatItNeeds) {
  SeededRandom random(3);
  io::MemoryStore store;
  const FileSummary summary =
      write_file(store,
                 {{"n", random_column(TypeKind::kInt64, 1000000, {}, random)},
                  {"m", random_column(TypeKind::kInt64, 1000000, {}, random)}});
  CountingStore counting(store);
  const auto reader = FileReader::open(counting, kPath, summary.size_bytes);
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ(counting.requests, 1);
  counting.requests = 0;
  counting.bytes = 0;
  ASSERT_TRUE(reader->read(1, 700000, 700001).ok());
  EXPECT_EQ(counting.requests, 1);
  EXPECT_LT(counting.bytes, 600000U);
}

TEST(FileReader, OpensAgainFromKnownMetadataWithoutARead) {
  SeededRandom random(4);
  io::MemoryStore store;
  const auto numbers = random_column(TypeKind::kInt64, 100000, {}, random);
  write_file(store, {{"n", numbers}});
  const FileReader first = open_file(store);
  CountingStore counting(store);
  const FileReader again = FileReader::with_metadata(counting, kPath, first.metadata());
  EXPECT_EQ(counting.requests, 0);
  EXPECT_EQ(again.row_count(), 100000U);
  EXPECT_EQ(again.column_of(0), 0U);
  EXPECT_EQ(again.column_of(1), std::nullopt);
  EXPECT_GT(again.metadata_byte_size(), 0U);
  const auto read = again.read_page(0, 1);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(first_difference(**read, *numbers, again.pages(0)[1].first_row), -1);
}

TEST(FileReader, PassesOnWhatTheStoreSays) {
  io::MemoryStore store;
  EXPECT_EQ(FileReader::open(store, kPath).error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(FileReader::open(store, kPath, 1000).error().code(), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace omnigraph::lance::testing
