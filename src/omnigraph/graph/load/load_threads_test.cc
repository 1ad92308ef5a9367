// A load with any number of threads, and with blocks of any size, is the load of one thread: rows
// and their order, fresh ids, counts, and which error of several is told.
#include <gtest/gtest.h>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/load/load.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::graph {
namespace {

using testing::export_text;
using testing::TestGraph;

struct Way {
  size_t threads = 1;
  size_t bytes_per_block = 64;
  bool fast = true;
};

// One thread first. Blocks of 64 bytes hold a line or none.
const Way kWays[] = {
    {1, 4096, true}, {1, 4096, false}, {2, 4096, true}, {3, 4096, true}, {8, 4096, false}};

LoadOptions options_of(const Way& way, LoadMode mode = LoadMode::kOverwrite) {
  LoadOptions options;
  options.mode = mode;
  options.threads = way.threads;
  options.bytes_per_block = way.bytes_per_block;
  options.fast_lines = way.fast;
  options.rows_per_file = 700;
  return options;
}

// What a load does: the export with all ids, and the counts; or its error.
std::string outcome(std::string_view lines, const LoadOptions& options) {
  io::MemoryStore store;
  TestGraph graph(store);
  EXPECT_TRUE(graph.init().ok());
  EXPECT_TRUE(graph
                  .load(R"({"type":"Person","data":{"name":"stored","age":1}}
{"type":"Company","data":{"name":"Old"}}
{"edge":"WorksAt","from":"stored","to":"Old","data":{"id":"old"}}
)")
                  .ok());
  const auto result = graph.load(lines, options);
  if (!result.ok()) {
    return format("{}: {}", static_cast<int>(result.error().code()), result.error().message());
  }
  std::string text = *export_text(*result->snapshot);
  for (const auto& [type, count] : result->nodes) {
    text += format("{} {}\n", type, count);
  }
  for (const auto& [type, count] : result->edges) {
    text += format("{} {}\n", type, count);
  }
  for (const auto& [what, count] : result->ignored) {
    text += format("ignored {} {}\n", what, count);
  }
  return text;
}

// Edges before, between and behind their nodes, blanks, comments, unusual lines; 3,000 lines.
std::string mixed_lines() {
  std::string text = "// a comment\n\n";
  for (int i = 0; i < 1000; ++i) {
    text += format("{{\"edge\":\"knows\",\"from\":\"p{}\",\"to\":\"p{}\",\"data\":{{}}}}\n",
                   (i * 7) % 1000,
                   (i * 13) % 1000);
    text += format("{{\"type\":\"Person\",\"data\":{{\"name\":\"p{}\",\"age\":{}}}}}\n", i, i % 90);
    text +=
        i % 3 == 0
            ? format("  {{\"data\":{{\"name\":\"c\\u0041{}\",\"x\":1}},\"type\":\"Company\"}}\r\n",
                     i)
            : format("{{\"edge\":\"WorksAt\",\"from\":\"p{}\",\"to\":\"cA{}\"}}\n", i, i / 3 * 3);
  }
  return text;
}

TEST(LoadThreads, StoreTheSame) {
  const std::string lines = mixed_lines();
  const std::string expected = outcome(lines, options_of(kWays[0]));
  ASSERT_NE(expected.find("Person 1000"), std::string::npos) << expected.substr(0, 300);
  ASSERT_NE(expected.find("ignored Company.x 334"), std::string::npos);
  for (const Way& way : kWays) {
    EXPECT_TRUE(outcome(lines, options_of(way)) == expected) << way.threads << way.fast;
  }
}

TEST(LoadThreads, MergeTheSame) {
  std::string lines = R"({"type":"Person","data":{"name":"stored","age":7}}
)";
  for (int i = 0; i < 2000; ++i) {
    lines += format(
        "{{\"edge\":\"WorksAt\",\"from\":\"stored\",\"to\":\"Old\",\"data\":{{\"id\":\"e{}\"}}}}\n",
        i % 700);
  }
  lines += R"({"edge":"WorksAt","from":"stored","to":"Old","data":{"id":"old"}}
)";
  const std::string expected = outcome(lines, options_of(kWays[0], LoadMode::kMerge));
  ASSERT_NE(expected.find("WorksAt 701"), std::string::npos) << expected;
  for (const Way& way : kWays) {
    EXPECT_TRUE(outcome(lines, options_of(way, LoadMode::kMerge)) == expected) << way.threads;
  }
}

