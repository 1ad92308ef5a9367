#include <bit>
#include <cstring>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/lance/file/check_buffer_internal.h"

namespace omnigraph::lance {
namespace {

constexpr std::string_view kCheckMagic = "OGCHECK1";
constexpr size_t kTailHashOffset = 16;
constexpr uint8_t kMinInexact = 1;
constexpr uint8_t kMaxInexact = 2;
constexpr uint8_t kHasNan = 4;

enum class ValueTag : uint8_t { kNone, kInt64, kUInt64, kDouble, kString };

void write_value(const StatisticsValue& value, BufferBuilder& out) {
  out.push<uint8_t>(static_cast<uint8_t>(value.index()));
  if (const auto* text = std::get_if<std::string>(&value)) {
    out.push<uint8_t>(static_cast<uint8_t>(text->size()));
    out.append(*text);
  } else if (const auto* integer = std::get_if<int64_t>(&value)) {
    out.push<int64_t>(*integer);
  } else if (const auto* natural = std::get_if<uint64_t>(&value)) {
    out.push<uint64_t>(*natural);
  } else if (const auto* real = std::get_if<double>(&value)) {
    out.push<double>(*real);
  }
}

void write_statistics(uint64_t null_count, const ValueBounds& bounds, BufferBuilder& out) {
  out.push<uint64_t>(null_count);
  out.push<uint8_t>(static_cast<uint8_t>((bounds.min_exact ? 0 : kMinInexact) |
                                         (bounds.max_exact ? 0 : kMaxInexact) |
                                         (bounds.has_nan ? kHasNan : 0)));
  write_value(bounds.min, out);
  write_value(bounds.max, out);
}

// Reads from the front; after the first failure everything is zero and ok() false.
class Parser {
 public:
  explicit Parser(ByteSpan bytes) : bytes_(bytes) {}
  bool ok() const { return ok_; }
  bool at_end() const { return at_ == bytes_.size(); }

  template <typename T>
  T read() {
    T value{};
    if (!need(sizeof(T))) {
      return value;
    }
    std::memcpy(&value, bytes_.data() + at_, sizeof(T));
    at_ += sizeof(T);
    return value;
  }

  // A count of things that take at least `least` bytes each: never more than there is room for.
  size_t read_count(size_t least) {
    const size_t count = read<uint32_t>();
    if (count > (bytes_.size() - at_) / least) {
      ok_ = false;
      return 0;
    }
    return count;
  }

  StatisticsValue read_value() {
    switch (static_cast<ValueTag>(read<uint8_t>())) {
      case ValueTag::kNone:
        return {};
      case ValueTag::kInt64:
        return read<int64_t>();
      case ValueTag::kUInt64:
        return read<uint64_t>();
      case ValueTag::kDouble:
        return read<double>();
      case ValueTag::kString: {
        const size_t size = read<uint8_t>();
        if (!need(size)) {
          return {};
        }
        std::string text(reinterpret_cast<const char*>(bytes_.data() + at_), size);
        at_ += size;
        return text;
      }
    }
    ok_ = false;
    return {};
  }

  void read_statistics(uint64_t* null_count, ValueBounds* bounds) {
    *null_count = read<uint64_t>();
    const auto flags = read<uint8_t>();
    bounds->min_exact = (flags & kMinInexact) == 0;
    bounds->max_exact = (flags & kMaxInexact) == 0;
    bounds->has_nan = (flags & kHasNan) != 0;
    bounds->min = read_value();
    bounds->max = read_value();
  }

