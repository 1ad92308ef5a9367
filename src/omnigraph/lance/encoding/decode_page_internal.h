// From one page as stored to a LeafSink. decode_page() looks at the layout and calls the decoder of
// mini-block, full-zip or constant pages; the codecs of values and levels inside mini-blocks have
// their own file each, so a new codec is a class there and a line in its factory.
//
// Nothing in a page is trusted. Messages do not name the object: the caller adds it.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "encoding.pb.h"
#include "omnigraph/base/bytes.h"
#include "omnigraph/base/result.h"
#include "omnigraph/lance/encoding/leaf_sink.h"
#include "omnigraph/lance/encoding/level.h"

namespace omnigraph::lance {

namespace pb = ::lance::encodings21;

struct StoredPage {
  const pb::PageLayout* layout = nullptr;
  std::span<const Buffer> buffers;
  uint64_t row_count = 0;
};

// Rows of a page, [begin, end).
struct RowWindow {
  uint64_t begin = 0;
  uint64_t end = 0;
};

// Appends the rows of `window`, which lies inside the page. Errors: kCorruption, kUnsupported,
// kResourceExhausted.
Status decode_page(const LeafPath& path, const StoredPage& page, RowWindow window, LeafSink& sink);

// --- for the layout decoders ---

// Which codes (level.h) the definition levels of a page stand for.
struct PageCodeMap {
  std::array<Level, kCodesMax> to_code{};
  Level largest = 0;
};
using LayerList = ::google::protobuf::RepeatedField<int>;
Result<PageCodeMap> page_code_map(const LeafPath& path, const LayerList& layers);

// Replaces the levels of a page by codes, in place. kCorruption if one is too large.
Status translate_definition(const PageCodeMap& map, std::span<Level> definition);

// All level entries of a page; `repetition` and `definition` are both filled.
struct PageLevels {
  std::vector<Level> repetition;
  std::vector<Level> definition;
};

// The entries and slots of the rows of a window.
struct LevelWindow {
  size_t entry_begin = 0;
  size_t entry_end = 0;
  size_t slot_begin = 0;
  size_t slot_end = 0;
};
// For paths with lists. Checks that the page has `row_count` rows and `slot_count` slots.
Result<LevelWindow> find_window(const LeafPath& path,
                                const PageLevels& levels,
                                uint64_t row_count,
                                uint64_t slot_count,
                                RowWindow window);

// Appends exactly `count` levels. kCorruption, kUnsupported.
Status decode_levels(const pb::CompressiveEncoding& encoding,
                     ByteSpan bytes,
                     size_t count,
                     std::vector<Level>& out);

Status decode_mini_block(const LeafPath& path,
                         const StoredPage& page,
                         RowWindow window,
                         LeafSink& sink);
Status decode_full_zip(const LeafPath& path,
                       const StoredPage& page,
                       RowWindow window,
                       LeafSink& sink);
Status decode_constant(const LeafPath& path,
                       const StoredPage& page,
                       RowWindow window,
                       LeafSink& sink);

inline constexpr size_t kValueBuffersMax = 4;

// Decodes the values of mini-block chunks.
class ValueDecoder {
 public:
  virtual ~ValueDecoder() = default;
  // Value buffers that a chunk must have, at most kValueBuffersMax.
  virtual size_t buffer_count() const = 0;
  // Appends slots [begin, end) of a chunk of `count` slots.
  virtual Status decode(std::span<const ByteSpan> buffers,
                        size_t count,
                        size_t begin,
                        size_t end,
                        LeafSink& sink) const = 0;
};
// kUnsupported for a codec that we do not have, or not for this type.
Result<std::unique_ptr<ValueDecoder>> make_value_decoder(const pb::CompressiveEncoding& encoding,
                                                         SlotType type);

// The distinct strings of a dictionary page (encode_dictionary.cc has the bytes).
class StringDictionary {
 public:
  // kCorruption, kUnsupported (a compressed dictionary, one of another type).
  static Result<StringDictionary> parse(const pb::MiniBlockLayout& layout,
                                        const Buffer& bytes,
                                        SlotType type);
  // Appends the item of each index. kCorruption for one that is too large.
  Status append_items(std::span<const uint32_t> indices, LeafSink& sink) const;

 private:
  std::vector<uint32_t> offsets_;  // ascending, the last one at most bytes_.size()
  ByteSpan bytes_;                 // the page's
};

// Whether `encoding` is the plain form of `type`: what full-zip pages must have.
Status check_plain_encoding(const pb::CompressiveEncoding& encoding, SlotType type);

// The codec's name for messages: "fsst".
const char* codec_name(const pb::CompressiveEncoding& encoding);

}  // namespace omnigraph::lance
