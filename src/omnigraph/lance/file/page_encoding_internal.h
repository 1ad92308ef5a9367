// The envelopes of encodings in column metadata: Encoding > DirectEncoding > Any > message.
#pragma once

#include "container.pb.h"
#include "encoding.pb.h"
#include "omnigraph/base/result.h"

namespace omnigraph::lance {

// The column level: plain values in pages, the only kind we write or read.
void set_column_encoding(::lance::file::v2::Encoding* encoding);
Status check_column_encoding(const ::lance::file::v2::Encoding& encoding);

void set_page_encoding(const ::lance::encodings21::PageLayout& layout,
                       ::lance::file::v2::Encoding* encoding);
// kCorruption, kUnsupported; without the object, which the caller adds.
Result<::lance::encodings21::PageLayout> page_layout_of(
    const ::lance::file::v2::Encoding& encoding);

}  // namespace omnigraph::lance
