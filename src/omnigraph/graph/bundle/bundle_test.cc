// Bundles and copies: what arrives is the same graph, and nothing else ever does.
#include "omnigraph/graph/bundle/bundle.h"

#include <map>
#include <memory>

#include <gtest/gtest.h>

#include "omnigraph/base/hash.h"
#include "omnigraph/graph/branches/branches_test_support.h"
#include "omnigraph/graph/bundle/bundle_format.h"
#include "omnigraph/graph/bundle/compress.h"
#include "omnigraph/graph/load/decompress.h"
#include "omnigraph/graph/maintain/cleanup.h"
#include "omnigraph/graph/merge/merge.h"
#include "omnigraph/graph/merge/open_merge.h"
#include "omnigraph/io/fault/fault_store.h"
#include "omnigraph/io/forwarding_store.h"

namespace omnigraph::graph {
namespace {

using testing::export_text;
using testing::findings_of;
using testing::fork;
using testing::put_person;
using testing::read_from_text;
using testing::rows_at;
using testing::tag;
using testing::TestGraph;

Result<std::string> bundle_of(io::ObjectStore& store, uint64_t seed = 50) {
  TestGraph graph(store, seed);
  OG_RETURN_IF_ERROR(graph.open());
  std::string archive;
  const auto sink = [&](std::string_view bytes) {
    archive += bytes;
    return Status();
  };
  OG_RETURN_IF_ERROR(create_bundle(
      graph.environment(), graph.graph().graph_id(), sink, {}, CancelToken(graph.clock())));
  return archive;
}

Result<BundleReport> import_to(io::ObjectStore& store, const std::string& archive) {
  TestGraph graph(store, 60);
  return import_bundle(
      graph.environment(), read_from_text(archive, 5000), {}, CancelToken(graph.clock()));
}

Result<BundleReport> copy_to(io::ObjectStore& from, io::ObjectStore& store) {
  TestGraph source(from, 51);
  OG_RETURN_IF_ERROR(source.open());
  TestGraph target(store, 61);
  return copy_graph(source.environment(),
                    source.graph().graph_id(),
                    target.environment(),
                    {},
                    CancelToken(source.clock()));
}

// Every state of the graph that can still be read, by branch, tag and commit.
std::map<std::string, std::string> states_of(io::ObjectStore& store) {
  TestGraph graph(store, 70);
  std::map<std::string, std::string> states;
  if (const Status opened = graph.open(); !opened.ok()) {
    return {{"open", opened.error().message()}};
  }
  std::vector<LogHead> logs = *list_branches(graph.graph());
  for (const LogHead& log : *list_tags(graph.graph())) {
    logs.push_back(log);
  }
  for (const LogHead& log : logs) {
    const bool is_tag = is_tag_log(log.log_name);
    states[log.log_name] = rows_at(graph, is_tag ? log.log_name : "branch:" + log.log_name);
    for (const CommitHeader& commit : *graph.graph().commits(log.log_name, 1000)) {
      states[commit.entry.graph_commit_id] = rows_at(graph, commit.entry.graph_commit_id);
    }
  }
  return states;
}

// A graph with everything: small and large commits, branches that live, were deleted, renamed and
// merged, a name used twice, tags, a merge with conflicts, commits that were given up.
class BundleTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(graph.init().ok());
    for (int i = 0; i < 40; ++i) {  // enough for a lineage page
      graph.environment().small_commit_bytes = i % 3 == 0 ? 0 : kSmallCommitBytes;
      ASSERT_TRUE(put_person(graph, "main", format("p{}", i % 9), i).ok());
    }
    ASSERT_TRUE(fork(graph, "feature/a").ok());
    ASSERT_TRUE(fork(graph, "gone").ok());
    ASSERT_TRUE(put_person(graph, "feature/a", "Ann").ok());
    ASSERT_TRUE(put_person(graph, "gone", "Gwen").ok());
    ASSERT_TRUE(put_person(graph, "main", "Max").ok());
    ASSERT_TRUE(tag(graph, "v1", "feature/a").ok());
    ASSERT_TRUE(merge_branches(graph.graph(), "gone", "main", {}, CancelToken(graph.clock())).ok());
    ASSERT_TRUE(delete_branch(graph.graph(), "gone").ok());
    ASSERT_TRUE(fork(graph, "gone", "feature/a").ok());
    ASSERT_TRUE(fork(graph, "child", "feature/a").ok());
    ASSERT_TRUE(rename_branch(graph.graph(), "child", "grandchild").ok());
    ASSERT_TRUE(fork(graph, std::string(80, 'B'), "main@7").ok());
    ASSERT_TRUE(put_person(graph, std::string(80, 'B'), "Long").ok());
    OpenMerge merge;
    merge.merge_id = graph.environment().ids.next();
    merge.graph_id = graph.graph().graph_id();
    merge.source = "feature/a";
    merge.target = "main";
    merge.source_commit = graph.graph().head("feature/a").value()->commit_id();
    merge.target_commit = graph.head()->commit_id();
    ASSERT_TRUE(store_step(graph.environment(), merge).ok());
    ASSERT_TRUE(graph.graph().sync_mirror().ok());
    states = states_of(store);
    ASSERT_GT(states.size(), 45U);
  }

