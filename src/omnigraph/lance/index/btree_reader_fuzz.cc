// Fuzzes look-ups in BTREE segments. The input: a byte for the column's type, u32 size of
// page_data.lance, that file, page_lookup.lance.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "omnigraph/columnar/builder.h"
#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/lance/index/btree_format.h"
#include "omnigraph/lance/index/btree_reader.h"
#include "omnigraph/lance/index/value_order.h"

namespace {

using namespace omnigraph;
using columnar::TypeKind;

columnar::ArrayPtr keys_of(TypeKind kind) {
  columnar::Builder keys{columnar::DataType(kind)};
  keys.append_null();
  if (kind == TypeKind::kString) {
    for (const char* text : {"", "b", "k7", "zz"}) {
      keys.append_string(text);
    }
  } else if (kind == TypeKind::kInt64) {
    for (const int64_t number : {-3, 0, 7, 1000}) {
      keys.append<int64_t>(number);
    }
  } else {
    for (const double number : {-1.0, 0.0, 7.0, 1e300}) {
      keys.append<double>(number);
    }
  }
  return keys.finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 5) {
    return 0;
  }
  constexpr TypeKind kKinds[] = {TypeKind::kString, TypeKind::kInt64, TypeKind::kFloat64};
  const TypeKind kind = kKinds[data[0] % 3];
  const auto* bytes = reinterpret_cast<const std::byte*>(data);
  const size_t data_size = std::min<size_t>(load_le<uint32_t>(bytes + 1), size - 5);
  const size_t lookup_size = size - 5 - data_size;
  io::MemoryStore store;
  lance::IndexEntry entry;
  entry.details_type = lance::kBTreeDetailsType;
  entry.files = {{lance::kPageDataName, data_size}, {lance::kPageLookupName, lookup_size}};
  if (!store.create("i/page_data.lance", {bytes + 5, data_size}).ok() ||
      !store.create("i/page_lookup.lance", {bytes + 5 + data_size, lookup_size}).ok()) {
    return 0;
  }
  const auto index = lance::BTreeIndex::open(store, "i", entry, kind);
  if (!index.ok()) {
    return 0;
  }
  const auto keys = keys_of(kind);
  auto wanted = (*index)->pages_for(*keys);
  wanted.resize(std::min<size_t>(wanted.size(), 8));
  const auto pages = (*index)->read_pages(store, wanted);
  if (pages.ok()) {
    std::vector<lance::IndexHit> hits;
    for (const lance::BTreePage& page : *pages) {
      lance::find_in_page(page, *keys, &hits);
    }
  }
  return 0;
}
