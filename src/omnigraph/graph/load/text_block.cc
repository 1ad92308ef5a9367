#include "omnigraph/graph/load/text_block.h"

#include <algorithm>
#include <atomic>
#include <cstring>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/load/decompress.h"

namespace omnigraph::graph {
namespace {

constexpr size_t kMaxLineBytes = size_t{256} << 20;

// Eight bytes at a time: a bit at the top of each that is a line end, summed up in eight counters
// of a byte, which hold for 255 words.
uint64_t count_line_ends(std::string_view text) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kLow = kOnes * 0x7F;
  constexpr size_t kWord = sizeof(uint64_t);
  uint64_t count = 0;
  size_t at = 0;
  while (at + kWord <= text.size()) {
    uint64_t sums = 0;
    const size_t words = std::min<size_t>(255, (text.size() - at) / kWord);
    for (const size_t end = at + words * kWord; at < end; at += kWord) {
      uint64_t word = 0;
      std::memcpy(&word, text.data() + at, kWord);
      word ^= kOnes * '\n';
      sums += ~(((word & kLow) + kLow) | word | kLow) >> 7;
    }
    constexpr uint64_t kEven = 0x00FF00FF00FF00FF;
    const uint64_t pairs = (sums & kEven) + (sums >> 8 & kEven);
    count += pairs * 0x0001000100010001 >> 48;
  }
  return count + static_cast<uint64_t>(
                     std::count(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), '\n'));
}

}  // namespace

struct BlockReader::Counter {
  std::atomic<uint64_t> bytes = 0;
};

void TextBlock::reserve(size_t bytes_wanted) {
  const size_t wanted = bytes_wanted + kTextPaddingBytes;
  if (capacity >= wanted) {
    return;
  }
  std::unique_ptr<char[]> larger(new char[wanted]);
  if (size != 0) {
    std::memcpy(larger.get(), bytes.get(), size);
  }
  bytes = std::move(larger);
  capacity = wanted;
}

BlockReader::BlockReader(std::vector<LoadInput> inputs,
                         const schema::Catalog& catalog,
                         LinePlaces& places,
                         size_t block_bytes)
    : inputs_(std::move(inputs)),
      catalog_(catalog),
      places_(places),
      block_bytes_(block_bytes),
      counter_(std::make_shared<Counter>()) {}

uint64_t BlockReader::bytes_read() const {
  return counter_->bytes.load(std::memory_order_relaxed);
}

Result<bool> BlockReader::open_next() {
  if (next_input_ == inputs_.size()) {
    return false;
  }
  const LoadInput& input = inputs_[next_input_++];
  OG_ASSIGN_OR_RETURN(ByteReader reader, input.open());
  ByteReader counted = [reader = std::move(reader), counter = counter_](
                           char* buffer, size_t size) -> Result<size_t> {
    OG_ASSIGN_OR_RETURN(const size_t count, reader(buffer, size));
    counter->bytes.fetch_add(count, std::memory_order_relaxed);
    return count;
  };
  reader_ = decompressed(std::move(counted), input.name);
  at_end_ = false;
  csv_ = nullptr;
  rest_.clear();
  input_lines_before_ = lines_;
  places_.add_input(lines_, input.name);
  return true;
}

// Reads until the block has `wanted` bytes or the input ends.
Status BlockReader::fill(TextBlock* block, size_t wanted) {
  block->reserve(wanted);
  while (block->size < wanted && !at_end_) {
    OG_ASSIGN_OR_RETURN(const size_t count,
                        reader_(block->bytes.get() + block->size, wanted - block->size));
    at_end_ = count == 0;
    block->size += count;
  }
  return {};
}

Error BlockReader::too_long(const TextBlock& block) const {
  return Error(ErrorCode::kResourceExhausted,
               format("line {} is too long: limit {} bytes",
                      places_.text(block.lines_before + 1),
                      kMaxLineBytes));
}

size_t BlockReader::whole_part(std::string_view text) {
  if (csv_ != nullptr) {
    return csv_whole_records(text);
  }
  const size_t last = text.rfind('\n');
  return last == std::string_view::npos ? 0 : last + 1;
}

Result<bool> BlockReader::next(TextBlock* block) {
  for (;;) {
    block->size = 0;
    if (reader_ == nullptr) {
      OG_ASSIGN_OR_RETURN(const bool opened, open_next());
      if (!opened) {
        return false;
      }
      OG_RETURN_IF_ERROR(begin_input(block));
    }
    if (!rest_.empty()) {
      block->reserve(rest_.size());
      std::memcpy(block->bytes.get() + block->size, rest_.data(), rest_.size());
      block->size += rest_.size();
      rest_.clear();
    }
    block->lines_before = lines_;
    block->csv = csv_;
    size_t wanted = std::max(block_bytes_, block->size);
    size_t whole = 0;
    for (;; wanted *= 2) {
      OG_RETURN_IF_ERROR(fill(block, wanted));
      whole = at_end_ ? block->size : whole_part(block->text());
      if (whole != 0 || at_end_) {
        break;
      }
      if (block->size > kMaxLineBytes) {
        return too_long(*block);
      }
    }
    rest_.assign(block->bytes.get() + whole, block->bytes.get() + block->size);
    block->size = whole;
    std::memset(block->bytes.get() + whole, 0, kTextPaddingBytes);
    if (at_end_) {
      reader_ = nullptr;
    }
    if (whole == 0) {
      continue;  // nothing behind the last line
    }
    block->index = blocks_++;
    lines_ += count_line_ends(block->text());
    lines_ += block->text().back() == '\n' ? 0 : 1;
    return true;
  }
}

// The first bytes of an input: without the byte order mark that some editors begin a file with.
Status BlockReader::begin_input(TextBlock* block) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  OG_RETURN_IF_ERROR(fill(block, kMark.size()));
  if (block->text() == kMark) {
    block->size = 0;
  }
  return inputs_[next_input_ - 1].format == InputFormat::kCsv ? take_csv_header(block) : Status();
}

Status BlockReader::take_csv_header(TextBlock* block) {
  constexpr size_t kMaxHeaderBytes = size_t{1} << 20;
  const LoadInput& input = inputs_[next_input_ - 1];
  for (size_t wanted = 4096;; wanted *= 2) {
    OG_RETURN_IF_ERROR(fill(block, wanted));
    const size_t end = csv_first_record(block->text());
    if (end == 0 && !at_end_) {
      if (wanted >= kMaxHeaderBytes) {
        return Error(ErrorCode::kInvalidArgument,
                     format("line {}: the header row is too long: limit {} bytes",
                            places_.text(lines_ + 1),
                            kMaxHeaderBytes));
      }
      continue;
    }
    const std::string_view header = block->text().substr(0, end == 0 ? block->size : end);
    const auto table = csv_table(input.type, header, catalog_);
    if (!table.ok()) {
      return Error(table.error().code(),
                   format("line {}: {}", places_.text(lines_ + 1), table.error().message()),
                   table.error().detail());
    }
    csv_ = *table;
    lines_ += count_line_ends(header);
    rest_.assign(block->bytes.get() + header.size(), block->bytes.get() + block->size);
    block->size = 0;
    return {};
  }
}

}  // namespace omnigraph::graph
