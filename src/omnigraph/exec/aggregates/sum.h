// Accumulators of count, sum, sum_int and avg.
#pragma once

#include <vector>

#include "omnigraph/exec/aggregates/accumulator.h"

namespace omnigraph::exec {

class Count final : public Accumulator {
 public:
  Status add(const AggregateInput& input) override;
  Result<columnar::ArrayPtr> finish(uint32_t group_count) override;
  size_t byte_size() const override { return counts_.capacity() * sizeof(int64_t); }

 private:
  std::vector<int64_t> counts_;
};

enum class SumResult : uint8_t { kSum, kSigned, kUnsigned, kAverage };

class FloatSum final : public Accumulator {
 public:
  explicit FloatSum(SumResult result) : result_(result) {}
  Status add(const AggregateInput& input) override;
  Result<columnar::ArrayPtr> finish(uint32_t group_count) override;
  size_t byte_size() const override {
    return sums_.capacity() * sizeof(double) + counts_.capacity() * sizeof(int64_t);
  }

 private:
  SumResult result_;
  std::vector<double> sums_;
  std::vector<int64_t> counts_;
};

class IntegerSum final : public Accumulator {
 public:
  explicit IntegerSum(SumResult result) : result_(result) {}
  Status add(const AggregateInput& input) override;
  Result<columnar::ArrayPtr> finish(uint32_t group_count) override;
  size_t byte_size() const override {
    return sums_.capacity() * sizeof(Wide) + counts_.capacity() * sizeof(int64_t);
  }

 private:
  __extension__ typedef __int128 Wide;  // 2^63 values of 64 bits still fit

  Result<columnar::ArrayPtr> finish_integers(uint32_t group_count);

  SumResult result_;
  std::vector<Wide> sums_;
  std::vector<int64_t> counts_;
};

}  // namespace omnigraph::exec
