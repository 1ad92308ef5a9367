#include "omnigraph/graph/load/decompress.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "omnigraph/base/format.h"

namespace omnigraph::graph {
namespace {

constexpr size_t kChunkBytes = size_t{256} << 10;
constexpr int kWindowLogMax = 27;  // 128 MiB, what the zstd tool takes too

// Compressed bytes, a chunk at a time, and where they are.
class Compressed {
 public:
  Compressed(ByteReader source, std::string name)
      : source_(std::move(source)), name_(std::move(name)), chunk_(kChunkBytes) {}

  // Reads on until `count` bytes are there or the source ends.
  Status need(size_t count) {
    if (end_ - begin_ >= count) {
      return {};
    }
    std::memmove(chunk_.data(), chunk_.data() + begin_, end_ - begin_);
    offset_ += begin_;
    end_ -= begin_;
    begin_ = 0;
    while (end_ < count) {
      OG_ASSIGN_OR_RETURN(const size_t got, source_(chunk_.data() + end_, chunk_.size() - end_));
      if (got == 0) {
        break;
      }
      end_ += got;
    }
    return {};
  }
  const char* data() const { return chunk_.data() + begin_; }
  size_t size() const { return end_ - begin_; }
  void take(size_t count) { begin_ += count; }

  Error damaged(std::string_view what) const {
    return Error(ErrorCode::kInvalidArgument,
                 format("compressed input{}{} is damaged: {}: byte {}",
                        name_.empty() ? "" : " ",
                        name_,
                        what,
                        offset_ + begin_));
  }

  // Straight from the source; nothing may be left in the buffer. There is one source: a reader with
  // its place in itself must not be copied.
  Result<size_t> read_on(char* buffer, size_t size) { return source_(buffer, size); }

 private:
  ByteReader source_;
  std::string name_;
  std::vector<char> chunk_;
  size_t begin_ = 0;
  size_t end_ = 0;
  uint64_t offset_ = 0;  // of chunk_[0] in the source
};

bool is_gzip(const char* bytes, size_t size) {
  return size >= 2 && bytes[0] == '\x1F' && bytes[1] == '\x8B';
}

bool is_zstd(const char* bytes, size_t size) {
  // A frame, or a skippable one, which tools put in front.
  constexpr std::string_view kFrame = "\x28\xB5\x2F\xFD";
  constexpr std::string_view kSkippable = "\x2A\x4D\x18";
  return size >= 4 &&
         (std::string_view(bytes, 4) == kFrame ||
          ((bytes[0] & '\xF0') == '\x50' && std::string_view(bytes + 1, 3) == kSkippable));
}

class Gunzip {
 public:
  ~Gunzip() {
    if (ready_) {
      inflateEnd(&stream_);
    }
  }

  Result<size_t> read(Compressed& in, char* buffer, size_t size) {
    if (!ready_ && inflateInit2(&stream_, MAX_WBITS + 16) != Z_OK) {
      return Error(ErrorCode::kResourceExhausted, "no memory to decompress with");
    }
    ready_ = true;
    stream_.next_out = reinterpret_cast<Bytef*>(buffer);
    stream_.avail_out = static_cast<uInt>(std::min<size_t>(size, 1U << 30));
    const uInt room = stream_.avail_out;
    while (stream_.avail_out == room) {
      OG_RETURN_IF_ERROR(in.need(1));
      const bool at_end = in.size() == 0;
      if (at_end && at_member_start_) {
        return size_t{0};
      }
      OG_RETURN_IF_ERROR(step(in));  // without input: what is left inside of the decoder
      if (at_end && stream_.avail_out == room && !at_member_start_) {
        return in.damaged("it ends inside a gzip member");
      }
    }
    return static_cast<size_t>(room - stream_.avail_out);
  }

