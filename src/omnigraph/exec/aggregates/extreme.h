// Accumulators of min and max.
#pragma once

#include <string>
#include <vector>

#include "omnigraph/exec/aggregates/accumulator.h"

namespace omnigraph::exec {

// Of fixed-width values: numbers, Bools, dates.
class FixedExtreme final : public Accumulator {
 public:
  FixedExtreme(bool greatest, columnar::DataType type)
      : greatest_(greatest), type_(std::move(type)) {}
  Status add(const AggregateInput& input) override;
  Result<columnar::ArrayPtr> finish(uint32_t group_count) override;
  size_t byte_size() const override {
    return (order_.capacity() + bits_.capacity()) * sizeof(uint64_t) + seen_.capacity();
  }

 private:
  bool greatest_;
  columnar::DataType type_;
  std::vector<uint64_t> order_;  // order_bits() of the best value so far
  std::vector<uint64_t> bits_;   // the value itself, in its low bytes
  std::vector<uint8_t> seen_;
};

// Of texts, by bytes.
class TextExtreme final : public Accumulator {
 public:
  explicit TextExtreme(bool greatest) : greatest_(greatest) {}
  Status add(const AggregateInput& input) override;
  Result<columnar::ArrayPtr> finish(uint32_t group_count) override;
  size_t byte_size() const override { return best_.capacity() * sizeof(std::string) + text_bytes_; }

 private:
  bool greatest_;
  std::vector<std::string> best_;
  std::vector<uint8_t> seen_;
  size_t text_bytes_ = 0;
};

}  // namespace omnigraph::exec
