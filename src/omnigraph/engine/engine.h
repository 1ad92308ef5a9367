// Engine: the one front door of a graph, for programs, the CLI and the server alike: open, read,
// change, load, export, look at commits. Everything above it speaks in texts and plain values.
//
// Thread-safe. Writers of one engine and branch take turns, and those that wait are published
// together. Errors are typed (base/error.h); findings about texts carry their places.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/engine/engine_branches.h"
#include "omnigraph/engine/engine_history.h"
#include "omnigraph/engine/ingest.h"
#include "omnigraph/engine/load_request.h"
#include "omnigraph/engine/maintenance.h"
#include "omnigraph/engine/schema_change.h"
#include "omnigraph/engine/write_request.h"
#include "omnigraph/exec/context.h"
#include "omnigraph/exec/result_set.h"
#include "omnigraph/graph/bundle/bundle.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/export/export.h"
#include "omnigraph/graph/load/load.h"
#include "omnigraph/graph/verify/verify.h"
#include "omnigraph/io/open_store.h"

namespace omnigraph::engine {

struct EngineOptions {
  io::StoreOptions store;
  size_t cache_bytes = 0;        // 0: a quarter of the machine's memory
  bool mock_embeddings = false;  // make @embed vectors with the mock provider
  exec::ExecLimits limits;
  // How old a view may be before a write looks for a newer one.
  int64_t write_staleness_us = 1'000'000;
  // Commits with files up to this size in all are one put (graph/environment.h).
  size_t small_commit_bytes = graph::kSmallCommitBytes;
  // Waits between two tries of a store call; empty: really waits.
  std::function<void(int64_t microseconds)> pause;
  BackgroundOptimize background_optimize;
};

// Which state a read sees: a branch head, or any other that a reference names.
struct Target {
  std::string branch = "main";
  // A reference (graph/branches/ref.h): a graph commit id, "tag:v1", "main@12", …; wins over
  // branch.
  std::optional<std::string> snapshot;
};

struct ReadRequest {
  std::string query_source;  // a .gq text
  std::string query_name;    // empty: the only query of the text
  std::string params_json;   // an object; empty = none
  Target target;
};

struct ReadAnswer {
  std::string query_name;
  Target target;
  exec::ResultSet rows;
  std::vector<Diagnostic> warnings;
};

struct ChangeRequest {
  std::string query_source;
  std::string query_name;
  std::string params_json;
  std::string branch = "main";
  std::optional<std::string> actor_id;
  std::optional<std::string> message;
  WriteConditions conditions;
};

struct ChangeAnswer : WriteReceipt {
  std::string branch;
  std::string query_name;
  // What the statement with a `return` gives; nothing if no statement has one.
  std::optional<exec::ResultSet> rows;
  std::vector<Diagnostic> warnings;
};

struct TableInfo {
  std::string table_key;
  std::string table_path;
  uint64_t table_version = 0;
  std::optional<std::string> table_branch;
  uint64_t row_count = 0;
};

struct SnapshotAnswer {
  std::string branch;
  uint64_t manifest_version = 0;
  std::vector<TableInfo> tables;  // by key
};

// What the mirror of other Lance readers is like after an operation.
struct MirrorAnswer {
  size_t written = 0;
  std::vector<std::string> drifted_tables;
};

class Engine {
 public:
  // Creates a graph at `uri`. Errors: kAlreadyExists; schema findings.
  static Result<std::unique_ptr<Engine>> init(const std::string& uri,
                                              std::string_view schema_source,
                                              const EngineOptions& options);
  // Opens the graph at `uri`. Errors: kNotFound.
  static Result<std::unique_ptr<Engine>> open(const std::string& uri, const EngineOptions& options);
  // The same on a store that the caller brings (tests); it must outlive the engine.
  static Result<std::unique_ptr<Engine>> init_on(io::ObjectStore& store,
                                                 std::string_view schema_source,
                                                 const EngineOptions& options);
  static Result<std::unique_ptr<Engine>> open_on(io::ObjectStore& store,
                                                 const EngineOptions& options);
  ~Engine();

  // Looks at everything that the history of the graph reaches (graph/verify/verify.h). Needs no
  // graph that opens. Errors: kNotFound when there is none.
  static Result<graph::VerifyReport> verify(const std::string& uri,
                                            const graph::VerifyOptions& request,
                                            const EngineOptions& options,
                                            const CancelToken& cancel);
  static Result<graph::VerifyReport> verify_on(io::ObjectStore& store,
                                               const graph::VerifyOptions& request,
                                               const EngineOptions& options,
                                               const CancelToken& cancel);

  // Where the graph is: an absolute path or URI.
  std::string uri() const;

  Result<ReadAnswer> read(const ReadRequest& request, const CancelToken& cancel);
  // All statements of the query as one commit, or nothing.
  Result<ChangeAnswer> change(const ChangeRequest& request, const CancelToken& cancel);
  // All inputs, in their order, as one commit.
  Result<LoadAnswer> load(std::vector<graph::LoadInput> inputs,
                          const LoadRequest& request,
                          const CancelToken& cancel);
  // The same for one input of JSON lines.
  Result<LoadAnswer> load(const graph::ByteReader& input,
                          const LoadRequest& request,
                          const CancelToken& cancel);
  // A load into a branch that is created first if it is not there. If the load fails the new branch
  // stays.
  Result<IngestAnswer> ingest(std::vector<graph::LoadInput> inputs,
                              const IngestRequest& request,
                              const CancelToken& cancel);
  Status export_rows(const Target& target,
                     const graph::ExportFilter& filter,
                     const graph::TextSink& sink,
                     const CancelToken& cancel);

