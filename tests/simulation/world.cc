#include "simulation/world.h"

#include <algorithm>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"

namespace omnigraph::simulation {
namespace {

constexpr int64_t kStart = 1'700'000'000'000'000;  // µs since the epoch
constexpr size_t kLatestCreations = 24;
constexpr uint64_t kStaleSteps = 40;

bool is_record(std::string_view path) {
  return path.substr(0, 20) == "__manifest/branches/";
}

// A number in [0, most) of which small ones are likelier.
double small_share(SeededRandom& random, double most) {
  const double share = static_cast<double>(random.below(1000)) / 1000;
  return share * share * most;
}

}  // namespace

World::World(uint64_t seed, BrokenStore broken, size_t trace_events)
    : clock_(kStart),
      random_(seed),
      scheduler_(random_.next()),
      objects_(clock_),
      plan_(random_.next()),
      broken_(broken),
      trace_events_(trace_events) {
  io::FaultRates rates;
  // One history in four meets no fault: races alone.
  if (random_.below(4) != 0) {
    rates.fail_before = small_share(random_, 0.05);
    rates.fail_after = small_share(random_, 0.15);
    rates.unknown_without_effect = small_share(random_, 0.1);
    rates.lands_later = small_share(random_, 0.1);
    rates.stale_listing = small_share(random_, 0.5);
    crash_rate_ = small_share(random_, 0.03);
  }
  plan_.set_rates(rates);
}

void World::calm() {
  calm_ = true;
  for (const LateWrite& write : std::exchange(late_, {})) {
    static_cast<void>(create(write.process, write.path, write.bytes.span()));
  }
}

std::optional<io::Fault> World::begin_call(io::Operation operation, std::string_view path) {
  clock_.advance_us(static_cast<int64_t>(random_.below(4000)));
  if (random_.below(100) == 0) {
    clock_.advance_us(2'000'000);
  }
  std::vector<LateWrite> waiting;
  for (LateWrite& write : std::exchange(late_, {})) {
    if (write.due_step <= scheduler_.step()) {
      const Status landed = create(write.process, write.path, write.bytes.span());
      note(write.process, format("late {} lands: {}", write.path, landed.ok() ? "ok" : "taken"));
    } else {
      waiting.push_back(std::move(write));
    }
  }
  late_.insert(late_.begin(), waiting.begin(), waiting.end());
  if (calm_) {
    return std::nullopt;
  }
  if (static_cast<double>(random_.below(100'000)) < crash_rate_ * 100'000) {
    return random_.below(2) == 0 ? io::Fault::kCrashBefore : io::Fault::kCrashAfter;
  }
  return plan_.next(operation, path);
}

Status World::create(size_t process, std::string_view path, ByteSpan bytes) {
  Status created = objects_.create(path, bytes);
  if (!created.ok() && broken_ == BrokenStore::kOverwrites &&
      created.error().code() == ErrorCode::kAlreadyExists) {
    return objects_.put(path, bytes);
  }
  if (created.ok()) {
    record_count_ += is_record(path) ? 1 : 0;
    latest_.push_back({scheduler_.step(), process, std::string(path)});
    if (latest_.size() > kLatestCreations) {
      latest_.pop_front();
    }
  }
  return created;
}

void World::create_later(size_t process, std::string_view path, ByteSpan bytes) {
  const uint64_t delay = uint64_t{1} << random_.below(9);
  late_.push_back({scheduler_.step() + 1 + random_.below(delay),
                   process,
                   std::string(path),
                   Buffer::copy_of(bytes)});
}

void World::forget_latest(size_t process) {
  if (broken_ != BrokenStore::kForgets) {
    return;
  }
  for (const Creation& creation : std::exchange(latest_, {})) {
    if (creation.process == process && creation.step + kStaleSteps > scheduler_.step()) {
      static_cast<void>(objects_.remove(creation.path));
    }
  }
}

bool World::is_hidden(size_t process, std::string_view path) const {
  return broken_ == BrokenStore::kStaleReads && !calm_ && is_record(path) &&
         std::any_of(latest_.begin(), latest_.end(), [&](const Creation& creation) {
           return creation.path == path && creation.process != process &&
                  creation.step + kStaleSteps > scheduler_.step();
         });
}

bool World::is_new(std::string_view path) const {
  return std::any_of(latest_.begin(), latest_.end(), [&](const Creation& creation) {
    return creation.path == path;
  });
}

void World::note(size_t process, std::string event) {
  std::string line = format("step {} p{} {}", scheduler_.step(), process, std::move(event));
  trace_hash_ = xxh3(line + std::to_string(trace_hash_));
  events_.push_back(std::move(line));
  if (events_.size() > trace_events_) {
    events_.pop_front();
  }
}

std::string World::trace() const {
  std::string text;
  for (const std::string& event : events_) {
    text += event + "\n";
  }
  return text;
}

}  // namespace omnigraph::simulation
