#include "omnigraph/io/memory/memory_store.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "omnigraph/base/check.h"
#include "omnigraph/base/format.h"
#include "omnigraph/io/object_path.h"

namespace omnigraph::io {
namespace {

Error not_found(std::string_view path) {
  return Error(ErrorCode::kNotFound, format("no such object: \"{}\"", path));
}

Error already_exists(std::string_view path) {
  return Error(ErrorCode::kAlreadyExists, format("the object exists: \"{}\"", path));
}

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

}  // namespace

class MemoryStore::Writer final : public ObjectWriter {
 public:
  Writer(MemoryStore& store, std::string_view path) : store_(store), path_(path) {}

  Status append(ByteSpan bytes) override {
    OG_CHECK(!finished_, "append() to a finished writer");
    bytes_.append(bytes);
    return {};
  }
  uint64_t position() const override { return bytes_.size(); }
  Status finish() override {
    OG_CHECK(!finished_, "finish() of a finished writer");
    finished_ = true;
    return store_.insert(path_, bytes_.finish());
  }

 private:
  MemoryStore& store_;
  const std::string path_;
  BufferBuilder bytes_;
  bool finished_ = false;
};

Result<Buffer> MemoryStore::read(std::string_view path) {
  return read_range(path, {0, std::numeric_limits<uint64_t>::max()});
}

Result<Buffer> MemoryStore::read_range(std::string_view path, ByteRange range) {
  OG_RETURN_IF_ERROR(validate_path(path));
  const std::lock_guard lock(mutex_);
  const auto found = objects_.find(path);
  if (found == objects_.end()) {
    return not_found(path);
  }
  const Buffer& bytes = found->second.bytes;
  const uint64_t offset = std::min<uint64_t>(range.offset, bytes.size());
  return bytes.slice(offset, std::min<uint64_t>(range.length, bytes.size() - offset));
}

std::vector<Result<Buffer>> MemoryStore::read_many(std::span<const ReadRequest> requests) {
  std::vector<Result<Buffer>> answers;
  answers.reserve(requests.size());
  for (const ReadRequest& request : requests) {
    answers.push_back(request.range ? read_range(request.path, *request.range)
                                    : read(request.path));
  }
  return answers;
}

Result<ObjectInfo> MemoryStore::stat(std::string_view path) {
  OG_RETURN_IF_ERROR(validate_path(path));
  const std::lock_guard lock(mutex_);
  const auto found = objects_.find(path);
  if (found == objects_.end()) {
    return not_found(path);
  }
  return ObjectInfo{found->first, found->second.bytes.size(), found->second.modified_us};
}

Status MemoryStore::create(std::string_view path, ByteSpan bytes) {
  return insert(path, Buffer::copy_of(bytes));
}

Status MemoryStore::insert(std::string_view path, Buffer bytes) {
  OG_RETURN_IF_ERROR(validate_path(path));
  const std::lock_guard lock(mutex_);
  if (objects_.find(path) != objects_.end()) {
    return already_exists(path);
  }
  OG_RETURN_IF_ERROR(check_room(path));
  store(path, std::move(bytes));
  return {};
}

Status MemoryStore::create_many(std::span<const NewObject> objects) {
  for (const NewObject& object : objects) {
    OG_RETURN_IF_ERROR(validate_path(object.path));
  }
  const std::lock_guard lock(mutex_);
  for (const NewObject& object : objects) {
    if (objects_.find(object.path) == objects_.end()) {
      OG_RETURN_IF_ERROR(check_room(object.path));
      store(object.path, Buffer::copy_of(object.bytes.span()));
    }
  }
  return {};
}

Result<std::unique_ptr<ObjectWriter>> MemoryStore::create_writer(std::string_view path) {
  OG_RETURN_IF_ERROR(validate_path(path));
  const std::lock_guard lock(mutex_);
  if (objects_.find(path) != objects_.end()) {
    return already_exists(path);
  }
  OG_RETURN_IF_ERROR(check_room(path));
  return std::make_unique<Writer>(*this, path);
}

Status MemoryStore::put(std::string_view path, ByteSpan bytes) {
  OG_RETURN_IF_ERROR(validate_path(path));
  const std::lock_guard lock(mutex_);
  OG_RETURN_IF_ERROR(check_room(path));
  store(path, Buffer::copy_of(bytes));
  return {};
}

Status MemoryStore::remove(std::string_view path) {
  OG_RETURN_IF_ERROR(validate_path(path));
  const std::lock_guard lock(mutex_);
  const auto found = objects_.find(path);
  if (found != objects_.end()) {
    objects_.erase(found);
  }
  return {};
}

Result<std::vector<ObjectInfo>> MemoryStore::list(std::string_view prefix,
                                                  std::string_view start_after,
                                                  size_t limit) {
  const std::lock_guard lock(mutex_);
  auto next =
      start_after < prefix ? objects_.lower_bound(prefix) : objects_.upper_bound(start_after);
  std::vector<ObjectInfo> found;
  for (; next != objects_.end() && found.size() < limit && starts_with(next->first, prefix);
       ++next) {
    found.push_back({next->first, next->second.bytes.size(), next->second.modified_us});
  }
  return found;
}

Result<std::vector<std::string>> MemoryStore::list_folders(std::string_view folder,
                                                           std::string_view start_after,
                                                           size_t limit) {
  if (!folder.empty()) {
    OG_RETURN_IF_ERROR(validate_path(folder));
  }
  const std::string base = folder.empty() ? std::string() : format("{}/", folder);
  // '0' follows '/', so this is behind all that a folder holds.
  const auto behind = [&](std::string_view name) { return format("{}{}0", base, name); };
  const std::lock_guard lock(mutex_);
  auto next = objects_.lower_bound(start_after.empty() ? base : behind(start_after));
  std::vector<std::string> names;
  while (next != objects_.end() && names.size() < limit && starts_with(next->first, base)) {
    const size_t slash = next->first.find('/', base.size());
    if (slash == std::string::npos) {
      ++next;
      continue;
    }
    names.push_back(next->first.substr(base.size(), slash - base.size()));
    next = objects_.lower_bound(behind(names.back()));
  }
  return names;
}

// A path is an object or a folder of others, as on a disk.
Status MemoryStore::check_room(std::string_view path) const {
  for (std::string_view folder = folder_of(path); !folder.empty(); folder = folder_of(folder)) {
    if (objects_.find(folder) != objects_.end()) {
      return Error(
          ErrorCode::kFailedPrecondition,
          format("an object stands where a folder of \"{}\" would be: \"{}\"", path, folder));
    }
  }
  const std::string below = format("{}/", path);
  const auto next = objects_.lower_bound(below);
  if (next != objects_.end() && starts_with(next->first, below)) {
    return Error(ErrorCode::kFailedPrecondition,
                 format("a folder has the name of the object: \"{}\"", path));
  }
  return {};
}

void MemoryStore::store(std::string_view path, Buffer bytes) {
  objects_.insert_or_assign(std::string(path), Object{std::move(bytes), clock_.now_us()});
}

}  // namespace omnigraph::io
