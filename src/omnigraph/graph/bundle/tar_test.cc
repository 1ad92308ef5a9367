#include "omnigraph/graph/bundle/tar.h"

#include <algorithm>
#include <cstring>

#include <gtest/gtest.h>

#include "omnigraph/graph/load/decompress.h"
#include "omnigraph/graph/testing/test_graph.h"

namespace omnigraph::graph {
namespace {

using Entries = std::vector<std::pair<std::string, std::string>>;

std::string written(const Entries& entries) {
  std::string archive;
  TarWriter writer(
      [&](std::string_view bytes) {
        archive += bytes;
        return Status();
      },
      1'763'800'000);
  for (const auto& [path, bytes] : entries) {
    EXPECT_TRUE(writer.add(path, bytes).ok());
  }
  EXPECT_TRUE(writer.finish().ok());
  return archive;
}

Result<Entries> read_back(const std::string& archive, size_t step = SIZE_MAX) {
  TarReader reader(testing::read_from_text(archive, step));
  Entries entries;
  for (;;) {
    OG_ASSIGN_OR_RETURN(const auto entry, reader.next());
    if (!entry) {
      return entries;
    }
    std::string bytes;
    char buffer[100];
    for (;;) {
      OG_ASSIGN_OR_RETURN(const size_t got, reader.read(buffer, sizeof(buffer)));
      if (got == 0) {
        break;
      }
      bytes.append(buffer, got);
    }
    EXPECT_EQ(bytes.size(), entry->size_bytes);
    entries.emplace_back(entry->path, bytes);
  }
}

std::string error_of(const std::string& archive) {
  const auto entries = read_back(archive);
  if (entries.ok()) {
    return "none";
  }
  EXPECT_EQ(entries.error().code(), ErrorCode::kCorruption);
  return entries.error().message();
}

const Entries kEntries = {{"a", "one"},
                          {"empty", ""},
                          {std::string(100, 'n'), std::string(512, 'x')},
                          {std::string(120, 'p') + "/" + std::string(90, 'n'), "split"},
                          {std::string(240, 'p') + "/" + std::string(100, 'n'), "pax"},
                          {std::string(150, 'q'), std::string(1025, 'y')}};

TEST(Tar, GivesBackWhatWasWritten) {
  const std::string archive = written(kEntries);
  EXPECT_EQ(archive.size() % 512, 0U);
  for (const size_t step : {size_t{1}, size_t{700}, SIZE_MAX}) {
    const auto entries = read_back(archive, step);
    ASSERT_TRUE(entries.ok()) << entries.error().message();
    EXPECT_EQ(*entries, kEntries);
  }
}

TEST(Tar, PassesOverContentThatNobodyReads) {
  const std::string archive = written(kEntries);
  TarReader reader(testing::read_from_text(archive, 300));
  size_t count = 0;
  for (;;) {
    const auto entry = reader.next();
    ASSERT_TRUE(entry.ok()) << entry.error().message();
    if (!*entry) {
      break;
    }
    EXPECT_EQ((*entry)->path, kEntries[count].first);
    ++count;
  }
  EXPECT_EQ(count, kEntries.size());
  EXPECT_FALSE(*reader.next());
}

TEST(Tar, SizesBeyondOctalDigitsGoIntoAPaxHeader) {
  std::string archive;
  TarWriter writer(
      [&](std::string_view bytes) {
        archive += bytes;
        return Status();
      },
      0);
  const uint64_t size_bytes = uint64_t{1} << 40;
  ASSERT_TRUE(writer.begin({"large", size_bytes}).ok());
  TarReader reader(testing::read_from_text(archive));
  const auto entry = reader.next();
  ASSERT_TRUE(entry.ok()) << entry.error().message();
  EXPECT_EQ((*entry)->size_bytes, size_bytes);
}

TEST(Tar, CutAnywhereIsDamaged) {
  const std::string archive = written(kEntries);
  for (size_t length = 0; length < archive.size(); length += 256) {
    EXPECT_NE(error_of(archive.substr(0, length)), "none") << length;
  }
}

TEST(Tar, RefusesWhatIsNoRegularFile) {
  std::string archive = written({{"link", ""}});
  archive[156] = '2';
  EXPECT_NE(error_of(archive).find("wrong checksum"), std::string::npos);
  // One more in the type, one less elsewhere: the sum stays.
  archive = written({{"link", ""}});
  archive[156] = '2';
  archive[0] = static_cast<char>(archive[0] - 2);
  EXPECT_NE(error_of(archive).find("no regular file but of type '2'"), std::string::npos);
}

TEST(Tar, NamesTheEntryWhereItIsDamaged) {
  std::string archive = written({{"first", "1"}, {"second", "2"}});
  archive[1024] = 'x';
  EXPECT_EQ(error_of(archive),
            "archive is damaged: a header has a wrong checksum: at or after \"first\"");
  archive = written({{"first", "1"}}) + "more";
  EXPECT_NE(error_of(archive).find("something follows its end"), std::string::npos);
}

}  // namespace
}  // namespace omnigraph::graph
