// Tar: the subset of POSIX tar (ustar with pax headers) that bundles are made of: regular files,
// one after another. Any tar program reads what TarWriter writes. TarReader takes what such
// programs write of regular files, and nothing else: no links, no devices, no folders.
//
//   [pax header, when a path or size does not fit] header 512 B │ content │ zeros up to 512 B
//   … two blocks of zeros
//
// Not thread-safe. Memory: a block; of a pax header at most 8 KiB. What comes in is hostile: every
// length is checked, errors are kCorruption with the entry before which or in which it happened.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/load/byte_reader.h"

namespace omnigraph::graph {

using ByteSink = std::function<Status(std::string_view bytes)>;

struct TarEntry {
  std::string path;
  uint64_t size_bytes = 0;
};

class TarWriter {
 public:
  // `modified_s`: what all entries carry as their time, seconds since 1970 UTC.
  TarWriter(ByteSink sink, int64_t modified_s) : sink_(std::move(sink)), modified_s_(modified_s) {}

  // Begins an entry; exactly entry.size_bytes of content must follow before the next call. Paths of
  // at most 1,024 bytes.
  Status begin(const TarEntry& entry);
  Status content(std::string_view bytes);
  // A whole entry.
  Status add(const std::string& path, std::string_view bytes);
  // The end of the archive.
  Status finish();

 private:
  Status pad();

  ByteSink sink_;
  int64_t modified_s_;
  uint64_t size_bytes_ = 0;  // of the entry at work
  uint64_t missing_ = 0;     // of its content
};

class TarReader {
 public:
  explicit TarReader(ByteReader source) : source_(std::move(source)) {}

  // The next entry; what is left of the one before is passed over. Nothing at the end, which is
  // only believed when two blocks of zeros say so and nothing but zeros follows.
  Result<std::optional<TarEntry>> next();
  // Content of the entry; 0 at its end.
  Result<size_t> read(char* buffer, size_t size);

 private:
  struct PaxValues {
    std::optional<std::string> path;
    std::optional<uint64_t> size_bytes;
  };
  Status read_block(char* block);
  Status skip_content();
  Status expect_end();
  Status read_pax(uint64_t size_bytes, PaxValues* values);
  Error damaged(std::string_view what) const;

  ByteReader source_;
  std::string last_path_;  // of the entry at work or just read
  uint64_t left_ = 0;      // of its content
  uint64_t padding_ = 0;   // behind that
  bool ended_ = false;
};

}  // namespace omnigraph::graph
