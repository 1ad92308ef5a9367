// What only a directory on a disk can get wrong.
#include "omnigraph/io/local/local_store.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "omnigraph/base/format.h"
#include "omnigraph/io/testing/temporary_folder.h"

namespace omnigraph::io {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What a test did to the disk, in order: "sync file", "link a", "sync folder /…".
// Failures are asked for by the same words.
class Disk {
 public:
  std::vector<std::string> steps;
  std::map<std::string, int> failures;  // a step and the errno it fails with, each time

  SystemCalls calls() {
    SystemCalls real;
    SystemCalls recorded = real;
    recorded.write = [this, real](int fd, const void* bytes, size_t size) -> ssize_t {
      return fails("write") ? -1 : real.write(fd, bytes, size);
    };
    recorded.fsync = [this, real](int fd) { return fails(name_sync(fd)) ? -1 : real.fsync(fd); };
    recorded.linkat =
        [this, real](int from_folder, const char* from, int to_folder, const char* to, int flags) {
          const bool unnamed = std::string(from).substr(0, 6) == "/proc/";
          return fails(format("{} {}", unnamed ? "link" : "link temporary", to))
                     ? -1
                     : real.linkat(from_folder, from, to_folder, to, flags);
        };
    recorded.rename_if_absent =
        [this, real](int from_folder, const char* from, int to_folder, const char* to) {
          return fails(format("rename {}", to))
                     ? -1
                     : real.rename_if_absent(from_folder, from, to_folder, to);
        };
    return recorded;
  }

 private:
  bool fails(const std::string& step) {
    const std::lock_guard lock(mutex_);  // a batch syncs from several threads
    steps.push_back(step);
    const auto found = failures.find(step);
    if (found == failures.end()) {
      return false;
    }
    errno = found->second;
    return true;
  }
  std::string name_sync(int fd) {
    const std::string link = format("/proc/self/fd/{}", fd);
    char target[4096];
    const ssize_t size = ::readlink(link.c_str(), target, sizeof(target));
    struct stat status {};
    ::fstat(fd, &status);
    if (!S_ISDIR(status.st_mode)) {
      return "sync file";
    }
    const std::string path(target, static_cast<size_t>(std::max<ssize_t>(size, 0)));
    return "sync " + path.substr(path.rfind('/') + 1);
  }

  std::mutex mutex_;
};

class LocalStoreTest : public ::testing::Test {
 protected:
  LocalStoreTest() : root_(folder_.path() + "/root") {}

