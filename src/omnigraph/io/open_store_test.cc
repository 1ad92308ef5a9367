#include "omnigraph/io/open_store.h"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "omnigraph/io/testing/temporary_folder.h"

namespace omnigraph::io {
namespace {

using ::testing::HasSubstr;

std::string root_of(const std::string& uri) {
  const Result<std::unique_ptr<ObjectStore>> store = open_store(uri);
  return store.ok() ? (*store)->root_uri() : "error: " + store.error().message();
}

TEST(OpenStore, MakesPathsAbsolute) {
  const TemporaryFolder folder;
  const std::string& path = folder.path();
  EXPECT_EQ(root_of(path), path);
  EXPECT_EQ(root_of(path + "/"), path);
  EXPECT_EQ(root_of(path + "/new/../graph//"), path + "/graph");
  EXPECT_EQ(root_of("file://" + path + "/a%20b"), path + "/a b");
  EXPECT_EQ(root_of("file://localhost" + path), path);
  const std::string here = std::filesystem::current_path().string();
  EXPECT_EQ(root_of("some graph"), here + "/some graph");
  EXPECT_EQ(root_of("./x:y"), here + "/x:y");
  std::filesystem::create_directory_symlink(path, path + "/link");
  EXPECT_EQ(root_of(path + "/link/graph"), path + "/graph");
}

TEST(OpenStore, TouchesNothingBeforeTheFirstWrite) {
  const TemporaryFolder folder;
  const std::string root = folder.path() + "/a/b/graph";
  const std::unique_ptr<ObjectStore> store = *open_store(root);
  EXPECT_FALSE(store->read("x").ok());
  EXPECT_FALSE(std::filesystem::exists(folder.path() + "/a"));
  EXPECT_TRUE(store->create("x", as_bytes("1")).ok());
  EXPECT_TRUE(std::filesystem::exists(root + "/x"));
}

TEST(OpenStore, NamesWhatItCannotOpen) {
  const auto code = [](const char* uri) { return open_store(uri).error().code(); };
  EXPECT_EQ(code("s3://bucket/prefix"), ErrorCode::kUnsupported);
  EXPECT_EQ(code("https://example.com/x"), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(""), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code("/"), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code("file://host/share"), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code("file://"), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code("file:///a%2"), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code("file:///a%00"), ErrorCode::kInvalidArgument);
  EXPECT_THAT(open_store("s3://b").error().message(), HasSubstr("s3://b"));
}

}  // namespace
}  // namespace omnigraph::io
