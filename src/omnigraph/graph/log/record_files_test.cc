#include "omnigraph/graph/log/record_files.h"

#include <gtest/gtest.h>

#include "omnigraph/base/base64.h"

namespace omnigraph::graph {
namespace {

RecordFiles sample() {
  return {{"nodes/0011223344556677/data/a.lance", Buffer::copy_of(std::string(3000, 'a'))},
          {"nodes/0011223344556677/_graph/2-x.manifest", Buffer::copy_of("manifest")},
          {"edges/0011223344556677/data/b.lance", Buffer::copy_of("")}};
}

TEST(RecordFiles, ComeBackFromThePack) {
  CommitRecord record;
  pack_files(sample(), record);
  ASSERT_EQ(record.files.size(), 3U);
  EXPECT_EQ(record.files[0].path, "edges/0011223344556677/data/b.lance");
  ASSERT_TRUE(record.pack);
  EXPECT_LT(record.pack->size(), 200U);
  const auto files = unpack_files(record);
  ASSERT_TRUE(files.ok()) << files.error().message();
  ASSERT_EQ(files->size(), 3U);
  for (const auto& [path, bytes] : sample()) {
    EXPECT_EQ(files->at(path).view(), bytes.view());
  }
}

TEST(RecordFiles, NoFilesAreNoPack) {
  CommitRecord record;
  pack_files({}, record);
  EXPECT_TRUE(record.files.empty());
  EXPECT_FALSE(record.pack);
  EXPECT_TRUE(unpack_files(record)->empty());
}

TEST(RecordFiles, DamageIsCorruption) {
  CommitRecord good;
  good.branch = "main";
  good.seq = 7;
  pack_files(sample(), good);
  const auto refused = [](const CommitRecord& record, const std::string& reason) {
    const auto files = unpack_files(record);
    ASSERT_FALSE(files.ok()) << reason;
    EXPECT_EQ(files.error().code(), ErrorCode::kCorruption);
    EXPECT_NE(files.error().message().find(reason), std::string::npos) << files.error().message();
    EXPECT_NE(files.error().message().find("seq 7"), std::string::npos);
  };
  CommitRecord bad = good;
  bad.pack.reset();
  refused(bad, "no pack");
  bad = good;
  bad.pack = "not base 64!";
  refused(bad, "");
  bad = good;
  bad.pack = base64_encode(as_bytes("not zstd"));
  refused(bad, "does not hold");
  bad = good;
  bad.files[0].size += 1;
  refused(bad, "does not hold");
  bad = good;
  bad.files[0].size = uint64_t{1} << 60;
  refused(bad, "more than");
  bad = good;
  bad.files[1].path = bad.files[2].path;
  refused(bad, "twice");
  for (const char* path :
       {"../../etc/passwd", "__manifest/format.json", "nodes/../x", "nodes//x"}) {
    bad = good;
    bad.files[0].path = path;
    refused(bad, "no place");
  }
}

TEST(RecordFiles, TravelWhileTheyAreSmall) {
  FileBytes bytes;
  bytes.add("nodes/00/_graph/1-x.manifest", 60'000);
  bytes.add("nodes/00/data/x.lance", 2'000);
  EXPECT_TRUE(bytes.travel(64'000));
  EXPECT_FALSE(bytes.travel(61'000));
  bytes = {};
  bytes.add("nodes/00/data/x.lance", 8'001);
  EXPECT_FALSE(bytes.travel(64'000));
}

}  // namespace
}  // namespace omnigraph::graph
