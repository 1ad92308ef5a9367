#include "omnigraph/graph/mirror/mirror.h"

#include <gtest/gtest.h>

#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/testing/hook_store.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/local/local_store.h"
#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/io/metered/metered_store.h"
#include "omnigraph/io/testing/temporary_folder.h"
#include "omnigraph/lance/table/mirror_manifest.h"

namespace omnigraph::graph {
namespace {

using testing::HookStore;
using testing::TestGraph;

const std::string kPerson = "node:Person";
const std::string kAlice = R"({"_id":"Alice","name":"Alice","age":30})";
const std::string kFolder = "lance/nodes/Person.lance/";

std::string version_object(uint64_t version) {
  return kFolder + lance::version_manifest_path(version);
}

lance::TableManifest mirror_at(io::ObjectStore& store, uint64_t version) {
  const std::string object = version_object(version);
  const auto bytes = store.read(object);
  EXPECT_TRUE(bytes.ok()) << object;
  auto manifest = lance::parse_manifest(bytes->span(), object);
  EXPECT_TRUE(manifest.ok());
  return *manifest;
}

std::vector<uint64_t> versions(io::ObjectStore& store) {
  std::vector<uint64_t> found;
  const std::string prefix = kFolder + "_versions/";
  const auto objects = store.list(prefix, "", 1000);
  for (const io::ObjectInfo& info : *objects) {
    if (const auto version =
            lance::parse_version_manifest_name(std::string_view(info.path).substr(prefix.size()))) {
      found.push_back(*version);
    }
  }
  std::reverse(found.begin(), found.end());
  return found;
}

// A version as LanceDB would write it: built on ours, without the marks in the transaction.
void write_foreign(io::ObjectStore& store, uint64_t version) {
  lance::TableManifest manifest = mirror_at(store, version - 1);
  manifest.version = version;
  manifest.transaction = {};
  manifest.transaction.kind = lance::TransactionKind::kAppend;
  ASSERT_FALSE(lance::own_marks(manifest));
  const auto bytes = lance::serialize(manifest);
  ASSERT_TRUE(bytes.ok());
  ASSERT_TRUE(store.create(version_object(version), bytes->span()).ok());
}

struct Mirrored {
  io::MemoryStore store;
  TestGraph graph{store};
  Mirrored() { EXPECT_TRUE(graph.init().ok()); }
  MirrorReport sync() {
    const auto report = graph.graph().sync_mirror();
    EXPECT_TRUE(report.ok()) << (report.ok() ? "" : report.error().message());
    return report.ok() ? *report : MirrorReport{};
  }
};

TEST(Mirror, FollowsEachChangeByOneVersion) {
  Mirrored m;
  EXPECT_EQ(m.sync().written, 4U);
  for (uint64_t i = 2; i < 6; ++i) {
    ASSERT_TRUE(m.graph.put(kPerson, {kAlice}).ok());
    const MirrorReport report = m.sync();
    EXPECT_EQ(report.written, 1U);
    EXPECT_TRUE(report.drift.empty());
    const lance::TableManifest manifest = mirror_at(m.store, i);
    const Pin& pin = *m.graph.head()->find_pin(kPerson);
    EXPECT_EQ(manifest.version, i);
    EXPECT_EQ(manifest.live_rows(), pin.row_count);
    EXPECT_EQ(manifest.transaction.kind, lance::TransactionKind::kRestore);
    EXPECT_EQ(lance::own_marks(manifest),
              (lance::MirrorMarks{m.graph.graph().graph_id(), i, pin.table_version}));
    ASSERT_EQ(manifest.base_paths.size(), 1U);
    EXPECT_EQ(manifest.base_paths[0].path, m.store.root_uri() + "/" + pin.table_path);
  }
  EXPECT_EQ(versions(m.store), (std::vector<uint64_t>{1, 2, 3, 4, 5}));
}

// The data file of the small commit exists only in its record: the mirror gets a copy.
TEST(Mirror, CostsAListingAndAPutPerChangedTableAndFileAndTheHint) {
  io::MemoryStore memory;
  io::MeteredStore store(memory);
  TestGraph graph(store);
  ASSERT_TRUE(graph.init().ok());
  ASSERT_TRUE(graph.graph().sync_mirror().ok());
  ASSERT_TRUE(graph.put(kPerson, {kAlice}).ok());
  store.reset();
  ASSERT_TRUE(graph.graph().sync_mirror().ok());
  const io::Usage usage = store.snapshot();
  EXPECT_EQ(usage.of(io::Operation::kList).requests, 1U) << usage.to_string();
  EXPECT_EQ(usage.of(io::Operation::kCreate).requests, 2U) << usage.to_string();
  EXPECT_EQ(usage.of(io::Operation::kPut).requests, 1U) << usage.to_string();
  EXPECT_EQ(usage.requests(), 4U) << usage.to_string();
}

TEST(Mirror, NothingNewCostsNothing) {
  io::MemoryStore memory;
  io::MeteredStore store(memory);
  TestGraph graph(store);
  ASSERT_TRUE(graph.init().ok());
  ASSERT_TRUE(graph.graph().sync_mirror().ok());
  store.reset();
  ASSERT_TRUE(graph.graph().sync_mirror().ok());
  EXPECT_EQ(store.snapshot().requests(), 0U) << store.snapshot().to_string();
}

TEST(Mirror, HintNamesWhatWasMirrored) {
  Mirrored m;
  ASSERT_TRUE(m.graph.put(kPerson, {kAlice}).ok());
  m.sync();
  const auto hint = read_mirror_hint(m.store);
  ASSERT_TRUE(hint);
  EXPECT_EQ(hint->seq, 2U);
  EXPECT_EQ(hint->root, m.store.root_uri());
  EXPECT_EQ(hint->tables.at(kPerson).mirror_version, 1U);
  EXPECT_EQ(hint->tables.at(kPerson).manifest, m.graph.head()->find_pin(kPerson)->manifest);
  EXPECT_EQ(parse_mirror_hint(to_json(*hint))->tables.size(), hint->tables.size());
}

TEST(Mirror, DroppedHintIsMadeAgain) {
  Mirrored m;
  m.sync();
  ASSERT_TRUE(m.store.remove(kMirrorHintObject).ok());
  TestGraph other(m.store, 2);
  ASSERT_TRUE(other.open().ok());
  ASSERT_TRUE(other.put(kPerson, {kAlice}).ok());
  const auto report = other.graph().sync_mirror();
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->drift.empty());
  EXPECT_EQ(mirror_at(m.store, 2).live_rows(), 1U);
  EXPECT_EQ(read_mirror_hint(m.store)->seq, 2U);
}

TEST(Mirror, ForeignNewestVersionIsDriftAndLeftAlone) {
  Mirrored m;
  m.sync();
  write_foreign(m.store, 2);
  ASSERT_TRUE(m.graph.put(kPerson, {kAlice}).ok());
  for (int i = 0; i < 2; ++i) {
    const MirrorReport report = m.sync();
    EXPECT_EQ(report.written, 0U);
    ASSERT_EQ(report.drift.size(), 1U);
    EXPECT_EQ(report.drift[0].table_key, kPerson);
    EXPECT_EQ(report.drift[0].foreign_version, 2U);
  }
  EXPECT_EQ(versions(m.store), (std::vector<uint64_t>{1, 2}));
  // Another process comes to the same result, and other tables go on.
  TestGraph other(m.store, 2);
  ASSERT_TRUE(other.open().ok());
  ASSERT_TRUE(other.put("node:Company", {R"({"_id":"Acme","name":"Acme"})"}).ok());
  const auto report = other.graph().sync_mirror();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->written, 1U);
  EXPECT_EQ(report->drift.size(), 1U);
}