  // The store holds the same graph.
  void expect_same(io::ObjectStore& other) {
    EXPECT_EQ(states_of(other), states);
    EXPECT_EQ(findings_of(other), "");
    TestGraph copy(other, 80);
    ASSERT_TRUE(copy.open().ok());
    const auto merges = list_open_merges(copy.environment(), false);
    ASSERT_TRUE(merges.ok());
    EXPECT_EQ(merges->size(), 1U);
    // It goes on like any other.
    for (const char* branch : {"main", "feature/a", "grandchild"}) {
      EXPECT_TRUE(put_person(copy, branch, "New").ok());
    }
    EXPECT_TRUE(copy.graph().sync_mirror().ok());
    EXPECT_EQ(findings_of(other), "");
  }

  io::MemoryStore store;
  TestGraph graph{store, 1};
  std::map<std::string, std::string> states;
};

TEST_F(BundleTest, ImportedElsewhereItIsTheSameGraph) {
  const auto archive = bundle_of(store);
  ASSERT_TRUE(archive.ok()) << archive.error().message();
  io::MemoryStore other;
  const auto report = import_to(other, *archive);
  ASSERT_TRUE(report.ok()) << report.error().message();
  EXPECT_EQ(report->graph_id, graph.graph().graph_id());
  EXPECT_EQ(report->graph.branches, 5U);
  EXPECT_EQ(report->graph.tags, 1U);
  EXPECT_EQ(report->objects, other.list("", "", SIZE_MAX)->size());
  // Nothing but what is reached, and no mirror.
  for (const io::ObjectInfo& info : *other.list("", "", SIZE_MAX)) {
    EXPECT_FALSE(info.path.starts_with("lance/")) << info.path;
    EXPECT_EQ(other.read(info.path)->view(), store.read(info.path)->view()) << info.path;
  }
  expect_same(other);
}

TEST_F(BundleTest, ACopyIsTheSameGraph) {
  io::MemoryStore other;
  const auto report = copy_to(store, other);
  ASSERT_TRUE(report.ok()) << report.error().message();
  EXPECT_EQ(report->objects + 1, other.list("", "", SIZE_MAX)->size());  // and format.json
  expect_same(other);
}

TEST_F(BundleTest, CommitsThatCleanupGaveUpStayGivenUp) {
  CleanupOptions options;
  options.policy.keep_versions = 5;
  options.policy.grace_us = 0;
  options.confirm = true;
  ASSERT_TRUE(cleanup(graph.environment(), graph.graph().graph_id(), options, CancelToken()).ok());
  states = states_of(store);
  io::MemoryStore other;
  const auto archive = bundle_of(store);
  ASSERT_TRUE(archive.ok()) << archive.error().message();
  const auto report = import_to(other, *archive);
  ASSERT_TRUE(report.ok()) << report.error().message();
  expect_same(other);
}

TEST_F(BundleTest, ATargetThatIsNotEmptyIsRefused) {
  const auto archive = bundle_of(store);
  ASSERT_TRUE(archive.ok());
  const std::string before = testing::fingerprint(store);
  EXPECT_EQ(import_to(store, *archive).error().code(), ErrorCode::kAlreadyExists);
  EXPECT_EQ(testing::fingerprint(store), before);
  io::MemoryStore other;
  ASSERT_TRUE(other.create("notes.txt", as_bytes("x")).ok());
  const auto refused = import_to(other, *archive);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_NE(refused.error().message().find("notes.txt"), std::string::npos);
  EXPECT_EQ(other.list("", "", 10)->size(), 1U);
}

