#include "omnigraph/io/fault/fault_store.h"

#include <algorithm>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/io/object_path.h"

namespace omnigraph::io {
namespace {

// A late write lands when this many further calls have come in.
constexpr uint64_t kLateByCalls = 3;
// How many creations a stale listing may lag behind.
constexpr size_t kStaleCreations = 4;

Error unavailable(std::string_view path) {
  return Error(ErrorCode::kUnavailable, format("injected failure, nothing happened: \"{}\"", path));
}

Error outcome_unknown(std::string_view path) {
  return Error(ErrorCode::kOutcomeUnknown, format("injected failure, answer lost: \"{}\"", path));
}

Error process_is_dead(std::string_view path) {
  return Error(ErrorCode::kUnavailable, format("injected crash, no restart yet: \"{}\"", path));
}

}  // namespace

class FaultStore::Writer final : public ObjectWriter {
 public:
  Writer(FaultStore& store,
         std::unique_ptr<ObjectWriter> inner,
         std::string_view path,
         uint64_t epoch)
      : store_(store), inner_(std::move(inner)), path_(path), epoch_(epoch) {}

  Status append(ByteSpan bytes) override {
    if (!store_.is_writer_of_now(epoch_)) {
      return process_is_dead(path_);
    }
    return inner_->append(bytes);
  }
  uint64_t position() const override { return inner_->position(); }
  Status finish() override {
    if (!store_.is_writer_of_now(epoch_)) {
      return process_is_dead(path_);
    }
    // A late write may outlive this writer.
    return store_.run_write(
        Operation::kCreate, path_, store_.begin(Operation::kCreate, path_), [inner = inner_] {
          return inner->finish();
        });
  }