// A foreign commit that comes in between our listing and our PUT is not overwritten either.
TEST(Mirror, ForeignVersionThatWinsTheRaceIsDrift) {
  io::MemoryStore memory;
  HookStore store(memory);
  TestGraph graph(store);
  ASSERT_TRUE(graph.init().ok());
  ASSERT_TRUE(graph.graph().sync_mirror().ok());
  ASSERT_TRUE(graph.put(kPerson, {kAlice}).ok());
  store.before_create = [&](std::string_view path, ByteSpan) -> std::optional<Status> {
    if (path == version_object(2)) {
      write_foreign(memory, 2);
    }
    return std::nullopt;
  };
  const auto report = graph.graph().sync_mirror();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->written, 0U);
  ASSERT_EQ(report->drift.size(), 1U);
  EXPECT_EQ(versions(memory), (std::vector<uint64_t>{1, 2}));
}

// A mirror must not go back in time: a slow process finds that a quick one of ours has shown a
// newer state.
TEST(Mirror, NewerStateOfAnotherProcessIsNotOverwrittenByAnOlderOne) {
  Mirrored m;
  m.sync();
  ASSERT_TRUE(m.graph.put(kPerson, {kAlice}).ok());  // seq 2, not mirrored yet
  TestGraph quick(m.store, 2);
  ASSERT_TRUE(quick.open().ok());
  ASSERT_TRUE(quick.put(kPerson, {R"({"_id":"Bob","name":"Bob"})"}).ok());  // seq 3
  ASSERT_TRUE(quick.graph().sync_mirror().ok());
  ASSERT_EQ(mirror_at(m.store, 2).live_rows(), 2U);
  m.sync();  // the slow one's newest state is seq 2
  EXPECT_EQ(mirror_at(m.store, versions(m.store).back()).live_rows(), 2U);
}

