#include "omnigraph/graph/load/load_pipeline.h"

#include <new>
#include <utility>

namespace omnigraph::graph {
namespace {

Error out_of_memory() {
  return Error(ErrorCode::kResourceExhausted, "no memory left for the load");
}

}  // namespace

LoadPipeline::LoadPipeline(BlockReader& reader, const ParseSettings& settings, Settle settle)
    : reader_(reader), settings_(settings), settle_(std::move(settle)) {}

Status LoadPipeline::run(const std::function<TaskPool*()>& make_pool) {
  std::unique_ptr<TextBlock> first = spare_text();
  OG_ASSIGN_OR_RETURN(const bool any, reader_.next(first.get()));
  if (!any) {
    return {};
  }
  std::unique_ptr<TextBlock> second = spare_text();
  const Result<bool> more = reader_.next(second.get());
  if (!more.ok() || !*more) {
    OG_RETURN_IF_ERROR(run_inline(std::move(first)));
    return more.ok() ? Status() : Status(more.error());
  }
  pool_ = make_pool();
  if (pool_ != nullptr) {
    return run_threads(std::move(first), std::move(second));
  }
  OG_RETURN_IF_ERROR(run_inline(std::move(first)));
  for (;;) {
    OG_RETURN_IF_ERROR(run_inline(std::move(second)));
    second = spare_text();
    OG_ASSIGN_OR_RETURN(const bool another, reader_.next(second.get()));
    if (!another) {
      return {};
    }
  }
}

Status LoadPipeline::run_inline(std::unique_ptr<TextBlock> text) {
  Parsed parsed;
  parsed.parser = spare_parser();
  parsed.block = parsed.parser->parse(*text);
  parsed.text = std::move(text);
  return settle_parsed(parsed);
}

Status LoadPipeline::run_threads(std::unique_ptr<TextBlock> first,
                                 std::unique_ptr<TextBlock> second) {
  submit(std::move(first));
  submit(std::move(second));
  Status read;
  while (wait_for_room()) {
    std::unique_ptr<TextBlock> text = spare_text();
    const Result<bool> more = read_next(text.get());
    if (!more.ok() || !*more) {
      read = more.ok() ? Status() : Status(more.error());
      break;
    }
    submit(std::move(text));
  }
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return under_way_ == 0; });
  return status_.ok() ? read : status_;
}

// Whatever happens, the threads are to be waited for.
Result<bool> LoadPipeline::read_next(TextBlock* text) {
  try {
    return reader_.next(text);
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  }
}

// False once there is no use in reading on.
bool LoadPipeline::wait_for_room() {
  std::unique_lock lock(mutex_);
  const size_t room = pool_->thread_count() * 2 + 1;
  changed_.wait(lock, [&] { return stopped_ || under_way_ < room; });
  return !stopped_;
}

void LoadPipeline::submit(std::unique_ptr<TextBlock> text) {
  {
    const std::lock_guard lock(mutex_);
    ++under_way_;
  }
  auto shared = std::make_shared<std::unique_ptr<TextBlock>>(std::move(text));
  pool_->submit(TaskPool::Rank::kNormal, [this, shared] { parse(std::move(*shared)); });
}

void LoadPipeline::stop(Status status) {
  const std::lock_guard lock(mutex_);
  if (status_.ok()) {
    status_ = std::move(status);
  }
  stopped_ = true;
  changed_.notify_all();
}

void LoadPipeline::parse(std::unique_ptr<TextBlock> text) {
  Parsed parsed;
  const uint64_t index = text->index;
  try {
    parsed.parser = spare_parser();
    parsed.block = parsed.parser->parse(*text);
  } catch (const std::bad_alloc&) {
    stop(out_of_memory());
  }
  parsed.text = std::move(text);
  bool settle = false;
  {
    const std::lock_guard lock(mutex_);
    if (!parsed.block.rest && parsed.parser != nullptr) {
      parsers_.push_back(std::move(parsed.parser));
      texts_.push_back(std::move(parsed.text));
    }
    if (stopped_) {
      --under_way_;
      changed_.notify_all();
      return;
    }
    ready_.emplace(index, std::move(parsed));
    settle = !settling_ && ready_.begin()->first == next_;
    settling_ = settling_ || settle;
  }
  if (settle) {
    settle_ready();
  }
}

// Settles what is ready and next. One thread at a time is in here: the one that set settling_.
void LoadPipeline::settle_ready() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (stopped_) {
      under_way_ -= ready_.size();
      ready_.clear();
    }
    if (ready_.empty() || ready_.begin()->first != next_) {
      settling_ = false;
      changed_.notify_all();
      return;
    }
    Parsed parsed = std::move(ready_.begin()->second);
    ready_.erase(ready_.begin());
    ++next_;
    lock.unlock();
    Status status;
    try {
      status = settle_parsed(parsed);
    } catch (const std::bad_alloc&) {
      status = out_of_memory();
    }
    lock.lock();
    --under_way_;
    if (!status.ok()) {
      status_ = status_.ok() ? std::move(status) : std::move(status_);
      stopped_ = true;
    }
    changed_.notify_all();
  }
}

Status LoadPipeline::settle_parsed(Parsed& parsed) {
  for (;;) {
    const bool rest = parsed.block.rest.has_value();
    OG_RETURN_IF_ERROR(settle_(std::move(parsed.block)));
    if (!rest) {
      break;
    }
    parsed.block = parsed.parser->parse_rest();
  }
  if (parsed.parser != nullptr) {
    const std::lock_guard lock(mutex_);
    parsers_.push_back(std::move(parsed.parser));
    texts_.push_back(std::move(parsed.text));
  }
  return {};
}

std::unique_ptr<TextBlock> LoadPipeline::spare_text() {
  const std::lock_guard lock(mutex_);
  if (texts_.empty()) {
    return std::make_unique<TextBlock>();
  }
  std::unique_ptr<TextBlock> text = std::move(texts_.back());
  texts_.pop_back();
  return text;
}

std::unique_ptr<BlockParser> LoadPipeline::spare_parser() {
  {
    const std::lock_guard lock(mutex_);
    if (!parsers_.empty()) {
      std::unique_ptr<BlockParser> parser = std::move(parsers_.back());
      parsers_.pop_back();
      return parser;
    }
  }
  return std::make_unique<BlockParser>(settings_);
}

}  // namespace omnigraph::graph
