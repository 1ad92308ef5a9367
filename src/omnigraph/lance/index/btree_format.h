// What writer and reader of BTREE segments agree on (docs/formats/index-file.md).
#pragma once

#include <cstdint>

namespace omnigraph::lance {

inline constexpr char kBTreeDetailsType[] = "/lance.table.BTreeIndexDetails";
inline constexpr int32_t kBTreeIndexVersion = 0;

inline constexpr char kPageDataName[] = "page_data.lance";
inline constexpr char kPageLookupName[] = "page_lookup.lance";
// Schema metadata of page_lookup.lance.
inline constexpr char kBatchSizeKey[] = "batch_size";
inline constexpr char kRangePartitionedKey[] = "range_partitioned";

// Rows of one page, of which a look-up reads at least one per key. Small pages make look-ups
// cheap, large ones what is kept of every page: at 1,024 rows an id costs 30 KiB to read and the
// directory of ten million of them 3 MiB.
inline constexpr uint64_t kIndexPageRows = 1024;

}  // namespace omnigraph::lance
