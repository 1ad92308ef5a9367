// BackgroundWorker: one thread that does something for branches that were written to, a given share
// of the time at most: after work that took t it rests for t * (1 / share - 1).
//
// Branches that are named while it works or rests are worked on once, later. Thread-safe.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "omnigraph/base/cancel.h"

namespace omnigraph::engine {

class BackgroundWorker {
 public:
  // `work` must look at the token now and then, and must not throw.
  using Work = std::function<void(const std::string& branch, const CancelToken& stop)>;
  BackgroundWorker(double share, Work work);
  // Cancels what is at work and waits for it.
  ~BackgroundWorker();
  BackgroundWorker(const BackgroundWorker&) = delete;
  BackgroundWorker& operator=(const BackgroundWorker&) = delete;

  void note(const std::string& branch);
  // Returns when everything noted so far has been worked on. For tests.
  void wait_until_idle();

 private:
  void run();

  const double share_;
  const Work work_;
  CancelToken stop_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::string> waiting_;  // guarded by mutex_
  bool working_ = false;           // guarded by mutex_
  bool ending_ = false;            // guarded by mutex_
  std::thread thread_;             // last: it uses the others
};

}  // namespace omnigraph::engine
