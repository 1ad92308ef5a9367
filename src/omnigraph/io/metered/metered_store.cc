#include "omnigraph/io/metered/metered_store.h"

#include <algorithm>
#include <utility>

#include "omnigraph/io/object_path.h"

namespace omnigraph::io {
namespace {

constexpr size_t kEntriesPerListing = 1000;

uint64_t size_of(const Result<Buffer>& answer) {
  return answer.ok() ? answer->size() : 0;
}

}  // namespace

class MeteredStore::Writer final : public ObjectWriter {
 public:
  Writer(MeteredStore& store, std::unique_ptr<ObjectWriter> inner, std::string_view path)
      : store_(store), inner_(std::move(inner)), path_(path) {}

  Status append(ByteSpan bytes) override { return inner_->append(bytes); }
  uint64_t position() const override { return inner_->position(); }
  Status finish() override {
    store_.count_call(Operation::kCreate, path_, inner_->position());
    return inner_->finish();
  }

 private:
  MeteredStore& store_;
  std::unique_ptr<ObjectWriter> inner_;
  const std::string path_;
};

Usage MeteredStore::snapshot() const {
  const std::lock_guard lock(mutex_);
  return usage_;
}

void MeteredStore::reset() {
  const std::lock_guard lock(mutex_);
  usage_ = Usage();
}

Result<Buffer> MeteredStore::read(std::string_view path) {
  Result<Buffer> answer = inner_.read(path);
  count_call(Operation::kRead, path, size_of(answer));
  return answer;
}

Result<Buffer> MeteredStore::read_range(std::string_view path, ByteRange range) {
  Result<Buffer> answer = inner_.read_range(path, range);
  count_call(Operation::kReadRange, path, size_of(answer));
  return answer;
}

std::vector<Result<Buffer>> MeteredStore::read_many(std::span<const ReadRequest> requests) {
  std::vector<Result<Buffer>> answers = inner_.read_many(requests);
  const std::lock_guard lock(mutex_);
  bool any = false;
  for (size_t i = 0; i < requests.size(); ++i) {
    if (!validate_path(requests[i].path).ok()) {
      continue;
    }
    const Operation operation = requests[i].range ? Operation::kReadRange : Operation::kRead;
    Usage::Count& count = usage_.by_operation[static_cast<size_t>(operation)];
    ++count.requests;
    count.bytes += size_of(answers[i]);
    any = true;
  }
  usage_.rounds += any ? 1 : 0;
  return answers;
}

Result<ObjectInfo> MeteredStore::stat(std::string_view path) {
  count_call(Operation::kStat, path, 0);
  return inner_.stat(path);
}

Status MeteredStore::create(std::string_view path, ByteSpan bytes) {
  count_call(Operation::kCreate, path, bytes.size());
  return inner_.create(path, bytes);
}

Status MeteredStore::create_many(std::span<const NewObject> objects) {
  const bool valid = std::all_of(objects.begin(), objects.end(), [](const NewObject& object) {
    return validate_path(object.path).ok();
  });
  if (valid && !objects.empty()) {
    const std::lock_guard lock(mutex_);
    Usage::Count& count = usage_.by_operation[static_cast<size_t>(Operation::kCreate)];
    count.requests += objects.size();
    for (const NewObject& object : objects) {
      count.bytes += object.bytes.size();
    }
    ++usage_.rounds;
  }
  return inner_.create_many(objects);
}

Result<std::unique_ptr<ObjectWriter>> MeteredStore::create_writer(std::string_view path) {
  OG_ASSIGN_OR_RETURN(std::unique_ptr<ObjectWriter> writer, inner_.create_writer(path));
  return std::make_unique<Writer>(*this, std::move(writer), path);
}

Status MeteredStore::put(std::string_view path, ByteSpan bytes) {
  count_call(Operation::kPut, path, bytes.size());
  return inner_.put(path, bytes);
}

Status MeteredStore::replace(std::string_view path, ByteSpan bytes) {
  count_call(Operation::kPut, path, bytes.size());
  return inner_.replace(path, bytes);
}

Status MeteredStore::remove(std::string_view path) {
  count_call(Operation::kRemove, path, 0);
  return inner_.remove(path);
}

Result<std::vector<ObjectInfo>> MeteredStore::list(std::string_view prefix,
                                                   std::string_view start_after,
                                                   size_t limit) {
  Result<std::vector<ObjectInfo>> answer = inner_.list(prefix, start_after, limit);
  count_listing(answer.ok() ? answer->size() : 0);
  return answer;
}

Result<std::vector<std::string>> MeteredStore::list_folders(std::string_view folder,
                                                            std::string_view start_after,
                                                            size_t limit) {
  Result<std::vector<std::string>> answer = inner_.list_folders(folder, start_after, limit);
  count_listing(answer.ok() ? answer->size() : 0);
  return answer;
}

void MeteredStore::count_call(Operation operation, std::string_view path, uint64_t bytes) {
  if (!validate_path(path).ok()) {
    return;
  }
  const std::lock_guard lock(mutex_);
  Usage::Count& count = usage_.by_operation[static_cast<size_t>(operation)];
  ++count.requests;
  count.bytes += bytes;
  ++usage_.rounds;
}

void MeteredStore::count_listing(size_t entries) {
  const uint64_t pages =
      std::max<size_t>(1, (entries + kEntriesPerListing - 1) / kEntriesPerListing);
  const std::lock_guard lock(mutex_);
  usage_.by_operation[static_cast<size_t>(Operation::kList)].requests += pages;
  usage_.rounds += pages;
}

}  // namespace omnigraph::io
