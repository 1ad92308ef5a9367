#include "omnigraph/exec/operators/pipeline.h"

#include <utility>

#include "omnigraph/exec/operators/cross.h"
#include "omnigraph/exec/operators/expand.h"
#include "omnigraph/exec/operators/expand_into.h"
#include "omnigraph/exec/operators/filter.h"
#include "omnigraph/exec/operators/lookup.h"
#include "omnigraph/exec/operators/scan.h"
#include "omnigraph/exec/operators/traverse.h"

namespace omnigraph::exec {
namespace {

using Made = Result<std::unique_ptr<Transform>>;

struct TransformMaker {
  PatternScope& scope;
  const std::vector<query::VarId>& keep;

  Made operator()(const ScanStep& step) const {
    return wrap(std::make_unique<Scan>(scope, step, keep));
  }
  Made operator()(const LookupStep& step) const {
    return wrap(std::make_unique<Lookup>(scope, step, keep));
  }
  Made operator()(const FilterStep& step) const {
    return wrap(std::make_unique<Filter>(scope, step.condition, keep));
  }
  Made operator()(const ExpandStep& step) const {
    return step.into ? ExpandInto::make(scope, step, keep) : Expand::make(scope, step, keep);
  }
  Made operator()(const TraverseStep& step) const { return Traverse::make(scope, step, keep); }
  Made operator()(const CrossStep& step) const { return Cross::make(scope, step, keep); }

  static Made wrap(std::unique_ptr<Transform> transform) { return transform; }
};

// Hands batches to the rest of a chain.
class ChainSink final : public Sink {
 public:
  ChainSink(Transform& transform, Sink& next) : transform_(transform), next_(next) {}
  Result<Flow> consume(RowBatch batch) override {
    return transform_.process(std::move(batch), next_);
  }

 private:
  Transform& transform_;
  Sink& next_;
};

}  // namespace

Result<Pipeline> Pipeline::make(PatternScope& scope, const PatternPlan& plan) {
  Pipeline pipeline;
  for (const Step& step : plan.steps) {
    OG_ASSIGN_OR_RETURN(auto transform, std::visit(TransformMaker{scope, step.keep}, step.node));
    pipeline.transforms_.push_back(std::move(transform));
  }
  return pipeline;
}

Status Pipeline::run(Source& source, Sink& sink) {
  std::vector<ChainSink> chain;
  chain.reserve(transforms_.size());
  Sink* next = &sink;
  for (size_t i = transforms_.size(); i-- > 0;) {
    chain.emplace_back(*transforms_[i], *next);
    next = &chain.back();
  }
  return source.produce(*next);
}

BatchSource BatchSource::unit(size_t variable_count) {
  RowBatch batch;
  batch.row_count = 1;
  batch.variables.resize(variable_count);
  return BatchSource(std::move(batch));
}

Status BatchSource::produce(Sink& next) {
  if (batch_.row_count == 0) {
    return {};
  }
  const Result<Flow> flow = next.consume(std::move(batch_));
  batch_ = RowBatch();
  return flow.ok() ? Status() : Status(flow.error());
}

}  // namespace omnigraph::exec
