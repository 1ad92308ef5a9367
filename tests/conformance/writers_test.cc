// Black-box cases of changes that a case file cannot say: who made a commit, and one that was
// dropped.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "conformance/corpora.h"
#include "omnigraph/engine/engine.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::testing {
namespace {

class WritersTest : public ::testing::Test {
 protected:
  WritersTest()
      : engine_(engine::Engine::init_on(store_,
                                        read_test_file("conformance/fixtures/friends.pg"),
                                        engine::EngineOptions())
                    .value()) {}

  static engine::ChangeRequest insert(const std::string& name) {
    engine::ChangeRequest request;
    request.query_source = "query t() { insert Person { name: \"" + name + "\" } }";
    return request;
  }
  std::vector<graph::CommitHeader> commits() { return engine_->commits("main", 100).value(); }

  io::MemoryStore store_;
  std::unique_ptr<engine::Engine> engine_;
};

// Black-box case 186.
TEST_F(WritersTest, TheActorIsThatOfTheCommit) {
  engine::ChangeRequest request = insert("Eve");
  request.actor_id = "act-andrew";
  ASSERT_TRUE(engine_->change(request, CancelToken()).ok());
  EXPECT_EQ(commits()[0].entry.actor_id, "act-andrew");
  ASSERT_TRUE(engine_->change(insert("Fay"), CancelToken()).ok());
  EXPECT_EQ(commits()[0].entry.actor_id, std::nullopt);
}

// Black-box case 187.
TEST_F(WritersTest, ADroppedRequestLeavesNothing) {
  const size_t before = commits().size();
  CancelToken dropped;
  dropped.cancel();
  const auto answer = engine_->change(insert("Eve"), dropped);
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code(), ErrorCode::kCancelled);
  EXPECT_EQ(commits().size(), before);
  ASSERT_TRUE(engine_->change(insert("Fay"), CancelToken()).ok());
  EXPECT_EQ(commits().size(), before + 1);
}

}  // namespace
}  // namespace omnigraph::testing
