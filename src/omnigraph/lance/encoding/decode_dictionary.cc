// Dictionaries of mini-block pages.
#include "omnigraph/base/format.h"
#include "omnigraph/lance/encoding/decode_page_internal.h"

namespace omnigraph::lance {
namespace {

constexpr size_t kHeaderWords = 2;

Error damaged(std::string_view what) {
  return Error(ErrorCode::kCorruption, format("the dictionary of a page is damaged: {}", what));
}

}  // namespace

Result<StringDictionary> StringDictionary::parse(const pb::MiniBlockLayout& layout,
                                                 const Buffer& bytes,
                                                 SlotType type) {
  if (type.kind != SlotKind::kVariable32) {
    return Error(ErrorCode::kUnsupported,
                 "dictionaries of other types than strings cannot be read");
  }
  OG_RETURN_IF_ERROR(check_plain_encoding(layout.dictionary(), type));
  const uint64_t count = layout.num_dictionary_items();
  const size_t words = bytes.size() / sizeof(uint32_t);
  if (words < kHeaderWords + 1 || count > words - kHeaderWords - 1) {
    return damaged(format("{} items do not fit into {} bytes", count, bytes.size()));
  }
  const size_t bytes_at = (kHeaderWords + static_cast<size_t>(count) + 1) * sizeof(uint32_t);
  if (load_le<uint32_t>(bytes.data()) != 32 ||
      load_le<uint32_t>(bytes.data() + sizeof(uint32_t)) != bytes_at) {
    return damaged("wrong header");
  }
  StringDictionary dictionary;
  dictionary.bytes_ = bytes.span().subspan(bytes_at);
  dictionary.offsets_.resize(static_cast<size_t>(count) + 1);
  std::memcpy(dictionary.offsets_.data(),
              bytes.data() + kHeaderWords * sizeof(uint32_t),
              dictionary.offsets_.size() * sizeof(uint32_t));
  for (size_t i = 0; i < count; ++i) {
    if (dictionary.offsets_[i] > dictionary.offsets_[i + 1]) {
      return damaged("offsets do not ascend");
    }
  }
  if (dictionary.offsets_.back() > dictionary.bytes_.size()) {
    return damaged("offsets pass the end");
  }
  return dictionary;
}

Status StringDictionary::append_items(std::span<const uint32_t> indices, LeafSink& sink) const {
  // One small file could otherwise ask for any amount: each index may name a large item.
  uint64_t total = 0;
  const size_t count = offsets_.size() - 1;
  for (const uint32_t index : indices) {
    if (index >= count) {
      return damaged(format("index too large, expected less than {}, found {}", count, index));
    }
    total += offsets_[index + 1] - offsets_[index];
  }
  if (total > kUnbackedBytesMax) {
    return Error(ErrorCode::kResourceExhausted,
                 format("a dictionary page passes {} bytes; read fewer rows", kUnbackedBytesMax));
  }
  sink.reserve_more(indices.size(), static_cast<size_t>(total));
  for (const uint32_t index : indices) {
    OG_RETURN_IF_ERROR(
        sink.append_value(bytes_.subspan(offsets_[index], offsets_[index + 1] - offsets_[index])));
  }
  return {};
}

}  // namespace omnigraph::lance
