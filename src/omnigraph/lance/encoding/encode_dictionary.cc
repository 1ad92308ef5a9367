// Dictionary pages: mini-block pages whose values are u32 indices into the distinct strings of the
// page, which stand in a buffer of their own behind the chunks:
//
//   u32 32 (bits per offset) · u32 where the bytes begin · n + 1 u32 offsets into the bytes · bytes
//
// Null rows keep their level and point to whatever their slot holds, the empty string as a rule.
#include <bit>
#include <limits>

#include "omnigraph/base/hash.h"
#include "omnigraph/lance/encoding/encode_page_internal.h"

namespace omnigraph::lance {
namespace {

// Too few values to save anything.
constexpr size_t kSlotsMin = 64;
// Looked at first, so that a column of distinct values costs little: give up if more than half
// differ.
constexpr size_t kSampleSlots = 1024;

// The distinct strings seen so far. A hash table of indices with open addressing: it is filled once
// per page, with a known number of strings, and thrown away.
class Dictionary {
 public:
  explicit Dictionary(size_t slot_count) : table_(std::bit_ceil(slot_count * 2), kFree) {
    indices.reserve(slot_count);
  }
  std::vector<uint32_t> indices;  // per slot
  std::vector<std::string_view> items;
  size_t item_bytes = 0;

  void add(std::string_view value) {
    if (!indices.empty() && items[indices.back()] == value) {  // sorted columns have runs
      indices.push_back(indices.back());
      return;
    }
    size_t at = xxh3(value) & (table_.size() - 1);
    while (table_[at] != kFree && items[table_[at]] != value) {
      at = (at + 1) & (table_.size() - 1);
    }
    if (table_[at] == kFree) {
      table_[at] = static_cast<uint32_t>(items.size());
      items.push_back(value);
      item_bytes += value.size();
    }
    indices.push_back(table_[at]);
  }

 private:
  static constexpr uint32_t kFree = std::numeric_limits<uint32_t>::max();
  std::vector<uint32_t> table_;
};

// Of the first `count` slots; nothing if the distinct values outnumber half of them.
std::optional<Dictionary> collect_first(const ShreddedLeaf& leaf, size_t count) {
  Dictionary dictionary(count);
  for (const SlotRun& run : leaf.runs) {
    for (size_t i = run.begin; i < run.begin + run.count && dictionary.indices.size() < count;
         ++i) {
      dictionary.add(run.array->string_at(i));
    }
  }
  return dictionary.items.size() * 2 > count ? std::nullopt
                                             : std::optional<Dictionary>(std::move(dictionary));
}

std::optional<Dictionary> collect(const ShreddedLeaf& leaf) {
  if (leaf.slot_count > kSampleSlots && !collect_first(leaf, kSampleSlots)) {
    return std::nullopt;
  }
  return collect_first(leaf, leaf.slot_count);
}

Buffer items_buffer(const Dictionary& dictionary) {
  BufferBuilder out;
  const size_t bytes_at = (2 + dictionary.items.size() + 1) * sizeof(uint32_t);
  out.reserve(bytes_at + dictionary.item_bytes);
  out.push<uint32_t>(32);
  out.push<uint32_t>(static_cast<uint32_t>(bytes_at));
  uint32_t offset = 0;
  out.push<uint32_t>(offset);
  for (const std::string_view item : dictionary.items) {
    offset += static_cast<uint32_t>(item.size());
    out.push<uint32_t>(offset);
  }
  for (const std::string_view item : dictionary.items) {
    out.append(item);
  }
  return out.finish();
}

columnar::ArrayPtr index_array(const std::vector<uint32_t>& indices) {
  BufferBuilder values;
  values.append(indices.data(), indices.size() * sizeof(uint32_t));
  columnar::Array::Parts parts;
  parts.type = columnar::TypeKind::kUInt32;
  parts.length = indices.size();
  parts.values = values.finish();
  return columnar::Array::make(std::move(parts));
}

}  // namespace

std::optional<EncodedPage> encode_dictionary(const LeafPath& path,
                                             SlotType type,
                                             const ShreddedLeaf& leaf,
                                             const PageCodes& codes) {
  if (type.kind != SlotKind::kVariable32 || leaf.slot_count < kSlotsMin) {
    return std::nullopt;
  }
  const std::optional<Dictionary> dictionary = collect(leaf);
  if (!dictionary.has_value() ||
      dictionary->item_bytes > std::numeric_limits<uint32_t>::max() / 2) {
    return std::nullopt;
  }
  const columnar::ArrayPtr indices = index_array(dictionary->indices);
  ShreddedLeaf indexed;
  indexed.row_count = leaf.row_count;
  indexed.entry_count = leaf.entry_count;
  indexed.slot_count = leaf.slot_count;
  indexed.repetition = leaf.repetition;
  indexed.definition = leaf.definition;
  indexed.codes_used = leaf.codes_used;
  indexed.runs.push_back({indices.get(), 0, leaf.slot_count});
  EncodedPage page = encode_mini_block(path, slot_type_of(indices->type()), indexed, codes);
  // The dictionary stands before the repetition index.
  page.buffers.insert(page.buffers.begin() + 2, items_buffer(*dictionary));
  pb::MiniBlockLayout* layout = page.layout.mutable_mini_block_layout();
  set_plain_encoding(type, layout->mutable_dictionary());
  layout->set_num_dictionary_items(dictionary->items.size());
  return page;
}

}  // namespace omnigraph::lance
