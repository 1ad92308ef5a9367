#include "omnigraph/graph/snapshot/snapshot.h"

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/schema/compile.h"

namespace omnigraph::graph {

namespace {

// What a state needs beside its record.
struct Surroundings {
  schema::CatalogPtr catalog;
  std::shared_ptr<const Checkpoint> checkpoint;  // null if the record names none
};

Result<ReadCache::Sized<schema::Catalog>> compile_stored(const Buffer& bytes,
                                                         const std::string& sha256) {
  const std::string found = sha256_hex(bytes.span());
  if (found != sha256) {
    return Error(ErrorCode::kCorruption,
                 format("schema source does not fit its name: object \"{}\", expected {}, found {}",
                        schema_object(sha256),
                        sha256,
                        found));
  }
  const auto compiled = schema::compile_schema(bytes.view());
  if (!compiled.ok()) {
    return compiled.error().with_context("the stored schema does not compile");
  }
  return ReadCache::Sized<schema::Catalog>{*compiled, bytes.size() * 8};
}

Result<ReadCache::Sized<Checkpoint>> parse_stored(const Buffer& bytes,
                                                  const std::string& object,
                                                  const std::string& graph_id) {
  OG_ASSIGN_OR_RETURN(Checkpoint checkpoint, parse_checkpoint(bytes.view(), object));
  if (checkpoint.graph_id != graph_id) {
    return Error(ErrorCode::kCorruption,
                 format("checkpoint is of another graph: object \"{}\"", object));
  }
  return ReadCache::Sized<Checkpoint>{std::make_shared<const Checkpoint>(std::move(checkpoint)),
                                      bytes.size() * 2};
}

// Both from the cache, or read in one round.
Result<Surroundings> load_surroundings(GraphEnvironment& environment,
                                       const CommitRecord& record,
                                       const std::string& schema_sha256) {
  ReadCache& cache = environment.cache;
  const std::string schema_key = "schema:" + schema_sha256;
  const std::string checkpoint =
      record.checkpoint ? checkpoint_object(*record.checkpoint) : std::string();
  Surroundings found;
  found.catalog = std::static_pointer_cast<const schema::Catalog>(cache.find(schema_key));
  std::vector<io::ReadRequest> requests;
  if (found.catalog == nullptr) {
    requests.push_back({schema_object(schema_sha256)});
  }
  if (record.checkpoint) {
    found.checkpoint =
        std::static_pointer_cast<const Checkpoint>(cache.find("checkpoint:" + checkpoint));
    if (found.checkpoint == nullptr) {
      requests.push_back({checkpoint});
    }
  }
  const auto answers = environment.store.read_many(requests);
  for (const auto& answer : answers) {
    OG_RETURN_IF_ERROR(answer);
  }
  if (found.catalog == nullptr) {
    OG_ASSIGN_OR_RETURN(const auto made, compile_stored(*answers.front(), schema_sha256));
    cache.insert(schema_key, made.value, made.bytes);
    found.catalog = made.value;
  }
  if (record.checkpoint && found.checkpoint == nullptr) {
    OG_ASSIGN_OR_RETURN(const auto made,
                        parse_stored(*answers.back(), checkpoint, record.graph_id));
    cache.insert("checkpoint:" + checkpoint, made.value, made.bytes);
    found.checkpoint = made.value;
  }
  return found;
}

}  // namespace

Snapshot::Snapshot(GraphEnvironment& environment, LogRecord record, RecordFilesPtr files)
    : record_(std::move(record)),
      files_(std::move(files)),
      tables_(files_->empty() ? io::borrowed(environment.store)
                              : std::make_shared<RecordStore>(environment.store, files_),
              environment.cache) {}

Result<SnapshotPtr> Snapshot::of_record(GraphEnvironment& environment, LogRecord head) {
  const size_t commits = head.record->commits.size();
  return of_commit(environment, std::move(head), commits == 0 ? 0 : commits - 1);
}

Result<SnapshotPtr> Snapshot::of_commit(GraphEnvironment& environment,
                                        LogRecord log_record,
                                        size_t index) {
  const CommitRecord& record = *log_record.record;
  if (record.kind == RecordKind::kThinned) {
    return Error(
        ErrorCode::kGone,
        format("the state of commit {} was reclaimed by cleanup", record.head_commit_id()));
  }
  if (record.kind == RecordKind::kTombstone) {
    return Error(ErrorCode::kNotFound, format("branch '{}' not found", record.branch));
  }
  const std::string schema_sha256 = record.commits.empty() ? record.schema_sha256.value_or("")
                                                           : record.commits[index].schema_sha256;
  OG_ASSIGN_OR_RETURN(Surroundings around, load_surroundings(environment, record, schema_sha256));
  OG_ASSIGN_OR_RETURN(RecordFiles files, unpack_files(record));
  std::shared_ptr<Snapshot> snapshot(
      new Snapshot(environment, log_record, std::make_shared<const RecordFiles>(std::move(files))));
  snapshot->catalog_ = std::move(around.catalog);
  snapshot->schema_sha256_ = schema_sha256;
  if (around.checkpoint != nullptr) {
    apply_pins(snapshot->pins_, around.checkpoint->pins);
    add_ancestors(snapshot->ancestors_, around.checkpoint->contains);
  }
  apply_pins(snapshot->pins_, record.base);
  add_ancestors(snapshot->ancestors_, record.contains);
  snapshot->commit_id_ = record.head_commit_id();
  snapshot->manifest_version_ = record.head_manifest_version();
  if (!record.commits.empty()) {
    snapshot->apply_commits(index);
  } else if (!record.recent.empty()) {
    snapshot->created_at_ = record.recent.back().entry.created_at;  // of the commit forked from
  }
  return SnapshotPtr(std::move(snapshot));
}

void Snapshot::apply_commits(size_t index) {
  const std::vector<CommitEntry>& commits = record().commits;
  for (size_t i = 0; i <= index; ++i) {
    apply_pins(pins_, commits[i].changes);
    for (const Pin& pin : commits[i].changes) {
      const auto at = views_.find(pin.table_key);
      if (at != views_.end()) {
        earlier_views_[pin.table_key] = std::move(at->second);
        views_.erase(at);
      }
    }
  }
  commit_id_ = commits[index].graph_commit_id;
  manifest_version_ = commits[index].manifest_version;
  created_at_ = commits[index].created_at;
  schema_sha256_ = commits[index].schema_sha256;
}

SnapshotPtr Snapshot::of_genesis(GraphEnvironment& environment,
                                 LogRecord genesis,
                                 schema::CatalogPtr catalog) {
  std::shared_ptr<Snapshot> snapshot(
      new Snapshot(environment, std::move(genesis), std::make_shared<const RecordFiles>()));
  snapshot->catalog_ = std::move(catalog);
  snapshot->apply_commits(0);
  return snapshot;
}

SnapshotPtr Snapshot::successor(GraphEnvironment& environment,
                                const Snapshot& head,
                                LogRecord next,
                                RecordFilesPtr files,
                                schema::CatalogPtr catalog) {
  std::shared_ptr<Snapshot> snapshot(new Snapshot(environment, std::move(next), std::move(files)));
  snapshot->pins_ = head.pins_;
  snapshot->ancestors_ = head.ancestors_;
  add_ancestors(snapshot->ancestors_, snapshot->record().contains);
  snapshot->catalog_ = std::move(catalog);
  if (snapshot->catalog_ == head.catalog_) {
    const std::lock_guard lock(head.mutex_);
    snapshot->views_ = head.views_;
    snapshot->earlier_views_ = head.earlier_views_;
  }
  snapshot->apply_commits(snapshot->record().commits.size() - 1);
  return snapshot;
}

AncestorMap Snapshot::ancestors() const {
  AncestorMap all = ancestors_;
  if (record().commits.empty()) {
    return all;  // a birth: its state is a commit of another incarnation
  }
  add_ancestors(all, {{record().incarnation, manifest_version_, record().branch, record().seq}});
  return all;
}

const Pin* Snapshot::find_pin(const std::string& table_key) const {
  const auto at = pins_.find(table_key);
  return at == pins_.end() ? nullptr : &at->second;
}

namespace {

Error no_table(const schema::EntityType& type, const std::string& commit_id) {
  return Error(ErrorCode::kCorruption,
               format("the state has no table for a type of its schema: table \"{}\", commit {}",
                      type.table_key,
                      commit_id));
}

}  // namespace

Result<ManifestPtr> Snapshot::manifest(const schema::EntityType& type) const {
  const Pin* pin = find_pin(type.table_key);
  if (pin == nullptr) {
    return no_table(type, commit_id_);
  }
  return tables_.manifest(*pin);
}

Result<TableViewPtr> Snapshot::table(const schema::EntityType& type) const {
  const Pin* pin = find_pin(type.table_key);
  if (pin == nullptr) {
    return no_table(type, commit_id_);
  }
  TableViewPtr before;
  {
    const std::lock_guard lock(mutex_);
    const auto at = views_.find(type.table_key);
    if (at != views_.end()) {
      return at->second;
    }
    const auto earlier = earlier_views_.find(type.table_key);
    before = earlier == earlier_views_.end() ? nullptr : earlier->second;
  }
  OG_ASSIGN_OR_RETURN(TableViewPtr view, tables_.view(catalog_, type, *pin, before.get()));
  const std::lock_guard lock(mutex_);
  earlier_views_.erase(type.table_key);
  return views_.emplace(type.table_key, std::move(view)).first->second;
}

}  // namespace omnigraph::graph
