#include "omnigraph/graph/snapshot/record_store.h"

#include <algorithm>

namespace omnigraph::graph {
namespace {

Buffer part_of(const Buffer& whole, const io::ByteRange& range) {
  const uint64_t begin = std::min<uint64_t>(range.offset, whole.size());
  return whole.slice(begin, std::min<uint64_t>(range.length, whole.size() - begin));
}

}  // namespace

Result<Buffer> RecordStore::read(std::string_view path) {
  const auto at = files_->find(path);
  return at != files_->end() ? Result<Buffer>(at->second) : ForwardingStore::read(path);
}

Result<Buffer> RecordStore::read_range(std::string_view path, io::ByteRange range) {
  const auto at = files_->find(path);
  return at != files_->end() ? Result<Buffer>(part_of(at->second, range))
                             : ForwardingStore::read_range(path, range);
}

std::vector<Result<Buffer>> RecordStore::read_many(std::span<const io::ReadRequest> requests) {
  std::vector<Result<Buffer>> answers(requests.size(), Result<Buffer>(Buffer()));
  std::vector<io::ReadRequest> below;
  std::vector<size_t> places;
  for (size_t i = 0; i < requests.size(); ++i) {
    const auto at = files_->find(requests[i].path);
    if (at == files_->end()) {
      below.push_back(requests[i]);
      places.push_back(i);
    } else {
      answers[i] = requests[i].range ? part_of(at->second, *requests[i].range) : at->second;
    }
  }
  if (!below.empty()) {
    std::vector<Result<Buffer>> read = ForwardingStore::read_many(below);
    for (size_t i = 0; i < places.size(); ++i) {
      answers[places[i]] = std::move(read[i]);
    }
  }
  return answers;
}

Result<io::ObjectInfo> RecordStore::stat(std::string_view path) {
  const auto at = files_->find(path);
  if (at == files_->end()) {
    return ForwardingStore::stat(path);
  }
  return io::ObjectInfo{at->first, at->second.size(), 0};
}

}  // namespace omnigraph::graph
