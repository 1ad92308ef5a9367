// Feeds arbitrary bytes to the manifest reader. What it accepts must obey the writer's rules and
// come back equal.
#include <cstddef>
#include <cstdint>

#include "omnigraph/base/check.h"
#include "omnigraph/lance/table/manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace omnigraph::lance;  // NOLINT(google-build-using-namespace)
  const omnigraph::ByteSpan bytes(reinterpret_cast<const std::byte*>(data), size);
  auto manifest = parse_manifest(bytes, "fuzz");
  if (!manifest.ok()) {
    return 0;
  }
  manifest->writer = WriterVersion();
  const auto written = serialize(*manifest);
  OG_CHECK(written.ok(), "the writer refuses what the reader accepts");
  const auto again = parse_manifest(written->span(), "fuzz");
  OG_CHECK(again.ok() && *again == *manifest, "a manifest changed on its way through bytes");
  return 0;
}
