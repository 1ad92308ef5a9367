// Any JSON text as a commit record with its files, as a checkpoint and as a lineage page. The input
// is sealed first, so that it gets past the checksum; what is accepted must come back equal.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "omnigraph/base/check.h"
#include "omnigraph/graph/log/lineage.h"
#include "omnigraph/graph/log/record.h"
#include "omnigraph/graph/log/record_files.h"
#include "omnigraph/graph/log/sealed_json.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace omnigraph;  // NOLINT(google-build-using-namespace): a program of one function
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(graph::parse_record(text, "fuzz"));
  if (text.size() < 3 || text.front() != '{' || text.back() != '}') {
    return 0;
  }
  const std::string sealed = graph::seal_json(std::string(text));
  const auto record = graph::parse_record(sealed, "fuzz");
  if (record.ok()) {
    const auto again = graph::parse_record(graph::to_json(*record), "fuzz");
    OG_CHECK(again.ok() && *again == *record, "a record changed on its way through JSON");
    const auto files = graph::unpack_files(*record);
    if (files.ok()) {
      graph::CommitRecord packed;
      graph::pack_files(*files, packed);
      const auto unpacked = graph::unpack_files(packed);
      OG_CHECK(unpacked.ok() && unpacked->size() == files->size(), "files changed in the pack");
    }
  }
  const auto checkpoint = graph::parse_checkpoint(sealed, "fuzz");
  if (checkpoint.ok()) {
    const auto again = graph::parse_checkpoint(graph::to_json(*checkpoint), "fuzz");
    OG_CHECK(again.ok() && again->pins == checkpoint->pins, "a checkpoint changed");
  }
  const auto page = graph::parse_lineage_page(sealed, "fuzz");
  if (page.ok()) {
    const auto again = graph::parse_lineage_page(graph::to_json(*page), "fuzz");
    OG_CHECK(again.ok() && *again == *page, "a lineage page changed");
  }
  static_cast<void>(graph::parse_format(sealed));
  return 0;
}
