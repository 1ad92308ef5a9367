// ProcessStore: the store as one simulated process sees it. Every call ends the thread's turn
// first, then meets the world's faults: it fails, its answer is lost, it lands late, or the process
// dies before or after it. A dead process reaches nothing until revive(); what it had asked for may
// still land.
//
// A batch is one call per element, with turns of others in between.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/io/object_store.h"
#include "simulation/world.h"

namespace omnigraph::simulation {

class ProcessStore final : public io::ObjectStore {
 public:
  // `world` must outlive it.
  ProcessStore(World& world, size_t process) : world_(world), process_(process) {}

  bool dead() const { return dead_; }
  void revive() { dead_ = false; }

  // After `calls` further calls `token` is cancelled: somebody gave up.
  void cancel_after(uint64_t calls, CancelToken* token);

  // Since the last reset: creations, and all calls.
  struct Counts {
    std::vector<std::string> created;
    uint64_t calls = 0;
  };
  const Counts& counts() const { return counts_; }
  void reset_counts() { counts_ = Counts(); }

  Result<Buffer> read(std::string_view path) override;
  Result<Buffer> read_range(std::string_view path, io::ByteRange range) override;
  std::vector<Result<Buffer>> read_many(std::span<const io::ReadRequest> requests) override;
  Result<io::ObjectInfo> stat(std::string_view path) override;
  Status create(std::string_view path, ByteSpan bytes) override;
  Status create_many(std::span<const io::NewObject> objects) override;
  Result<std::unique_ptr<io::ObjectWriter>> create_writer(std::string_view path) override;
  Status put(std::string_view path, ByteSpan bytes) override;
  Status remove(std::string_view path) override;
  Result<std::vector<io::ObjectInfo>> list(std::string_view prefix,
                                           std::string_view start_after,
                                           size_t limit) override;
  Result<std::vector<std::string>> list_folders(std::string_view folder,
                                                std::string_view start_after,
                                                size_t limit) override;
  std::string root_uri() const override { return "simulated:"; }

 private:
  // Ends the turn; then the fault that the call meets, noted. kUnavailable: dead, or dead now.
  Result<std::optional<io::Fault>> begin(io::Operation operation, std::string_view path);
  // The same for reads: kUnavailable also when it fails.
  Status begin_read(io::Operation operation, std::string_view path, bool* stale = nullptr);
  // A write that takes effect by `now`, or later by `late` (if it can).
  Status write(io::Operation operation,
               std::string_view path,
               const std::function<Status()>& now,
               const std::function<void()>& late);
  void die();
  Status note(io::Operation operation, std::string_view path, std::string_view how, Status answer);

  World& world_;
  const size_t process_;
  bool dead_ = false;
  uint64_t cancel_in_calls_ = 0;
  CancelToken* cancelled_ = nullptr;
  Counts counts_;
};

}  // namespace omnigraph::simulation
