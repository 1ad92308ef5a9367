// StagedTables: the working state of a mutation: the snapshot's tables with what the statements so
// far have staged laid over them. Each statement reads through its own StatementTables, which fixes
// the state at the statement's start.
//
// Not thread-safe.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "omnigraph/base/result.h"
#include "omnigraph/exec/context.h"
#include "omnigraph/graph/stage/staged_table.h"

namespace omnigraph::exec {

class StagedTables {
 public:
  // `base` must outlive it.
  StagedTables(schema::CatalogPtr catalog, TableSource& base)
      : catalog_(std::move(catalog)), base_(base) {}

  // The staging of one table, made when first asked for.
  Result<graph::StagedTable*> staged(const schema::EntityType& type);
  // The table as it is now.
  Result<graph::TableViewPtr> view(const schema::EntityType& type);
  // Has anything been staged for it?
  bool changed(const schema::EntityType& type) const;

  TableSource& base() { return base_; }
  // By table key.
  const std::map<std::string, std::unique_ptr<graph::StagedTable>>& tables() const {
    return tables_;
  }

 private:
  schema::CatalogPtr catalog_;
  TableSource& base_;
  std::map<std::string, std::unique_ptr<graph::StagedTable>> tables_;
};

// The state a statement sees.
class StatementTables final : public TableSource {
 public:
  explicit StatementTables(StagedTables& staged) : staged_(staged) {}
  Result<graph::TableViewPtr> table(const schema::EntityType& type) override;
  Result<graph::IdIndexPtr> id_index(const schema::EntityType& type) override;
  Result<std::vector<uint32_t>> find_ids(const schema::EntityType& type,
                                         std::span<const std::string_view> ids) override;

 private:
  StagedTables& staged_;
  std::map<std::string, graph::TableViewPtr> views_;
  std::map<std::string, graph::IdIndexPtr> indexes_;
};

}  // namespace omnigraph::exec