// Several wrong lines, of several kinds, some found when they are parsed, some only when blocks
// come together: the earliest is told.
TEST(LoadThreads, TellTheEarliestErrorOfAll) {
  std::vector<std::string> lines;
  for (int i = 0; i < 2000; ++i) {
    lines.push_back(format("{{\"type\":\"Person\",\"data\":{{\"name\":\"p{}\"}}}}", i));
  }
  const std::vector<std::pair<size_t, std::string>> wrong = {
      {1900, R"({"type":"Person",)"},
      {1800, R"({"type":"Nobody","data":{}})"},
      {1500, R"({"type":"Person","data":{"name":"p1"}})"},
      {1300, R"({"type":"Person","data":{"name":"q","age":"old"}})"},
      {900, R"({"edge":"Knows","from":"p1"})"},
      {333, R"({"type":"Person","data":{"age":1}})"},
  };
  for (const auto& [line, text] : wrong) {
    lines[line - 1] = text;
    std::string all;
    for (const std::string& each : lines) {
      all += each + "\n";
    }
    const std::string expected = outcome(all, options_of(kWays[0]));
    EXPECT_NE(expected.find(format("line {}", line)), std::string::npos) << expected;
    for (const Way& way : kWays) {
      EXPECT_EQ(outcome(all, options_of(way)), expected) << way.threads;
    }
  }
}

TEST(LoadThreads, TellWhichStoredRowAnAppendMeets) {
  std::string lines;
  for (int i = 0; i < 1000; ++i) {
    lines += format("{{\"type\":\"Person\",\"data\":{{\"name\":\"{}\"}}}}\n",
                    i == 600 || i == 800 ? "stored" : "p" + std::to_string(i));
  }
  for (const Way& way : kWays) {
    const std::string message = outcome(lines, options_of(way, LoadMode::kAppend));
    EXPECT_NE(message.find("line 601: Person 'stored' is stored already"), std::string::npos)
        << message;
  }
}

// An end that is nowhere: told with the first line that wants it, though types and ends are noted
// one after another.
TEST(LoadThreads, TellTheFirstLineThatWantsAMissingEnd) {
  std::string lines = R"({"edge":"WorksAt","from":"stored","to":"Old"}
{"edge":"Knows","from":"stored","to":"nobody"}
{"edge":"Knows","from":"nobody","to":"stored"}
)";
  for (int i = 0; i < 500; ++i) {
    lines += R"({"edge":"Knows","from":"nowhere","to":"stored"}
)";
  }
  for (const Way& way : kWays) {
    const std::string message = outcome(lines, options_of(way, LoadMode::kMerge));
    EXPECT_NE(message.find("line 2: edge Knows row 1: dst 'nobody' not found in Person"),
              std::string::npos)
        << message;
  }
}

// Whatever the blocks, and however the bytes arrive.
TEST(LoadThreads, SmallBlocksAndSlowInputsChangeNothing) {
  const std::string lines = mixed_lines();
  std::vector<std::string> exports;
  for (const size_t step : {1U, 7U, 100'000U}) {
    io::MemoryStore store;
    TestGraph graph(store);
    ASSERT_TRUE(graph.init().ok());
    const LoadOptions options = options_of({2, 64, true});
    const auto result = load_lines(
        graph.graph(), testing::read_from_text(lines, step), options, CancelToken(graph.clock()));
    ASSERT_TRUE(result.ok()) << result.error().message();
    exports.push_back(*export_text(*result->snapshot));
  }
  EXPECT_TRUE(exports[0] == exports[1]);
  EXPECT_TRUE(exports[0] == exports[2]);
}

TEST(LoadThreads, AreStoppedByACancelledToken) {
  for (const Way& way : kWays) {
    io::MemoryStore store;
    TestGraph graph(store);
    ASSERT_TRUE(graph.init().ok());
    CancelToken cancel(graph.clock());
    LoadOptions options = options_of(way);
    uint64_t most = 0;
    options.progress = [&](uint64_t rows, uint64_t) {
      most = std::max(most, rows);
      cancel.cancel();
    };
    const auto result =
        load_lines(graph.graph(), testing::read_from_text(mixed_lines()), options, cancel);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code(), ErrorCode::kCancelled);
    EXPECT_GT(most, 0U);
    EXPECT_LT(most, 3000U);
    EXPECT_EQ(graph.head()->record().seq, 1U);
  }
}

// An input that fails behind good blocks: its error; behind a wrong line: that line's.
TEST(LoadThreads, AFailingInputCountsBehindItsLines) {
  for (const bool wrong : {false, true}) {
    for (const Way& way : kWays) {
      io::MemoryStore store;
      TestGraph graph(store);
      ASSERT_TRUE(graph.init().ok());
      std::string text = mixed_lines();
      if (wrong) {
        text.insert(0, "{\n");
      }
      const ByteReader good = testing::read_from_text(text);
      const ByteReader input = [&](char* buffer, size_t size) -> Result<size_t> {
        OG_ASSIGN_OR_RETURN(const size_t count, good(buffer, size));
        return count != 0 ? Result<size_t>(count)
                          : Result<size_t>(Error(ErrorCode::kInvalidArgument, "the disk is gone"));
      };
      const auto result =
          load_lines(graph.graph(), input, options_of(way), CancelToken(graph.clock()));
      ASSERT_FALSE(result.ok());
      EXPECT_EQ(result.error().message().starts_with("invalid JSON on line 1"), wrong)
          << result.error().message();
      EXPECT_EQ(result.error().message() == "the disk is gone", !wrong);
    }
  }
}

}  // namespace
}  // namespace omnigraph::graph