// A stop before or after any store call of an import: the target says that it is not complete, or
// is; the same import again finishes it.
TEST_F(BundleTest, AnImportStoppedAnywhereIsFinishedByTheNext) {
  const auto archive = bundle_of(store);
  ASSERT_TRUE(archive.ok());
  io::MemoryStore undisturbed;
  io::FaultStore counting(undisturbed);
  ASSERT_TRUE(import_to(counting, *archive).ok());
  const std::string expected = testing::fingerprint(undisturbed);
  const uint64_t calls = counting.call_count();
  ASSERT_GT(calls, 50U);
  for (uint64_t number = 1; number <= calls; ++number) {
    for (const bool before : {true, false}) {
      SCOPED_TRACE(format("stop {} call {} of {}", before ? "before" : "after", number, calls));
      io::MemoryStore memory;
      io::FaultStore faults(memory, number);
      before ? faults.stop_before(number) : faults.stop_after(number);
      const auto stopped = import_to(faults, *archive);
      faults.restart();
      TestGraph half(faults, 90);
      const Status opened = half.open();
      if (opened.ok()) {
        EXPECT_EQ(testing::fingerprint(memory), expected);
        EXPECT_EQ(import_to(faults, *archive).error().code(), ErrorCode::kAlreadyExists);
        continue;
      }
      ASSERT_FALSE(stopped.ok());
      const bool begun = memory.stat(kFormatObject).ok();
      ASSERT_EQ(opened.error().code(),
                begun ? ErrorCode::kFailedPrecondition : ErrorCode::kNotFound);
      if (begun) {
        EXPECT_EQ(half.init().error().code(), ErrorCode::kFailedPrecondition);
      }
      const auto again = import_to(faults, *archive);
      ASSERT_TRUE(again.ok()) << again.error().message();
      EXPECT_EQ(testing::fingerprint(memory), expected);
    }
  }
}

TEST_F(BundleTest, ACopyStoppedAnywhereIsFinishedByTheNextThoughTheGraphGoesOn) {
  io::MemoryStore undisturbed;
  io::FaultStore counting(undisturbed);
  ASSERT_TRUE(copy_to(store, counting).ok());
  const uint64_t calls = counting.call_count();
  CleanupOptions options;
  options.policy.keep_versions = 30;
  options.policy.grace_us = 0;
  options.confirm = true;
  for (uint64_t number = 1; number <= calls; number += 5) {
    SCOPED_TRACE(format("stop before call {} of {}", number, calls));
    io::MemoryStore memory;
    io::FaultStore faults(memory, number);
    faults.stop_before(number);
    ASSERT_FALSE(copy_to(store, faults).ok());
    faults.restart();
    ASSERT_TRUE(put_person(graph, "main", "Max", static_cast<int>(number)).ok());
    if (number % 3 == 0) {
      ASSERT_TRUE(
          cleanup(graph.environment(), graph.graph().graph_id(), options, CancelToken()).ok());
    }
    const auto again = copy_to(store, faults);
    ASSERT_TRUE(again.ok()) << again.error().message();
    EXPECT_EQ(states_of(memory), states_of(store));
    EXPECT_EQ(findings_of(memory), "");
  }
}

