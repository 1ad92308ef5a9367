#include "omnigraph/graph/graph.h"

#include <array>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/branches/find_commit.h"
#include "omnigraph/graph/log/lineage.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/publish/next_record.h"
#include "omnigraph/graph/stage/stage_version.h"
#include "omnigraph/schema/compile.h"

namespace omnigraph::graph {
namespace {

// The graph's id: the one in format.json, written now if nobody has. Sets `*existed`.
Result<std::string> claim_root(GraphEnvironment& environment, bool* existed) {
  const std::string fresh = environment.ids.next();
  const Status created = environment.store.create(kFormatObject, as_bytes(format_json(fresh)));
  *existed = !created.ok();
  if (created.ok()) {
    return fresh;
  }
  if (created.error().code() != ErrorCode::kAlreadyExists &&
      created.error().code() != ErrorCode::kOutcomeUnknown) {
    return created.error();
  }
  const auto bytes = environment.store.read(kFormatObject);
  if (!bytes.ok()) {
    // Not there after a lost answer: it may still land, so nothing is known yet.
    return bytes.error().code() == ErrorCode::kNotFound ? created.error() : bytes.error();
  }
  return parse_format(bytes->view());
}

Error already_there(const io::ObjectStore& store) {
  return Error(ErrorCode::kAlreadyExists,
               format("there is a graph already at '{}'", store.root_uri()));
}

// The tables of all types, empty: their manifests to `files`, their pins returned.
Result<std::vector<Pin>> stage_tables(GraphEnvironment& environment,
                                      const schema::Catalog& catalog,
                                      std::vector<io::NewObject>* files) {
  std::vector<Pin> pins;
  for (const auto* types : {&catalog.nodes(), &catalog.edges()}) {
    for (const schema::EntityType& type : *types) {
      OG_ASSIGN_OR_RETURN(
          StagedVersion table,
          stage_empty_table(
              environment, std::string(kMainBranch), type, table_folder(type.kind, type.name)));
      pins.push_back(std::move(table.pin));
      for (io::NewObject& file : table.files) {
        files->push_back(std::move(file));
      }
    }
  }
  return pins;
}

}  // namespace

Result<std::unique_ptr<Graph>> Graph::init(GraphEnvironment environment,
                                           std::string_view schema_source) {
  OG_ASSIGN_OR_RETURN(const schema::CatalogPtr catalog, schema::compile_schema(schema_source));
  bool existed = false;
  OG_ASSIGN_OR_RETURN(const std::string graph_id, claim_root(environment, &existed));
  const BranchLog log(environment.store, std::string(kMainBranch), graph_id);
  if (existed) {
    const auto genesis = log.read(1);
    if (genesis.ok()) {
      return already_there(environment.store);
    }
    if (genesis.error().code() != ErrorCode::kNotFound) {
      return genesis.error();
    }
  }
  std::vector<io::NewObject> files;
  OG_ASSIGN_OR_RETURN(std::vector<Pin> pins, stage_tables(environment, *catalog, &files));
  const std::string sha256 = sha256_hex(as_bytes(schema_source));
  const Status stored = environment.store.create(schema_object(sha256), as_bytes(schema_source));
  if (!stored.ok() && stored.error().code() != ErrorCode::kAlreadyExists) {
    return stored.error().with_context("store the schema");
  }
  if (!files.empty()) {
    OG_RETURN_IF_ERROR(environment.store.create_many(files));
  }
  const CommitRecord genesis = make_genesis(graph_id,
                                            environment.ids.next(),
                                            environment.ids.next(),
                                            environment.clock.now_us(),
                                            sha256,
                                            std::move(pins));
  const std::string bytes = to_json(genesis);
  if (bytes.size() > kMaxRecordBytes) {
    return Error(ErrorCode::kResourceExhausted,
                 format("the schema has too many types: record size {}, limit {}",
                        bytes.size(),
                        kMaxRecordBytes));
  }
  const Status created = environment.store.create(record_object(kMainBranch, 1), as_bytes(bytes));
  if (!created.ok()) {
    return created.error().code() == ErrorCode::kAlreadyExists ? already_there(environment.store)
                                                               : created.error();
  }
  std::unique_ptr<Graph> graph(new Graph(environment, graph_id));
  SnapshotPtr head = Snapshot::of_genesis(
      graph->environment_,
      {std::make_shared<const CommitRecord>(genesis), sha256_hex(as_bytes(bytes))},
      catalog);
  graph->heads_.remember(std::move(head), environment.clock.boot_us());
  return graph;
}

Result<std::unique_ptr<Graph>> Graph::open(GraphEnvironment environment) {
  const std::array<io::ReadRequest, 2> requests = {io::ReadRequest{std::string(kFormatObject)},
                                                   io::ReadRequest{std::string(kMirrorHintObject)}};
  const auto answers = environment.store.read_many(requests);
  if (!answers[0].ok()) {
    if (answers[0].error().code() == ErrorCode::kNotFound) {
      return Error(ErrorCode::kNotFound,
                   format("there is no graph at '{}' (no {}); create one with `omnigraph init`",
                          environment.store.root_uri(),
                          kFormatObject));
    }
    return answers[0].error();
  }
  OG_ASSIGN_OR_RETURN(const std::string graph_id, parse_format(answers[0]->view()));
  std::unique_ptr<Graph> graph(new Graph(environment, graph_id));
  if (answers[1].ok()) {
    graph->mirror_hint_ = parse_mirror_hint(answers[1]->view());
  }
  const BranchLog log(environment.store, std::string(kMainBranch), graph_id);
  const int64_t asked_us = environment.clock.boot_us();
  const auto hint = graph->mirror_hint_ && graph->mirror_hint_->graph_id == graph_id
                        ? std::optional(graph->mirror_hint_->seq)
                        : std::nullopt;
  auto head = log.find_head(hint);
  if (!head.ok()) {
    if (head.error().code() == ErrorCode::kNotFound) {
      return Error(ErrorCode::kNotFound,
                   format("the graph at '{}' was never finished: run `omnigraph init` again",
                          environment.store.root_uri()));
    }
    return head.error();
  }
  OG_ASSIGN_OR_RETURN(SnapshotPtr snapshot,
                      Snapshot::of_record(graph->environment_, std::move(head).value()));
  graph->heads_.remember(std::move(snapshot), asked_us);
  return graph;
}

Result<SnapshotPtr> Graph::head(const std::string& branch, int64_t staleness_us) {
  return heads_.head(branch, staleness_us);
}

Result<LogRecord> Graph::record(const std::string& branch, uint64_t seq) {
  const std::string key = format("record:{}:{}:{}", graph_id_, branch, seq);
  OG_ASSIGN_OR_RETURN(
      const auto record,
      environment_.cache.get<LogRecord>(key, [&]() -> Result<ReadCache::Sized<LogRecord>> {
        const BranchLog log(environment_.store, branch, graph_id_);
        OG_ASSIGN_OR_RETURN(LogRecord read, log.read(seq));
        const size_t bytes = 1024 + 512 * (read.record->base.size() + read.record->commits.size());
        return ReadCache::Sized<LogRecord>{std::make_shared<const LogRecord>(std::move(read)),
                                           bytes};
      }));
  return *record;
}

Result<SnapshotPtr> Graph::at_commit(const std::string& commit_id) {
  OG_ASSIGN_OR_RETURN(FoundCommit found, find_commit(*this, commit_id));
  const SnapshotPtr known = heads_.known(found.record.record->branch);
  if (known != nullptr && known->commit_id() == commit_id) {
    return known;
  }
  return Snapshot::of_commit(environment_, std::move(found.record), found.index);
}

Result<std::vector<CommitHeader>> Graph::commits(const std::string& branch,
                                                 size_t limit,
                                                 uint64_t from) {
  OG_ASSIGN_OR_RETURN(const SnapshotPtr head, this->head(branch));
  return newest_commits(environment_, head->record(), limit, from);
}

Result<CommitHeader> Graph::commit(const std::string& commit_id) {
  OG_ASSIGN_OR_RETURN(const FoundCommit found, find_commit(*this, commit_id));
  return CommitHeader{found.record.record->commits[found.index],
                      found.record.record->branch,
                      found.record.record->seq};
}

Result<PublishOutcome> Graph::publish_group(const SnapshotPtr& base,
                                            std::vector<CommitDraft> group,
                                            const PublishOptions& options) {
  if (is_tag_log(base->branch())) {
    return Error(ErrorCode::kInvalidArgument, format("'{}' cannot be written to", base->branch()));
  }
  const int64_t asked_us = environment_.clock.boot_us();
  auto outcome = graph::publish_group(environment_, base, std::move(group), options);
  if (outcome.ok()) {
    heads_.remember(outcome->published != nullptr ? outcome->published : outcome->head, asked_us);
    return outcome;
  }
  // Whatever went wrong, the next operation looks at the store first.
  heads_.doubt(base->branch());
  return outcome.error();
}

Result<SnapshotPtr> Graph::publish(const SnapshotPtr& base,
                                   CommitDraft draft,
                                   const PublishOptions& options) {
  std::vector<CommitDraft> group;
  group.push_back(std::move(draft));
  OG_ASSIGN_OR_RETURN(PublishOutcome outcome, publish_group(base, std::move(group), options));
  if (outcome.published != nullptr) {
    return std::move(outcome.published);
  }
  if (outcome.drafts.front().refused) {
    return *outcome.drafts.front().refused;
  }
  if (!outcome.drafts.front().repeated) {
    return Error(ErrorCode::kConflict,
                 "a table was optimized by another process meanwhile — refresh and retry");
  }
  return Error(ErrorCode::kConflict, "the request was committed by another process meanwhile");
}

Result<MirrorReport> Graph::sync_mirror() {
  const SnapshotPtr head = heads_.known(std::string(kMainBranch));
  const std::lock_guard lock(mirror_mutex_);
  return graph::sync_mirror(environment_, *head, mirror_hint_);
}

}  // namespace omnigraph::graph
