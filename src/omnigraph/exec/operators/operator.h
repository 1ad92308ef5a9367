// The three interfaces of operators. Rows are pushed: a Source makes batches, Transforms change
// them, a Sink takes them. A pipeline is one Source, any number of Transforms and one Sink
// (pipeline.h).
//
// Operators keep scratch space between calls and are used by one thread at a time. A batch that is
// pushed has at least one row, and no more than the batch size wherever an operator makes new rows.
#pragma once

#include "omnigraph/base/result.h"
#include "omnigraph/exec/row_batch.h"

namespace omnigraph::exec {

enum class Flow : uint8_t {
  kMore,
  kEnough,  // no further rows are wanted: stop as soon as you can
};

class Sink {
 public:
  virtual ~Sink() = default;
  virtual Result<Flow> consume(RowBatch batch) = 0;
};

class Transform {
 public:
  virtual ~Transform() = default;
  // Pushes what `batch` becomes into `next`, in order; returns kEnough once `next` did.
  virtual Result<Flow> process(RowBatch batch, Sink& next) = 0;
};

class Source {
 public:
  virtual ~Source() = default;
  // Pushes all rows into `next`, or fewer once it had enough.
  virtual Status produce(Sink& next) = 0;
};

}  // namespace omnigraph::exec