TEST_F(BundleTest, AnotherImportDoesNotGoOnWhereOneStopped) {
  const auto one = bundle_of(store, 50);
  const auto two = bundle_of(store, 52);
  ASSERT_TRUE(one.ok() && two.ok());
  io::MemoryStore memory;
  io::FaultStore faults(memory);
  faults.stop_before(20);
  ASSERT_FALSE(import_to(faults, *one).ok());
  faults.restart();
  EXPECT_EQ(import_to(faults, *two).error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_EQ(copy_to(store, faults).error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_TRUE(import_to(faults, *one).ok());
}

// ---- Damage
// --------------------------------------------------------------------------------------

std::string decompressed_text(const std::string& archive) {
  const ByteReader reader = decompressed(read_from_text(archive), "");
  std::string text;
  std::string buffer(65536, '\0');
  for (;;) {
    const auto got = reader(buffer.data(), buffer.size());
    EXPECT_TRUE(got.ok());
    if (!got.ok() || *got == 0) {
      return text;
    }
    text.append(buffer, 0, *got);
  }
}

TEST_F(BundleTest, CutOrChangedAnywhereItIsRefusedAndNoGraphAppears) {
  const auto archive = bundle_of(store);
  ASSERT_TRUE(archive.ok());
  const size_t step = archive->size() / 120 + 1;
  for (size_t at = 0; at < archive->size(); at += step) {
    for (const bool cut : {true, false}) {
      SCOPED_TRACE(format("{} {} of {}", cut ? "cut at" : "changed", at, archive->size()));
      std::string damaged = cut ? archive->substr(0, at) : *archive;
      if (!cut) {
        damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
      }
      io::MemoryStore memory;
      const auto report = import_to(memory, damaged);
      ASSERT_FALSE(report.ok());
      EXPECT_TRUE(report.error().code() == ErrorCode::kCorruption ||
                  report.error().code() == ErrorCode::kResourceExhausted)
          << report.error().message();
      TestGraph nothing(memory, 91);
      EXPECT_FALSE(nothing.open().ok());
    }
  }
}

// The same without compression, whose checksum would notice it anyway.
TEST_F(BundleTest, AChangedObjectIsNamedAndNeverStored) {
  const auto archive = bundle_of(store);
  ASSERT_TRUE(archive.ok());
  const std::string plain = decompressed_text(*archive);
  io::MemoryStore good;
  ASSERT_TRUE(import_to(good, plain).ok());
  for (const io::ObjectInfo& info : *good.list("", "", SIZE_MAX)) {
    const size_t header = plain.find("graph/" + info.path + std::string(1, '\0'));
    if (header == std::string::npos) {
      continue;  // its name is cut in two, or in a pax header
    }
    std::string damaged = plain;
    damaged[header + 512] = static_cast<char>(damaged[header + 512] ^ 1);
    io::MemoryStore memory;
    const auto report = import_to(memory, damaged);
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code(), ErrorCode::kCorruption);
    EXPECT_NE(report.error().message().find(info.path), std::string::npos)
        << report.error().message();
    if (info.path != kFormatObject) {
      EXPECT_FALSE(memory.stat(info.path).ok()) << info.path;
    }
    // The good one finishes it.
    EXPECT_TRUE(import_to(memory, *archive).ok());
  }
}

std::string archive_of(const std::vector<std::pair<std::string, std::string>>& entries) {
  std::string archive;
  TarWriter writer(
      [&](std::string_view bytes) {
        archive += bytes;
        return Status();
      },
      0);
  for (const auto& [path, bytes] : entries) {
    EXPECT_TRUE(writer.add(path, bytes).ok());
  }
  EXPECT_TRUE(writer.finish().ok());
  return archive;
}

TEST(BundleHostile, PathsThatNoGraphHasAreRefused) {
  const std::string id = "01KA0VH2000000000000000000";
  const std::string head = to_json(BundleHead{id, id, 1});
  for (const char* path : {"../x",
                           "nodes/../../x",
                           "/etc/passwd",
                           "lance/mirror.json",
                           "notes.txt",
                           "nodes/",
                           "nodes//x",
                           "__manifest/trash/x.json",
                           "__manifest/format.json/x"}) {
    io::MemoryStore memory;
    const auto report =
        import_to(memory, archive_of({{"bundle.json", head}, {std::string("graph/") + path, "x"}}));
    ASSERT_FALSE(report.ok()) << path;
    EXPECT_EQ(report.error().code(), ErrorCode::kCorruption);
    EXPECT_NE(report.error().message().find(path), std::string::npos) << report.error().message();
    EXPECT_EQ(memory.list("", "", 10)->size(), 1U);  // the claim
  }
  io::MemoryStore memory;
  const std::string line = manifest_line(sha256_hex(as_bytes("x")), "_schema/x.pg");
  const auto twice = import_to(memory,
                               archive_of({{"bundle.json", head},
                                           {"graph/_schema/x.pg", "x"},
                                           {"manifest/00000001.sha256", line},
                                           {"graph/_schema/x.pg", "y"}}));
  EXPECT_NE(twice.error().message().find("it is there twice"), std::string::npos);
  const auto newer = import_to(memory, archive_of({{"bundle.json", R"({"format":2})"}}));
  EXPECT_FALSE(newer.ok());
  EXPECT_EQ(import_to(memory, "what is this").error().code(), ErrorCode::kCorruption);
  EXPECT_EQ(import_to(memory, "").error().code(), ErrorCode::kCorruption);
}

// All hashes are right, but an object that the head needs was left out by whoever made it.
TEST_F(BundleTest, AnIncompleteStateNeverBecomesAGraph) {
  const auto archive = bundle_of(store);
  ASSERT_TRUE(archive.ok());
  TestGraph reader(store, 50);
  ASSERT_TRUE(reader.open().ok());
  const std::string schema = schema_object(reader.head()->schema_sha256());
  const std::string plain = decompressed_text(*archive);
  TarReader tar(read_from_text(plain));
  std::vector<std::pair<std::string, std::string>> entries;
  std::string manifests;
  std::string manifest;
  BundleEnd end;
  for (;;) {
    const auto entry = tar.next();
    ASSERT_TRUE(entry.ok());
    if (!*entry) {
      break;
    }
    std::string bytes((*entry)->size_bytes, '\0');
    for (size_t at = 0; at < bytes.size();) {
      at += *tar.read(bytes.data() + at, bytes.size() - at);
    }
    const std::string& path = (*entry)->path;
    if (path == "graph/" + schema) {
      end.bytes -= bytes.size();
      continue;
    }
    if (path.starts_with("graph/")) {
      ++end.objects;
      manifest += manifest_line(sha256_hex(as_bytes(bytes)), path.substr(6));
    } else if (path.starts_with("manifest/")) {
      bytes = manifest;
      manifests += manifest;
      manifest.clear();
    } else if (path == kBundleEnd) {
      const uint64_t objects = end.objects;
      const uint64_t left_out = 0 - end.bytes;
      end = *parse_bundle_end(bytes);
      end.objects = objects;
      end.bytes -= left_out;
      end.manifests_sha256 = sha256_hex(as_bytes(manifests));
      bytes = to_json(end);
    }
    entries.emplace_back(path, bytes);
  }
  io::MemoryStore memory;
  const auto report = import_to(memory, archive_of(entries));
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code(), ErrorCode::kCorruption);
  EXPECT_NE(report.error().message().find(schema), std::string::npos) << report.error().message();
  TestGraph nothing(memory, 91);
  EXPECT_FALSE(nothing.open().ok());
}

