// Any bytes as lines to load, into a graph with every property type. Must end and must not crash;
// what is accepted must come out again and load a second time to the same export.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "omnigraph/base/check.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/memory/memory_store.h"

namespace {

std::string exported(omnigraph::graph::testing::TestGraph& graph) {
  const auto text = omnigraph::graph::testing::export_text(*graph.head());
  OG_CHECK(text.ok(), "what was loaded cannot be exported");
  return *text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace omnigraph;  // NOLINT(google-build-using-namespace): a program of one function
  const std::string_view lines(reinterpret_cast<const char*>(data), size);
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