 private:
  Status step(Compressed& in) {
    if (at_member_start_) {
      OG_RETURN_IF_ERROR(in.need(2));
      if (!is_gzip(in.data(), in.size())) {
        return in.damaged("expected a gzip member or the end, found something else");
      }
      inflateReset(&stream_);
      at_member_start_ = false;
    }
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream_.avail_in = static_cast<uInt>(in.size());
    const int code = inflate(&stream_, Z_NO_FLUSH);
    in.take(in.size() - stream_.avail_in);
    if (code == Z_STREAM_END) {
      at_member_start_ = true;
    } else if (code == Z_MEM_ERROR) {
      return Error(ErrorCode::kResourceExhausted, "no memory to decompress with");
    } else if (code != Z_OK && code != Z_BUF_ERROR) {
      return in.damaged(stream_.msg == nullptr ? "no gzip data" : stream_.msg);
    }
    return {};
  }

  z_stream stream_ = {};
  bool ready_ = false;
  bool at_member_start_ = true;
};

class Unzstd {
 public:
  Unzstd() : stream_(ZSTD_createDStream(), ZSTD_freeDStream) {
    if (stream_ != nullptr) {
      ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, kWindowLogMax);
    }
  }

  Result<size_t> read(Compressed& in, char* buffer, size_t size) {
    if (stream_ == nullptr) {
      return Error(ErrorCode::kResourceExhausted, "no memory to decompress with");
    }
    ZSTD_outBuffer out = {buffer, size, 0};
    while (out.pos == 0) {
      OG_RETURN_IF_ERROR(in.need(1));
      const bool at_end = in.size() == 0;
      if (at_end && at_frame_start_) {
        return size_t{0};
      }
      ZSTD_inBuffer chunk = {in.data(), in.size(), 0};
      const size_t left = ZSTD_decompressStream(stream_.get(), &out, &chunk);
      if (ZSTD_isError(left) != 0) {
        if (ZSTD_getErrorCode(left) == ZSTD_error_frameParameter_windowTooLarge) {
          return Error(ErrorCode::kResourceExhausted,
                       "compressed input needs a zstd window over 128 MiB");
        }
        return in.damaged(ZSTD_getErrorName(left));
      }
      in.take(chunk.pos);
      at_frame_start_ = left == 0;
      // Without input there comes what is left inside of the decoder.
      if (at_end && out.pos == 0 && !at_frame_start_) {
        return in.damaged("it ends inside a zstd frame");
      }
    }
    return out.pos;
  }

 private:
  std::unique_ptr<ZSTD_DStream, size_t (*)(ZSTD_DStream*)> stream_;
  bool at_frame_start_ = true;
};

struct State {
  State(ByteReader source, std::string name) : in(std::move(source), std::move(name)) {}
  enum class Kind { kUnknown, kPlain, kGzip, kZstd };
  Kind kind = Kind::kUnknown;
  Compressed in;
  Gunzip gunzip;
  Unzstd unzstd;
};

Result<size_t> read_plain(Compressed& in, char* buffer, size_t size) {
  OG_RETURN_IF_ERROR(in.need(1));
  const size_t count = std::min(size, in.size());
  std::memcpy(buffer, in.data(), count);
  in.take(count);
  return count;
}

}  // namespace

ByteReader decompressed(ByteReader source, std::string name) {
  auto state = std::make_shared<State>(std::move(source), std::move(name));
  return [state](char* buffer, size_t size) -> Result<size_t> {
    if (state->kind == State::Kind::kUnknown) {
      OG_RETURN_IF_ERROR(state->in.need(4));
      const char* bytes = state->in.data();
      const size_t count = state->in.size();
      state->kind = is_gzip(bytes, count)   ? State::Kind::kGzip
                    : is_zstd(bytes, count) ? State::Kind::kZstd
                                            : State::Kind::kPlain;
    }
    switch (state->kind) {
      case State::Kind::kGzip:
        return state->gunzip.read(state->in, buffer, size);
      case State::Kind::kZstd:
        return state->unzstd.read(state->in, buffer, size);
      default:
        // What told the kind first, then straight from the source.
        return state->in.size() != 0 ? read_plain(state->in, buffer, size)
                                     : state->in.read_on(buffer, size);
    }
  };
}

}  // namespace omnigraph::graph
