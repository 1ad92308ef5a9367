// Damage on disk: whatever single bit of a graph's objects is flipped, what is asked afterwards is
// answered rightly or refused as damaged. Hints and mirrors are not read, so they may say anything.
#include <cstdlib>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "omnigraph/base/check.h"
#include "omnigraph/engine/engine_test_support.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::engine::testing {
namespace {

constexpr const char* kSchema = R"(
node Person {
  name: String @key
  age: I32?
  tags: [String]?
  at: DateTime?
  photo: Blob?
  point: Vector(3)?
}
edge Knows: Person -> Person { since: Date? }
)";

constexpr const char* kLines =
    R"({"type":"Person","data":{"name":"Ann","age":41,"tags":["a","b"],"at":"2026-01-02T03:04:05Z"}}
{"type":"Person","data":{"name":"Bob","age":null,"photo":"base64:aGVsbG8=","point":[1,2,3]}}
{"type":"Person","data":{"name":"Cleo","age":7,"tags":[]}}
{"edge":"Knows","from":"Ann","to":"Bob","data":{"since":"2020-02-29"}}
{"edge":"Knows","from":"Bob","to":"Cleo"}
)";

constexpr const char* kChanges = R"(
query grow() {
  insert Person { name: "Dan", age: 9 }
  insert Knows { from: "Dan", to: "Ann" }
  update Person set { age: 42 } where name = "Ann"
}
query shrink() { delete Person where name = "Cleo" }
)";

void make_graph(io::ObjectStore& store) {
  auto engine = Engine::init_on(store, kSchema, test_options());
  OG_CHECK(engine.ok(), "init");
  OG_CHECK(load(**engine, kLines).ok(), "load");
  for (const char* name : {"grow", "shrink"}) {
    ChangeRequest request;
    request.query_source = kChanges;
    request.query_name = name;
    const auto changed = (*engine)->change(request, CancelToken());
    OG_CHECK(changed.ok(), changed.error().message().c_str());
  }
  OG_CHECK((*engine)->sync_mirror().ok(), "mirror");
}

// Everything that the graph says of itself, as a new process sees it.
Result<std::string> answers(io::ObjectStore& store) {
  OG_ASSIGN_OR_RETURN(const auto engine, Engine::open_on(store, test_options()));
  OG_ASSIGN_OR_RETURN(std::string text, engine->schema_source({}));
  const auto sink = [&](std::string_view piece) {
    text += piece;
    return Status();
  };
  OG_RETURN_IF_ERROR(engine->export_rows({}, {}, sink, CancelToken()));
  OG_ASSIGN_OR_RETURN(const SnapshotAnswer tables, engine->snapshot({}));
  for (const TableInfo& table : tables.tables) {
    text += table.table_key + " " + std::to_string(table.table_version) + " " +
            std::to_string(table.row_count) + "\n";
  }
  OG_ASSIGN_OR_RETURN(const auto commits, engine->commits("main", 100));
  for (const graph::CommitHeader& commit : commits) {
    text += commit.entry.graph_commit_id + " " + commit.entry.operation + "\n";
  }
  return text;
}

// Flips bits of `path`, one at a time; at most about `tries` of them, spread over the object.
void flip_bits(io::MemoryStore& store,
               const std::string& path,
               size_t tries,
               const std::string& right) {
  const Buffer original = store.read(path).value();
  const size_t step = std::max<size_t>(1, original.size() * 8 / tries) | 1;
  for (size_t bit = 0; bit < original.size() * 8; bit += step) {
    std::vector<std::byte> bytes(original.data(), original.data() + original.size());
    bytes[bit / 8] ^= std::byte{static_cast<uint8_t>(1U << bit % 8)};
    ASSERT_TRUE(store.put(path, bytes).ok());
    const auto got = answers(store);
    if (got.ok()) {
      ASSERT_EQ(*got, right) << path << ", bit " << bit << ": a wrong answer";
    } else {
      ASSERT_EQ(got.error().code(), ErrorCode::kCorruption)
          << path << ", bit " << bit << ": " << got.error().message();
    }
  }
  ASSERT_TRUE(store.put(path, original.span()).ok());
}

TEST(DamageTest, OneFlippedBitIsNoticedOrDoesNotMatter) {
  io::MemoryStore store;
  make_graph(store);
  const auto right = answers(store);
  ASSERT_TRUE(right.ok()) << right.error().message();
  const auto objects = store.list("", "", 1000).value();
  ASSERT_GT(objects.size(), 10U);
  const char* wanted = std::getenv("OG_FLIPS_PER_OBJECT");  // a large number: every bit
  const size_t tries = wanted == nullptr ? 400 : std::stoul(wanted);
  for (const io::ObjectInfo& object : objects) {
    flip_bits(store, object.path, tries, *right);
    if (HasFatalFailure()) {
      return;
    }
  }
}

TEST(DamageTest, ACutObjectIsNoticedOrDoesNotMatter) {
  io::MemoryStore store;
  make_graph(store);
  const std::string right = answers(store).value();
  const auto objects = store.list("", "", 1000).value();
  for (const io::ObjectInfo& object : objects) {
    const Buffer original = store.read(object.path).value();
    const size_t step = std::max<size_t>(1, original.size() / 50);
    for (size_t size = 0; size < original.size(); size += step) {
      ASSERT_TRUE(store.put(object.path, original.span().first(size)).ok());
      const auto got = answers(store);
      if (got.ok()) {
        ASSERT_EQ(*got, right) << object.path << " cut to " << size << ": a wrong answer";
      } else {
        ASSERT_EQ(got.error().code(), ErrorCode::kCorruption)
            << object.path << " cut to " << size << ": " << got.error().message();
      }
    }
    ASSERT_TRUE(store.put(object.path, original.span()).ok());
  }
}

}  // namespace
}  // namespace omnigraph::engine::testing