  LocalStore open(Naming naming = Naming::kUnnamedThenLink, StoreOptions options = {}) {
    return LocalStore(root_, options, naming, disk_.calls());
  }
  std::vector<std::string> files_in(const std::string& path) const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
      if (!entry.is_directory()) {
        names.push_back(entry.path().lexically_relative(path).string());
      }
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  TemporaryFolder folder_;
  Disk disk_;
  std::string root_;
};

const ByteSpan kBytes = as_bytes("bytes");

TEST(LocalStoreLeftovers, OldTemporaryFilesGoAndNothingElse) {
  const TemporaryFolder folder;
  LocalStore store(folder.path(), {});
  ASSERT_TRUE(store.create("a/b/object", as_bytes("x")).ok());
  const std::string left = folder.path() + "/a/b/.og-tmp-0123";
  std::ofstream(left) << "half";
  const int64_t now_us = store.stat("a/b/object")->modified_us;
  EXPECT_EQ(*store.remove_leftovers(now_us - 60'000'000), 0U);
  EXPECT_TRUE(std::filesystem::exists(left));
  EXPECT_EQ(*store.remove_leftovers(now_us + 60'000'000), 1U);
  EXPECT_FALSE(std::filesystem::exists(left));
  EXPECT_EQ(store.read("a/b/object")->view(), "x");
}

TEST_F(LocalStoreTest, EveryNewFolderIsSyncedIntoItsParentBeforeTheFileIsNamed) {
  LocalStore store = open();
  ASSERT_TRUE(store.create("a/b/c", kBytes).ok());
  const std::string top = folder_.path().substr(folder_.path().rfind('/') + 1);
  EXPECT_THAT(disk_.steps,
              ElementsAre("sync " + top,  // has root
                          "sync root",    // has a
                          "sync a",       // has b
                          "write",
                          "sync file",
                          "link c",
                          "sync b"));
}

TEST_F(LocalStoreTest, ALaterCreateSyncsTheFileAndItsFolderOnly) {
  LocalStore store = open();
  ASSERT_TRUE(store.create("a/b/c", kBytes).ok());
  disk_.steps.clear();
  ASSERT_TRUE(store.create("a/b/d", kBytes).ok());
  EXPECT_THAT(disk_.steps, ElementsAre("write", "sync file", "link d", "sync b"));
}

TEST_F(LocalStoreTest, AFolderThatSomebodyElseMadeIsSyncedOncePerHandle) {
  // Its maker may have died between mkdir and the sync of the parent.
  std::filesystem::create_directories(root_ + "/a/b");
  LocalStore store = open();
  ASSERT_TRUE(store.create("a/b/c", kBytes).ok());
  EXPECT_THAT(disk_.steps, ::testing::IsSupersetOf({"sync root", "sync a", "sync b"}));
  disk_.steps.clear();
  ASSERT_TRUE(store.create("a/c", kBytes).ok());
  EXPECT_THAT(disk_.steps, ElementsAre("write", "sync file", "link c", "sync a"));
}

TEST_F(LocalStoreTest, AFolderThatVanishedIsMadeAgain) {
  LocalStore store = open();
  ASSERT_TRUE(store.create("a/b/c", kBytes).ok());
  std::filesystem::remove_all(root_);
  ASSERT_TRUE(store.create("a/b/c", kBytes).ok());
  EXPECT_THAT(files_in(root_), ElementsAre("a/b/c"));
}

TEST_F(LocalStoreTest, ATableFolderGoesWithItsLastFileAndNoOtherDoes) {
  LocalStore store = open();
  const std::vector<std::string> paths = {
      "lance/nodes/A.lance/_versions/1", "lance/nodes/A.lance/data/x/y", "nodes/1/data/z.lance"};
  for (const std::string& path : paths) {
    ASSERT_TRUE(store.create(path, kBytes).ok());
  }
  ASSERT_TRUE(store.remove(paths[0]).ok());
  EXPECT_FALSE(std::filesystem::exists(root_ + "/lance/nodes/A.lance/_versions"));
  EXPECT_TRUE(std::filesystem::exists(root_ + "/lance/nodes/A.lance"));
  ASSERT_TRUE(store.remove(paths[1]).ok());
  EXPECT_FALSE(std::filesystem::exists(root_ + "/lance/nodes/A.lance"));
  EXPECT_TRUE(std::filesystem::exists(root_ + "/lance/nodes"));
  ASSERT_TRUE(store.remove(paths[2]).ok());
  EXPECT_TRUE(std::filesystem::exists(root_ + "/nodes/1/data"));
  ASSERT_TRUE(store.create(paths[0], kBytes).ok());
}

TEST_F(LocalStoreTest, OsDurabilitySyncsNothing) {
  StoreOptions options;
  options.durability = Durability::kOs;
  LocalStore store = open(Naming::kUnnamedThenLink, options);
  ASSERT_TRUE(store.create("a/b", kBytes).ok());
  EXPECT_THAT(disk_.steps, ElementsAre("write", "link b"));
}

TEST_F(LocalStoreTest, ABatchSyncsEachFileAndEachFolderOnce) {
  LocalStore store = open();
  ASSERT_TRUE(store.create("x/0", kBytes).ok());
  ASSERT_TRUE(store.create("y/0", kBytes).ok());
  disk_.steps.clear();
  const std::vector<NewObject> objects = {{"y/1", Buffer::copy_of("1")},
                                          {"x/1", Buffer::copy_of("2")}};
  ASSERT_TRUE(store.create_many(objects).ok());
  std::vector<std::string> sorted = disk_.steps;
  EXPECT_THAT(
      sorted,
      ElementsAre(
          "write", "write", "sync file", "sync file", "link 1", "sync x", "link 1", "sync y"));
}

TEST_F(LocalStoreTest, AFailedSyncOfTheFileMeansThatNothingHappened) {
  LocalStore store = open();
  disk_.failures["sync file"] = EIO;
  const Status failed = store.create("a/b", kBytes);
  EXPECT_EQ(failed.error().code(), ErrorCode::kUnavailable);
  EXPECT_THAT(failed.error().message(), HasSubstr(root_ + "/a"));
  EXPECT_THAT(files_in(root_), IsEmpty());
  disk_.failures.clear();
  EXPECT_TRUE(store.create("a/b", kBytes).ok());  // from new pages, so this sync is another one
}

TEST_F(LocalStoreTest, AFailedSyncOfTheFolderStopsAllWritingUntilReopened) {
  LocalStore store = open();
  ASSERT_TRUE(store.create("a/first", kBytes).ok());
  std::unique_ptr<ObjectWriter> writer = *store.create_writer("a/writer");
  disk_.failures["sync a"] = EIO;
  EXPECT_EQ(store.create("a/b", kBytes).error().code(), ErrorCode::kOutcomeUnknown);
  disk_.failures.clear();
  disk_.steps.clear();

  const Error refused = store.create("other/c", kBytes).error();
  EXPECT_EQ(refused.code(), ErrorCode::kFailedPrecondition);
  EXPECT_THAT(refused.message(), HasSubstr("read-only until it is opened again"));
  EXPECT_THAT(refused.message(), HasSubstr("EIO"));
  EXPECT_EQ(store.create("a/b", kBytes).error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_EQ(store.put("a/h", kBytes).error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_EQ(store.remove("a/first").error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_EQ(writer->finish().error().code(), ErrorCode::kFailedPrecondition);
  const std::vector<NewObject> objects = {{"a/n", Buffer::copy_of("1")}};
  EXPECT_EQ(store.create_many(objects).error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_THAT(disk_.steps, IsEmpty());  // in particular, no sync was repeated
  EXPECT_TRUE(store.read("a/first").ok());

  LocalStore reopened = open();
  EXPECT_EQ(reopened.create("a/b", kBytes).error().code(), ErrorCode::kAlreadyExists);
  EXPECT_TRUE(reopened.create("a/c", kBytes).ok());
}

TEST_F(LocalStoreTest, AFailedSyncOfAParentComesBeforeTheFileIsNamed) {
  LocalStore store = open();
  disk_.failures["sync root"] = EIO;
  EXPECT_EQ(store.create("a/b", kBytes).error().code(), ErrorCode::kUnavailable);
  EXPECT_THAT(files_in(root_), IsEmpty());
  disk_.failures.clear();
  EXPECT_EQ(store.create("a/b", kBytes).error().code(), ErrorCode::kFailedPrecondition);
}

TEST_F(LocalStoreTest, AlreadyExistsIsSaidOnlyOfWhatIsDurable) {
  LocalStore store = open();
  ASSERT_TRUE(store.create("a/b", kBytes).ok());
  disk_.steps.clear();
  EXPECT_EQ(store.create("a/b", kBytes).error().code(), ErrorCode::kAlreadyExists);
  EXPECT_THAT(disk_.steps, ElementsAre("sync a"));
  disk_.failures["sync a"] = EIO;
  EXPECT_EQ(store.create("a/b", kBytes).error().code(), ErrorCode::kUnavailable);
}

TEST_F(LocalStoreTest, AnAnswerLostWhileNamingIsAnUnknownOutcome) {
  LocalStore store = open();
  disk_.failures["link b"] = EIO;
  EXPECT_EQ(store.create("a/b", kBytes).error().code(), ErrorCode::kOutcomeUnknown);
  EXPECT_EQ(store.create("a/c", kBytes).error().code(), ErrorCode::kFailedPrecondition);
}

TEST_F(LocalStoreTest, WithoutLinksItRenames) {
  // Goal: a file system without hard links is found out at the first file, whose bytes survive the
  // two changes of mind; later files are renamed at once.
  LocalStore store = open();
  disk_.failures = {{"link b", EOPNOTSUPP}, {"link temporary b", EPERM}};
  const Status created = store.create("a/b", kBytes);
  ASSERT_TRUE(created.ok()) << created.error().message();
  EXPECT_EQ(store.read("a/b")->view(), "bytes");
  disk_.steps.clear();
  ASSERT_TRUE(store.create("a/c", kBytes).ok());
  EXPECT_THAT(disk_.steps, ElementsAre("write", "sync file", "rename c", "sync a"));
  EXPECT_THAT(files_in(root_), ElementsAre("a/b", "a/c"));
}

TEST_F(LocalStoreTest, WithoutLinksAndRenamesWritingIsRefused) {
  LocalStore store = open(Naming::kTemporaryThenLink);
  disk_.failures = {{"link temporary b", EPERM}, {"rename b", EINVAL}};
  EXPECT_EQ(store.create("a/b", kBytes).error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_THAT(files_in(root_), IsEmpty());
}

TEST_F(LocalStoreTest, AFullDiskIsAClearErrorAndLeavesNothing) {
  const std::pair<int, ErrorCode> cases[] = {{ENOSPC, ErrorCode::kResourceExhausted},
                                             {EDQUOT, ErrorCode::kResourceExhausted},
                                             {EFBIG, ErrorCode::kResourceExhausted},
                                             {EROFS, ErrorCode::kFailedPrecondition},
                                             {EACCES, ErrorCode::kFailedPrecondition},
                                             {EIO, ErrorCode::kUnavailable}};
  for (const Naming naming : {Naming::kUnnamedThenLink, Naming::kTemporaryThenLink}) {
    for (const auto& [error_number, code] : cases) {
      LocalStore store = open(naming);
      disk_.failures["write"] = error_number;
      const Status created = store.create("a/b", kBytes);
      EXPECT_EQ(created.error().code(), code);
      EXPECT_THAT(created.error().message(), HasSubstr(strerrorname_np(error_number)));
      EXPECT_EQ(store.put("a/h", kBytes).error().code(), code);
      const std::vector<NewObject> objects = {{"a/n", Buffer::copy_of("1")}};
      EXPECT_EQ(store.create_many(objects).error().code(), code);
      std::unique_ptr<ObjectWriter> writer = *store.create_writer("a/w");
      EXPECT_TRUE(writer->append(kBytes).ok());
      EXPECT_EQ(writer->finish().error().code(), code);
      writer.reset();
      EXPECT_THAT(files_in(root_), IsEmpty());
      disk_.failures.clear();
      EXPECT_TRUE(store.create("a/b", kBytes).ok());
      EXPECT_TRUE(store.remove("a/b").ok());
    }
  }
}

TEST_F(LocalStoreTest, WhatABatchNamedBeforeItFailedStays) {
  LocalStore store = open();
  disk_.failures["link 3"] = ENOSPC;
  const std::vector<NewObject> objects = {
      {"a/1", Buffer::copy_of("1")}, {"b/2", Buffer::copy_of("2")}, {"c/3", Buffer::copy_of("3")}};
  EXPECT_EQ(store.create_many(objects).error().code(), ErrorCode::kResourceExhausted);
  EXPECT_THAT(files_in(root_), testing::UnorderedElementsAre("a/1", "b/2"));
}

TEST_F(LocalStoreTest, TheRealLimitOnFileSizesIsAClearError) {
  LocalStore store = open();
  struct rlimit before {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old_handler = ::signal(SIGXFSZ, SIG_IGN);
  struct rlimit small = before;
  small.rlim_cur = 1000;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const Status created = store.create("a/b", as_bytes(std::string(5000, 'x')));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ::signal(SIGXFSZ, old_handler);
  EXPECT_EQ(created.error().code(), ErrorCode::kResourceExhausted);
  EXPECT_THAT(created.error().message(), HasSubstr("EFBIG"));
  EXPECT_THAT(files_in(root_), IsEmpty());
}

TEST_F(LocalStoreTest, LeftoversOfTheDeadAreNotListed) {
  LocalStore store = open();
  ASSERT_TRUE(store.create("a/b", kBytes).ok());
  std::ofstream(root_ + "/a/.og-tmp-00112233445566778899aabbccddeeff") << "half";
  std::ofstream(root_ + "/a/not\xffutf8") << "foreign";
  ASSERT_EQ(::mkfifo((root_ + "/a/pipe").c_str(), 0600), 0);
  std::filesystem::create_symlink("/nowhere", root_ + "/a/dangling");
  std::filesystem::create_directory_symlink(root_, root_ + "/a/circle");
  const Result<std::vector<ObjectInfo>> found = store.list("", "", 100);
  ASSERT_TRUE(found.ok());
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().path, "a/b");
  EXPECT_EQ(store.read("a/pipe").error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(store.read("a/dangling").error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(store.create("a/pipe", kBytes).error().code(), ErrorCode::kAlreadyExists);
}

TEST_F(LocalStoreTest, NoNameLeavesNothingToCleanUp) {
  // Where the system can, a file that is being written has no name at all.
  LocalStore store = open();
  std::unique_ptr<ObjectWriter> writer = *store.create_writer("a/w");
  ASSERT_TRUE(writer->append(as_bytes(std::string(1'000'000, 'x'))).ok());
  EXPECT_THAT(files_in(root_), IsEmpty());
}

TEST_F(LocalStoreTest, NetworkFileSystemsNeedTheOption) {
  SystemCalls calls;
  calls.statfs = [](const char*, struct statfs* out) {
    out->f_type = 0x6969;
    return 0;
  };
  LocalStore refusing(root_, {}, Naming::kUnnamedThenLink, calls);
  const Status created = refusing.create("a", kBytes);
  EXPECT_EQ(created.error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_THAT(created.error().message(), HasSubstr("allow_network_fs: nfs"));
  EXPECT_FALSE(std::filesystem::exists(root_));
  EXPECT_EQ(refusing.read("a").error().code(), ErrorCode::kNotFound);

  StoreOptions options;
  options.allow_network_fs = true;
  LocalStore allowing(root_, options, Naming::kUnnamedThenLink, calls);
  EXPECT_TRUE(allowing.create("a", kBytes).ok());
}

TEST_F(LocalStoreTest, AFileInThePlaceOfTheRootIsAClearError) {
  std::ofstream(root_.c_str()) << "a file";
  LocalStore store = open();
  EXPECT_EQ(store.create("a", kBytes).error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_EQ(store.read("a").error().code(), ErrorCode::kNotFound);
  EXPECT_THAT(*store.list("", "", 10), IsEmpty());
}

TEST_F(LocalStoreTest, AFolderThatMayNotBeWrittenIsAClearError) {
  if (::geteuid() == 0) {
    GTEST_SKIP() << "permissions do not bind the superuser";
  }
  LocalStore store = open();
  ASSERT_TRUE(store.create("a/b", kBytes).ok());
  ASSERT_EQ(::chmod((root_ + "/a").c_str(), 0500), 0);
  const Status created = store.create("a/c", kBytes);
  ASSERT_EQ(::chmod((root_ + "/a").c_str(), 0700), 0);
  EXPECT_EQ(created.error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_THAT(created.error().message(), HasSubstr("EACCES"));
}

}  // namespace
}  // namespace omnigraph::io
