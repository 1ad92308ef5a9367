// Verify finds every kind of damage in every object that the history of a graph reaches, and
// nothing in a graph that is whole.
#include "omnigraph/graph/verify/verify.h"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/stage/stage_version.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/forwarding_store.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::graph {
namespace {

using testing::TestGraph;

VerifyReport verify(io::ObjectStore& store, bool deep = false) {
  TestGraph graph(store, 99);
  VerifyOptions options;
  options.deep = deep;
  const auto report = verify_graph(graph.environment(), options, CancelToken(graph.clock()));
  EXPECT_TRUE(report.ok()) << report.error().message();
  return report.ok() ? *report : VerifyReport();
}

std::string text_of(const VerifyReport& report) {
  std::string text;
  for (const VerifyFinding& finding : report.findings) {
    text += finding.object + ": " + finding.problem + "\n";
  }
  return text;
}

std::string person(int i) {
  return format(R"({{"_id":"p{}","name":"p{}","age":{}}})", i, i, i % 100);
}

// Loads, small commits in records, commits whose files are objects, deletions, lineage pages, a
// mirror.
void make_history(io::ObjectStore& store) {
  TestGraph graph(store);
  ASSERT_TRUE(graph.init().ok());
  std::string lines;
  for (int i = 0; i < 50; ++i) {
    lines += format("{{\"type\":\"Person\",\"data\":{{\"name\":\"q{}\",\"age\":{}}}}}\n", i, i);
  }
  ASSERT_TRUE(graph.load(lines).ok());
  for (int i = 0; i < 40; ++i) {
    // Now and then what records carry is stored as objects.
    graph.environment().small_commit_bytes = i % 8 == 7 ? 0 : kSmallCommitBytes;
    ASSERT_TRUE(graph
                    .put(i % 3 == 0 ? "node:Company" : "node:Person",
                         {i % 3 == 0 ? format(R"({{"_id":"c{}","name":"c{}"}})", i, i) : person(i)})
                    .ok());
    if (i % 10 == 5) {
      const SnapshotPtr base = graph.head();
      ASSERT_TRUE(graph.graph()
                      .publish(base, graph.erase_draft(base, "node:Person", {format("q{}", i)}))
                      .ok());
    }
  }
  ASSERT_TRUE(graph.graph().sync_mirror().ok());
}

// Remembers what is read of the store below it.
class ReadSpy final : public io::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  Result<Buffer> read(std::string_view path) override {
    ++reads;
    seen.insert(std::string(path));
    return ForwardingStore::read(path);
  }
  Result<Buffer> read_range(std::string_view path, io::ByteRange range) override {
    ++reads;
    seen.insert(std::string(path));
    return ForwardingStore::read_range(path, range);
  }
  std::vector<Result<Buffer>> read_many(std::span<const io::ReadRequest> requests) override {
    reads += requests.size();
    for (const io::ReadRequest& request : requests) {
      seen.insert(request.path);
    }
    return ForwardingStore::read_many(requests);
  }
  std::set<std::string> seen;
  size_t reads = 0;
};

