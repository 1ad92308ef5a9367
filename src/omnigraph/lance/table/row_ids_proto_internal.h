// Segments to and from Lance's U64Segment messages. Internal to lance/table: names protobuf types.
#pragma once

#include <string_view>

#include "omnigraph/base/result.h"
#include "omnigraph/lance/table/row_ids.h"
#include "table.pb.h"

namespace omnigraph::lance {

void segment_to_proto(const RowIdSegment& segment, ::lance::table::U64Segment* out);

// Errors: kCorruption naming `place`. Never allocates more than a small multiple of the message.
Result<RowIdSegment> segment_from_proto(const ::lance::table::U64Segment& proto,
                                        std::string_view place);

}  // namespace omnigraph::lance