// ---- A graph that lives
// --------------------------------------------------------------------------

// Lets a writer do something at every `every`th read of the store.
class BusyStore final : public io::ForwardingStore {
 public:
  BusyStore(io::ObjectStore& inner, uint64_t every, std::function<void()> step)
      : ForwardingStore(inner), every_(every), step_(std::move(step)) {}

  Result<Buffer> read(std::string_view path) override {
    tick();
    return ForwardingStore::read(path);
  }
  Result<Buffer> read_range(std::string_view path, io::ByteRange range) override {
    tick();
    return ForwardingStore::read_range(path, range);
  }
  std::vector<Result<Buffer>> read_many(std::span<const io::ReadRequest> requests) override {
    tick();
    return ForwardingStore::read_many(requests);
  }
  Result<std::vector<io::ObjectInfo>> list(std::string_view prefix,
                                           std::string_view start_after,
                                           size_t limit) override {
    tick();
    return ForwardingStore::list(prefix, start_after, limit);
  }
  Result<std::vector<std::string>> list_folders(std::string_view folder,
                                                std::string_view start_after,
                                                size_t limit) override {
    tick();
    return ForwardingStore::list_folders(folder, start_after, limit);
  }

 private:
  void tick() {
    if (++calls_ % every_ == 0) {
      step_();
    }
  }
  uint64_t every_;
  uint64_t calls_ = 0;
  std::function<void()> step_;
};

// Somebody who makes branches, writes to them, merges, renames, deletes and tags.
class Busybody {
 public:
  explicit Busybody(TestGraph& graph) : graph_(graph) {}

