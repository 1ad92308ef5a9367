// Snapshot: the state of the graph after one graph commit, fixed for ever: which version of every
// table, and the schema. Opening one reads the record (and its checkpoint, if it has one) and the
// schema source; tables are read when they are asked for. Files are looked for in the record first,
// then in the store.
//
// Immutable apart from its lazily built views; thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/log/branch_log.h"
#include "omnigraph/graph/log/record.h"
#include "omnigraph/graph/snapshot/record_store.h"
#include "omnigraph/graph/table/table_store.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::graph {

class Snapshot {
 public:
  // The state after the last commit of `head`. Reads what the cache does not hold of the checkpoint
  // and the schema source, in one round. Errors: kCorruption, kGone (a
  // thinned record).
  static Result<std::shared_ptr<const Snapshot>> of_record(GraphEnvironment& environment,
                                                           LogRecord head);
  // The state after commit `index` of the record.
  static Result<std::shared_ptr<const Snapshot>> of_commit(GraphEnvironment& environment,
                                                           LogRecord record,
                                                           size_t index);

  // The state after the first record of a graph. Reads nothing, as successor().
  static std::shared_ptr<const Snapshot> of_genesis(GraphEnvironment& environment,
                                                    LogRecord genesis,
                                                    schema::CatalogPtr catalog);

  // The state after `next`, the record that follows `head` and carries `files`. `catalog`: of its
  // schema.
  // Reads nothing, so a commit that is durable cannot be reported as failed. Tables that did not
  // change keep their views.
  static std::shared_ptr<const Snapshot> successor(GraphEnvironment& environment,
                                                   const Snapshot& head,
                                                   LogRecord next,
                                                   RecordFilesPtr files,
                                                   schema::CatalogPtr catalog);

  const LogRecord& log_record() const { return record_; }
  const CommitRecord& record() const { return *record_.record; }
  const std::string& branch() const { return record_.record->branch; }
  const std::string& commit_id() const { return commit_id_; }
  uint64_t manifest_version() const { return manifest_version_; }
  int64_t created_at() const { return created_at_; }
  const std::string& schema_sha256() const { return schema_sha256_; }
  const schema::CatalogPtr& catalog() const { return catalog_; }
  const PinMap& pins() const { return pins_; }
  // What the state's record carries: files that need not exist in the store. Never null.
  const RecordFilesPtr& files() const { return files_; }
  // The commits that led to it on other incarnations than its own; and those on its own too: of
  // each incarnation the newest.
  const AncestorMap& inherited_ancestors() const { return ancestors_; }
  AncestorMap ancestors() const;
  // Null if the state has no such table.
  const Pin* find_pin(const std::string& table_key) const;

  // kInternal if a type of the catalog has no table (a broken state).
  Result<ManifestPtr> manifest(const schema::EntityType& type) const;
  Result<ManifestPtr> manifest(const Pin& pin) const { return tables_.manifest(pin); }
  Result<TableViewPtr> table(const schema::EntityType& type) const;

 private:
  Snapshot(GraphEnvironment& environment, LogRecord record, RecordFilesPtr files);
  // Lays the changes of the record's commits 0…index over the pins; the last is the state's commit.
  void apply_commits(size_t index);

  LogRecord record_;
  RecordFilesPtr files_;
  std::string commit_id_;
  uint64_t manifest_version_ = 0;
  int64_t created_at_ = 0;
  std::string schema_sha256_;
  schema::CatalogPtr catalog_;
  PinMap pins_;
  AncestorMap ancestors_;
  mutable TableStore tables_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, TableViewPtr> views_;
  // Views of the tables that changed, as they were in the state before: the new ones share with
  // them.
  mutable std::map<std::string, TableViewPtr> earlier_views_;
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

}  // namespace omnigraph::graph