// Objects that must be found if they are damaged: those of the log, and what reading the state of
// every commit needs of the store. (Files may have been stored that nothing reaches any more.)
std::set<std::string> reachable(io::ObjectStore& store) {
  ReadSpy spy(store);
  TestGraph graph(spy, 42);
  EXPECT_TRUE(graph.open().ok());
  const auto commits = graph.graph().commits(SIZE_MAX);
  EXPECT_TRUE(commits.ok());
  for (const CommitHeader& commit : *commits) {
    const auto state = graph.graph().at_commit(commit.entry.graph_commit_id);
    EXPECT_TRUE(state.ok() && testing::export_text(**state).ok()) << commit.entry.manifest_version;
  }
  std::set<std::string> paths;
  for (const io::ObjectInfo& object : store.list("", "", 100'000).value()) {
    const std::string& path = object.path;
    if (path.starts_with("__manifest/") || path.find("/_indices/") != std::string::npos ||
        (spy.seen.contains(path) && !path.starts_with("lance/"))) {
      paths.insert(path);
    }
  }
  return paths;
}

// Damages every object in every way, one at a time.
void damage_all(io::MemoryStore& store, size_t flips) {
  for (const std::string& path : reachable(store)) {
    const Buffer original = store.read(path).value();
    const auto damaged_by = [&](const std::string& how) {
      const VerifyReport report = verify(store);
      EXPECT_NE(report.finding_count, 0U) << path << " " << how;
      const bool named = text_of(report).find(path) != std::string::npos;
      EXPECT_TRUE(named) << path << " " << how << "\n" << text_of(report);
    };
    for (size_t flip = 0; flip < flips && original.size() > 0; ++flip) {
      std::vector<std::byte> bytes(original.data(), original.data() + original.size());
      const size_t at = flip * (original.size() - 1) / std::max<size_t>(1, flips - 1);
      bytes[at] ^= std::byte{static_cast<uint8_t>(1U << flip % 8)};
      ASSERT_TRUE(store.put(path, bytes).ok());
      damaged_by(format("byte {}", at));
    }
    ASSERT_TRUE(store.put(path, original.span().first(original.size() / 2)).ok());
    damaged_by("cut");
    std::vector<std::byte> longer(original.data(), original.data() + original.size());
    longer.push_back(std::byte{0});
    ASSERT_TRUE(store.put(path, longer).ok());
    damaged_by("with a byte more");
    ASSERT_TRUE(store.remove(path).ok());
    damaged_by("removed");
    ASSERT_TRUE(store.put(path, original.span()).ok());
  }
  EXPECT_EQ(text_of(verify(store)), "");
}

TEST(Verify, AWholeGraphIsClean) {
  io::MemoryStore store;
  make_history(store);
  const VerifyReport report = verify(store, true);
  EXPECT_EQ(text_of(report), "");
  EXPECT_EQ(report.commits, 46U);
  EXPECT_EQ(report.records, 46U);
  EXPECT_EQ(report.rows, 86U);  // 50 and 40, four deleted
  EXPECT_GT(report.objects, report.records);
}

TEST(Verify, DamageOfEveryObjectIsFoundAndNamed) {
  io::MemoryStore store;
  make_history(store);
  bool lineage = false;
  bool deletions = false;
  for (const std::string& path : reachable(store)) {
    lineage = lineage || path.starts_with("__manifest/lineage/");
    deletions = deletions || path.find("/_deletions/") != std::string::npos;
  }
  EXPECT_TRUE(lineage);
  EXPECT_TRUE(deletions);
  damage_all(store, 6);
}

TEST(Verify, DamageOfCheckpointsIsFound) {
  io::MemoryStore store;
  TestGraph graph(store);
  std::string schema;
  for (int i = 0; i < 70; ++i) {
    schema += format("node T{} {{ name: String @key }}\n", i);
  }
  ASSERT_TRUE(graph.init(schema).ok());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(graph.put("node:T5", {format(R"({{"_id":"x{}","name":"x{}"}})", i, i)}).ok());
  }
  ASSERT_FALSE(store.list("__manifest/checkpoints/", "", 10)->empty());
  EXPECT_EQ(text_of(verify(store, true)), "");
  for (const io::ObjectInfo& object : *store.list("__manifest/checkpoints/", "", 10)) {
    const Buffer original = store.read(object.path).value();
    ASSERT_TRUE(store.put(object.path, original.span().first(original.size() - 1)).ok());
    EXPECT_NE(text_of(verify(store)).find(object.path), std::string::npos);
    ASSERT_TRUE(store.remove(object.path).ok());
    EXPECT_NE(text_of(verify(store)).find(object.path + ": it is missing"), std::string::npos);
    ASSERT_TRUE(store.put(object.path, original.span()).ok());
  }
}

