// Codecs of the values inside mini-block chunks.
#include "omnigraph/base/format.h"
#include "omnigraph/columnar/array.h"
#include "omnigraph/lance/encoding/bit_packing.h"
#include "omnigraph/lance/encoding/decode_page_internal.h"

namespace omnigraph::lance {
namespace {

Error wrong_size(size_t expected, size_t found) {
  return Error(ErrorCode::kCorruption,
               format("wrong size of values: expected {}, found {}", expected, found));
}

// Fixed-width values as they are, vectors included.
class FlatDecoder final : public ValueDecoder {
 public:
  explicit FlatDecoder(size_t width) : width_(width) {}
  size_t buffer_count() const override { return 1; }
  Status decode(std::span<const ByteSpan> buffers,
                size_t count,
                size_t begin,
                size_t end,
                LeafSink& sink) const override {
    // Compared by division: count and width are the file's.
    if (buffers[0].size() / width_ < count) {
      return wrong_size(count * width_, buffers[0].size());
    }
    sink.append_fixed(buffers[0].data() + begin * width_, end - begin);
    return {};
  }

 private:
  size_t width_;
};

class BitDecoder final : public ValueDecoder {
 public:
  size_t buffer_count() const override { return 1; }
  Status decode(std::span<const ByteSpan> buffers,
                size_t count,
                size_t begin,
                size_t end,
                LeafSink& sink) const override {
    if (buffers[0].size() < columnar::bitmap_bytes(count)) {
      return wrong_size(columnar::bitmap_bytes(count), buffers[0].size());
    }
    sink.append_bits(buffers[0].data(), begin, end - begin);
    return {};
  }
};

// count + 1 offsets from the start of the buffer, then the bytes.
template <typename Offset>
class VariableDecoder final : public ValueDecoder {
 public:
  size_t buffer_count() const override { return 1; }
  Status decode(std::span<const ByteSpan> buffers,
                size_t count,
                size_t begin,
                size_t end,
                LeafSink& sink) const override {
    const ByteSpan bytes = buffers[0];
    if (bytes.size() / sizeof(Offset) < count + 1) {
      return wrong_size((count + 1) * sizeof(Offset), bytes.size());
    }
    std::vector<Offset> offsets(end - begin + 1);
    std::memcpy(
        offsets.data(), bytes.data() + begin * sizeof(Offset), offsets.size() * sizeof(Offset));
    return sink.append_variable(offsets, bytes);
  }
};

// Integers: a word with the width of this chunk, then one packed block.
template <typename Word>
class PackingDecoder final : public ValueDecoder {
 public:
  size_t buffer_count() const override { return 1; }
  Status decode(std::span<const ByteSpan> buffers,
                size_t count,
                size_t begin,
                size_t end,
                LeafSink& sink) const override {
    const ByteSpan bytes = buffers[0];
    if (count > kPackedBlockValues || bytes.size() < sizeof(Word)) {
      return wrong_size(sizeof(Word), bytes.size());
    }
    const auto width = static_cast<uint64_t>(load_le<Word>(bytes.data()));
    if (width > sizeof(Word) * 8 || bytes.size() - sizeof(Word) < packed_block_bytes(width)) {
      return Error(
          ErrorCode::kCorruption,
          format("a packed block of width {} does not fit into {} bytes", width, bytes.size()));
    }
    if (width == 0) {
      return sink.append_empty(end - begin);  // zeros, which take no room in the file
    }
    Word packed[kPackedBlockValues];
    Word values[kPackedBlockValues];
    std::memcpy(packed, bytes.data() + sizeof(Word), packed_block_bytes(width));
    unpack_block(packed, width, values);
    sink.append_fixed(reinterpret_cast<const std::byte*>(values + begin), end - begin);
    return {};
  }
};

Error misfit(const pb::CompressiveEncoding& encoding) {
  return Error(
      ErrorCode::kUnsupported,
      format("codec \"{}\" cannot be read for the type of the column", codec_name(encoding)));
}

Error unsupported(const pb::CompressiveEncoding& encoding) {
  return Error(ErrorCode::kUnsupported,
               format("values with codec \"{}\" cannot be read", codec_name(encoding)));
}

// The width in bits of an uncompressed flat encoding, or 0.
uint64_t flat_bits(const pb::CompressiveEncoding& encoding) {
  return encoding.has_flat() && !encoding.flat().has_data() ? encoding.flat().bits_per_value() : 0;
}

// The width in bits of plain offsets, or 0.
uint64_t offset_bits(const pb::CompressiveEncoding& encoding) {
  return encoding.has_variable() && !encoding.variable().has_values()
             ? flat_bits(encoding.variable().offsets())
             : 0;
}

}  // namespace

const char* codec_name(const pb::CompressiveEncoding& encoding) {
  switch (encoding.compression_case()) {
    case pb::CompressiveEncoding::kFlat:
      return "flat";
    case pb::CompressiveEncoding::kVariable:
      return "variable";
    case pb::CompressiveEncoding::kConstant:
      return "constant";
    case pb::CompressiveEncoding::kOutOfLineBitpacking:
      return "out_of_line_bitpacking";
    case pb::CompressiveEncoding::kInlineBitpacking:
      return "inline_bitpacking";
    case pb::CompressiveEncoding::kFsst:
      return "fsst";
    case pb::CompressiveEncoding::kDictionary:
      return "dictionary";
    case pb::CompressiveEncoding::kRle:
      return "rle";
    case pb::CompressiveEncoding::kByteStreamSplit:
      return "byte_stream_split";
    case pb::CompressiveEncoding::kGeneral:
      return "general";
    case pb::CompressiveEncoding::kFixedSizeList:
      return "fixed_size_list";
    case pb::CompressiveEncoding::kPackedStruct:
      return "packed_struct";
    case pb::CompressiveEncoding::kVariablePackedStruct:
      return "variable_packed_struct";
    case pb::CompressiveEncoding::COMPRESSION_NOT_SET:
      break;
  }
  return "unknown";
}

Status check_plain_encoding(const pb::CompressiveEncoding& encoding, SlotType type) {
  if (type.is_variable()) {
    if (!encoding.has_variable() || offset_bits(encoding) == 0) {
      return unsupported(encoding);
    }
    return offset_bits(encoding) == type.offset_width() * 8 ? Status() : misfit(encoding);
  }
  if (type.items_per_value != 0) {
    if (!encoding.has_fixed_size_list()) {
      return unsupported(encoding);
    }
    const pb::FixedSizeList& list = encoding.fixed_size_list();
    if (list.has_validity()) {
      return Error(ErrorCode::kUnsupported, "vectors with null items cannot be read");
    }
    if (flat_bits(list.values()) == 0) {
      return unsupported(list.values());
    }
    const bool fits = list.items_per_value() == type.items_per_value &&
                      flat_bits(list.values()) == sizeof(float) * 8;
    return fits ? Status() : misfit(encoding);
  }
  if (flat_bits(encoding) == 0) {
    return unsupported(encoding);
  }
  const uint64_t expected = type.kind == SlotKind::kBit ? 1 : type.width * 8;
  return flat_bits(encoding) == expected ? Status() : misfit(encoding);
}

Result<std::unique_ptr<ValueDecoder>> make_value_decoder(const pb::CompressiveEncoding& encoding,
                                                         SlotType type) {
  if (encoding.has_inline_bitpacking() && !encoding.inline_bitpacking().has_values()) {
    const uint64_t bits = encoding.inline_bitpacking().uncompressed_bits_per_value();
    // Floats too: other writers pack whatever is 32 or 64 bits wide.
    if (type.kind != SlotKind::kFixed || type.items_per_value != 0 || bits != type.width * 8) {
      return misfit(encoding);
    }
    if (bits == 32) {
      return std::make_unique<PackingDecoder<uint32_t>>();
    }
    return std::make_unique<PackingDecoder<uint64_t>>();
  }
  OG_RETURN_IF_ERROR(check_plain_encoding(encoding, type));
  switch (type.kind) {
    case SlotKind::kBit:
      return std::make_unique<BitDecoder>();
    case SlotKind::kFixed:
      return std::make_unique<FlatDecoder>(type.width);
    case SlotKind::kVariable32:
      return std::make_unique<VariableDecoder<uint32_t>>();
    case SlotKind::kVariable64:
      return std::make_unique<VariableDecoder<uint64_t>>();
  }
  return unsupported(encoding);
}

}  // namespace omnigraph::lance
