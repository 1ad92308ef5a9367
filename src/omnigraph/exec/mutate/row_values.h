// RowValues: the columns of rows that a statement is about to store: what it assigns, and what rows
// get otherwise: defaults, automatic times, vectors made from texts, ids from keys. Internal to
// exec/mutate.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/exec/mutate/run_mutation.h"
#include "omnigraph/graph/table/table_view.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::exec {

class RowValues {
 public:
  // `type` is one of a catalog's.
  RowValues(const schema::EntityType& type,
            size_t row_count,
            int64_t now_ms,
            const MutationServices& services);

  // `property` may be "@src" or "@dst". Errors: R121, R104 for values that cannot be stored.
  Status assign(const std::string& property, columnar::ArrayPtr values);

  // For new rows: the members of the key that have not been assigned, as far as they have defaults.
  void complete_key();
  // For new rows: all that has not been assigned. Vectors whose texts are there are made.
  Status complete_new();
  // For rows that are stored at `positions` of `view`: what has not been assigned stays, but times
  // of changes, and vectors whose texts were assigned.
  Status complete_stored(const graph::TableView& view, std::span<const uint32_t> positions);
  // The id of the only row: made of its key, whose members are there, else a fresh one. R120 for a
  // member that is null.
  Result<std::string> make_id() const;
  // Sets the id of the only row.
  void set_id(std::string_view id);

  // R120, R130 to R132 if a row breaks a rule of its own.
  Status check() const;
  // The text of a cell that is there and not null, such as an end.
  std::string_view text(size_t column) const { return columns_[column]->string_at(0); }
  columnar::Batch take();

 private:
  Status embed(bool only_assigned);
  Result<columnar::ArrayPtr> embedded(const schema::Property& property,
                                      const columnar::DataType& type,
                                      const columnar::ArrayPtr& texts) const;
  void fill(const schema::Property& property, size_t column);
  columnar::ArrayPtr now_column() const;

  const schema::EntityType& type_;
  size_t row_count_;
  int64_t now_ms_;
  const MutationServices& services_;
  std::vector<columnar::ArrayPtr> columns_;  // as the table has them; null = not there yet
  std::vector<bool> assigned_;               // by the statement
};

}  // namespace omnigraph::exec
