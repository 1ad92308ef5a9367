// Fuzzes the reader of data files: the input is a whole file. Must not crash, leak or allocate
// without bound, whatever the bytes.
#include <cstddef>
#include <cstdint>

#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/lance/file/file_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace omnigraph;
  io::MemoryStore store;
  if (!store.create("f", {reinterpret_cast<const std::byte*>(data), size}).ok()) {
    return 0;
  }
  const auto reader = lance::FileReader::open(store, "f", size);
  if (!reader.ok()) {
    return 0;
  }
  for (size_t column = 0; column < reader->fields().size(); ++column) {
    for (size_t page = 0; page < reader->pages(column).size() && page < 8; ++page) {
      (void)reader->read_page(column, page);
    }
    const uint64_t rows = reader->row_count();
    (void)reader->read(column, rows / 3, rows / 3 + (rows - rows / 3) / 2);
    if (reader->has_statistics()) {
      (void)reader->statistics(column);
    }
  }
  return 0;
}
