// Value constraints of rows that are about to be stored: required, enum, @range, @check. They look
// at one row at a time and at nothing stored.
//
// Thread-safe after construction. Nulls are exempt from all but required.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "omnigraph/columnar/array.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::graph {

struct RowViolation {
  size_t row = 0;    // in the batch
  std::string code;  // R120, R130, R131, R132
  std::string property;
  std::string message;
};

class RowChecks {
 public:
  // `type` is one of a catalog's and must outlive the checks. Cheap.
  explicit RowChecks(const schema::EntityType& type);
  ~RowChecks();
  RowChecks(RowChecks&&) noexcept;

  // The first violation in row order, if any. `rows` has the columns of type.table_schema().
  std::optional<RowViolation> check(const columnar::Batch& rows) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace omnigraph::graph
