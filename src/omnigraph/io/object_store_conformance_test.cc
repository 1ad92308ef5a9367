// What every object store must do, run on each of them. A new store gets a line in the list at the
// end of this file and nothing else.
#include <atomic>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "omnigraph/base/format.h"
#include "omnigraph/base/random.h"
#include "omnigraph/io/fault/fault_store.h"
#include "omnigraph/io/local/local_store.h"
#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/io/metered/metered_store.h"
#include "omnigraph/io/object_store.h"
#include "omnigraph/io/testing/temporary_folder.h"

namespace omnigraph::io {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A store and all it stands on.
struct Bench {
  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<ObjectStore> inner;
  std::unique_ptr<ObjectStore> store;
};

struct StoreKind {
  const char* name;
  std::function<Bench()> make;
};

Bench local_bench(Naming naming, Durability durability) {
  Bench bench;
  bench.folder = std::make_unique<TemporaryFolder>();
  StoreOptions options;
  options.durability = durability;
  bench.store = std::make_unique<LocalStore>(bench.folder->path() + "/root", options, naming);
  return bench;
}

class ObjectStoreConformance : public ::testing::TestWithParam<StoreKind> {
 protected:
  ObjectStoreConformance() : bench_(GetParam().make()), store_(*bench_.store) {}

  ErrorCode create_code(std::string_view path, std::string_view text = "x") {
    const Status status = store_.create(path, as_bytes(text));
    EXPECT_FALSE(status.ok()) << path;
    return status.ok() ? ErrorCode::kInternal : status.error().code();
  }
  void create(std::string_view path, std::string_view text = "x") {
    const Status status = store_.create(path, as_bytes(text));
    EXPECT_TRUE(status.ok()) << status.error().message();
  }
  std::string read(std::string_view path) {
    const Result<Buffer> bytes = store_.read(path);
    return bytes.ok() ? std::string(bytes->view()) : "error: " + bytes.error().message();
  }
  std::vector<std::string> list(std::string_view prefix,
                                std::string_view start_after = "",
                                size_t limit = 1000) {
    const Result<std::vector<ObjectInfo>> found = store_.list(prefix, start_after, limit);
    EXPECT_TRUE(found.ok());
    std::vector<std::string> paths;
    for (const ObjectInfo& info : *found) {
      paths.push_back(info.path);
    }
    return paths;
  }
  std::vector<std::string> folders(std::string_view folder,
                                   std::string_view start_after = "",
                                   size_t limit = 1000) {
    const Result<std::vector<std::string>> found = store_.list_folders(folder, start_after, limit);
    EXPECT_TRUE(found.ok());
    return *found;
  }

