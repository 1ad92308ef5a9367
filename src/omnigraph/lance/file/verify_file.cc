#include "omnigraph/lance/file/verify_file.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/lance/file/container_internal.h"
#include "omnigraph/lance/file/file_metadata_internal.h"
#include "omnigraph/lance/file/range_reader_internal.h"

namespace omnigraph::lance {
namespace {

constexpr uint64_t kWholeFileBytes = uint64_t{32} << 20;
constexpr uint64_t kBytesPerRead = uint64_t{8} << 20;

// A part of the file: to be hashed, or (without a hash) checked already.
struct Part {
  Extent extent;
  std::optional<uint64_t> hash;
  bool zeros = false;  // a gap between other parts
};

Error corrupt(std::string_view what, const std::string& path, uint64_t offset) {
  return Error(ErrorCode::kCorruption,
               format("data file is damaged: {}: object \"{}\", offset {}", what, path, offset));
}

// The parts in front of what opening the file has checked, in their order, with the gaps.
Result<std::vector<Part>> parts_of(const FileMetadata& metadata,
                                   const Container& container,
                                   const std::string& path) {
  std::vector<Part> known;
  for (const FileMetadata::Column& column : metadata.columns) {
    for (const LeafPages& leaf : column.leaves) {
      for (const LeafPage& page : leaf.pages) {
        for (const StoredBuffer& buffer : page.buffers) {
          known.push_back({buffer.extent, buffer.hash, false});
        }
      }
    }
  }
  for (const Extent& extent : container.global_buffers) {
    known.push_back({extent, std::nullopt, false});
  }
  std::sort(known.begin(), known.end(), [](const Part& a, const Part& b) {
    return a.extent.position < b.extent.position;
  });
  std::vector<Part> parts;
  uint64_t at = 0;
  for (const Part& part : known) {
    if (part.extent.position < at && part.extent.size != 0) {
      return corrupt("two of its buffers overlap", path, part.extent.position);
    }
    if (part.extent.position > at) {
      parts.push_back({{at, part.extent.position - at}, std::nullopt, true});
    }
    if (part.hash) {
      parts.push_back(part);
    }
    at = std::max(at, part.extent.end());
  }
  return parts;
}

Status check_part(const Part& part, const Buffer& bytes, const std::string& path) {
  if (part.zeros) {
    const ByteSpan span = bytes.span();
    const bool clean =
        std::all_of(span.begin(), span.end(), [](std::byte byte) { return byte == std::byte{0}; });
    return clean
               ? Status()
               : Status(corrupt("there are bytes between its buffers", path, part.extent.position));
  }
  return xxh3(bytes.span()) == *part.hash
             ? Status()
             : Status(corrupt("a page buffer has a wrong hash", path, part.extent.position));
}

Result<VerifiedFile> verify_opened(io::ObjectStore& store,
                                   const std::string& path,
                                   uint64_t size_bytes) {
  OG_ASSIGN_OR_RETURN(const auto metadata, read_file_metadata(store, path, size_bytes));
  if (!metadata->has_check) {
    return corrupt("it has no check buffer", path, size_bytes);
  }
  OG_ASSIGN_OR_RETURN(const Container container, read_container(store, path, size_bytes));
  OG_ASSIGN_OR_RETURN(const std::vector<Part> parts, parts_of(*metadata, container, path));
  for (size_t begin = 0; begin < parts.size();) {
    std::vector<Extent> extents;
    uint64_t bytes = 0;
    size_t end = begin;
    while (end < parts.size() &&
           (end == begin || bytes + parts[end].extent.size <= kBytesPerRead)) {
      bytes += parts[end].extent.size;
      extents.push_back(parts[end++].extent);
    }
    OG_ASSIGN_OR_RETURN(const std::vector<Buffer> buffers, read_extents(store, path, extents));
    for (size_t i = begin; i < end; ++i) {
      OG_RETURN_IF_ERROR(check_part(parts[i], buffers[i - begin], path));
    }
    begin = end;
  }
  return VerifiedFile{metadata->row_count};
}

}  // namespace

Result<VerifiedFile> verify_file(io::ObjectStore& store,
                                 const std::string& path,
                                 uint64_t size_bytes) {
  uint64_t found = 0;
  std::optional<io::MemoryStore> memory;
  if (size_bytes <= kWholeFileBytes) {
    OG_ASSIGN_OR_RETURN(const Buffer bytes, store.read(path));
    found = bytes.size();
    memory.emplace();
    OG_RETURN_IF_ERROR(memory->create(path, bytes.span()));
  } else {
    OG_ASSIGN_OR_RETURN(const io::ObjectInfo info, store.stat(path));
    found = info.size_bytes;
  }
  if (found != size_bytes) {
    return corrupt(format("expected {} bytes, found {}", size_bytes, found), path, 0);
  }
  auto verified = verify_opened(memory ? *memory : store, path, size_bytes);
  // A file of ours that says it is of another kind is damaged.
  if (!verified.ok() && verified.error().code() == ErrorCode::kUnsupported) {
    return corrupt(verified.error().message(), path, 0);
  }
  return verified;
}

}  // namespace omnigraph::lance
