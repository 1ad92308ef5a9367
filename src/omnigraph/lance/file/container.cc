#include <algorithm>
#include <cstring>

#include "omnigraph/base/format.h"
#include "omnigraph/lance/file/container_internal.h"
#include "omnigraph/lance/file/file_writer.h"

namespace omnigraph::lance {
namespace {

constexpr std::string_view kFileMagic = "LANC";
// Metadata is held in memory; a file with more of it is not one of ours.
constexpr uint64_t kMetadataMaxBytes = uint64_t{256} << 20;

void write_table(const std::vector<Extent>& extents, BufferBuilder& out) {
  for (const Extent& extent : extents) {
    out.push<uint64_t>(extent.position);
    out.push<uint64_t>(extent.size);
  }
}

class ContainerReader {
 public:
  ContainerReader(io::ObjectStore& store, std::string_view path) : store_(store), path_(path) {}

  Result<Container> read(std::optional<uint64_t> size_bytes) {
    if (!size_bytes.has_value()) {
      OG_ASSIGN_OR_RETURN(const io::ObjectInfo info, store_.stat(path_));
      size_bytes = info.size_bytes;
    }
    out_.size_bytes = *size_bytes;
    if (out_.size_bytes < kFooterBytes) {
      return corrupt(
          0, format("a data file has at least {} bytes, found {}", kFooterBytes, out_.size_bytes));
    }
    out_.begin = out_.size_bytes - std::min(out_.size_bytes, kTailReadBytes);
    OG_ASSIGN_OR_RETURN(out_.bytes, read_part({out_.begin, out_.size_bytes - out_.begin}));
    OG_RETURN_IF_ERROR(parse_footer());
    OG_ASSIGN_OR_RETURN(out_.global_buffers, parse_table(global_table_));
    OG_RETURN_IF_ERROR(read_rest());
    OG_ASSIGN_OR_RETURN(out_.columns, parse_table(column_table_));
    for (const Extent& column : out_.columns) {
      if (column.position < metadata_position_ || column.end() > column_table_.position) {
        return corrupt(column_table_.position, "column metadata outside its place");
      }
    }
    return std::move(out_);
  }

 private:
  Error corrupt(uint64_t offset, std::string_view what) const {
    return Error(ErrorCode::kCorruption,
                 format("data file is damaged: {}: object \"{}\", offset {}", what, path_, offset));
  }

  Result<Buffer> read_part(const Extent& extent) {
    OG_ASSIGN_OR_RETURN(Buffer bytes, store_.read_range(path_, {extent.position, extent.size}));
    if (bytes.size() != extent.size) {
      return corrupt(extent.position,
                     format("the object is shorter than expected: expected {} bytes, found {}",
                            extent.size,
                            bytes.size()));
    }
    return bytes;
  }

  Status parse_footer() {
    const uint64_t footer_position = out_.size_bytes - kFooterBytes;
    const std::byte* footer = out_.part({footer_position, kFooterBytes}).data();
    if (std::memcmp(footer + 36, kFileMagic.data(), kFileMagic.size()) != 0) {
      return corrupt(footer_position, "it does not end in \"LANC\"");
    }
    const auto major = load_le<uint16_t>(footer + 32);
    const auto minor = load_le<uint16_t>(footer + 34);
    if (major != kFileMajorVersion || minor != kFileMinorVersion) {
      return Error(
          ErrorCode::kUnsupported,
          format("data files of version {}.{} cannot be read: object \"{}\"", major, minor, path_));
    }
    metadata_position_ = load_le<uint64_t>(footer);
    column_table_ = {load_le<uint64_t>(footer + 8),
                     uint64_t{load_le<uint32_t>(footer + 28)} * kTableEntryBytes};
    global_table_ = {load_le<uint64_t>(footer + 16),
                     uint64_t{load_le<uint32_t>(footer + 24)} * kTableEntryBytes};
    // The tables stand one after the other right before the footer. Positions are compared first,
    // so that no sum can wrap.
    const bool in_file = metadata_position_ <= column_table_.position &&
                         column_table_.position <= global_table_.position &&
                         global_table_.position <= footer_position;
    if (!in_file || column_table_.end() != global_table_.position ||
        global_table_.end() != footer_position) {
      return corrupt(footer_position, "the positions in the footer do not fit");
    }
    if (global_table_.size == 0) {
      return corrupt(footer_position, "there is no descriptor");
    }
    if (global_table_.position < out_.begin) {
      return Error(ErrorCode::kUnsupported,
                   format("a data file has too many global buffers: object \"{}\"", path_));
    }
    return {};
  }

  Result<std::vector<Extent>> parse_table(const Extent& table) const {
    std::vector<Extent> extents;
    const ByteSpan bytes = out_.part(table);
    for (size_t at = 0; at < bytes.size(); at += kTableEntryBytes) {
      const Extent extent{load_le<uint64_t>(bytes.data() + at),
                          load_le<uint64_t>(bytes.data() + at + 8)};
      if (extent.position > out_.size_bytes || extent.size > out_.size_bytes - extent.position) {
        return corrupt(table.position + at, "a table entry points outside the file");
      }
      extents.push_back(extent);
    }
    return extents;
  }

  // Extends `bytes` to the front until it holds the first two global buffers and the column
  // metadata.
  Status read_rest() {
    uint64_t begin = metadata_position_;
    for (size_t i = 0; i < std::min<size_t>(out_.global_buffers.size(), 2); ++i) {
      begin = std::min(begin, out_.global_buffers[i].position);
    }
    if (begin >= out_.begin) {
      return {};
    }
    if (out_.size_bytes - begin > kMetadataMaxBytes) {
      return Error(ErrorCode::kUnsupported,
                   format("the metadata of a data file passes {} bytes: object \"{}\"",
                          kMetadataMaxBytes,
                          path_));
    }
    OG_ASSIGN_OR_RETURN(const Buffer front, read_part({begin, out_.begin - begin}));
    BufferBuilder joined;
    joined.reserve(front.size() + out_.bytes.size());
    joined.append(front.span());
    joined.append(out_.bytes.span());
    out_.bytes = joined.finish();
    out_.begin = begin;
    return {};
  }

  io::ObjectStore& store_;
  std::string_view path_;
  Container out_;
  uint64_t metadata_position_ = 0;
  Extent column_table_;
  Extent global_table_;
};

}  // namespace

BufferBuilder build_tail(uint64_t position,
                         const std::vector<std::string>& column_metadata,
                         const std::vector<Extent>& global_buffers) {
  BufferBuilder out;
  std::vector<Extent> columns;
  for (const std::string& metadata : column_metadata) {
    columns.push_back({position + out.size(), metadata.size()});
    out.append(metadata);
  }
  const uint64_t column_table = position + out.size();
  write_table(columns, out);
  const uint64_t global_table = position + out.size();
  write_table(global_buffers, out);
  out.push<uint64_t>(position);
  out.push<uint64_t>(column_table);
  out.push<uint64_t>(global_table);
  out.push<uint32_t>(static_cast<uint32_t>(global_buffers.size()));
  out.push<uint32_t>(static_cast<uint32_t>(columns.size()));
  out.push<uint16_t>(kFileMajorVersion);
  out.push<uint16_t>(kFileMinorVersion);
  out.append(kFileMagic);
  return out;
}

Result<Container> read_container(io::ObjectStore& store,
                                 std::string_view path,
                                 std::optional<uint64_t> size_bytes) {
  return ContainerReader(store, path).read(size_bytes);
}

}  // namespace omnigraph::lance
