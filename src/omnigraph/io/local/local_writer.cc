#include "omnigraph/io/local/local_writer.h"

#include "omnigraph/base/check.h"

namespace omnigraph::io {
namespace {

// Few system calls for many small appends.
constexpr size_t kBufferSizeBytes = 256 * 1024;
// The disk works while the file still grows, so that the sync at the end has little left to do.
constexpr uint64_t kWriteBackEveryBytes = 16 * 1024 * 1024;

}  // namespace

Status LocalWriter::append(ByteSpan bytes) {
  OG_CHECK(!dead_, "append() to a writer that is finished or failed");
  position_ += bytes.size();
  if (buffer_.size() + bytes.size() < kBufferSizeBytes) {
    buffer_.append(bytes);
    return {};
  }
  dead_ = true;
  OG_RETURN_IF_ERROR(flush());
  if (bytes.size() < kBufferSizeBytes) {
    buffer_.append(bytes);
  } else {
    OG_RETURN_IF_ERROR(file_.write(bytes));
  }
  if (position_ - written_back_ >= kWriteBackEveryBytes) {
    file_.start_writing_back();
    written_back_ = position_;
  }
  dead_ = false;
  return {};
}

Status LocalWriter::finish() {
  OG_CHECK(!dead_, "finish() of a writer that is finished or failed");
  dead_ = true;
  OG_RETURN_IF_ERROR(flush());
  OG_RETURN_IF_ERROR(writes_.check_writable());
  OG_RETURN_IF_ERROR(file_.sync());
  const FolderPtr folder = file_.folder();
  OG_RETURN_IF_ERROR(writes_.give_name(file_, name_));
  return writes_.sync_names(*folder);
}

Status LocalWriter::flush() {
  const Buffer bytes = buffer_.finish();
  return file_.write(bytes.span());
}

}  // namespace omnigraph::io
