#include "omnigraph/io/metered/metered_store.h"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "omnigraph/base/format.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::io {
namespace {

class MeteredStoreTest : public ::testing::Test {
 protected:
  MemoryStore memory_;
  MeteredStore store_{memory_};
};

TEST_F(MeteredStoreTest, CountsRequestsBytesAndRounds) {
  const std::vector<NewObject> batch = {{"a", Buffer::copy_of("12345")},
                                        {"b", Buffer::copy_of("123")}};
  ASSERT_TRUE(store_.create_many(batch).ok());
  EXPECT_FALSE(store_.create("a", as_bytes("lost")).ok());
  const std::vector<ReadRequest> requests = {{"a"}, {"b", ByteRange{1, 9}}, {"absent"}};
  EXPECT_EQ(store_.read_many(requests).size(), 3U);
  EXPECT_TRUE(store_.put("h", as_bytes("1")).ok());
  EXPECT_TRUE(store_.stat("h").ok());
  EXPECT_TRUE(store_.remove("h").ok());

  const Usage usage = store_.snapshot();
  EXPECT_EQ(usage.to_string(),
            "9 requests in 6 rounds: read 2 (5 B), read_range 1 (2 B), stat 1, create 3 (12 B), "
            "put 1 (1 B), remove 1");
  EXPECT_EQ(usage.requests(), 9U);
  EXPECT_EQ(usage.bytes_read(), 7U);
  EXPECT_EQ(usage.bytes_written(), 13U);
  EXPECT_EQ(usage.of(Operation::kCreate).requests, 3U);
}

TEST_F(MeteredStoreTest, AWriterIsOneRequestAtItsEnd) {
  std::unique_ptr<ObjectWriter> writer = *store_.create_writer("w");
  ASSERT_TRUE(writer->append(as_bytes("12345")).ok());
  EXPECT_EQ(store_.snapshot().requests(), 0U);
  ASSERT_TRUE(writer->finish().ok());
  EXPECT_EQ(store_.snapshot().to_string(), "1 requests in 1 rounds: create 1 (5 B)");
}

TEST_F(MeteredStoreTest, AListingCostsARequestPerThousandEntries) {
  std::vector<NewObject> batch;
  for (int i = 0; i < 2001; ++i) {
    batch.push_back({format("l/{}/x", i), Buffer()});
  }
  ASSERT_TRUE(store_.create_many(batch).ok());
  const auto cost = [&](auto call) {
    store_.reset();
    call();
    return store_.snapshot().of(Operation::kList).requests;
  };
  EXPECT_EQ(cost([&] { EXPECT_EQ(store_.list("absent/", "", 10)->size(), 0U); }), 1U);
  EXPECT_EQ(cost([&] { EXPECT_EQ(store_.list("l/", "", 1000)->size(), 1000U); }), 1U);
  EXPECT_EQ(cost([&] { EXPECT_EQ(store_.list("l/", "", 1001)->size(), 1001U); }), 2U);
  EXPECT_EQ(cost([&] { EXPECT_EQ(store_.list_folders("l", "", 9999)->size(), 2001U); }), 3U);
}

TEST_F(MeteredStoreTest, WhatReachesNoStoreCostsNothing) {
  EXPECT_FALSE(store_.read("a//b").ok());
  EXPECT_TRUE(store_.create_many({}).ok());
  EXPECT_TRUE(store_.read_many({}).empty());
  EXPECT_EQ(store_.snapshot().to_string(), "0 requests in 0 rounds");
}

TEST_F(MeteredStoreTest, DifferencesOfSnapshotsAreUsage) {
  ASSERT_TRUE(store_.create("a", as_bytes("12")).ok());
  const Usage before = store_.snapshot();
  ASSERT_TRUE(store_.read("a").ok());
  EXPECT_EQ((store_.snapshot() - before).to_string(), "1 requests in 1 rounds: read 1 (2 B)");
}

TEST_F(MeteredStoreTest, CountsFromManyThreads) {
  ASSERT_TRUE(store_.create("a", as_bytes("12")).ok());
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 500; ++j) {
        EXPECT_TRUE(store_.read("a").ok());
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(store_.snapshot().of(Operation::kRead), (Usage::Count{2000, 4000}));
}

}  // namespace
}  // namespace omnigraph::io
