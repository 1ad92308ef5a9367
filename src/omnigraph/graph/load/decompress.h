// Compressed input: gzip and zstd, told by their first bytes, whatever the name. Streams: memory is
// that of one window, however much comes out.
#pragma once

#include <string>

#include "omnigraph/graph/load/byte_reader.h"

namespace omnigraph::graph {

// What `source` holds, decompressed if it is gzip or zstd, else as it is. `name` is for messages.
// Errors while reading: those of the source; kInvalidArgument with the place in the compressed
// bytes where these are damaged or end too soon; kResourceExhausted for a zstd window over 128 MiB.
// Several members or frames in a row are one text.
ByteReader decompressed(ByteReader source, std::string name);

}  // namespace omnigraph::graph
