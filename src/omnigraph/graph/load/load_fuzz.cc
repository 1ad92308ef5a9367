// Any bytes as lines to load, into a graph with every property type, and as rows of CSV. Must end
// and must not crash; usual lines must mean by the short way what they mean by the long one; what
// is accepted must come out again and load a second time to the same export.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/check.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/memory/memory_store.h"

namespace {

std::string exported(omnigraph::graph::testing::TestGraph& graph) {
  const auto text = omnigraph::graph::testing::export_text(*graph.head());
  OG_CHECK(text.ok(), "what was loaded cannot be exported");
  return *text;
}

// The export after a load of the bytes, or what is wrong with them.
std::string outcome(std::string_view bytes, omnigraph::graph::InputFormat format, bool fast) {
  using namespace omnigraph;  // NOLINT(google-build-using-namespace): a short function
  io::MemoryStore store;
  graph::testing::TestGraph graph(store);
  OG_CHECK(graph.init(graph::testing::kEveryTypeSchema).ok(), "init");
  graph::LoadOptions options;
  options.fast_lines = fast;
  options.threads = 1;
  std::vector<graph::LoadInput> inputs(1);
  inputs[0].format = format;
  inputs[0].type = "Everything";
  inputs[0].open = [&] { return Result<graph::ByteReader>(graph::testing::read_from_text(bytes)); };
  const auto loaded =
      graph::load_inputs(graph.graph(), std::move(inputs), options, CancelToken(graph.clock()));
  return loaded.ok() ? exported(graph) : "refused: " + loaded.error().message();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace omnigraph;  // NOLINT(google-build-using-namespace): a program of one function
  const std::string_view lines(reinterpret_cast<const char*>(data), size);
  using graph::InputFormat;
  OG_CHECK(outcome(lines, InputFormat::kJsonLines, true) ==
               outcome(lines, InputFormat::kJsonLines, false),
           "the two ways of lines differ");
  OG_CHECK(outcome(lines, InputFormat::kCsv, true) == outcome(lines, InputFormat::kCsv, false),
           "the two ways of rows of CSV differ");
  io::MemoryStore store;
  graph::testing::TestGraph graph(store);
  OG_CHECK(graph.init(graph::testing::kEveryTypeSchema).ok(), "init");
  const auto loaded = graph.load(lines);
  if (!loaded.ok()) {
    OG_CHECK(!loaded.error().message().empty(), "an error without a message");
    return 0;
  }
  const std::string first = exported(graph);
  io::MemoryStore other_store;
  graph::testing::TestGraph other(other_store);
  OG_CHECK(other.init(graph::testing::kEveryTypeSchema).ok(), "init");
  OG_CHECK(other.load(first).ok(), "an export cannot be loaded");
  OG_CHECK(exported(other) == first, "an export changed on its way through a load");
  return 0;
}
