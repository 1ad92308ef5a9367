// StatementRunner: one statement of a mutation on the state before it. Internal to exec/mutate.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "omnigraph/exec/expressions/evaluator.h"
#include "omnigraph/exec/mutate/run_mutation.h"
#include "omnigraph/exec/topology/topology_source.h"
#include "omnigraph/query/types/checked_query.h"

namespace omnigraph::exec {

class StatementRunner {
 public:
  StatementRunner(ExecContext& outer,
                  StagedTables& staged,
                  const MutationServices& services,
                  MutationOutcome& outcome);

  Status run(const query::Statement& statement);

 private:
  Status insert(const query::Statement& statement);
  Status update(const query::Statement& statement);
  Status remove(const query::Statement& statement);

  // The value of every assignment over `rows`, as stored columns, by column of the table; null
  // where the statement does not assign.
  Result<std::vector<columnar::ArrayPtr>> assigned_columns(const query::Statement& statement,
                                                           const RowBatch& rows);
  // Fills @embed targets that `columns` leaves open, for rows whose source is set.
  // `sources_changed`: only where the source is among the assigned.
  Status embed_columns(const schema::EntityType& type,
                       const columnar::Schema& schema,
                       const std::vector<bool>& assigned,
                       bool inserting,
                       std::vector<columnar::ArrayPtr>* columns);
  Status check_rows(const schema::EntityType& type, const columnar::Batch& rows) const;
  Status check_end(const query::Statement& statement,
                   const std::string& node_type,
                   std::string_view id,
                   bool source);
  Status cascade(const schema::EntityType& node, const std::vector<std::string>& ids);
  void count(const schema::EntityType& type, uint64_t rows);
  Status put(const schema::EntityType& type,
             columnar::Batch rows,
             std::span<const uint32_t> replaced);
  Status erase(const schema::EntityType& type, std::span<const uint32_t> positions);

  ExecContext& outer_;
  StagedTables& staged_;
  const MutationServices& services_;
  MutationOutcome& outcome_;
  StatementTables tables_;
  SnapshotTopologies topologies_;
  ExecContext context_;
  SourceSpan place_;  // of the statement
};

// A run-time finding as an error.
Error runtime_error(std::string_view code, std::string message);

}  // namespace omnigraph::exec
