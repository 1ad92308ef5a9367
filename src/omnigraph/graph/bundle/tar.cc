#include "omnigraph/graph/bundle/tar.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "omnigraph/base/format.h"

namespace omnigraph::graph {
namespace {

constexpr size_t kBlock = 512;
constexpr uint64_t kPaxBytesMax = 8192;
constexpr uint64_t kOctalSizeMax = (uint64_t{1} << 33) - 1;  // 11 octal digits

// Offsets and widths of a header's fields.
struct TarField {
  size_t offset;
  size_t width;
};
constexpr TarField kName{0, 100};
constexpr TarField kMode{100, 8};
constexpr TarField kOwner{108, 8};
constexpr TarField kGroup{116, 8};
constexpr TarField kSize{124, 12};
constexpr TarField kModified{136, 12};
constexpr TarField kChecksum{148, 8};
constexpr size_t kType = 156;
constexpr TarField kMagic{257, 8};
constexpr TarField kPrefix{345, 155};
constexpr std::string_view kUstar("ustar\00000", 8);

void put_octal(char* block, TarField field, uint64_t value) {
  const std::string digits = format("{:0{}o}", value, field.width - 1);
  std::memcpy(block + field.offset, digits.data(), field.width - 1);
}

uint64_t checksum_of(const char* block) {
  uint64_t sum = 0;
  for (size_t i = 0; i < kBlock; ++i) {
    const bool own = i >= kChecksum.offset && i < kChecksum.offset + kChecksum.width;
    sum += own ? uint64_t{' '} : uint64_t{static_cast<unsigned char>(block[i])};
  }
  return sum;
}

// Where to cut a path into prefix and name; npos: it does not fit.
size_t cut_of(std::string_view path) {
  for (size_t at = path.find('/'); at != std::string_view::npos; at = path.find('/', at + 1)) {
    if (at <= kPrefix.width && path.size() - at - 1 <= kName.width) {
      return at;
    }
  }
  return std::string_view::npos;
}

// A header block; `path` and `size_bytes` must fit.
std::string header_of(std::string_view path, uint64_t size_bytes, int64_t modified_s, char type) {
  std::string block(kBlock, '\0');
  std::string_view name = path;
  if (path.size() > kName.width) {
    const size_t cut = cut_of(path);
    std::memcpy(block.data() + kPrefix.offset, path.data(), cut);
    name = path.substr(cut + 1);
  }
  std::memcpy(block.data() + kName.offset, name.data(), name.size());
  put_octal(block.data(), kMode, 0644);
  put_octal(block.data(), kOwner, 0);
  put_octal(block.data(), kGroup, 0);
  put_octal(block.data(), kSize, size_bytes);
  put_octal(block.data(), kModified, static_cast<uint64_t>(std::max<int64_t>(modified_s, 0)));
  block[kType] = type;
  std::memcpy(block.data() + kMagic.offset, kUstar.data(), kUstar.size());
  const std::string sum = format("{:06o}", checksum_of(block.data()));
  std::memcpy(block.data() + kChecksum.offset, sum.data(), sum.size());
  block[kChecksum.offset + 7] = ' ';
  return block;
}

// "<length of all of it> <key>=<value>\n"
std::string pax_record(std::string_view key, std::string_view value) {
  const size_t rest = key.size() + value.size() + 3;
  size_t length = rest + 1;
  while (std::to_string(length).size() + rest != length) {
    length = std::to_string(length).size() + rest;
  }
  return format("{} {}={}\n", length, key, value);
}

// The number in an octal field: digits between spaces and an end; nothing for anything else.
std::optional<uint64_t> octal_of(const char* block, TarField field) {
  std::string_view text(block + field.offset, field.width);
  text = text.substr(0, text.find('\0'));
  while (text.starts_with(' ')) {
    text.remove_prefix(1);
  }
  while (text.ends_with(' ')) {
    text.remove_suffix(1);
  }
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 8);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

std::string text_of(const char* block, TarField field) {
  const std::string_view text(block + field.offset, field.width);
  return std::string(text.substr(0, text.find('\0')));
}

bool is_zero(const char* block) {
  return std::all_of(block, block + kBlock, [](char c) { return c == '\0'; });
}

std::optional<uint64_t> decimal_of(std::string_view text) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

}  // namespace

Status TarWriter::begin(const TarEntry& entry) {
  const bool long_path = entry.path.size() > kName.width && cut_of(entry.path) == std::string::npos;
  const bool large = entry.size_bytes > kOctalSizeMax;
  if (long_path || large) {
    std::string pax;
    if (long_path) {
      pax += pax_record("path", entry.path);
    }
    if (large) {
      pax += pax_record("size", std::to_string(entry.size_bytes));
    }
    OG_RETURN_IF_ERROR(sink_(header_of("pax-header", pax.size(), modified_s_, 'x')));
    pax.resize((pax.size() + kBlock - 1) / kBlock * kBlock, '\0');
    OG_RETURN_IF_ERROR(sink_(pax));
  }
  size_bytes_ = missing_ = entry.size_bytes;
  return sink_(header_of(long_path ? std::string_view(entry.path).substr(0, kName.width)
                                   : std::string_view(entry.path),
                         large ? 0 : entry.size_bytes,
                         modified_s_,
                         '0'));
}

Status TarWriter::content(std::string_view bytes) {
  OG_CHECK(bytes.size() <= missing_, "more content than the entry's header says");
  missing_ -= bytes.size();
  OG_RETURN_IF_ERROR(sink_(bytes));
  return missing_ == 0 ? pad() : Status();
}

Status TarWriter::pad() {
  const size_t over = size_bytes_ % kBlock;
  size_bytes_ = 0;
  return over == 0 ? Status() : sink_(std::string(kBlock - over, '\0'));
}

Status TarWriter::add(const std::string& path, std::string_view bytes) {
  OG_RETURN_IF_ERROR(begin({path, bytes.size()}));
  return content(bytes);
}

Status TarWriter::finish() {
  OG_CHECK(missing_ == 0, "the last entry is not complete");
  return sink_(std::string(2 * kBlock, '\0'));
}

Error TarReader::damaged(std::string_view what) const {
  return Error(ErrorCode::kCorruption,
               last_path_.empty()
                   ? format("archive is damaged: {}: at its start", what)
                   : format("archive is damaged: {}: at or after \"{}\"", what, last_path_));
}

Status TarReader::read_block(char* block) {
  for (size_t have = 0; have < kBlock;) {
    OG_ASSIGN_OR_RETURN(const size_t got, source_(block + have, kBlock - have));
    if (got == 0) {
      return damaged("it ends too early");
    }
    have += got;
  }
  return {};
}

Result<size_t> TarReader::read(char* buffer, size_t size) {
  const size_t wanted = static_cast<size_t>(std::min<uint64_t>(size, left_));
  if (wanted == 0) {
    return size_t{0};
  }
  OG_ASSIGN_OR_RETURN(const size_t got, source_(buffer, wanted));
  if (got == 0) {
    return damaged("it ends too early");
  }
  left_ -= got;
  return got;
}

Status TarReader::skip_content() {
  char block[kBlock];
  while (left_ != 0) {
    OG_RETURN_IF_ERROR(read(block, sizeof(block)));
  }
  while (padding_ != 0) {
    OG_ASSIGN_OR_RETURN(const size_t got, source_(block, static_cast<size_t>(padding_)));
    if (got == 0) {
      return damaged("it ends too early");
    }
    padding_ -= got;
  }
  return {};
}

Status TarReader::expect_end() {
  char block[kBlock];
  OG_RETURN_IF_ERROR(read_block(block));
  if (!is_zero(block)) {
    return damaged("a block of zeros inside of it");
  }
  for (;;) {
    OG_ASSIGN_OR_RETURN(const size_t got, source_(block, sizeof(block)));
    if (got == 0) {
      ended_ = true;
      return {};
    }
    if (std::any_of(block, block + got, [](char c) { return c != '\0'; })) {
      return damaged("something follows its end");
    }
  }
}

Status TarReader::read_pax(uint64_t size_bytes, PaxValues* values) {
  if (size_bytes > kPaxBytesMax) {
    return damaged(
        format("a pax header of {} bytes, at most {} are taken", size_bytes, kPaxBytesMax));
  }
  std::string text;
  char block[kBlock];
  while (text.size() < size_bytes) {
    OG_RETURN_IF_ERROR(read_block(block));
    text.append(block, kBlock);
  }
  text.resize(size_bytes);
  std::string_view rest = text;
  while (!rest.empty()) {
    const size_t space = rest.find(' ');
    const auto length = decimal_of(rest.substr(0, std::min(space, rest.size())));
    if (space == std::string_view::npos || !length || *length > rest.size() ||
        *length < space + 4 || rest[*length - 1] != '\n') {
      return damaged("a pax header that is none");
    }
    const std::string_view record = rest.substr(space + 1, *length - space - 2);
    rest.remove_prefix(*length);
    const size_t equals = record.find('=');
    if (equals == std::string_view::npos) {
      return damaged("a pax header that is none");
    }
    const std::string_view key = record.substr(0, equals);
    const std::string_view value = record.substr(equals + 1);
    if (key == "path") {
      values->path = std::string(value);
    } else if (key == "size") {
      values->size_bytes = decimal_of(value);
      if (!values->size_bytes) {
        return damaged("a pax header with a size that is none");
      }
    }
  }
  return {};
}

Result<std::optional<TarEntry>> TarReader::next() {
  if (ended_) {
    return std::optional<TarEntry>();
  }
  OG_RETURN_IF_ERROR(skip_content());
  PaxValues pax;
  for (;;) {
    char block[kBlock];
    OG_RETURN_IF_ERROR(read_block(block));
    if (is_zero(block)) {
      OG_RETURN_IF_ERROR(expect_end());
      return std::optional<TarEntry>();
    }
    const auto sum = octal_of(block, kChecksum);
    const auto size = octal_of(block, kSize);
    if (!sum || *sum != checksum_of(block)) {
      return damaged("a header has a wrong checksum");
    }
    if (!size || std::memcmp(block + kMagic.offset, kUstar.data(), 5) != 0) {
      return damaged("a header is not as POSIX has it");
    }
    const char type = block[kType];
    if (type == 'x' || type == 'g') {
      PaxValues ignored;
      OG_RETURN_IF_ERROR(read_pax(*size, type == 'x' ? &pax : &ignored));
      continue;
    }
    if (type != '0' && type != '\0') {
      return damaged(format("an entry is no regular file but of type '{}'", type));
    }
    TarEntry entry;
    const std::string prefix = text_of(block, kPrefix);
    entry.path =
        pax.path ? *pax.path : prefix + (prefix.empty() ? "" : "/") + text_of(block, kName);
    entry.size_bytes = pax.size_bytes.value_or(*size);
    last_path_ = entry.path;
    left_ = entry.size_bytes;
    padding_ = (kBlock - left_ % kBlock) % kBlock;
    return std::optional(std::move(entry));
  }
}

}  // namespace omnigraph::graph
