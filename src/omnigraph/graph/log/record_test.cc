#include "omnigraph/graph/log/record.h"

#include <gtest/gtest.h>

#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/log/sealed_json.h"

namespace omnigraph::graph {
namespace {

constexpr const char* kGraph = "01KA0000000000000000000000";
constexpr const char* kCommit = "01KA0000000000000000000001";

Pin pin(const std::string& key, uint64_t version) {
  Pin pin;
  pin.table_key = key;
  pin.table_path =
      table_folder(key.starts_with("node:") ? schema::EntityKind::kNode : schema::EntityKind::kEdge,
                   key.substr(5));
  pin.table_version = version;
  pin.manifest = std::to_string(version) + "-" + kCommit + ".manifest";
  pin.manifest_xxh3 = "00112233445566ff";
  pin.row_count = 5;
  pin.size_bytes = 4096;
  return pin;
}

CommitRecord sample_record() {
  CommitRecord record;
  record.graph_id = kGraph;
  record.branch = "main";
  record.incarnation = kGraph;
  record.seq = 58;
  record.parent = ParentRef{"main", 57, std::string(64, 'a'), kCommit, 60};
  record.checkpoint = kCommit;
  record.base = {pin("node:Person", 12)};
  record.schema_sha256 = std::string(64, 'e');
  CommitEntry commit;
  commit.graph_commit_id = "01KA0000000000000000000002";
  commit.manifest_version = 61;
  commit.parent_commit_id = kCommit;
  commit.actor_id = "act-\"quoted\"";
  commit.created_at = 1'763'800'000'000'000;
  commit.operation = "mutate";
  commit.message = "why";
  commit.idempotency = IdempotencyKey{"k", std::string(64, '1')};
  commit.schema_sha256 = std::string(64, 'e');
  commit.changes = {pin("node:Person", 13)};
  record.commits = {commit};
  return record;
}

TEST(CommitRecord, ComesBackFromItsText) {
  const CommitRecord record = sample_record();
  const auto parsed = parse_record(to_json(record), "x");
  ASSERT_TRUE(parsed.ok()) << parsed.error().message();
  EXPECT_EQ(*parsed, record);
}

TEST(CommitRecord, NumbersAndIdsMustFollowOnFromTheParent) {
  const auto refused = [](auto&& change) {
    CommitRecord record = sample_record();
    change(record);
    const auto parsed = parse_record(to_json(record), "x");
    return !parsed.ok() && parsed.error().code() == ErrorCode::kCorruption;
  };
  EXPECT_FALSE(refused([](CommitRecord&) {}));
  EXPECT_TRUE(refused([](CommitRecord& r) { r.seq = 59; }));
  EXPECT_TRUE(refused([](CommitRecord& r) { r.parent.reset(); }));
  EXPECT_TRUE(refused([](CommitRecord& r) { r.commits[0].manifest_version = 62; }));
  EXPECT_TRUE(refused([](CommitRecord& r) { r.commits[0].parent_commit_id.reset(); }));
  EXPECT_TRUE(refused([](CommitRecord& r) { r.commits.push_back(r.commits[0]); }));
  EXPECT_FALSE(refused([](CommitRecord& r) {
    r.commits.push_back(r.commits[0]);
    r.commits[1].manifest_version = 62;
    r.commits[1].parent_commit_id = r.commits[0].graph_commit_id;
  }));
}

TEST(CommitRecord, EveryFlippedBitIsNoticed) {
  // Goal: the seal covers every byte. A flip inside the seal's own text breaks its form.
  const std::string text = to_json(sample_record());
  for (size_t i = 0; i < text.size(); ++i) {
    for (const int bit : {0, 3, 6}) {
      std::string damaged = text;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
      const auto parsed = parse_record(damaged, "x");
      ASSERT_FALSE(parsed.ok()) << "byte " << i;
      EXPECT_EQ(parsed.error().code(), ErrorCode::kCorruption);
    }
  }
}

TEST(CommitRecord, TruncationIsNoticed) {
  const std::string text = to_json(sample_record());
  for (size_t length = 0; length < text.size(); ++length) {
    ASSERT_FALSE(parse_record(std::string_view(text).substr(0, length), "x").ok()) << length;
  }
}

TEST(CommitRecord, ANewerFormatIsUnsupportedNotCorrupt) {
  const std::string text = seal_json(R"({"format":2,"whatever":true})");
  EXPECT_EQ(parse_record(text, "x").error().code(), ErrorCode::kUnsupported);
}

TEST(CommitRecord, MembersThatAreWrongAreNamed) {
  struct Case {
    const char* from;
    const char* to;
    const char* member;
  };
  for (const Case& c : {Case{"\"seq\":58", "\"seq\":\"58\"", "seq"},
                        Case{"\"branch\":\"main\"", "\"branch\":7", "branch"},
                        Case{"\"kind\":\"commits\"", "\"kind\":\"other\"", "kind"},
                        Case{"\"base\":[", "\"base\":[1,", "base"},
                        Case{"\"table_path\":\"nodes/", "\"table_path\":\"nodes/../", "table_path"},
                        Case{"\"table_key\":\"node:", "\"table_key\":\"x:", "table_key"},
                        Case{"\"format\":1", "\"format\":1,\"extra\":1", "extra"}}) {
    std::string text = to_json(sample_record());
    text = text.substr(0, text.rfind(",\"check\"")) + "}";
    const size_t at = text.find(c.from);
    ASSERT_NE(at, std::string::npos) << c.from;
    text.replace(at, std::string(c.from).size(), c.to);
    const auto parsed = parse_record(seal_json(text), "the-object");
    ASSERT_FALSE(parsed.ok()) << c.to;
    EXPECT_NE(parsed.error().message().find(c.member), std::string::npos)
        << parsed.error().message();
    EXPECT_NE(parsed.error().message().find("the-object"), std::string::npos);
  }
}

TEST(Checkpoint, ComesBackFromItsText) {
  const Checkpoint checkpoint{
      kGraph, {pin("edge:Knows", 3), pin("node:Person", 4)}, {{kGraph, 7, "topic/a", 3}}};
  const auto parsed = parse_checkpoint(to_json(checkpoint), "x");
  ASSERT_TRUE(parsed.ok()) << parsed.error().message();
  EXPECT_EQ(parsed->pins, checkpoint.pins);
  EXPECT_EQ(parsed->contains, checkpoint.contains);
  EXPECT_EQ(*parse_format(format_json(kGraph)), kGraph);
}

TEST(PinMap, LaterPinsReplaceAndDroppedOnesRemove) {
  PinMap state;
  apply_pins(state, {pin("node:A", 1), pin("node:B", 1)});
  Pin dropped = pin("node:A", 2);
  dropped.dropped = true;
  apply_pins(state, {dropped, pin("node:B", 2)});
  EXPECT_EQ(state.size(), 1U);
  EXPECT_EQ(state["node:B"].table_version, 2U);
}

TEST(Names, AreSafeOnEveryStore) {
  EXPECT_EQ(encode_name("a/b"), "a_2fb");
  EXPECT_EQ(encode_name("A"), "_41");
  EXPECT_EQ(record_object("main", 1), "__manifest/branches/main/18446744073709551614.json");
  EXPECT_LT(record_object("main", 2), record_object("main", 1)) << "the newest sorts first";
  EXPECT_EQ(mirror_folder("node:Person"), "lance/nodes/Person.lance");
  EXPECT_EQ(mirror_folder("edge:Knows"), "lance/edges/Knows.lance");
}

TEST(Names, BranchRules) {
  for (const char* good : {"main", "a/b", "x.y-z_1", "A"}) {
    EXPECT_TRUE(normalize_branch_name(good).ok()) << good;
  }
  EXPECT_EQ(*normalize_branch_name("  main \n"), "main");
  for (const char* bad : {"",
                          "  ",
                          "/a",
                          "a/",
                          "a//b",
                          "a..b",
                          "a.lock",
                          "__run__x",
                          "__schema_apply_lock__",
                          "a b",
                          "ä"}) {
    EXPECT_FALSE(normalize_branch_name(bad).ok()) << bad;
  }
  EXPECT_FALSE(normalize_branch_name(std::string(200, 'A')).ok()) << "too long when encoded";
}

}  // namespace
}  // namespace omnigraph::graph
