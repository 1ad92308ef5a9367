// StatementRunner: the statements of a mutation, one after the other, each on the state before it.
// Internal to exec/mutate.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "omnigraph/exec/mutate/row_values.h"
#include "omnigraph/exec/mutate/run_mutation.h"
#include "omnigraph/exec/topology/topology_source.h"
#include "omnigraph/query/types/checked_query.h"

namespace omnigraph::exec {

class StatementRunner {
 public:
  StatementRunner(const ExecContext& outer,
                  StagedTables& staged,
                  const MutationServices& services,
                  MutationOutcome& outcome);

  Status run(const query::Statement& statement);

 private:
  Status insert(const query::Statement& statement);
  Status upsert(const query::Statement& statement);
  Status update(const query::Statement& statement);
  Status remove(const query::Statement& statement);

  // Makes the statement's values over `rows`: those of its key members and ends, or those of all
  // other properties, or all.
  enum class Which : uint8_t { kAll, kKey, kOthers };
  Status assign(const query::Statement& statement,
                Which which,
                const RowBatch& rows,
                RowValues* values);
  // Rows of the statement's target at `positions`; none: one row, bound to nothing.
  RowBatch rows_of(const query::Statement& statement, std::vector<uint32_t> positions) const;

  // Stores the only row of `values` in place of the one at `replaced`, or as a new one.
  Status put_new(const query::Statement& statement, RowValues& values, uint32_t replaced);
  Status check_ends(const query::Statement& statement, const RowValues& values);
  Status check_end(const query::Statement& statement,
                   const std::string& node_type,
                   std::string_view id,
                   bool source);
  Status cascade(const schema::EntityType& node, const std::vector<std::string>& ids);
  void count(const schema::EntityType& type, uint64_t rows);
  Status put(const query::Statement& statement,
             columnar::Batch rows,
             std::span<const uint32_t> replaced);
  Status erase(const schema::EntityType& type, std::span<const uint32_t> positions);
  // What `return` gives of the rows at `positions`, by id.
  Status return_rows(const query::Statement& statement, std::vector<uint32_t> positions);

  // From now on expressions see the state of now.
  void advance();

  StagedTables& staged_;
  const MutationServices& services_;
  MutationOutcome& outcome_;
  StatementTables tables_;
  std::optional<SnapshotTopologies> topologies_;
  ExecContext context_;
  SourceSpan place_;  // of the statement
};

// A run-time finding as an error.
Error runtime_error(std::string_view code, std::string message);

}  // namespace omnigraph::exec
