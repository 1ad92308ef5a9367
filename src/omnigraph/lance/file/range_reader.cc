#include <algorithm>
#include <numeric>

#include "omnigraph/base/format.h"
#include "omnigraph/lance/file/range_reader_internal.h"

namespace omnigraph::lance {
namespace {

// A gap of this size costs less to read than a second request.
constexpr uint64_t kGapMaxBytes = 4096;
// Larger requests are split, so that a store can serve them side by side.
constexpr uint64_t kRequestMaxBytes = uint64_t{8} << 20;

}  // namespace

Result<std::vector<Buffer>> read_extents(io::ObjectStore& store,
                                         const std::string& path,
                                         std::span<const Extent> extents) {
  std::vector<size_t> order(extents.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return extents[a].position < extents[b].position;
  });

  std::vector<io::ReadRequest> requests;
  std::vector<size_t> request_of(extents.size());
  for (const size_t i : order) {
    const Extent& extent = extents[i];
    if (!requests.empty()) {
      io::ByteRange& last = *requests.back().range;
      const uint64_t last_end = last.offset + last.length;
      const uint64_t joined_end = std::max(last_end, extent.end());
      if (extent.position <= last_end + kGapMaxBytes &&
          joined_end - last.offset <= kRequestMaxBytes) {
        last.length = joined_end - last.offset;
        request_of[i] = requests.size() - 1;
        continue;
      }
    }
    requests.push_back({path, io::ByteRange{extent.position, extent.size}});
    request_of[i] = requests.size() - 1;
  }

  std::vector<Buffer> fetched;
  if (!requests.empty()) {
    for (Result<Buffer>& result : store.read_many(requests)) {
      if (!result.ok()) {
        return result.error();
      }
      fetched.push_back(std::move(result).value());
    }
  }
  std::vector<Buffer> parts;
  for (size_t i = 0; i < extents.size(); ++i) {
    const Buffer& source = fetched[request_of[i]];
    const uint64_t from = extents[i].position - requests[request_of[i]].range->offset;
    if (source.size() < from + extents[i].size) {
      return Error(ErrorCode::kCorruption,
                   format("the object is shorter than expected: object \"{}\", offset {}, expected "
                          "{} bytes, found {}",
                          path,
                          extents[i].position,
                          extents[i].size,
                          source.size() - std::min<uint64_t>(source.size(), from)));
    }
    parts.push_back(source.slice(from, extents[i].size));
  }
  return parts;
}

}  // namespace omnigraph::lance
