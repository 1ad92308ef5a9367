// LoadPipeline: blocks of input through parsing to settling.
//
//   caller's thread   read, decompress, cut:  [0] [1] [2] [3] …          at most a few under way
//   threads of a pool parse:                   [0]  [2]
//                                               [1]   [3]
//   one of them       settle:                       [0] [1] [2] [3]      in order, one at a time
//
// Invariants: block n is settled after block n - 1 and before n + 1, by one thread at a time; after
// an error nothing more is settled; an error of the reader counts behind all blocks it has given.
// So what happens does not depend on the number of threads. Memory: a fixed number of blocks.
//
// Without a pool everything happens on the caller's thread, and so does what fits into one block.
// Not thread-safe.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/base/task_pool.h"
#include "omnigraph/graph/load/block_parser.h"
#include "omnigraph/graph/load/parsed_block.h"
#include "omnigraph/graph/load/text_block.h"

namespace omnigraph::graph {

class LoadPipeline {
 public:
  using Settle = std::function<Status(ParsedBlock)>;

  // All must outlive the pipeline.
  LoadPipeline(BlockReader& reader, const ParseSettings& settings, Settle settle);

  // Reads everything. `make_pool` is asked once there is more than one block, before any is
  // settled; null: no threads. Errors: of parsing and settling by way of `settle`; of the reader.
  Status run(const std::function<TaskPool*()>& make_pool);

 private:
  // A block that was parsed, with what goes on with it if it was not parsed whole.
  struct Parsed {
    ParsedBlock block;
    std::unique_ptr<TextBlock> text;
    std::unique_ptr<BlockParser> parser;
  };

  Status run_inline(std::unique_ptr<TextBlock> text);
  Status run_threads(std::unique_ptr<TextBlock> first, std::unique_ptr<TextBlock> second);
  Result<bool> read_next(TextBlock* text);
  bool wait_for_room();
  void submit(std::unique_ptr<TextBlock> text);
  void parse(std::unique_ptr<TextBlock> text);
  void settle_ready();
  Status settle_parsed(Parsed& parsed);
  void stop(Status status);

  std::unique_ptr<TextBlock> spare_text();
  std::unique_ptr<BlockParser> spare_parser();

  BlockReader& reader_;
  const ParseSettings& settings_;
  Settle settle_;
  TaskPool* pool_ = nullptr;

  std::mutex mutex_;
  std::condition_variable changed_;
  size_t under_way_ = 0;              // blocks given to the pool and not settled
  std::map<uint64_t, Parsed> ready_;  // parsed, waiting for their turn
  uint64_t next_ = 0;                 // the block to settle next
  bool settling_ = false;
  bool stopped_ = false;
  Status status_;
  std::vector<std::unique_ptr<TextBlock>> texts_;  // to be used again
  std::vector<std::unique_ptr<BlockParser>> parsers_;
};

}  // namespace omnigraph::graph