 private:
  bool need(size_t size) {
    ok_ = ok_ && bytes_.size() - at_ >= size;
    return ok_;
  }
  ByteSpan bytes_;
  size_t at_ = 0;
  bool ok_ = true;
};

void parse_leaf(Parser& parser, CheckBuffer::LeafHashes& leaf) {
  leaf.pages.resize(parser.read_count(1));
  for (std::vector<uint64_t>& hashes : leaf.pages) {
    const size_t count = parser.read<uint8_t>();
    for (size_t i = 0; i < count && parser.ok(); ++i) {
      hashes.push_back(parser.read<uint64_t>());
    }
  }
}

void parse_column(Parser& parser, ColumnStatistics& column) {
  const size_t page_count = parser.read_count(19);
  parser.read_statistics(&column.null_count, &column.bounds);
  uint64_t first_row = 0;
  for (size_t i = 0; i < page_count && parser.ok(); ++i) {
    PageStatistics& page = column.pages.emplace_back();
    page.first_row = first_row;
    page.row_count = parser.read<uint64_t>();
    first_row += page.row_count;
    parser.read_statistics(&page.null_count, &page.bounds);
  }
}

}  // namespace

BufferBuilder serialize_check_buffer(const CheckBuffer& check) {
  BufferBuilder out;
  out.append(kCheckMagic);
  out.push<uint64_t>(check.descriptor_hash);
  out.push<uint64_t>(0);  // the tail hash, set by seal_check_buffer()
  out.push<uint64_t>(check.row_count);
  out.push<uint32_t>(static_cast<uint32_t>(check.leaves.size()));
  out.push<uint32_t>(static_cast<uint32_t>(check.columns.size()));
  for (const CheckBuffer::LeafHashes& leaf : check.leaves) {
    out.push<uint32_t>(static_cast<uint32_t>(leaf.pages.size()));
    for (const std::vector<uint64_t>& hashes : leaf.pages) {
      out.push<uint8_t>(static_cast<uint8_t>(hashes.size()));
      out.append(hashes.data(), hashes.size() * sizeof(uint64_t));
    }
  }
  for (const ColumnStatistics& column : check.columns) {
    out.push<uint32_t>(static_cast<uint32_t>(column.pages.size()));
    write_statistics(column.null_count, column.bounds, out);
    for (const PageStatistics& page : column.pages) {
      out.push<uint64_t>(page.row_count);
      write_statistics(page.null_count, page.bounds, out);
    }
  }
  out.push<uint64_t>(0);  // its own hash
  return out;
}

void seal_check_buffer(BufferBuilder& bytes, uint64_t tail_hash) {
  std::memcpy(bytes.data() + kTailHashOffset, &tail_hash, sizeof(tail_hash));
  const size_t covered = bytes.size() - sizeof(uint64_t);
  const uint64_t own_hash = xxh3(ByteSpan(bytes.data(), covered));
  std::memcpy(bytes.data() + covered, &own_hash, sizeof(own_hash));
}

bool is_check_buffer(ByteSpan bytes) {
  return bytes.size() >= kCheckMagic.size() &&
         std::memcmp(bytes.data(), kCheckMagic.data(), kCheckMagic.size()) == 0;
}

Result<CheckBuffer> parse_check_buffer(ByteSpan bytes, std::string_view object, uint64_t offset) {
  const auto corrupt = [&](std::string_view what) {
    return Error(
        ErrorCode::kCorruption,
        format("check buffer is damaged: {}: object \"{}\", offset {}", what, object, offset));
  };
  if (bytes.size() < kCheckMagic.size() + sizeof(uint64_t)) {
    return corrupt("it is too short");
  }
  const ByteSpan covered = bytes.first(bytes.size() - sizeof(uint64_t));
  const auto expected = load_le<uint64_t>(bytes.data() + covered.size());
  if (const uint64_t found = xxh3(covered); found != expected) {
    return corrupt(format("wrong hash, expected {}, found {}", hex16(expected), hex16(found)));
  }
  Parser parser(covered.subspan(kCheckMagic.size()));
  CheckBuffer check;
  check.descriptor_hash = parser.read<uint64_t>();
  check.tail_hash = parser.read<uint64_t>();
  check.row_count = parser.read<uint64_t>();
  const size_t leaf_count = parser.read<uint32_t>();
  const size_t column_count = parser.read<uint32_t>();
  for (size_t i = 0; i < leaf_count && parser.ok(); ++i) {
    parse_leaf(parser, check.leaves.emplace_back());
  }
  for (size_t i = 0; i < column_count && parser.ok(); ++i) {
    parse_column(parser, check.columns.emplace_back());
  }
  if (!parser.ok() || !parser.at_end()) {
    return corrupt("its parts do not fill it");
  }
  return check;
}

}  // namespace omnigraph::lance
