// From shredded rows to one page of a leaf column: the layout message and the page's buffers.
// encode_page() chooses the layout; the encoders of the three layouts stand in files of their own.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "encoding.pb.h"
#include "omnigraph/base/bytes.h"
#include "omnigraph/base/result.h"
#include "omnigraph/lance/encoding/shred.h"
#include "omnigraph/lance/encoding/slot_type.h"

namespace omnigraph::lance {

namespace pb = ::lance::encodings21;

struct EncodedPage {
  pb::PageLayout layout;
  std::vector<Buffer> buffers;
};

// Entries with levels but without a slot that one page may hold, so that every chunk can count its
// levels in 16 bits.
inline constexpr size_t kHiddenEntriesMax = 16384;

// At least one row. Errors: kInvalidArgument (a string that is not UTF-8), kUnsupported (one row
// alone holds more than kHiddenEntriesMax empty or null lists).
Result<EncodedPage> encode_page(const LeafPath& path, SlotType type, const ShreddedLeaf& leaf);

// --- for the layout encoders ---

// The definition codes of one page: numbered without gaps, as its layers say.
struct PageCodes {
  std::vector<pb::RepDefLayer> layers;
  std::array<Level, kCodesMax> to_page{};
  Level largest = 0;
};
PageCodes page_codes(const LeafPath& path, uint64_t codes_used);

// Lengths of variable-width slots as running sums, slot_count + 1 of them.
std::vector<uint64_t> slot_offsets(const ShreddedLeaf& leaf);

// Copies slots out of the runs, in order, without holding them twice.
class SlotCopier {
 public:
  SlotCopier(const ShreddedLeaf& leaf, SlotType type) : leaf_(leaf), type_(type) {}
  // Appends the bytes (kBit: bits, starting on a byte) of the next `count` slots.
  void append_next(size_t count, BufferBuilder& out);

 private:
  // `done` slots of this call stand at out[base…] already.
  void append_run(const columnar::Array& array,
                  size_t begin,
                  size_t count,
                  size_t base,
                  size_t done,
                  BufferBuilder& out);

  const ShreddedLeaf& leaf_;
  SlotType type_;
  size_t run_ = 0;
  size_t used_ = 0;  // slots of runs[run_] already copied
};

EncodedPage encode_all_null(const PageCodes& codes);
EncodedPage encode_levels_only(const ShreddedLeaf& leaf, const PageCodes& codes);
EncodedPage encode_constant(ByteSpan value);
EncodedPage encode_full_zip(const LeafPath& path,
                            SlotType type,
                            const ShreddedLeaf& leaf,
                            const PageCodes& codes);
EncodedPage encode_mini_block(const LeafPath& path,
                              SlotType type,
                              const ShreddedLeaf& leaf,
                              const PageCodes& codes);
// A mini-block page of indices into the distinct strings of the page; nothing when that would not
// save much.
std::optional<EncodedPage> encode_dictionary(const LeafPath& path,
                                             SlotType type,
                                             const ShreddedLeaf& leaf,
                                             const PageCodes& codes);

// --- for mini-block pages ---

// Chooses a codec for the values of a page and writes them chunk by chunk, in order.
class ValueEncoder {
 public:
  virtual ~ValueEncoder() = default;
  virtual void describe(pb::CompressiveEncoding* encoding) const = 0;
  // Slots of the chunk that begins at slot `begin`: a power of two, or all that are left.
  virtual size_t chunk_slots(size_t begin) const = 0;
  // Bytes of the value buffer of a chunk.
  virtual size_t chunk_bytes(size_t begin, size_t count) const = 0;
  // Appends exactly these. Chunks must come in order.
  virtual void append_chunk(size_t begin, size_t count, BufferBuilder& out) = 0;
};
std::unique_ptr<ValueEncoder> make_value_encoder(SlotType type, const ShreddedLeaf& leaf);

// Levels of the chunks of a page, all with one codec: plain or bit packed.
class LevelEncoder {
 public:
  // `largest`: of all levels of the page.
  explicit LevelEncoder(Level largest);
  void describe(pb::CompressiveEncoding* encoding) const;
  size_t size_bytes(size_t count) const;
  void append(std::span<const Level> levels, BufferBuilder& out) const;

 private:
  size_t width_;
};

// Sets `encoding` to plain values of `type`.
void set_plain_encoding(SlotType type, pb::CompressiveEncoding* encoding);

}  // namespace omnigraph::lance