  Result<SnapshotAnswer> snapshot(const Target& target);
  // Newest first.
  Result<std::vector<graph::CommitHeader>> commits(const std::string& branch, size_t limit);
  Result<CommitList> commit_list(CommitListRequest request);
  // Of any branch, with its changes.
  Result<graph::CommitHeader> commit(const std::string& commit_id);
  Result<std::string> schema_source(const Target& target);
  // What separates a branch's schema from the wanted one, and whether it can be done. Looks at no
  // row. Errors: kNotFound; findings about the wanted schema.
  Result<SchemaPlanAnswer> schema_plan(const SchemaPlanRequest& request);
  // Does it, as one commit, or nothing if the schemas are the same (graph/evolve/evolve.h). Errors
  // also: kInvalidArgument for what cannot be done, kFailedPrecondition with ConstraintDetail when
  // stored rows do not fit.
  Result<SchemaApplyAnswer> schema_apply(const SchemaApplyRequest& request,
                                         const CancelToken& cancel);

  // Branches and tags (graph/branches/branches.h has what they cost and how they fail). Lists are
  // by name, of branches main first.
  Result<BranchInfo> branch_create(const CreateBranchRequest& request);
  Result<std::vector<BranchInfo>> branch_list();
  // `against`: a reference to the state that it is compared with.
  Result<BranchAnswer> branch_show(const std::string& name, const std::string& against = "main");
  Status branch_delete(const DeleteBranchRequest& request);
  Result<BranchInfo> branch_rename(const std::string& name, const std::string& new_name);
  Result<TagInfo> tag_create(const CreateTagRequest& request);
  Result<std::vector<TagInfo>> tag_list();
  Result<TagInfo> tag_show(const std::string& name);
  Status tag_delete(const std::string& name);

  // Puts the small fragments of a branch's tables together (graph/maintain/optimize.h). Other
  // writers of this engine wait only while the result is published.
  Result<OptimizeAnswer> optimize(const OptimizeRequest& request, const CancelToken& cancel);
  // Gives up old states and deletes what nothing needs (graph/maintain/cleanup.h).
  Result<graph::CleanupReport> cleanup(const graph::CleanupOptions& request,
                                       const CancelToken& cancel);
  // What the tables of a state are made of.
  Result<StatsAnswer> stats(const Target& target);
  // Returns when nothing is left to do for EngineOptions::background_optimize. For tests.
  void wait_for_background();

  // Merges a branch into another one, takes a commit back, does it on another branch: each one
  // commit (graph/merge/merge.h). With conflicts nothing is written but, if asked for, the
  // conflicts: they are decided row by row, then the merge is continued on what the branches are
  // then.
  Result<MergeAnswer> merge(const MergeRequest& request, const CancelToken& cancel);
  Result<graph::MergeReport> revert(const ApplyRequest& request, const CancelToken& cancel);
  Result<graph::MergeReport> cherry_pick(const ApplyRequest& request, const CancelToken& cancel);
  Result<std::vector<graph::OpenMerge>> merge_list(bool all);
  Result<graph::OpenMerge> merge_show(const std::string& merge_id);
  Result<graph::OpenMerge> merge_resolve(const DecideRequest& request);
  Result<MergeAnswer> merge_continue(const std::string& merge_id,
                                     std::optional<std::string> actor_id,
                                     const CancelToken& cancel);
  Result<graph::OpenMerge> merge_abort(const std::string& merge_id);

  // What changed between two states, to `sink` (graph/history/entity_change.h).
  Result<graph::ChangeCounts> diff(const DiffRequest& request,
                                   const graph::ChangeSink& sink,
                                   const CancelToken& cancel);
  // The commits of a branch after a cursor, with what they changed.
  Result<std::vector<graph::FeedItem>> changes(const graph::FeedRequest& request,
                                               const CancelToken& cancel);
  // Who changed a row ("Person/Alice") and in which properties, as the state `at` remembers it.
  Result<EntityLogAnswer> entity_log(const std::string& row,
                                     const std::string& at,
                                     size_t limit,
                                     const CancelToken& cancel);

  // The whole graph as one archive; a graph made of one at an empty place; a copy without an
  // archive (graph/bundle/bundle.h). Writers may go on meanwhile.
  Result<graph::BundleReport> bundle_create(const graph::ByteSink& sink,
                                            const graph::BundleOptions& request,
                                            const CancelToken& cancel);
  static Result<graph::BundleReport> bundle_import(const graph::ByteReader& source,
                                                   const std::string& new_uri,
                                                   const graph::BundleOptions& request,
                                                   const EngineOptions& options,
                                                   const CancelToken& cancel);
  Result<graph::BundleReport> copy_to(const std::string& new_uri,
                                      const graph::BundleOptions& request,
                                      const CancelToken& cancel);

  // Brings `lance/` up to the newest state this engine knows. Called by whoever ends a write: at
  // once by the CLI, now and then by a server.
  Result<MirrorAnswer> sync_mirror();

 private:
  struct State;
  explicit Engine(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace omnigraph::engine
