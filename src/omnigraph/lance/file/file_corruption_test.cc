// Damaged files: never a wrong value, never a crash.
#include <gtest/gtest.h>

#include "omnigraph/lance/file/random_column_test_support.h"
#include "omnigraph/lance/file/written_file_test_support.h"

namespace omnigraph::lance::testing {
namespace {

using columnar::ArrayPtr;
using columnar::DataType;
using columnar::TypeKind;

// A file of each layout: mini-block with and without levels, lists, full zip, constant, all null.
std::vector<TestColumn> small_columns(size_t rows) {
  SeededRandom random(rows);
  return {{"number", random_column(TypeKind::kInt64, rows, {}, random), false},
          {"flag", random_column(TypeKind::kBool, rows, {30, 0, 0, 0}, random)},
          {"text", random_column(TypeKind::kString, rows, {30, 9, 0, 0}, random)},
          {"long", random_column(TypeKind::kString, rows, {30, 600, 0, 0}, random)},
          {"vector", random_column(DataType::vector(64), rows, {30, 0, 0, 0}, random)},
          {"list", random_column(DataType::list(TypeKind::kString), rows, {30, 9, 3, 0}, random)},
          {"blob", random_column(DataType::blob(), rows, {30, 9, 3, 0}, random)},
          {"one", random_column(TypeKind::kInt32, rows, {0, 0, 0, 1}, random)},
          {"none", random_column(TypeKind::kFloat64, rows, {100, 0, 0, 0}, random)}};
}

std::vector<std::byte> bytes_of(const std::vector<TestColumn>& columns, FileWriterOptions options) {
  io::MemoryStore store;
  write_file(store, columns, options);
  const Buffer bytes = *store.read(kPath);
  return {bytes.data(), bytes.data() + bytes.size()};
}

// Opens and reads everything. Returns how it ended; "same" if all values are those of `columns`.
std::string outcome(const std::vector<std::byte>& bytes, const std::vector<TestColumn>& columns) {
  io::MemoryStore store;
  OG_CHECK(store.create(kPath, bytes).ok(), "a new store is empty");
  const auto reader = FileReader::open(store, kPath);
  if (!reader.ok()) {
    return std::string(error_code_name(reader.error().code()));
  }
  std::string worst = "same";
  for (size_t i = 0; i < reader->fields().size(); ++i) {
    const auto read = reader->read(i, 0, reader->row_count());
    if (!read.ok()) {
      worst = std::string(error_code_name(read.error().code()));
    } else if (i >= columns.size() || (*read)->length() != columns[i].values->length() ||
               !((*read)->type() == columns[i].values->type()) ||
               first_difference(**read, *columns[i].values) != -1) {
      return "different";
    }
  }
  return reader->row_count() == columns[0].values->length() &&
                 reader->fields().size() == columns.size()
             ? worst
             : "different";
}

bool is_refusal(const std::string& found) {
  return found == "corruption" || found == "unsupported";
}

// Every byte of the file, three ways. What is not covered by a hash is padding, which nobody reads.
TEST(FileCorruption, NeverGivesAWrongValueWhateverByteIsFlipped) {
  const std::vector<TestColumn> columns = small_columns(6);
  std::vector<std::byte> bytes = bytes_of(columns, {});
  size_t unnoticed = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (const std::byte mask : {std::byte{0x01}, std::byte{0x80}, std::byte{0xFF}}) {
      bytes[i] ^= mask;
      const std::string found = outcome(bytes, columns);
      bytes[i] ^= mask;
      EXPECT_TRUE(is_refusal(found) || found == "same") << "byte " << i << ": " << found;
      unnoticed += found == "same" ? 1 : 0;
    }
  }
  EXPECT_LT(unnoticed, 3 * 64 * 20);  // the gaps before some twenty aligned buffers
}

// Without hashes values may change, but bytes are still not trusted: run this under a sanitizer.
TEST(FileCorruption, SurvivesAnyFlippedByteInAFileWithoutHashes) {
  const std::vector<TestColumn> columns = small_columns(6);
  FileWriterOptions options;
  options.with_check_buffer = false;
  std::vector<std::byte> bytes = bytes_of(columns, options);
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (const std::byte mask : {std::byte{0x01}, std::byte{0x40}, std::byte{0xFF}}) {
      bytes[i] ^= mask;
      const std::string found = outcome(bytes, columns);
      bytes[i] ^= mask;
      EXPECT_TRUE(is_refusal(found) || found == "same" || found == "different" ||
                  found == "resource_exhausted")
          << "byte " << i << ": " << found;
    }
  }
}

// Several bytes at once reach combinations that one alone does not.
TEST(FileCorruption, SurvivesRandomDamageInAFileWithoutHashes) {
  const std::vector<TestColumn> columns = small_columns(40);
  FileWriterOptions options;
  options.with_check_buffer = false;
  options.page_max_rows = 17;
  const std::vector<std::byte> whole = bytes_of(columns, options);
  SeededRandom random(1);
  for (int round = 0; round < 3000; ++round) {
    std::vector<std::byte> bytes = whole;
    for (uint64_t left = 1 + random.below(6); left > 0; --left) {
      bytes[random.below(bytes.size())] = static_cast<std::byte>(random.next());
    }
    const std::string found = outcome(bytes, columns);
    EXPECT_TRUE(is_refusal(found) || found == "same" || found == "different" ||
                found == "resource_exhausted")
        << found;
  }
}

TEST(FileCorruption, RefusesEveryTruncation) {
  const std::vector<TestColumn> columns = small_columns(12);
  const std::vector<std::byte> bytes = bytes_of(columns, {});
  for (size_t size = 0; size < bytes.size(); ++size) {
    const std::string found =
        outcome({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)}, columns);
    EXPECT_TRUE(is_refusal(found)) << size << ": " << found;
  }
}

TEST(FileCorruption, NoticesASizeThatIsNotTheObjects) {
  io::MemoryStore store;
  const FileSummary summary = write_file(store, small_columns(5));
  EXPECT_TRUE(FileReader::open(store, kPath, summary.size_bytes).ok());
  EXPECT_EQ(FileReader::open(store, kPath, summary.size_bytes + 1).error().code(),
            ErrorCode::kCorruption);
  EXPECT_EQ(FileReader::open(store, kPath, summary.size_bytes - 1).error().code(),
            ErrorCode::kCorruption);
}

TEST(FileCorruption, NamesTheObjectAndTheOffset) {
  const std::vector<TestColumn> columns = small_columns(12);
  std::vector<std::byte> bytes = bytes_of(columns, {});
  bytes[0] ^= std::byte{1};  // the first buffer of the first page
  io::MemoryStore store;
  ASSERT_TRUE(store.create(kPath, bytes).ok());
  const auto read = open_file(store).read(0, 0, 12);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code(), ErrorCode::kCorruption);
  EXPECT_NE(read.error().message().find("object \"data/file.lance\""), std::string::npos);
  EXPECT_NE(read.error().message().find("offset 0"), std::string::npos);
  EXPECT_NE(read.error().message().find("column \"number\""), std::string::npos);
}

TEST(FileCorruption, RefusesOtherFileVersionsAsUnsupported) {
  const std::vector<TestColumn> columns = small_columns(3);
  std::vector<std::byte> bytes = bytes_of(columns, {});
  bytes[bytes.size() - 6] = std::byte{1};  // 2.1
  EXPECT_EQ(outcome(bytes, columns), "unsupported");
}

}  // namespace
}  // namespace omnigraph::lance::testing
