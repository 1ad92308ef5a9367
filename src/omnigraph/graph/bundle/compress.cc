#include "omnigraph/graph/bundle/compress.h"

#include <string>

#include <zstd.h>

#include "omnigraph/base/format.h"

namespace omnigraph::graph {
namespace {

// Vectors hardly shrink at any level; manifests and records shrink at the first.
constexpr int kLevel = 3;

}  // namespace

struct Compressor::State {
  std::unique_ptr<ZSTD_CCtx, size_t (*)(ZSTD_CCtx*)> context{ZSTD_createCCtx(), ZSTD_freeCCtx};
  std::string out = std::string(ZSTD_CStreamOutSize(), '\0');
};

Compressor::Compressor(ByteSink sink) : sink_(std::move(sink)), state_(std::make_unique<State>()) {
  if (state_->context != nullptr) {
    ZSTD_CCtx_setParameter(state_->context.get(), ZSTD_c_compressionLevel, kLevel);
    ZSTD_CCtx_setParameter(state_->context.get(), ZSTD_c_checksumFlag, 1);
  }
}

Compressor::~Compressor() = default;

Status Compressor::run(std::string_view bytes, bool last) {
  if (state_->context == nullptr) {
    return Error(ErrorCode::kResourceExhausted, "no memory to compress with");
  }
  ZSTD_inBuffer in = {bytes.data(), bytes.size(), 0};
  for (;;) {
    ZSTD_outBuffer out = {state_->out.data(), state_->out.size(), 0};
    const size_t left =
        ZSTD_compressStream2(state_->context.get(), &out, &in, last ? ZSTD_e_end : ZSTD_e_continue);
    if (ZSTD_isError(left) != 0) {
      return Error(ErrorCode::kInternal, format("zstd: {}", ZSTD_getErrorName(left)));
    }
    if (out.pos != 0) {
      written_bytes_ += out.pos;
      OG_RETURN_IF_ERROR(sink_(std::string_view(state_->out).substr(0, out.pos)));
    }
    if (last ? left == 0 : in.pos == in.size) {
      return {};
    }
  }
}

Status Compressor::write(std::string_view bytes) {
  return run(bytes, false);
}

Status Compressor::finish() {
  return run({}, true);
}

}  // namespace omnigraph::graph