TEST(Verify, IndexFilesAreLookedAt) {
  io::MemoryStore store;
  TestGraph graph(store);
  ASSERT_TRUE(graph.init("node N { name: String @key  tag: I64 @unique }").ok());
  std::string lines;
  for (int i = 0; i < 66'000; ++i) {
    lines += format("{{\"type\":\"N\",\"data\":{{\"name\":\"n{}\",\"tag\":{}}}}}\n", i, i * 7);
  }
  ASSERT_TRUE(graph.load(lines).ok());
  ASSERT_TRUE(graph.put("node:N", {R"({"_id":"n5","name":"n5","tag":3})"}).ok());
  EXPECT_EQ(text_of(verify(store, true)), "");
  size_t index_files = 0;
  for (const std::string& path : reachable(store)) {
    if (path.find("/_indices/") == std::string::npos) {
      continue;
    }
    ++index_files;
    const Buffer original = store.read(path).value();
    for (const size_t at : {size_t{0}, original.size() / 3, original.size() - 1}) {
      std::vector<std::byte> bytes(original.data(), original.data() + original.size());
      bytes[at] ^= std::byte{1};
      ASSERT_TRUE(store.put(path, bytes).ok());
      EXPECT_NE(text_of(verify(store)).find(path), std::string::npos) << at;
    }
    ASSERT_TRUE(store.remove(path).ok());
    EXPECT_NE(text_of(verify(store)).find(path + ": it is missing"), std::string::npos);
    ASSERT_TRUE(store.put(path, original.span()).ok());
  }
  EXPECT_EQ(index_files, 4U);
}

TEST(Verify, ARecordInThePastThatIsAnotherOneBreaksTheChain) {
  io::MemoryStore store;
  io::MemoryStore other;
  for (io::MemoryStore* each : {&store, &other}) {
    TestGraph graph(*each);
    ASSERT_TRUE(graph.init().ok());
    ASSERT_TRUE(graph.put("node:Person", {person(each == &store ? 1 : 2)}).ok());
    ASSERT_TRUE(graph.put("node:Person", {person(3)}).ok());
  }
  // Sealed and right in itself.
  const std::string path = record_object("main", 2);
  ASSERT_TRUE(store.put(path, other.read(path)->span()).ok());
  const std::string text = text_of(verify(store));
  EXPECT_NE(text.find(record_object("main", 3) + ": hash of the parent"), std::string::npos)
      << text;
}

TEST(Verify, ARecordThatIsGoneAtTheEndIsToldByTheMirrorsHint) {
  io::MemoryStore store;
  make_history(store);
  const std::string head = store.list("__manifest/branches/main/", "", 1)->front().path;
  ASSERT_TRUE(store.remove(head).ok());
  EXPECT_NE(text_of(verify(store)).find(head + ": it is missing"), std::string::npos);
}

TEST(Verify, ReadsEveryObjectOnceOrTwice) {
  io::MemoryStore store;
  make_history(store);
  ReadSpy spy(store);
  verify(spy);
  EXPECT_LE(spy.reads, reachable(store).size() * 2);
}

// Rows that break the rules, put there without being checked.
std::string broken(const std::string& schema,
                   const std::vector<std::pair<std::string, std::vector<std::string>>>& rows) {
  io::MemoryStore store;
  TestGraph graph(store);
  EXPECT_TRUE(graph.init(schema).ok());
  for (const auto& [table, lines] : rows) {
    const auto put = graph.put(table, lines);
    EXPECT_TRUE(put.ok()) << put.error().message();
  }
  EXPECT_EQ(text_of(verify(store)), "");
  return text_of(verify(store, true));
}

