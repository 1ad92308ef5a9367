// The container of a data file: where its parts are. Page buffers come first, then the global
// buffers, then what this file knows about, up to the end:
//
//   column metadata         one ColumnMetadata message per physical column
//   column offset table     per column u64 position, u64 size
//   global offset table     per global buffer u64 position, u64 size
//   footer, 40 bytes        u64 position of column metadata, of the column offset table, of the
//                           global offset table; u32 global buffers; u32 columns; u16 major;
//                           u16 minor; "LANC"
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/bytes.h"
#include "omnigraph/base/result.h"
#include "omnigraph/io/object_store.h"

namespace omnigraph::lance {

inline constexpr size_t kFooterBytes = 40;
inline constexpr size_t kTableEntryBytes = 16;
// What opening a file reads first. A smaller file is then here as a whole.
inline constexpr uint64_t kTailReadBytes = 64 * 1024;

struct Extent {
  uint64_t position = 0;
  uint64_t size = 0;
  uint64_t end() const { return position + size; }
};

// Everything from the column metadata to the end of a file. `position` is where it will stand.
BufferBuilder build_tail(uint64_t position,
                         const std::vector<std::string>& column_metadata,
                         const std::vector<Extent>& global_buffers);

// The opened end of a file: all global buffers that we read, and the tail.
struct Container {
  uint64_t size_bytes = 0;
  uint64_t begin = 0;  // of `bytes` in the file
  Buffer bytes;        // to the end of the file
  std::vector<Extent> columns;
  std::vector<Extent> global_buffers;  // all inside the file, the first two inside `bytes`

  // `extent` must lie inside `bytes`.
  ByteSpan part(const Extent& extent) const {
    return bytes.span().subspan(extent.position - begin, extent.size);
  }
};

// Reads the end of `path`, in one or two reads. Errors: kCorruption, kUnsupported (another file
// version, metadata over a limit), those of the store.
Result<Container> read_container(io::ObjectStore& store,
                                 std::string_view path,
                                 std::optional<uint64_t> size_bytes);

}  // namespace omnigraph::lance
