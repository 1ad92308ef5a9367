#include "omnigraph/graph/bundle/read_object.h"

#include <algorithm>

#include "omnigraph/base/format.h"

namespace omnigraph::graph {
namespace {

constexpr uint64_t kPieceBytes = uint64_t{4} << 20;

}  // namespace

Status read_object(io::ObjectStore& store,
                   const std::string& path,
                   uint64_t small_bytes,
                   const ObjectTaker& taker) {
  OG_ASSIGN_OR_RETURN(Buffer first, store.read_range(path, {0, small_bytes + 1}));
  if (first.size() <= small_bytes) {
    return taker.small(std::move(first));
  }
  OG_ASSIGN_OR_RETURN(const io::ObjectInfo info, store.stat(path));
  OG_RETURN_IF_ERROR(taker.begin_large(info.size_bytes));
  OG_RETURN_IF_ERROR(taker.piece(first.span()));
  uint64_t done = first.size();
  first = Buffer();
  while (done < info.size_bytes) {
    const uint64_t wanted = std::min(kPieceBytes, info.size_bytes - done);
    OG_ASSIGN_OR_RETURN(const Buffer bytes, store.read_range(path, {done, wanted}));
    if (bytes.size() != wanted) {
      return Error(ErrorCode::kCorruption,
                   format("object ends too early: \"{}\", offset {}, expected {} bytes, found {}",
                          path,
                          done,
                          wanted,
                          bytes.size()));
    }
    OG_RETURN_IF_ERROR(taker.piece(bytes.span()));
    done += wanted;
  }
  return {};
}

}  // namespace omnigraph::graph