  void step() {
    if (steps_ >= kSteps) {
      return;
    }
    const int round = steps_ / 7;
    const std::string branch = format("b{}", round);
    const std::string renamed = format("a{}", round);
    switch (steps_++ % 7) {
      case 0:
        return must(fork(graph_, branch, round % 2 == 0 ? "main" : format("a{}", round - 1)));
      case 1:
        return must(put_person(graph_, branch, format("on-{}", branch), round));
      case 2:
        return must(rename_branch(graph_.graph(), branch, renamed));
      case 3:
        return must(put_person(graph_, "main", "Max", 1000 + round));
      case 4:
        return must(
            merge_branches(graph_.graph(), renamed, "main", {}, CancelToken(graph_.clock())));
      case 5:
        return must(tag(graph_, format("t{}", round), renamed));
      default:
        if (round % 3 == 1) {
          must(put_person(graph_, renamed, "later", round));
        }
        return;
    }
  }
  int steps() const { return steps_; }

 private:
  template <typename T>
  static void must(const Result<T>& result) {
    EXPECT_TRUE(result.ok()) << result.error().message();
  }
  static constexpr int kSteps = 70;
  TestGraph& graph_;
  int steps_ = 0;
};

TEST_F(BundleTest, AGraphThatIsWrittenToMeanwhileGivesAConsistentState) {
  for (const uint64_t every : {1, 2, 3, 7, 20}) {
    for (const bool by_copy : {false, true}) {
      SCOPED_TRACE(format("a step at every {} calls, by {}", every, by_copy ? "copy" : "bundle"));
      io::MemoryStore live;
      ASSERT_TRUE(copy_to(store, live).ok());
      TestGraph writer(live, 1000 + every);
      ASSERT_TRUE(writer.open().ok());
      Busybody somebody(writer);
      BusyStore busy(live, every, [&] { somebody.step(); });
      io::MemoryStore other;
      if (by_copy) {
        const auto copied = copy_to(busy, other);
        ASSERT_TRUE(copied.ok()) << copied.error().message();
      } else {
        const auto archive = bundle_of(busy);
        ASSERT_TRUE(archive.ok()) << archive.error().message();
        const auto imported = import_to(other, *archive);
        ASSERT_TRUE(imported.ok()) << imported.error().message();
      }
      EXPECT_GE(somebody.steps(), 10);
      EXPECT_EQ(findings_of(other), "");
      // What was there when it began is there still, as it was; whatever else is there exists.
      const auto there = states_of(other);
      const auto whole = states_of(live);
      for (const auto& [name, rows] : there) {
        const bool head = name.size() < 26;  // of a branch that may have moved on
        if (!head) {
          EXPECT_EQ(whole.at(name), rows) << name;
        }
      }
      for (const auto& [name, rows] : states) {
        EXPECT_TRUE(there.contains(name)) << name;
      }
    }
  }
}

TEST(BundleLarge, ObjectsThatAreNotHeldArriveWhole) {
  io::MemoryStore store;
  TestGraph graph(store, 1);
  ASSERT_TRUE(graph.init("node Blob { name: String @key  body: String? }").ok());
  graph.environment().small_commit_bytes = 0;
  std::string rows;
  SeededRandom random(5);
  for (int i = 0; i < 60; ++i) {
    std::string body;
    for (int k = 0; k < 12'500; ++k) {
      body += format("{:016x}", random.next());
    }
    rows += format(R"({{"type":"Blob","data":{{"name":"b{}","body":"{}"}}}})", i, body) + "\n";
  }
  ASSERT_TRUE(graph.load(rows).ok());
  uint64_t largest = 0;
  for (const io::ObjectInfo& info : *store.list("", "", SIZE_MAX)) {
    largest = std::max(largest, info.size_bytes);
  }
  ASSERT_GT(largest, kGroupBytes);
  const auto archive = bundle_of(store);
  ASSERT_TRUE(archive.ok()) << archive.error().message();
  const auto expected = states_of(store);
  io::MemoryStore other;
  io::FaultStore faults(other);
  faults.stop_before(12);
  ASSERT_FALSE(import_to(faults, *archive).ok());
  faults.restart();
  ASSERT_TRUE(import_to(faults, *archive).ok());
  EXPECT_EQ(states_of(other), expected);
  io::MemoryStore third;
  ASSERT_TRUE(copy_to(other, third).ok());
  EXPECT_EQ(testing::fingerprint(third), testing::fingerprint(other));
  EXPECT_EQ(findings_of(third), "");
}

}  // namespace
}  // namespace omnigraph::graph
