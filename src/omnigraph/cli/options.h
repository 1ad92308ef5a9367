// What the arguments said, one struct per command. Filled by run.cc, used by commands/. An option
// that was not given is empty, so that an alias or omnigraph.yaml may speak in its place.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace omnigraph::cli {

// Arguments that several commands share.
struct GraphOptions {
  std::string uri;
  std::string target;       // a name below `graphs` of the configuration
  std::string config_file;  // empty: ./omnigraph.yaml if there is one
  std::string durability = "fsync";
  bool allow_network_fs = false;
};

struct OutputOptions {
  bool json = false;
  bool timing = false;
};

// What a write may ask for.
struct WriteOptions {
  std::vector<std::string> expect;  // TABLE=VERSION
  std::optional<std::string> if_commit;
  std::optional<std::string> idempotency_key;
  uint32_t retries = 0;  // change only
  std::optional<std::string> actor;
  bool any() const { return !expect.empty() || if_commit || idempotency_key || retries != 0; }
};

struct InitOptions {
  GraphOptions graph;
  std::string schema_file;
};

struct LoadOptions {
  GraphOptions graph;
  OutputOptions output;
  std::vector<std::string> data;  // files, directories, - for stdin
  std::string type;               // of the rows of CSV
  uint32_t threads = 0;           // 0: as many as run at once
  bool quiet = false;
  std::optional<std::string> branch;
  std::string mode = "overwrite";
  bool strict = false;
  bool keep_automatic = false;
  bool cascade = false;
  WriteOptions write;
  double timeout_seconds = 0;  // 0: none
};

struct QueryOptions {  // read, change
  GraphOptions graph;
  OutputOptions output;
  std::string query_file;
  std::string alias;
  std::string name;
  std::optional<std::string> params;
  std::string params_file;
  std::optional<std::string> branch;
  std::string snapshot;                 // read only: a reference
  std::string format;                   // read only: table, json, jsonl, csv, kv
  WriteOptions write;                   // change only
  double timeout_seconds = 0;           // 0: none
  std::vector<std::string> positional;  // the graph, or arguments of the alias
};

struct ExportOptions {
  GraphOptions graph;
  bool timing = false;
  std::optional<std::string> branch;
  std::string at;  // a reference; empty: the branch
  std::vector<std::string> types;
  std::vector<std::string> tables;
  bool jsonl = false;
};

struct ShowOptions {  // snapshot, schema show, commit list, commit show
  GraphOptions graph;
  OutputOptions output;
  std::optional<std::string> branch;
  std::string at;  // a reference; empty: the branch (snapshot, schema show)
  std::string commit_id;
  // commit list
  uint64_t limit = 0;  // 0 = all
  std::optional<std::string> author;
  std::optional<std::string> type;
  std::optional<std::string> since;
  std::optional<std::string> until;
  std::string cursor;
  bool changes = false;  // commit show: row by row
};

struct SchemaOptions {  // schema plan, schema apply
  GraphOptions graph;
  OutputOptions output;
  std::string schema_file;
  std::optional<std::string> branch;
  bool allow_data_loss = false;
  std::optional<std::string> message;
  WriteOptions write;          // apply only
  double timeout_seconds = 0;  // 0: none
};

struct IngestOptions {
  LoadOptions load;
  std::string from = "main";
};

struct BranchOptions {  // branch create, list, delete, rename, show
  GraphOptions graph;
  OutputOptions output;
  std::string name;
  std::string new_name;
  std::string from = "main";     // create
  std::string against = "main";  // show
  bool details = false;          // list
  std::optional<std::string> if_commit;
  std::optional<std::string> actor;
};

struct TagOptions {  // tag create, list, show, delete
  GraphOptions graph;
  OutputOptions output;
  std::string name;
  std::string at = "main";
  std::optional<std::string> actor;
};

// What is to happen with rows that both sides changed.
struct ConflictOptions {
  std::string on_conflict = "fail";  // fail, ours, theirs, newest
  std::vector<std::string> by_type;  // TYPE=DECISION
};

struct MergeOptions {  // branch merge
  GraphOptions graph;
  OutputOptions output;
  std::string source;
  std::string into = "main";
  bool dry_run = false;
  ConflictOptions conflicts;
  std::string granularity = "property";  // or row
  bool delete_branch = false;
  bool keep_conflicts = false;
  std::optional<std::string> if_commit;
  std::optional<std::string> message;
  std::optional<std::string> actor;
  double timeout_seconds = 0;  // 0: none
};

struct OpenMergeOptions {  // merge list, show, resolve, continue, abort
  GraphOptions graph;
  OutputOptions output;
  std::string merge_id;
  bool all = false;               // list
  std::vector<std::string> rows;  // resolve: TYPE/ID; empty: all
  std::string take;               // resolve: ours, theirs, newest
  std::optional<std::string> actor;
};

struct ApplyOptions {  // revert, cherry-pick
  GraphOptions graph;
  OutputOptions output;
  std::string commit_id;
  std::optional<std::string> branch;
  bool dry_run = false;
  ConflictOptions conflicts;
  std::optional<std::string> if_commit;
  std::optional<std::string> message;
  std::optional<std::string> actor;
  double timeout_seconds = 0;  // 0: none
};

struct ChangeFilterOptions {  // diff, changes
  std::vector<std::string> types;
  std::string kind;              // node, edge; empty: both
  std::vector<std::string> ops;  // insert, update, delete; empty: all
};

struct DiffOptions {
  GraphOptions graph;
  OutputOptions output;
  std::string from;  // references
  std::string to = "main";
  ChangeFilterOptions filter;
  bool summary = false;
};

struct FeedOptions {  // changes
  GraphOptions graph;
  OutputOptions output;
  std::optional<std::string> branch;
  std::string since;  // the cursor: a commit id; empty: from the first commit
  uint64_t limit = 100;
  ChangeFilterOptions filter;
};

struct EntityLogOptions {  // log
  GraphOptions graph;
  OutputOptions output;
  std::string row;  // TYPE/ID
  std::string at = "main";
  uint64_t limit = 0;  // 0 = all
  bool last = false;
};

struct CommitGraphOptions {
  GraphOptions graph;
  OutputOptions output;
  uint64_t limit = 100;
  std::vector<std::string> branches;  // empty: all
};

struct VerifyOptions {
  GraphOptions graph;
  OutputOptions output;
  bool deep = false;
};

struct BundleOptions {  // bundle create, bundle import, copy
  GraphOptions graph;   // import: the new one
  OutputOptions output;
  std::string file;   // not copy; "-": stdout, stdin
  std::string first;  // copy only: the graph and the new one, or the new one alone
  std::string second;
};

struct MaintenanceOptions {  // optimize, cleanup, stats
  GraphOptions graph;
  OutputOptions output;
  std::optional<std::string> branch;  // not cleanup
  std::vector<std::string> tables;    // optimize only
  // cleanup only
  std::optional<uint64_t> keep;
  std::string older_than;  // a duration
  std::string grace;       // a duration; empty: a day
  bool confirm = false;
};

struct LintOptions {
  GraphOptions graph;
  OutputOptions output;
  std::string query_file;
  std::string schema_file;
};

}  // namespace omnigraph::cli