// The other way round: the slow one's older state won the name, and the newer one goes above it.
TEST(Mirror, LostRaceWithAnOlderStateOfOursIsTriedAgainAboveIt) {
  io::MemoryStore memory;
  HookStore store(memory);
  TestGraph slow(memory, 1);
  ASSERT_TRUE(slow.init().ok());
  ASSERT_TRUE(slow.graph().sync_mirror().ok());
  ASSERT_TRUE(slow.put(kPerson, {kAlice}).ok());  // seq 2
  TestGraph quick(store, 2);
  ASSERT_TRUE(quick.open().ok());
  ASSERT_TRUE(quick.put(kPerson, {R"({"_id":"Bob","name":"Bob"})"}).ok());  // seq 3
  bool once = true;
  store.before_create = [&](std::string_view path, ByteSpan) -> std::optional<Status> {
    if (path == version_object(2) && std::exchange(once, false)) {
      EXPECT_TRUE(slow.graph().sync_mirror().ok());
    }
    return std::nullopt;
  };
  const auto report = quick.graph().sync_mirror();
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->drift.empty());
  EXPECT_EQ(versions(memory), (std::vector<uint64_t>{1, 2, 3}));
  EXPECT_EQ(mirror_at(memory, 3).live_rows(), 2U);
}

TEST(Mirror, MovedRootIsMirroredAnewByTheNextWriter) {
  io::TemporaryFolder folder;
  const std::string old_root = folder.path() + "/old";
  const std::string new_root = folder.path() + "/new";
  {
    const auto store = io::open_store(old_root, {.durability = io::Durability::kOs});
    TestGraph graph(**store, 1);
    ASSERT_TRUE(graph.init().ok());
    ASSERT_TRUE(graph.put(kPerson, {kAlice}).ok());
    ASSERT_TRUE(graph.graph().sync_mirror().ok());
  }
  ASSERT_EQ(std::rename(old_root.c_str(), new_root.c_str()), 0);
  const auto store = io::open_store(new_root, {.durability = io::Durability::kOs});
  TestGraph graph(**store, 2);
  ASSERT_TRUE(graph.open().ok());
  ASSERT_TRUE(graph.put(kPerson, {R"({"_id":"Bob","name":"Bob"})"}).ok());
  const auto report = graph.graph().sync_mirror();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->written, 4U);  // tables that did not change too
  EXPECT_EQ(versions(**store), (std::vector<uint64_t>{1, 2}));
  const lance::TableManifest manifest = mirror_at(**store, 2);
  EXPECT_EQ(manifest.base_paths[0].path,
            (*store)->root_uri() + "/" + graph.head()->find_pin(kPerson)->table_path);
  EXPECT_EQ(manifest.live_rows(), 2U);
}

TEST(Mirror, OldVersionsGoAndTheNewestStays) {
  Mirrored m;
  m.sync();
  // Objects that are not versions of ours to count stay, whatever their names.
  const std::string foreign = kFolder + "_versions/d123.manifest";
  ASSERT_TRUE(m.store.create(foreign, as_bytes("x")).ok());
  for (int i = 0; i < 150; ++i) {
    ASSERT_TRUE(m.graph.put(kPerson, {kAlice}).ok());
    m.sync();
    ASSERT_LE(versions(m.store).size(), 80U);
    // Copies of files that exist only in records go with the versions that need them.
    ASSERT_LE(m.store.list(kFolder + "data/", "", 1000)->size(), 80U);
  }
  EXPECT_EQ(versions(m.store).back(), 151U);
  EXPECT_EQ(mirror_at(m.store, 151).live_rows(), 1U);
  const std::vector<uint64_t> left = versions(m.store);
  for (size_t i = 1; i < left.size(); ++i) {
    EXPECT_EQ(left[i], left[i - 1] + 1);
  }
  EXPECT_TRUE(m.store.stat(foreign).ok());
}

}  // namespace
}  // namespace omnigraph::graph
