// FaultStore: wraps any store and lets its calls go wrong, as a test asks (fault.h). Stricter than
// S3 on purpose: a lost answer may hide a write that never happened, one that did, or one that
// lands later; a batch that fails leaves any part of itself; a crash kills unfinished writers.
//
//   MemoryStore memory;
//   FaultStore store(memory, seed);
//   store.add({.fault = Fault::kFailAfter, .operation = Operation::kCreate,
//              .prefix = "__manifest/", .nth = 3});
//
// A crash sweep runs a workload once and looks at call_count(), then runs it again for every
// number with stop_before(n) and with stop_after(n), calls restart(), and checks what it finds.
//
// Every read, stat, create, put, remove, list and writer's finish() is one call, an element of a
// batch too; invalid paths are none. Thread-safe; which call gets a fault is repeatable only if the
// order of the calls is.
#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "omnigraph/io/fault/fault.h"
#include "omnigraph/io/fault/fault_plan.h"
#include "omnigraph/io/object_store.h"

namespace omnigraph::io {

class FaultStore final : public ObjectStore {
 public:
  // `inner` must outlive this store. Without rules, rates and stops, calls just pass.
  explicit FaultStore(ObjectStore& inner, uint64_t seed = 1) : inner_(inner), plan_(seed) {}

  void add(FaultRule rule);
  void set_rates(const FaultRates& rates);
  // Crashes at call `number`; the latest stop holds.
  void stop_before(uint64_t number);
  void stop_after(uint64_t number);
  // Forgets rules, rates and the stop.
  void clear_faults();

  // After a crash every call fails with kUnavailable, until restart(). That one also forgets the
  // stop, and decides by the seed which late writes still landed.
  bool crashed() const;
  void restart();
  // Lets all late writes land now.
  void land_late_writes();

  // Since the start or reset_log(); stops and log numbers count from there too.
  uint64_t call_count() const;
  std::vector<LoggedCall> log() const;
  void reset_log();

  Result<Buffer> read(std::string_view path) override;
  Result<Buffer> read_range(std::string_view path, ByteRange range) override;
  std::vector<Result<Buffer>> read_many(std::span<const ReadRequest> requests) override;
  Result<ObjectInfo> stat(std::string_view path) override;
  Status create(std::string_view path, ByteSpan bytes) override;
  Status create_many(std::span<const NewObject> objects) override;
  Result<std::unique_ptr<ObjectWriter>> create_writer(std::string_view path) override;
  Status put(std::string_view path, ByteSpan bytes) override;
  Status replace(std::string_view path, ByteSpan bytes) override;
  Status remove(std::string_view path) override;
  Result<std::vector<ObjectInfo>> list(std::string_view prefix,
                                       std::string_view start_after,
                                       size_t limit) override;
  // Fails and crashes, but is never stale.
  Result<std::vector<std::string>> list_folders(std::string_view folder,
                                                std::string_view start_after,
                                                size_t limit) override;
  Result<uint64_t> remove_leftovers(int64_t modified_us) override {
    return inner_.remove_leftovers(modified_us);
  }
  std::string root_uri() const override { return inner_.root_uri(); }

 private:
  class Writer;
  // What becomes of one call: `dead` when the process is, else a fault or none.
  struct Verdict {
    bool dead = false;
    std::optional<Fault> fault;
  };
  struct LateWrite {
    uint64_t due_at_call;
    std::function<Status()> apply;
  };

  Verdict begin(Operation operation, std::string_view path);
  Status run_write(Operation operation,
                   std::string_view path,
                   Verdict verdict,
                   const std::function<Status()>& apply);
  Status write_with_fault(Fault fault, std::string_view path, const std::function<Status()>& apply);
  // The error of a call that reads nothing because of `verdict`; none if it may go on.
  std::optional<Error> refuse_read(Verdict verdict, std::string_view path);
  Result<Buffer> spoil(Verdict verdict, Result<Buffer> answer);
  void remember_creation(std::string_view path);
  void crash();
  bool is_writer_of_now(uint64_t epoch) const;

  ObjectStore& inner_;
  mutable std::mutex mutex_;
  FaultPlan plan_;
  bool crashed_ = false;
  uint64_t epoch_ = 0;  // crashes so far: what began before one is dead
  std::vector<LateWrite> late_;
  std::deque<std::string> latest_creations_;
};

}  // namespace omnigraph::io
