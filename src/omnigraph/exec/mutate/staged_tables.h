// StagedTables: the working state of a mutation: the snapshot's tables with what the statements so
// far have staged laid over them. Each statement reads through StatementTables, which fix the state
// at the statement's start.
//
// Ids are found without looking through staged rows: those that were staged are indexed as they
// come, all others are the base's.
//
// Invariants:
//  - all changes go through put() and erase(): they keep the index
//  - an id that the index does not hold is that of a live row exactly if the base has it at a
//    position that was neither erased nor replaced
// Not thread-safe.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/exec/context.h"
#include "omnigraph/graph/stage/staged_table.h"

namespace omnigraph::exec {

class StagedTables {
 public:
  // `base` must outlive it.
  StagedTables(schema::CatalogPtr catalog, TableSource& base);
  ~StagedTables();

  // Adds rows with the columns of the table. replaced[i] is the position in view() of the live row
  // of the same id that row i takes the place of, or columnar::kNullRow for a new row.
  Status put(const schema::EntityType& type,
             columnar::Batch rows,
             std::span<const uint32_t> replaced);
  // Takes out live rows, by their positions in view().
  Status erase(const schema::EntityType& type, std::span<const uint32_t> positions);

  // The table as it is now.
  Result<graph::TableViewPtr> view(const schema::EntityType& type);
  // Has anything been staged for it?
  bool changed(const schema::EntityType& type) const;
  // The live positions in view() of `ids`, in order, columnar::kNullRow where absent.
  Result<std::vector<uint32_t>> find_ids(const schema::EntityType& type,
                                         std::span<const std::string_view> ids);

  TableSource& base() { return base_; }
  // By table key.
  const std::map<std::string, std::unique_ptr<graph::StagedTable>>& tables() const {
    return tables_;
  }

 private:
  struct Ids;

  Result<graph::StagedTable*> staged(const schema::EntityType& type);

  schema::CatalogPtr catalog_;
  TableSource& base_;
  std::map<std::string, std::unique_ptr<graph::StagedTable>> tables_;
  std::map<std::string, std::unique_ptr<Ids>> ids_;  // of the same tables
};

// The state a statement sees.
class StatementTables final : public TableSource {
 public:
  explicit StatementTables(StagedTables& staged) : staged_(staged) {}
  Result<graph::TableViewPtr> table(const schema::EntityType& type) override;
  Result<graph::IdIndexPtr> id_index(const schema::EntityType& type) override;
  Result<std::vector<uint32_t>> find_ids(const schema::EntityType& type,
                                         std::span<const std::string_view> ids) override;
  // From now on the state is that of now.
  void advance();

 private:
  StagedTables& staged_;
  std::map<std::string, graph::TableViewPtr> views_;
  std::map<std::string, graph::IdIndexPtr> indexes_;
};

}  // namespace omnigraph::exec
