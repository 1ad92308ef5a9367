// Accumulator: one aggregate over many groups at once (language specification, 7.8). Groups are
// numbers 0, 1, …; values come column by column.
//
//   count     I64      rows with a value, or all rows without an argument
//   sum       F64      integers exactly in 128 bits, rounded once; floats in arrival order, R103
//   when
//                      the result is not finite
//   sum_int   I64/U64  R102 when the sum does not fit
//   avg       F64      the sum as above, divided by the number of values
//   min, max  input    NaN is the greatest number
// Nulls are skipped; without any value the result is null (count: 0).
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "omnigraph/base/result.h"
#include "omnigraph/columnar/array.h"
#include "omnigraph/exec/row_batch.h"
#include "omnigraph/query/types/checked_query.h"

namespace omnigraph::exec {

struct AggregateInput {
  std::span<const uint32_t> groups;        // per row; each is below group_count
  uint32_t group_count = 0;                // never shrinks from call to call
  columnar::ArrayPtr values;               // the argument; null without one or for entities
  const EntityColumn* entities = nullptr;  // an argument that is an entity
  const RowBatch* rows = nullptr;          // the rows themselves
};

class Accumulator {
 public:
  virtual ~Accumulator() = default;
  virtual Status add(const AggregateInput& input) = 0;
  // One value per group; groups that never came in have none.
  virtual Result<columnar::ArrayPtr> finish(uint32_t group_count) = 0;
  // Bytes held: what the run is charged for.
  virtual size_t byte_size() const = 0;
};

// An accumulator of everything but collect (collect.h). `argument` is null for count of rows.
std::unique_ptr<Accumulator> make_accumulator(query::ast::AggregateKind kind,
                                              const query::Expr* argument,
                                              const query::ValueType& result);

}  // namespace omnigraph::exec
