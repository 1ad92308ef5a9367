// Row id and version sequences as Lance messages. What is checked on the way in: ranges are not
// reversed, holes and sorted arrays rise strictly, bitmaps have exactly the bytes their range
// needs, no id is 2^64 - 1, no sum overflows. So nothing later needs to check again, and nothing
// here allocates more than four times the message (16-bit offsets become 64-bit ids).
#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/lance/table/row_ids.h"
#include "omnigraph/lance/table/row_ids_proto_internal.h"
#include "omnigraph/lance/table/version_runs.h"
#include "omnigraph/lance/table/wire_internal.h"

namespace omnigraph::lance {

namespace {

namespace pb = ::lance::table;

constexpr uint64_t kMaxId = std::numeric_limits<uint64_t>::max();

Error bad_row_ids(std::string_view place, std::string_view what) {
  return Error(ErrorCode::kCorruption,
               format("row id sequence is damaged: {}: object \"{}\"", what, place));
}

template <typename T>
std::string offsets_bytes(const std::vector<uint64_t>& ids, uint64_t base) {
  std::string bytes(ids.size() * sizeof(T), '\0');
  for (size_t i = 0; i < ids.size(); ++i) {
    const T offset = static_cast<T>(ids[i] - base);
    std::memcpy(bytes.data() + i * sizeof(T), &offset, sizeof(T));
  }
  return bytes;
}

void array_to_proto(const std::vector<uint64_t>& ids, pb::EncodedU64Array* out) {
  if (ids.empty()) {
    out->mutable_u64_array();
    return;
  }
  const auto [low, high] = std::minmax_element(ids.begin(), ids.end());
  if (*high - *low <= std::numeric_limits<uint16_t>::max()) {
    out->mutable_u16_array()->set_base(*low);
    out->mutable_u16_array()->set_offsets(offsets_bytes<uint16_t>(ids, *low));
  } else if (*high - *low <= std::numeric_limits<uint32_t>::max()) {
    out->mutable_u32_array()->set_base(*low);
    out->mutable_u32_array()->set_offsets(offsets_bytes<uint32_t>(ids, *low));
  } else {
    out->mutable_u64_array()->set_values(offsets_bytes<uint64_t>(ids, 0));
  }
}

template <typename T>
Result<std::vector<uint64_t>> decode_offsets(const std::string& bytes,
                                             uint64_t base,
                                             std::string_view place) {
  if (bytes.size() % sizeof(T) != 0) {
    return bad_row_ids(place,
                       format("array of {} bytes is no multiple of {}", bytes.size(), sizeof(T)));
  }
  std::vector<uint64_t> ids(bytes.size() / sizeof(T));
  for (size_t i = 0; i < ids.size(); ++i) {
    T offset = 0;
    std::memcpy(&offset, bytes.data() + i * sizeof(T), sizeof(T));
    if (offset >= kMaxId - base) {
      return bad_row_ids(place, format("id {} + {} is out of range", base, offset));
    }
    ids[i] = base + offset;
  }
  return ids;
}

Result<std::vector<uint64_t>> array_from_proto(const pb::EncodedU64Array& proto,
                                               std::string_view place) {
  switch (proto.array_case()) {
    case pb::EncodedU64Array::kU16Array:
      return decode_offsets<uint16_t>(proto.u16_array().offsets(), proto.u16_array().base(), place);
    case pb::EncodedU64Array::kU32Array:
      return decode_offsets<uint32_t>(proto.u32_array().offsets(), proto.u32_array().base(), place);
    case pb::EncodedU64Array::kU64Array:
      return decode_offsets<uint64_t>(proto.u64_array().values(), 0, place);
    case pb::EncodedU64Array::ARRAY_NOT_SET:
      break;
  }
  return bad_row_ids(place, "array without values");
}

bool rises_strictly(const std::vector<uint64_t>& ids) {
  return std::adjacent_find(ids.begin(), ids.end(), std::greater_equal<>()) == ids.end();
}

Result<RowIdSegment> range_from_proto(const pb::U64Segment::Range& proto, std::string_view place) {
  if (proto.start() > proto.end()) {
    return bad_row_ids(place, format("range [{}, {}) is reversed", proto.start(), proto.end()));
  }
  return RowIdRange{proto.start(), proto.end()};
}

Result<RowIdSegment> holes_from_proto(const pb::U64Segment::RangeWithHoles& proto,
                                      std::string_view place) {
  if (proto.start() > proto.end()) {
    return bad_row_ids(place, format("range [{}, {}) is reversed", proto.start(), proto.end()));
  }
  RowIdHoles segment{proto.start(), proto.end(), {}};
  if (proto.has_holes()) {
    OG_ASSIGN_OR_RETURN(segment.holes, array_from_proto(proto.holes(), place));
  }
  if (segment.holes.empty()) {
    return RowIdRange{segment.start, segment.end};
  }
  if (!rises_strictly(segment.holes) || segment.holes.front() < segment.start ||
      segment.holes.back() >= segment.end) {
    return bad_row_ids(
        place, format("holes of [{}, {}) do not rise inside it", segment.start, segment.end));
  }
  return segment;
}

Result<RowIdSegment> bitmap_from_proto(const pb::U64Segment::RangeWithBitmap& proto,
                                       std::string_view place) {
  if (proto.start() > proto.end()) {
    return bad_row_ids(place, format("range [{}, {}) is reversed", proto.start(), proto.end()));
  }
  const uint64_t length = proto.end() - proto.start();
  const uint64_t expected = length / 8 + (length % 8 != 0 ? 1 : 0);
  if (proto.bitmap().size() != expected) {
    return bad_row_ids(place,
                       format("bitmap of [{}, {}) has wrong size: expected {}, found {} bytes",
                              proto.start(),
                              proto.end(),
                              expected,
                              proto.bitmap().size()));
  }
  std::vector<uint8_t> bits(proto.bitmap().begin(), proto.bitmap().end());
  if (length % 8 != 0) {
    bits.back() &= static_cast<uint8_t>((1U << (length % 8)) - 1);
  }
  return make_row_id_bitmap(proto.start(), proto.end(), std::move(bits));
}

}  // namespace

void segment_to_proto(const RowIdSegment& segment, pb::U64Segment* out) {
  if (const auto* range = std::get_if<RowIdRange>(&segment)) {
    out->mutable_range()->set_start(range->start);
    out->mutable_range()->set_end(range->end);
  } else if (const auto* holes = std::get_if<RowIdHoles>(&segment)) {
    out->mutable_range_with_holes()->set_start(holes->start);
    out->mutable_range_with_holes()->set_end(holes->end);
    array_to_proto(holes->holes, out->mutable_range_with_holes()->mutable_holes());
  } else if (const auto* bitmap = std::get_if<RowIdBitmap>(&segment)) {
    out->mutable_range_with_bitmap()->set_start(bitmap->start);
    out->mutable_range_with_bitmap()->set_end(bitmap->end);
    out->mutable_range_with_bitmap()->set_bitmap(bitmap->bits.data(), bitmap->bits.size());
  } else if (const auto* array = std::get_if<RowIdArray>(&segment)) {
    array_to_proto(array->ids, array->sorted ? out->mutable_sorted_array() : out->mutable_array());
  }
}

Result<RowIdSegment> segment_from_proto(const pb::U64Segment& proto, std::string_view place) {
  switch (proto.segment_case()) {
    case pb::U64Segment::kRange:
      return range_from_proto(proto.range(), place);
    case pb::U64Segment::kRangeWithHoles:
      return holes_from_proto(proto.range_with_holes(), place);
    case pb::U64Segment::kRangeWithBitmap:
      return bitmap_from_proto(proto.range_with_bitmap(), place);
    case pb::U64Segment::kSortedArray: {
      RowIdArray segment{{}, true};
      OG_ASSIGN_OR_RETURN(segment.ids, array_from_proto(proto.sorted_array(), place));
      if (!rises_strictly(segment.ids)) {
        return bad_row_ids(place, "sorted array does not rise");
      }
      return segment;
    }
    case pb::U64Segment::kArray: {
      RowIdArray segment{{}, false};
      OG_ASSIGN_OR_RETURN(segment.ids, array_from_proto(proto.array(), place));
      return segment;
    }
    case pb::U64Segment::SEGMENT_NOT_SET:
      break;
  }
  return bad_row_ids(place, "segment without content");
}

std::string RowIdSequence::serialize() const {
  pb::RowIdSequence proto;
  for (const RowIdSegment& segment : segments_) {
    segment_to_proto(segment, proto.add_segments());
  }
  return message_bytes(proto);
}

Result<RowIdSequence> RowIdSequence::parse(ByteSpan bytes, std::string_view place) {
  pb::RowIdSequence proto;
  if (!parse_message(bytes, &proto)) {
    return bad_row_ids(place, "no RowIdSequence message");
  }
  RowIdSequence sequence;
  for (const pb::U64Segment& segment_proto : proto.segments()) {
    OG_ASSIGN_OR_RETURN(RowIdSegment segment, segment_from_proto(segment_proto, place));
    if (!sequence.append_segment(std::move(segment))) {
      return bad_row_ids(place, "more than 2^64 - 1 rows");
    }
  }
  return sequence;
}

std::string VersionRuns::serialize() const {
  pb::RowDatasetVersionSequence proto;
  uint64_t begin = 0;
  for (const Run& run : runs_) {
    auto* out = proto.add_runs();
    segment_to_proto(RowIdRange{begin, run.end}, out->mutable_span());
    out->set_version(run.version);
    begin = run.end;
  }
  return message_bytes(proto);
}

Result<VersionRuns> VersionRuns::parse(ByteSpan bytes, std::string_view place) {
  pb::RowDatasetVersionSequence proto;
  if (!parse_message(bytes, &proto)) {
    return bad_row_ids(place, "no RowDatasetVersionSequence message");
  }
  VersionRuns sequence;
  for (const pb::RowDatasetVersionRun& run : proto.runs()) {
    OG_ASSIGN_OR_RETURN(const RowIdSegment span, segment_from_proto(run.span(), place));
    const uint64_t length = segment_length(span);
    if (length > kMaxId - sequence.length()) {
      return bad_row_ids(place, "more than 2^64 - 1 rows");
    }
    sequence.append(length, run.version());
  }
  return sequence;
}

}  // namespace omnigraph::lance
