#include "simulation/process_store.h"

#include <algorithm>
#include <utility>

#include "omnigraph/base/format.h"

namespace omnigraph::simulation {
namespace {

using io::Fault;
using io::Operation;

Error unavailable(std::string_view path) {
  return Error(ErrorCode::kUnavailable, format("simulated failure: \"{}\"", path));
}
Error outcome_unknown(std::string_view path) {
  return Error(ErrorCode::kOutcomeUnknown, format("simulated loss of the answer: \"{}\"", path));
}

// Keeps the bytes until finish(), which is one create().
class BufferedWriter final : public io::ObjectWriter {
 public:
  BufferedWriter(io::ObjectStore& store, std::string_view path) : store_(store), path_(path) {}
  Status append(ByteSpan bytes) override {
    bytes_.append(bytes);
    return {};
  }
  uint64_t position() const override { return bytes_.size(); }
  Status finish() override { return store_.create(path_, {bytes_.data(), bytes_.size()}); }

 private:
  io::ObjectStore& store_;
  const std::string path_;
  BufferBuilder bytes_;
};

}  // namespace

void ProcessStore::cancel_after(uint64_t calls, CancelToken* token) {
  cancel_in_calls_ = calls;
  cancelled_ = token;
}

void ProcessStore::die() {
  dead_ = true;
  world_.forget_latest(process_);
}

Status ProcessStore::note(Operation operation,
                          std::string_view path,
                          std::string_view how,
                          Status answer) {
  world_.note(process_,
              format("{} {}{}{}: {}",
                     io::operation_name(operation),
                     path,
                     how.empty() ? "" : " ",
                     how,
                     answer.ok() ? "ok" : error_code_name(answer.error().code())));
  return answer;
}

Result<std::optional<Fault>> ProcessStore::begin(Operation operation, std::string_view path) {
  if (dead_) {
    return unavailable(path);
  }
  world_.scheduler().yield(process_);
  ++counts_.calls;
  if (cancelled_ != nullptr && cancel_in_calls_-- == 0) {
    std::exchange(cancelled_, nullptr)->cancel();
  }
  std::optional<Fault> fault = world_.begin_call(operation, path);
  if (fault == Fault::kCrashBefore) {
    die();
    return note(operation, path, "crash_before", unavailable(path)).error();
  }
  return fault;
}

Status ProcessStore::begin_read(Operation operation, std::string_view path, bool* stale) {
  const auto fault = begin(operation, path);
  if (!fault.ok()) {
    return fault.error();
  }
  if (*fault == Fault::kCrashAfter) {
    die();
    return note(operation, path, "crash_after", unavailable(path));
  }
  if (*fault == Fault::kFailBefore || *fault == Fault::kFailAfter) {
    return note(operation, path, "fails", unavailable(path));
  }
  if (stale != nullptr) {
    *stale = *fault == Fault::kStaleListing;
  }
  return {};
}

Result<Buffer> ProcessStore::read(std::string_view path) {
  OG_RETURN_IF_ERROR(begin_read(Operation::kRead, path));
  auto bytes = world_.is_hidden(process_, path)
                   ? Result<Buffer>(Error(ErrorCode::kNotFound, "hidden"))
                   : world_.objects().read(path);
  static_cast<void>(
      note(Operation::kRead, path, "", bytes.ok() ? Status() : Status(bytes.error())));
  return bytes;
}

Result<Buffer> ProcessStore::read_range(std::string_view path, io::ByteRange range) {
  OG_RETURN_IF_ERROR(begin_read(Operation::kReadRange, path));
  return world_.objects().read_range(path, range);
}

std::vector<Result<Buffer>> ProcessStore::read_many(std::span<const io::ReadRequest> requests) {
  std::vector<Result<Buffer>> answers;
  for (const io::ReadRequest& request : requests) {
    answers.push_back(request.range ? read_range(request.path, *request.range)
                                    : read(request.path));
  }
  return answers;
}

Result<io::ObjectInfo> ProcessStore::stat(std::string_view path) {
  OG_RETURN_IF_ERROR(begin_read(Operation::kStat, path));
  if (world_.is_hidden(process_, path)) {
    return Error(ErrorCode::kNotFound, "hidden");
  }
  return world_.objects().stat(path);
}

Status ProcessStore::write(Operation operation,
                           std::string_view path,
                           const std::function<Status()>& now,
                           const std::function<void()>& late) {
  const bool was_dead = dead_;
  const auto begun = begin(operation, path);
  if (!begun.ok()) {
    if (!was_dead && world_.random().below(3) == 0) {
      late();  // The request had left before the process died.
    }
    return begun.error();
  }
  if (!*begun) {
    return note(operation, path, "", now());
  }
  const Fault fault = **begun;
  if (fault == Fault::kFailBefore) {
    return note(operation, path, "fails", unavailable(path));
  }
  Status answer = outcome_unknown(path);
  if (world_.broken() == BrokenStore::kDeniesWrites) {
    answer = unavailable(path);
  }
  if (fault == Fault::kLandsLater) {
    late();
  } else if (fault != Fault::kUnknownWithoutEffect) {
    const Status landed = now();
    if (fault == Fault::kCrashAfter) {
      die();
      return note(operation, path, "crash_after", landed.ok() ? unavailable(path) : landed);
    }
  }
  return note(operation, path, io::fault_name(fault), answer);
}

Status ProcessStore::create(std::string_view path, ByteSpan bytes) {
  counts_.created.emplace_back(path);
  return write(
      Operation::kCreate,
      path,
      [&] { return world_.create(process_, path, bytes); },
      [&] { world_.create_later(process_, path, bytes); });
}

Status ProcessStore::create_many(std::span<const io::NewObject> objects) {
  Status all;
  for (const io::NewObject& object : objects) {
    Status created = create(object.path, object.bytes.span());
    if (!created.ok() && created.error().code() != ErrorCode::kAlreadyExists && all.ok()) {
      all = std::move(created);  // The others are on their way all the same.
    }
  }
  return all;
}

Result<std::unique_ptr<io::ObjectWriter>> ProcessStore::create_writer(std::string_view path) {
  return std::unique_ptr<io::ObjectWriter>(std::make_unique<BufferedWriter>(*this, path));
}

Status ProcessStore::put(std::string_view path, ByteSpan bytes) {
  return write(
      Operation::kPut, path, [&] { return world_.objects().put(path, bytes); }, [] {});
}

Status ProcessStore::remove(std::string_view path) {
  return write(
      Operation::kRemove, path, [&] { return world_.objects().remove(path); }, [] {});
}

Result<std::vector<io::ObjectInfo>> ProcessStore::list(std::string_view prefix,
                                                       std::string_view start_after,
                                                       size_t limit) {
  bool stale = false;
  OG_RETURN_IF_ERROR(begin_read(Operation::kList, prefix, &stale));
  auto found = world_.objects().list(prefix, start_after, limit);
  if (found.ok() && stale) {
    found->erase(
        std::remove_if(found->begin(),
                       found->end(),
                       [&](const io::ObjectInfo& info) { return world_.is_new(info.path); }),
        found->end());
  }
  return found;
}

Result<std::vector<std::string>> ProcessStore::list_folders(std::string_view folder,
                                                            std::string_view start_after,
                                                            size_t limit) {
  OG_RETURN_IF_ERROR(begin_read(Operation::kList, folder));
  return world_.objects().list_folders(folder, start_after, limit);
}

}  // namespace omnigraph::simulation