  Bench bench_;
  ObjectStore& store_;
};

TEST_P(ObjectStoreConformance, AnEmptyStoreReadsAsEmpty) {
  EXPECT_EQ(store_.read("a").error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(store_.stat("a/b").error().code(), ErrorCode::kNotFound);
  EXPECT_THAT(list(""), IsEmpty());
  EXPECT_THAT(list("a/b/"), IsEmpty());
  EXPECT_THAT(folders(""), IsEmpty());
  EXPECT_TRUE(store_.remove("a/b").ok());
  EXPECT_FALSE(store_.root_uri().empty());
}

TEST_P(ObjectStoreConformance, KeepsWhatWasCreated) {
  create("a/b/c", "hello");
  create("a/empty", "");
  EXPECT_EQ(read("a/b/c"), "hello");
  EXPECT_EQ(read("a/empty"), "");
  const Result<ObjectInfo> info = store_.stat("a/b/c");
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(info->path, "a/b/c");
  EXPECT_EQ(info->size_bytes, 5U);
  EXPECT_GT(info->modified_us, 1'600'000'000'000'000);
}

TEST_P(ObjectStoreConformance, CreateNeverReplaces) {
  create("a", "first");
  EXPECT_EQ(create_code("a", "second"), ErrorCode::kAlreadyExists);
  EXPECT_EQ(read("a"), "first");
}

TEST_P(ObjectStoreConformance, ARemovedNameIsFreeAgain) {
  create("f/a", "first");
  EXPECT_TRUE(store_.remove("f/a").ok());
  EXPECT_TRUE(store_.remove("f/a").ok());
  EXPECT_EQ(store_.read("f/a").error().code(), ErrorCode::kNotFound);
  create("f/a", "second");
  EXPECT_EQ(read("f/a"), "second");
}

TEST_P(ObjectStoreConformance, ReplaceReplacesWhole) {
  ASSERT_TRUE(store_.create("h/record", as_bytes("a long first text")).ok());
  ASSERT_TRUE(store_.replace("h/record", as_bytes("short")).ok());
  EXPECT_EQ(store_.read("h/record")->view(), "short");
  EXPECT_EQ(store_.create("h/record", as_bytes("x")).error().code(), ErrorCode::kAlreadyExists);
}

TEST_P(ObjectStoreConformance, ThereAreNoLeftoversWhereNobodyDied) {
  ASSERT_TRUE(store_.create("h/record", as_bytes("text")).ok());
  const auto removed = store_.remove_leftovers(INT64_MAX);
  ASSERT_TRUE(removed.ok());
  EXPECT_EQ(*removed, 0U);
  EXPECT_EQ(store_.read("h/record")->view(), "text");
}

TEST_P(ObjectStoreConformance, PutReplacesWhole) {
  const auto put = [&](std::string_view text) { return store_.put("h/hint", as_bytes(text)); };
  ASSERT_TRUE(put("a long first text").ok());
  ASSERT_TRUE(put("short").ok());
  EXPECT_EQ(read("h/hint"), "short");
  EXPECT_THAT(list(""), ElementsAre("h/hint"));
}

TEST_P(ObjectStoreConformance, RangesPastTheEndAreShortened) {
  create("a", "0123456789");
  const auto range = [&](uint64_t offset, uint64_t length) {
    const Result<Buffer> bytes = store_.read_range("a", {offset, length});
    return bytes.ok() ? std::string(bytes->view()) : "error: " + bytes.error().message();
  };
  EXPECT_EQ(range(0, 10), "0123456789");
  EXPECT_EQ(range(3, 4), "3456");
  EXPECT_EQ(range(8, 4), "89");
  EXPECT_EQ(range(3, 0), "");
  EXPECT_EQ(range(10, 1), "");
  EXPECT_EQ(range(11, 5), "");
  EXPECT_EQ(range(1, UINT64_MAX), "123456789");
  EXPECT_EQ(range(UINT64_MAX, UINT64_MAX), "");
  EXPECT_EQ(store_.read_range("b", {0, 1}).error().code(), ErrorCode::kNotFound);
}

TEST_P(ObjectStoreConformance, ReadManyAnswersEachRequestInOrder) {
  create("a", "aaa");
  create("b", "0123456789");
  const std::vector<ReadRequest> requests = {
      {"b", ByteRange{2, 3}}, {"missing"}, {"b"}, {"b", ByteRange{20, 3}}, {"../b"}, {"a"}};
  const std::vector<Result<Buffer>> answers = store_.read_many(requests);
  ASSERT_EQ(answers.size(), requests.size());
  EXPECT_EQ(answers[0]->view(), "234");
  EXPECT_EQ(answers[1].error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(answers[2]->view(), "0123456789");
  EXPECT_EQ(answers[3]->view(), "");
  EXPECT_EQ(answers[4].error().code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(answers[5]->view(), "aaa");
  EXPECT_THAT(store_.read_many({}), IsEmpty());
}

TEST_P(ObjectStoreConformance, ReadManyTakesMoreRequestsThanThereAreDescriptors) {
  constexpr size_t kCount = 1500;
  std::vector<NewObject> objects;
  std::vector<ReadRequest> requests;
  for (size_t i = 0; i < kCount; ++i) {
    objects.push_back({format("many/{}/{}", i % 7, i), Buffer::copy_of(format("text {}", i))});
    requests.push_back({objects.back().path});
  }
  const Status created = store_.create_many(objects);
  ASSERT_TRUE(created.ok()) << created.error().message();
  const std::vector<Result<Buffer>> answers = store_.read_many(requests);
  ASSERT_EQ(answers.size(), kCount);
  for (size_t i = 0; i < kCount; ++i) {
    ASSERT_EQ(answers[i]->view(), format("text {}", i));
  }
}

TEST_P(ObjectStoreConformance, CreateManyLeavesWhatExistsAsItIs) {
  create("taken/b", "old");
  const auto object = [](const char* path) { return NewObject{path, Buffer::copy_of("new")}; };
  const std::vector<NewObject> invalid = {object("x/a"), object("x//b")};
  EXPECT_EQ(store_.create_many(invalid).error().code(), ErrorCode::kInvalidArgument);
  EXPECT_THAT(list(""), ElementsAre("taken/b"));

  const std::vector<NewObject> some = {object("x/a"), object("taken/b"), object("taken/a")};
  EXPECT_TRUE(store_.create_many(some).ok());
  const std::vector<NewObject> twice = {object("x/a"), object("x/b"), object("x/b")};
  EXPECT_TRUE(store_.create_many(twice).ok());
  EXPECT_TRUE(store_.create_many({}).ok());
  EXPECT_THAT(list(""), ElementsAre("taken/a", "taken/b", "x/a", "x/b"));
  EXPECT_EQ(read("taken/b"), "old");
  EXPECT_EQ(read("x/b"), "new");
}

TEST_P(ObjectStoreConformance, AWriterShowsNothingBeforeItFinishes) {
  Result<std::unique_ptr<ObjectWriter>> writer = store_.create_writer("w/a");
  ASSERT_TRUE(writer.ok());
  EXPECT_TRUE((*writer)->append(as_bytes("hello ")).ok());
  EXPECT_TRUE((*writer)->append(as_bytes("world")).ok());
  EXPECT_EQ((*writer)->position(), 11U);
  EXPECT_THAT(list(""), IsEmpty());
  EXPECT_EQ(store_.read("w/a").error().code(), ErrorCode::kNotFound);
  EXPECT_TRUE((*writer)->finish().ok());
  EXPECT_EQ(read("w/a"), "hello world");
}

TEST_P(ObjectStoreConformance, AnUnfinishedWriterLeavesNothing) {
  {
    Result<std::unique_ptr<ObjectWriter>> writer = store_.create_writer("w/a");
    ASSERT_TRUE(writer.ok());
    EXPECT_TRUE((*writer)->append(as_bytes(std::string(1'000'000, 'x'))).ok());
  }
  EXPECT_THAT(list(""), IsEmpty());
  create("w/a", "free");
}

TEST_P(ObjectStoreConformance, AWriterLosesToWhoWasFaster) {
  Result<std::unique_ptr<ObjectWriter>> writer = store_.create_writer("w/a");
  ASSERT_TRUE(writer.ok());
  EXPECT_TRUE((*writer)->append(as_bytes("slow")).ok());
  create("w/a", "fast");
  EXPECT_EQ((*writer)->finish().error().code(), ErrorCode::kAlreadyExists);
  EXPECT_EQ(read("w/a"), "fast");
  EXPECT_EQ(store_.create_writer("w/a").error().code(), ErrorCode::kAlreadyExists);
}

TEST_P(ObjectStoreConformance, AWriterKeepsLargeObjectsInOrder) {
  // Goal: appends of all sizes, around the buffers inside, come out as one run of bytes.
  SeededRandom random(11);
  std::string expected;
  Result<std::unique_ptr<ObjectWriter>> writer = store_.create_writer("w/large");
  ASSERT_TRUE(writer.ok());
  while (expected.size() < 40'000'000) {
    const size_t size = random.below(8) == 0 ? random.below(3'000'000) : random.below(50'000);
    const std::string piece(size, static_cast<char>('a' + random.below(26)));
    ASSERT_TRUE((*writer)->append(as_bytes(piece)).ok());
    expected += piece;
    ASSERT_EQ((*writer)->position(), expected.size());
  }
  ASSERT_TRUE((*writer)->finish().ok());
  const Result<Buffer> bytes = store_.read("w/large");
  ASSERT_TRUE(bytes.ok());
  EXPECT_TRUE(bytes->view() == expected);
  EXPECT_EQ(store_.stat("w/large")->size_bytes, expected.size());
  EXPECT_EQ(store_.read_range("w/large", {39'000'000, 5})->view(), expected.substr(39'000'000, 5));
}

TEST_P(ObjectStoreConformance, ListsByTheBytesOfThePath) {
  // '-' and '.' sort before '/', '0' after it, and 'é' after all ASCII.
  const std::vector<std::string> sorted = {
      "a-b", "a.b/x", "a/-", "a/b/c", "a/b0", "a0", "ab", "b/a", "B"};
  for (const std::string& path : sorted) {
    create(path);
  }
  create("é");
  EXPECT_THAT(list(""),
              ElementsAre("B", "a-b", "a.b/x", "a/-", "a/b/c", "a/b0", "a0", "ab", "b/a", "é"));
  EXPECT_THAT(list("a/"), ElementsAre("a/-", "a/b/c", "a/b0"));
  EXPECT_THAT(list("a/b"), ElementsAre("a/b/c", "a/b0"));
  EXPECT_THAT(list("a"), ElementsAre("a-b", "a.b/x", "a/-", "a/b/c", "a/b0", "a0", "ab"));
  EXPECT_THAT(list("a/b/c"), ElementsAre("a/b/c"));
  EXPECT_THAT(list("a/b/c/"), IsEmpty());
  EXPECT_THAT(list("A"), IsEmpty());
  EXPECT_THAT(list("../"), IsEmpty());
  EXPECT_THAT(list("a//"), IsEmpty());
  EXPECT_THAT(list("/"), IsEmpty());
}

TEST_P(ObjectStoreConformance, ListingsPage) {
  // Goal: whatever the page size and the place to start, pages put together are the whole.
  std::vector<std::string> all;
  SeededRandom random(5);
  std::set<std::string> paths;
  while (paths.size() < 60) {
    paths.insert(format("f{}/{}{}",
                        random.below(4),
                        "-/0"[random.below(3)] == '/' ? "s/" : "-",
                        random.below(100)));
  }
  for (const std::string& path : paths) {
    create(path);
    all.push_back(path);
  }
  EXPECT_EQ(list(""), all);
  for (const size_t limit : {1U, 2U, 7U, 59U, 60U, 61U}) {
    std::vector<std::string> together;
    std::vector<std::string> page = list("", "", limit);
    while (!page.empty()) {
      EXPECT_LE(page.size(), limit);
      together.insert(together.end(), page.begin(), page.end());
      page = list("", together.back(), limit);
    }
    EXPECT_EQ(together, all) << limit;
  }
  EXPECT_THAT(list("", "", 0), IsEmpty());
  EXPECT_THAT(list("f1/", "f2"), IsEmpty());
  EXPECT_EQ(list("f1/", "f0/zzz"), list("f1/"));
  EXPECT_EQ(list("", "f1/"), list("", "f1"));
}

TEST_P(ObjectStoreConformance, ListsSizes) {
  create("a/x", "12345");
  const Result<std::vector<ObjectInfo>> found = store_.list("a/", "", 10);
  ASSERT_TRUE(found.ok());
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().size_bytes, 5U);
  EXPECT_EQ(found->front().modified_us, store_.stat("a/x")->modified_us);
}

TEST_P(ObjectStoreConformance, ListsChildFolders) {
  for (const char* path : {"r/a/1", "r/a/2", "r/a-b/1", "r/a0/x/y", "r/file", "r/b/1", "other/x"}) {
    create(path);
  }
  EXPECT_THAT(folders(""), ElementsAre("other", "r"));
  EXPECT_THAT(folders("r"), ElementsAre("a-b", "a", "a0", "b"));
  EXPECT_THAT(folders("r", "", 2), ElementsAre("a-b", "a"));
  EXPECT_THAT(folders("r", "a"), ElementsAre("a0", "b"));
  EXPECT_THAT(folders("r", "a", 1), ElementsAre("a0"));
  EXPECT_THAT(folders("r/a0"), ElementsAre("x"));
  EXPECT_THAT(folders("r/file"), IsEmpty());
  EXPECT_THAT(folders("absent"), IsEmpty());
  EXPECT_EQ(store_.list_folders("r/", "", 1).error().code(), ErrorCode::kInvalidArgument);
}

TEST_P(ObjectStoreConformance, RefusesWhatIsNoPath) {
  const std::string bad[] = {"",
                             "/",
                             "/a",
                             "a/",
                             "a//b",
                             ".",
                             "..",
                             "a/./b",
                             "a/../b",
                             "../a",
                             "a\nb",
                             std::string("a\0b", 3),
                             "a\xff",
                             "a\x7f",
                             std::string(256, 'x'),
                             std::string(1025, 'x'),
                             "a/.og-tmp-1/b"};
  for (const std::string& path : bad) {
    EXPECT_EQ(create_code(path), ErrorCode::kInvalidArgument) << path;
    EXPECT_EQ(store_.read(path).error().code(), ErrorCode::kInvalidArgument) << path;
    EXPECT_EQ(store_.read_range(path, {0, 1}).error().code(), ErrorCode::kInvalidArgument) << path;
    EXPECT_EQ(store_.stat(path).error().code(), ErrorCode::kInvalidArgument) << path;
    EXPECT_EQ(store_.put(path, {}).error().code(), ErrorCode::kInvalidArgument) << path;
    EXPECT_EQ(store_.remove(path).error().code(), ErrorCode::kInvalidArgument) << path;
    EXPECT_EQ(store_.create_writer(path).error().code(), ErrorCode::kInvalidArgument) << path;
  }
  EXPECT_THAT(list(""), IsEmpty());
}

TEST_P(ObjectStoreConformance, TakesOddNames) {
  const std::string odd[] = {"a b",
                             "%41",
                             "_41",
                             "+&=?#",
                             "quo'te\"",
                             "back\\slash",
                             "-rf",
                             "...",
                             ".hidden",
                             "~",
                             "*",
                             "日本語/ñ",
                             "🦀",
                             "e\xcc\x81",
                             "(x)[y]{z}",
                             "a:b",
                             std::string(255, 'x')};
  for (const std::string& name : odd) {
    create("odd/" + name, name);
  }
  for (const std::string& name : odd) {
    EXPECT_EQ(read("odd/" + name), name);
    EXPECT_THAT(list("odd/" + name), ::testing::Contains("odd/" + name));
  }
}

TEST_P(ObjectStoreConformance, APathIsAnObjectOrAFolder) {
  create("a/b", "x");
  EXPECT_EQ(create_code("a"), ErrorCode::kFailedPrecondition);
  EXPECT_EQ(create_code("a/b/c"), ErrorCode::kFailedPrecondition);
  EXPECT_EQ(create_code("a/b/c/d"), ErrorCode::kFailedPrecondition);
  EXPECT_EQ(store_.put("a", {}).error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_EQ(store_.put("a/b/c", {}).error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_EQ(store_.read("a").error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(store_.read("a/b/c").error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(store_.stat("a").error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(store_.stat("a/b/c").error().code(), ErrorCode::kNotFound);
  EXPECT_TRUE(store_.remove("a").ok());
  EXPECT_TRUE(store_.remove("a/b/c").ok());
  EXPECT_THAT(list(""), ElementsAre("a/b"));
}

TEST_P(ObjectStoreConformance, OneOfManyWinsAndItsBytesAreWhole) {
  // Goal: our only compare-and-swap. Eight threads want the same names, each with bytes of its own,
  // by create() and by writers; each name must go to exactly the one that was told so.
  constexpr size_t kThreads = 8;
  constexpr size_t kRounds = 120;
  std::atomic<size_t> arrived{0};
  std::vector<std::vector<int>> won(kThreads, std::vector<int>(kRounds, 0));
  const auto bytes_of = [](size_t thread, size_t round) {
    return std::string(1 + (round * 37) % 9000, static_cast<char>('A' + thread));
  };
  const auto run = [&](size_t thread) {
    for (size_t round = 0; round < kRounds; ++round) {
      arrived.fetch_add(1);
      while (arrived.load() < (round + 1) * kThreads) {
        std::this_thread::yield();
      }
      const std::string path = format("race/{}/{}", round % 3, round);
      const std::string bytes = bytes_of(thread, round);
      Status status;
      if ((thread + round) % 3 == 0) {
        Result<std::unique_ptr<ObjectWriter>> writer = store_.create_writer(path);
        status = writer.ok() ? (*writer)->append(as_bytes(bytes)) : Status(writer.error());
        status = status.ok() ? (*writer)->finish() : status;
      } else {
        status = store_.create(path, as_bytes(bytes));
      }
      won[thread][round] = status.ok()                                          ? 1
                           : status.error().code() == ErrorCode::kAlreadyExists ? 0
                                                                                : 1000;
      // Whoever was told either answer sees a whole object.
      const Result<Buffer> seen = store_.read(path);
      if (!seen.ok() || seen->size() != bytes.size()) {
        won[thread][round] = 2000;
      }
    }
  };
  std::vector<std::thread> threads;
  for (size_t i = 0; i < kThreads; ++i) {
    threads.emplace_back(run, i);
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (size_t round = 0; round < kRounds; ++round) {
    int winners = 0;
    for (size_t thread = 0; thread < kThreads; ++thread) {
      winners += won[thread][round];
      if (won[thread][round] == 1) {
        EXPECT_EQ(read(format("race/{}/{}", round % 3, round)), bytes_of(thread, round));
      }
    }
    ASSERT_EQ(winners, 1) << round;
  }
  EXPECT_EQ(list("").size(), kRounds);
}

const StoreKind kStores[] = {
    {"Local", [] { return local_bench(Naming::kUnnamedThenLink, Durability::kFsync); }},
    {"LocalOsDurability", [] { return local_bench(Naming::kUnnamedThenLink, Durability::kOs); }},
    {"LocalTemporaryNameAndLink",
     [] { return local_bench(Naming::kTemporaryThenLink, Durability::kOs); }},
    {"LocalTemporaryNameAndRename",
     [] { return local_bench(Naming::kTemporaryThenRename, Durability::kOs); }},
    {"Memory",
     [] {
       Bench bench;
       bench.store = std::make_unique<MemoryStore>();
       return bench;
     }},
    {"Metered",
     [] {
       Bench bench;
       bench.inner = std::make_unique<MemoryStore>();
       bench.store = std::make_unique<MeteredStore>(*bench.inner);
       return bench;
     }},
    {"Fault",
     [] {
       Bench bench;
       bench.inner = std::make_unique<MemoryStore>();
       bench.store = std::make_unique<FaultStore>(*bench.inner);
       return bench;
     }},
};

INSTANTIATE_TEST_SUITE_P(Stores,
                         ObjectStoreConformance,
                         ::testing::ValuesIn(kStores),
                         [](const ::testing::TestParamInfo<StoreKind>& kind) {
                           return std::string(kind.param.name);
                         });

}  // namespace
}  // namespace omnigraph::io