TEST(VerifyDeep, FindsRowsThatBreakTheirSchema) {
  const std::string schema =
      "node P { name: String @key  age: I32?  mail: String? @unique  @range(age, 0..150) }\n"
      "edge E: P -> P @card(0..1)\n";
  EXPECT_NE(broken(schema, {{"node:P", {R"({"_id":"a","name":"a","age":200})"}}}).find("R130"),
            std::string::npos);
  EXPECT_NE(
      broken(schema,
             {{"node:P",
               {R"({"_id":"a","name":"a","mail":"x"})", R"({"_id":"b","name":"b","mail":"x"})"}}})
          .find("node:P: "),
      std::string::npos);
  EXPECT_NE(broken(schema, {{"node:P", {R"({"_id":"a","name":"a"})", R"({"_id":"b","name":"a"})"}}})
                .find("node:P: "),
            std::string::npos);
  EXPECT_NE(broken(schema,
                   {{"node:P", {R"({"_id":"a","name":"a"})"}},
                    {"edge:E", {R"({"_id":"e","_src":"a","_dst":"z"})"}}})
                .find("edge:E: 1 edges lead to a P that is not stored, as 'z'"),
            std::string::npos);
  EXPECT_NE(
      broken(schema,
             {{"node:P", {R"({"_id":"a","name":"a"})"}},
              {"edge:E",
               {R"({"_id":"e","_src":"a","_dst":"a"})", R"({"_id":"f","_src":"a","_dst":"a"})"}}})
          .find("edge:E: "),
      std::string::npos);
}

// Two indices of one kind, of which the manifest takes one for the other.
TEST(VerifyDeep, FindsAnIndexThatSaysSomethingElseThanItsColumn) {
  io::MemoryStore store;
  TestGraph graph(store);
  ASSERT_TRUE(graph.init("node N { name: String @key  a: I64 @unique  b: I64 @unique }").ok());
  std::string lines;
  for (int i = 0; i < 66'000; ++i) {
    lines += format(R"({{"type":"N","data":{{"name":"n{}","a":{},"b":{}}}}})", i, i, -i) + "\n";
  }
  ASSERT_TRUE(graph.load(lines).ok());
  EXPECT_EQ(text_of(verify(store, true)), "");
  const SnapshotPtr base = graph.head();
  const Pin& pin = *base->find_pin("node:N");
  lance::TableManifest manifest = **base->manifest(pin);
  lance::IndexEntry* a = nullptr;
  lance::IndexEntry* b = nullptr;
  for (lance::IndexEntry& entry : manifest.indices) {
    a = entry.name == "a_idx" ? &entry : a;
    b = entry.name == "b_idx" ? &entry : b;
  }
  ASSERT_TRUE(a != nullptr && b != nullptr);
  std::swap(a->field_ids, b->field_ids);
  ++manifest.version;
  auto staged =
      stage_manifest(graph.environment(), "main", pin.table_key, pin.table_path, manifest);
  ASSERT_TRUE(staged.ok());
  CommitDraft draft;
  draft.commit_id = graph.environment().ids.next();
  draft.operation = "load";
  draft.changes = {staged->pin};
  draft.files = std::move(staged->files);
  ASSERT_TRUE(graph.graph().publish(base, std::move(draft)).ok());
  EXPECT_EQ(text_of(verify(store)), "");
  const std::string text = text_of(verify(store, true));
  EXPECT_NE(text.find("index of node:N a: it has another value for row id"), std::string::npos)
      << text;
  EXPECT_NE(text.find("index of node:N b: "), std::string::npos) << text;
}

TEST(Verify, IsCancelled) {
  io::MemoryStore store;
  make_history(store);
  TestGraph graph(store, 7);
  CancelToken cancel(graph.clock());
  cancel.cancel();
  EXPECT_EQ(verify_graph(graph.environment(), {}, cancel).error().code(), ErrorCode::kCancelled);
}

TEST(Verify, WithoutAGraphThereIsNothingToVerify) {
  io::MemoryStore store;
  TestGraph graph(store);
  EXPECT_EQ(verify_graph(graph.environment(), {}, CancelToken()).error().code(),
            ErrorCode::kNotFound);
}

}  // namespace
}  // namespace omnigraph::graph