 private:
  FaultStore& store_;
  std::shared_ptr<ObjectWriter> inner_;
  const std::string path_;
  const uint64_t epoch_;
};

void FaultStore::add(FaultRule rule) {
  const std::lock_guard lock(mutex_);
  plan_.add(std::move(rule));
}

void FaultStore::set_rates(const FaultRates& rates) {
  const std::lock_guard lock(mutex_);
  plan_.set_rates(rates);
}

void FaultStore::stop_before(uint64_t number) {
  const std::lock_guard lock(mutex_);
  plan_.stop_at(number, Fault::kCrashBefore);
}

void FaultStore::stop_after(uint64_t number) {
  const std::lock_guard lock(mutex_);
  plan_.stop_at(number, Fault::kCrashAfter);
}

void FaultStore::clear_faults() {
  const std::lock_guard lock(mutex_);
  plan_.clear();
}

bool FaultStore::crashed() const {
  const std::lock_guard lock(mutex_);
  return crashed_;
}

void FaultStore::restart() {
  const std::lock_guard lock(mutex_);
  for (const LateWrite& write : late_) {
    if (plan_.random().below(2) == 0) {
      static_cast<void>(write.apply());  // Whoever asked for it is gone.
    }
  }
  late_.clear();
  plan_.forget_stop();
  crashed_ = false;
}

void FaultStore::land_late_writes() {
  const std::lock_guard lock(mutex_);
  for (const LateWrite& write : late_) {
    static_cast<void>(write.apply());
  }
  late_.clear();
}

uint64_t FaultStore::call_count() const {
  const std::lock_guard lock(mutex_);
  return plan_.call_count();
}

std::vector<LoggedCall> FaultStore::log() const {
  const std::lock_guard lock(mutex_);
  return plan_.log();
}

void FaultStore::reset_log() {
  const std::lock_guard lock(mutex_);
  for (LateWrite& write : late_) {
    write.due_at_call = kLateByCalls;
  }
  plan_.reset_log();
}

Result<Buffer> FaultStore::read(std::string_view path) {
  OG_RETURN_IF_ERROR(validate_path(path));
  const Verdict verdict = begin(Operation::kRead, path);
  if (std::optional<Error> error = refuse_read(verdict, path)) {
    return *error;
  }
  return spoil(verdict, inner_.read(path));
}

Result<Buffer> FaultStore::read_range(std::string_view path, ByteRange range) {
  OG_RETURN_IF_ERROR(validate_path(path));
  const Verdict verdict = begin(Operation::kReadRange, path);
  if (std::optional<Error> error = refuse_read(verdict, path)) {
    return *error;
  }
  return spoil(verdict, inner_.read_range(path, range));
}

std::vector<Result<Buffer>> FaultStore::read_many(std::span<const ReadRequest> requests) {
  std::vector<Result<Buffer>> answers = inner_.read_many(requests);
  for (size_t i = 0; i < requests.size(); ++i) {
    const std::string& path = requests[i].path;
    if (!validate_path(path).ok()) {
      continue;
    }
    const Verdict verdict =
        begin(requests[i].range ? Operation::kReadRange : Operation::kRead, path);
    const std::optional<Error> error = refuse_read(verdict, path);
    answers[i] = error ? Result<Buffer>(*error) : spoil(verdict, std::move(answers[i]));
  }
  return answers;
}

Result<ObjectInfo> FaultStore::stat(std::string_view path) {
  OG_RETURN_IF_ERROR(validate_path(path));
  if (std::optional<Error> error = refuse_read(begin(Operation::kStat, path), path)) {
    return *error;
  }
  return inner_.stat(path);
}

Status FaultStore::create(std::string_view path, ByteSpan bytes) {
  OG_RETURN_IF_ERROR(validate_path(path));
  const Verdict verdict = begin(Operation::kCreate, path);
  // Without a fault the write runs before this returns, and needs no copy of the bytes.
  const Buffer kept = verdict.fault ? Buffer::copy_of(bytes) : Buffer(nullptr, bytes);
  return run_write(Operation::kCreate, path, verdict, [this, name = std::string(path), kept] {
    return inner_.create(name, kept.span());
  });
}

// Where no element meets a fault the batch passes whole. Else it goes out one by one, up to the
// first that fails, and what went out before stays: kOutcomeUnknown.
Status FaultStore::create_many(std::span<const NewObject> objects) {
  for (const NewObject& object : objects) {
    OG_RETURN_IF_ERROR(validate_path(object.path));
  }
  std::vector<Verdict> verdicts;
  bool any = false;
  for (const NewObject& object : objects) {
    verdicts.push_back(begin(Operation::kCreate, object.path));
    any = any || verdicts.back().dead || verdicts.back().fault;
    if (any) {
      break;
    }
  }
  if (!any) {
    Status done = inner_.create_many(objects);
    for (const NewObject& object : objects) {
      remember_creation(object.path);
    }
    return done;
  }
  for (size_t i = 0; i < verdicts.size(); ++i) {
    const NewObject& object = objects[i];
    const Status done = run_write(Operation::kCreate, object.path, verdicts[i], [this, object] {
      return inner_.create(object.path, object.bytes.span());
    });
    if (!done.ok() && done.error().code() != ErrorCode::kAlreadyExists) {
      return i == 0 ? done.error() : outcome_unknown(object.path);
    }
  }
  return outcome_unknown(objects.front().path);
}

Result<std::unique_ptr<ObjectWriter>> FaultStore::create_writer(std::string_view path) {
  OG_RETURN_IF_ERROR(validate_path(path));
  uint64_t epoch = 0;
  {
    const std::lock_guard lock(mutex_);
    if (crashed_) {
      return process_is_dead(path);
    }
    epoch = epoch_;
  }
  OG_ASSIGN_OR_RETURN(std::unique_ptr<ObjectWriter> writer, inner_.create_writer(path));
  return std::make_unique<Writer>(*this, std::move(writer), path, epoch);
}

Status FaultStore::put(std::string_view path, ByteSpan bytes) {
  OG_RETURN_IF_ERROR(validate_path(path));
  const Verdict verdict = begin(Operation::kPut, path);
  const Buffer kept = verdict.fault ? Buffer::copy_of(bytes) : Buffer(nullptr, bytes);
  return run_write(Operation::kPut, path, verdict, [this, name = std::string(path), kept] {
    return inner_.put(name, kept.span());
  });
}

Status FaultStore::replace(std::string_view path, ByteSpan bytes) {
  OG_RETURN_IF_ERROR(validate_path(path));
  const Verdict verdict = begin(Operation::kPut, path);
  const Buffer kept = verdict.fault ? Buffer::copy_of(bytes) : Buffer(nullptr, bytes);
  return run_write(Operation::kPut, path, verdict, [this, name = std::string(path), kept] {
    return inner_.replace(name, kept.span());
  });
}

Status FaultStore::remove(std::string_view path) {
  OG_RETURN_IF_ERROR(validate_path(path));
  return run_write(
      Operation::kRemove, path, begin(Operation::kRemove, path), [this, name = std::string(path)] {
        return inner_.remove(name);
      });
}

Result<std::vector<ObjectInfo>> FaultStore::list(std::string_view prefix,
                                                 std::string_view start_after,
                                                 size_t limit) {
  const Verdict verdict = begin(Operation::kList, prefix);
  if (std::optional<Error> error = refuse_read(verdict, prefix)) {
    return *error;
  }
  Result<std::vector<ObjectInfo>> answer = inner_.list(prefix, start_after, limit);
  if (answer.ok() && verdict.fault == Fault::kStaleListing) {
    const std::lock_guard lock(mutex_);
    const auto is_too_new = [&](const ObjectInfo& info) {
      return std::find(latest_creations_.begin(), latest_creations_.end(), info.path) !=
             latest_creations_.end();
    };
    answer->erase(std::remove_if(answer->begin(), answer->end(), is_too_new), answer->end());
  }
  return answer;
}

Result<std::vector<std::string>> FaultStore::list_folders(std::string_view folder,
                                                          std::string_view start_after,
                                                          size_t limit) {
  if (std::optional<Error> error = refuse_read(begin(Operation::kList, folder), folder)) {
    return *error;
  }
  return inner_.list_folders(folder, start_after, limit);
}

FaultStore::Verdict FaultStore::begin(Operation operation, std::string_view path) {
  const std::lock_guard lock(mutex_);
  if (crashed_) {
    return {.dead = true, .fault = std::nullopt};
  }
  const Verdict verdict{.dead = false, .fault = plan_.next(operation, path)};
  std::vector<LateWrite> waiting;
  for (LateWrite& write : late_) {
    if (write.due_at_call <= plan_.call_count()) {
      static_cast<void>(write.apply());
    } else {
      waiting.push_back(std::move(write));
    }
  }
  late_ = std::move(waiting);
  return verdict;
}

Status FaultStore::run_write(Operation operation,
                             std::string_view path,
                             Verdict verdict,
                             const std::function<Status()>& apply) {
  if (verdict.dead) {
    return process_is_dead(path);
  }
  if (operation == Operation::kCreate) {
    remember_creation(path);
  }
  return verdict.fault ? write_with_fault(*verdict.fault, path, apply) : apply();
}

Status FaultStore::write_with_fault(Fault fault,
                                    std::string_view path,
                                    const std::function<Status()>& apply) {
  switch (fault) {
    case Fault::kFailBefore:
      return unavailable(path);
    case Fault::kFailAfter:
      static_cast<void>(apply());  // Its answer is what gets lost.
      return outcome_unknown(path);
    case Fault::kLandsLater: {
      const std::lock_guard lock(mutex_);
      late_.push_back({plan_.call_count() + kLateByCalls, apply});
      return outcome_unknown(path);
    }
    case Fault::kCrashAfter:
      static_cast<void>(apply());
      crash();
      return outcome_unknown(path);
    case Fault::kCrashBefore:
      crash();
      return outcome_unknown(path);
    case Fault::kUnknownWithoutEffect:
    case Fault::kShortRead:
    case Fault::kFlippedBit:
    case Fault::kStaleListing:
      return outcome_unknown(path);
  }
  return outcome_unknown(path);
}

std::optional<Error> FaultStore::refuse_read(Verdict verdict, std::string_view path) {
  if (verdict.dead) {
    return process_is_dead(path);
  }
  if (verdict.fault == Fault::kCrashBefore || verdict.fault == Fault::kCrashAfter) {
    crash();
    return process_is_dead(path);
  }
  if (verdict.fault == Fault::kFailBefore || verdict.fault == Fault::kFailAfter) {
    return unavailable(path);
  }
  return std::nullopt;
}

Result<Buffer> FaultStore::spoil(Verdict verdict, Result<Buffer> answer) {
  if (!verdict.fault || !answer.ok() || answer->empty()) {
    return answer;
  }
  const std::lock_guard lock(mutex_);
  const uint64_t place = plan_.random().below(answer->size());
  if (*verdict.fault == Fault::kShortRead) {
    return answer->slice(0, place);
  }
  if (*verdict.fault == Fault::kFlippedBit) {
    BufferBuilder bytes;
    bytes.append(answer->span());
    bytes.data()[place] ^= std::byte{1} << plan_.random().below(8);
    return bytes.finish();
  }
  return answer;
}

void FaultStore::remember_creation(std::string_view path) {
  const std::lock_guard lock(mutex_);
  latest_creations_.emplace_back(path);
  if (latest_creations_.size() > kStaleCreations) {
    latest_creations_.pop_front();
  }
}

void FaultStore::crash() {
  const std::lock_guard lock(mutex_);
  crashed_ = true;
  ++epoch_;
}

bool FaultStore::is_writer_of_now(uint64_t epoch) const {
  const std::lock_guard lock(mutex_);
  return !crashed_ && epoch == epoch_;
}

}  // namespace omnigraph::io
