#include "omnigraph/lance/file/ordered_tasks_internal.h"

namespace omnigraph::lance {
namespace {

constexpr size_t kTasksPerThread = 4;

}  // namespace

OrderedTasks::~OrderedTasks() {
  {
    const std::lock_guard lock(mutex_);
    dropped_ = true;
  }
  wait_for(0);
}

Status OrderedTasks::add(Step prepare, Step commit) {
  if (pool_ == nullptr || pool_->thread_count() == 0) {
    OG_RETURN_IF_ERROR(status_);
    status_ = prepare();
    status_ = status_.ok() ? commit() : status_;
    return status_;
  }
  auto task = std::make_shared<Task>();
  task->prepare = std::move(prepare);
  task->commit = std::move(commit);
  {
    const std::lock_guard lock(mutex_);
    OG_RETURN_IF_ERROR(status_);
    tasks_.push_back(task);
    ++running_;
  }
  pool_->submit(TaskPool::Rank::kUrgent, [this, task] { run(task); });
  wait_for(kTasksPerThread * pool_->thread_count());
  const std::lock_guard lock(mutex_);
  return status_;
}

Status OrderedTasks::finish() {
  wait_for(0);
  const std::lock_guard lock(mutex_);
  return status_;
}

void OrderedTasks::run(const std::shared_ptr<Task>& task) {
  task->prepared = task->prepare();
  std::unique_lock lock(mutex_);
  task->ready = true;
  commit_ready(lock);
  --running_;
  // Under the lock: whoever waits may end this object as soon as it is free.
  changed_.notify_all();
}

void OrderedTasks::commit_ready(std::unique_lock<std::mutex>& lock) {
  if (committing_) {
    return;  // who does it will see this task
  }
  committing_ = true;
  while (!tasks_.empty() && tasks_.front()->ready) {
    const std::shared_ptr<Task> task = tasks_.front();
    if (status_.ok() && !dropped_) {
      lock.unlock();
      Status status = task->prepared.ok() ? task->commit() : task->prepared;
      lock.lock();
      status_ = std::move(status);
    }
    tasks_.pop_front();
    changed_.notify_all();
  }
  committing_ = false;
}

void OrderedTasks::wait_for(size_t most) {
  if (pool_ == nullptr) {
    return;
  }
  const auto enough = [&] { return tasks_.size() <= most && (most != 0 || running_ == 0); };
  std::unique_lock lock(mutex_);
  while (!enough()) {
    lock.unlock();
    const bool helped = pool_->run_urgent();
    lock.lock();
    if (!helped) {
      // All of ours have been started: somebody runs them and will tell.
      changed_.wait(lock, enough);
    }
  }
}

}  // namespace omnigraph::lance
