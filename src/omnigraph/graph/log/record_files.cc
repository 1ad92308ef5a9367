#include "omnigraph/graph/log/record_files.h"

#include <memory>

#include <zstd.h>

#include "omnigraph/base/base64.h"
#include "omnigraph/base/check.h"
#include "omnigraph/base/format.h"

namespace omnigraph::graph {
namespace {

// Level 1 is a third of the cost of the default for records a few per cent longer.
constexpr int kZstdLevel = 1;

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

// Making a context costs more than compressing a small record.
ZSTD_CCtx* context_of_thread() {
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
  OG_CHECK(context != nullptr, "out of memory for a compression context");
  return context.get();
}

Error broken(const CommitRecord& record, const std::string& what) {
  return Error(ErrorCode::kCorruption,
               format("the files of a commit record are damaged: branch \"{}\", seq {}: {}",
                      record.branch,
                      record.seq,
                      what));
}

bool below_a_table(const std::string& path) {
  return (path.starts_with("nodes/") || path.starts_with("edges/")) &&
         path.find("..") == std::string::npos && path.find("//") == std::string::npos;
}

}  // namespace

void FileBytes::add(std::string_view path, size_t bytes) {
  (path.find("/data/") == std::string_view::npos ? others : data) += bytes;
}

void FileBytes::add(const RecordFiles& files) {
  for (const auto& [path, bytes] : files) {
    add(path, bytes.size());
  }
}

void pack_files(const RecordFiles& files, CommitRecord& record) {
  record.files.clear();
  record.pack.reset();
  if (files.empty()) {
    return;
  }
  BufferBuilder plain;
  for (const auto& [path, bytes] : files) {
    record.files.push_back({path, bytes.size()});
    plain.append(bytes.span());
  }
  BufferBuilder packed;
  packed.resize(ZSTD_compressBound(plain.size()));
  const size_t size = ZSTD_compressCCtx(
      context_of_thread(), packed.data(), packed.size(), plain.data(), plain.size(), kZstdLevel);
  OG_CHECK(ZSTD_isError(size) == 0, "zstd cannot fail with room for its worst case");
  record.pack = base64_encode(ByteSpan(packed.data(), size));
}

Result<RecordFiles> unpack_files(const CommitRecord& record) {
  RecordFiles files;
  if (record.files.empty() && !record.pack) {
    return files;
  }
  uint64_t total = 0;
  for (const PackedFile& file : record.files) {
    if (!below_a_table(file.path)) {
      return broken(record, format("\"{}\" is no place for a file", file.path));
    }
    if (file.size > kMaxUnpackedBytes || total + file.size > kMaxUnpackedBytes) {
      return broken(record, format("more than {} bytes", kMaxUnpackedBytes));
    }
    total += file.size;
  }
  if (!record.pack) {
    return broken(record, "no pack");
  }
  const auto packed = base64_decode(*record.pack);
  if (!packed.ok()) {
    return broken(record, packed.error().message());
  }
  BufferBuilder plain;
  plain.resize(total);
  const size_t size = ZSTD_decompress(plain.data(), plain.size(), packed->data(), packed->size());
  if (ZSTD_isError(size) != 0 || size != total) {
    return broken(record, format("the pack does not hold {} bytes", total));
  }
  const Buffer bytes = plain.finish();
  size_t at = 0;
  for (const PackedFile& file : record.files) {
    // A copy each: 64-byte aligned, and a file that stays in use does not hold on to all others.
    files.emplace(file.path, Buffer::copy_of(bytes.slice(at, file.size).span()));
    at += file.size;
  }
  if (files.size() != record.files.size()) {
    return broken(record, "a path stands twice");
  }
  return files;
}

}  // namespace omnigraph::graph
