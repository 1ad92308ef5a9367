#include "omnigraph/graph/maintain/cleanup.h"

#include <map>
#include <set>
#include <utility>

#include <absl/container/flat_hash_set.h>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/maintain/reached_files.h"
#include "omnigraph/graph/maintain/thin_record.h"
#include "omnigraph/graph/maintain/trash.h"
#include "omnigraph/graph/snapshot/snapshot.h"

namespace omnigraph::graph {
namespace {

// Names of a folder that are in memory at a time.
constexpr size_t kListedAtOnce = 65536;
constexpr size_t kTraceCacheBytes = size_t{32} << 20;

// "nodes/03ee…" of a file in it.
std::string_view table_path_of(std::string_view path) {
  const size_t first = path.find('/');
  const size_t second = first == std::string_view::npos ? first : path.find('/', first + 1);
  return second == std::string_view::npos ? std::string_view() : path.substr(0, second);
}

class Cleanup {
 public:
  Cleanup(GraphEnvironment& environment,
          const std::string& graph_id,
          const CleanupOptions& options,
          const CancelToken& cancel)
      : cache_(kTraceCacheBytes),
        environment_{environment.store,
                     environment.clock,
                     environment.random,
                     environment.ids,
                     cache_,
                     environment.pause},
        graph_id_(graph_id),
        options_(options),
        cancel_(cancel),
        reached_(environment_) {}

  Result<CleanupReport> run() {
    if (options_.confirm) {
      OG_ASSIGN_OR_RETURN(now_us_, store_time(environment_));
    } else {
      now_us_ = environment_.clock.now_us();
    }
    OG_ASSIGN_OR_RETURN(logs_, survey_logs(environment_, graph_id_, cancel_));
    retention_ = choose_records(logs_, options_.policy, now_us_);
    report_.records_thinned = retention_.to_thin.size();
    OG_RETURN_IF_ERROR(name_tables());
    OG_RETURN_IF_ERROR(trace());
    OG_RETURN_IF_ERROR(count_versions());
    OG_RETURN_IF_ERROR(read_trash());
    if (options_.confirm) {
      OG_RETURN_IF_ERROR(thin());
    }
    OG_RETURN_IF_ERROR(condemn());
    if (options_.confirm) {
      OG_RETURN_IF_ERROR(delete_condemned());
      OG_ASSIGN_OR_RETURN(report_.leftovers_removed,
                          environment_.store.remove_leftovers(now_us_ - options_.policy.grace_us));
    }
    for (auto& [key, table] : tables_) {
      report_.tables.push_back(std::move(table));
    }
    return std::move(report_);
  }

 private:
  CleanedTable& table_of(std::string_view path) {
    const auto named = keys_.find(path);
    const std::string key = named == keys_.end() ? std::string(path) : named->second;
    CleanedTable& table = tables_[key];
    table.table_key = key;
    return table;
  }

  // Paths are the identity of tables: branches may call one by different keys; main's is taken.
  Status name_tables() {
    for (const SurveyedLog& log : logs_) {
      if (!log.lives()) {
        continue;
      }
      OG_ASSIGN_OR_RETURN(const SnapshotPtr state, Snapshot::of_record(environment_, log.head));
      for (const auto& [key, pin] : state->pins()) {
        if (log.name == kMainBranch) {
          keys_[pin.table_path] = key;
        } else {
          keys_.emplace(pin.table_path, key);
        }
      }
    }
    for (const auto& [path, key] : keys_) {
      table_of(path);
    }
    return {};
  }

  Status trace() {
    for (const SurveyedLog& log : logs_) {
      const BranchLog reader(environment_.store, log.name, graph_id_);
      for (const SurveyedRecord& at : log.records) {
        OG_RETURN_IF_ERROR(cancel_.check());
        const RecordName name(log.name, at.seq);
        OG_ASSIGN_OR_RETURN(const LogRecord record, reader.read(at.seq));
        if (!retention_.to_thin.contains(name)) {
          OG_RETURN_IF_ERROR(reached_.add_record(*record.record));
        } else if (retention_.asked_through.contains(name)) {
          OG_RETURN_IF_ERROR(reached_.add_record(thinned(record, /*keep_lineage=*/true)));
        }
      }
    }
    return reached_.add_mirrors();
  }

  // Versions that only records to be thinned have.
  Status count_versions() {
    absl::flat_hash_set<uint64_t> counted;
    for (const auto& [log_name, seq] : retention_.to_thin) {
      const BranchLog reader(environment_.store, log_name, graph_id_);
      OG_ASSIGN_OR_RETURN(const LogRecord record, reader.read(seq));
      for (const CommitEntry& commit : record.record->commits) {
        for (const Pin& pin : commit.changes) {
          const std::string object = manifest_object(pin.table_path, pin.manifest);
          if (!pin.dropped && !reached_.contains(object) &&
              counted.insert(xxh3(as_bytes(object))).second) {
            ++table_of(pin.table_path).old_versions_removed;
          }
        }
      }
    }
    return {};
  }

  Status read_trash() {
    OG_ASSIGN_OR_RETURN(lists_, trash_lists(environment_));
    for (const TrashList& list : lists_) {
      OG_ASSIGN_OR_RETURN(const auto paths, read_list(list));
      for (const std::string& path : paths) {
        condemned_.insert(xxh3(as_bytes(path)));
      }
    }
    return {};
  }

  Result<std::vector<std::string>> read_list(const TrashList& list) {
    OG_ASSIGN_OR_RETURN(const Buffer bytes, environment_.store.read(list.object));
    return parse_trash(bytes.view(), graph_id_, list.object);
  }

  Status thin() {
    for (const auto& name : retention_.to_thin) {
      OG_RETURN_IF_ERROR(cancel_.check());
      const auto& [log_name, seq] = name;
      const BranchLog reader(environment_.store, log_name, graph_id_);
      OG_ASSIGN_OR_RETURN(const LogRecord record, reader.read(seq));
      const std::string bytes = to_json(thinned(record, retention_.asked_through.contains(name)));
      OG_RETURN_IF_ERROR(environment_.store.replace(record_object(log_name, seq), as_bytes(bytes)));
    }
    return {};
  }

  Status condemn() {
    for (const std::string_view folder : {"nodes", "edges"}) {
      OG_ASSIGN_OR_RETURN(const auto tables,
                          environment_.store.list_folders(folder, "", static_cast<size_t>(-1)));
      for (const std::string& table : tables) {
        OG_RETURN_IF_ERROR(condemn_below(format("{}/{}/", folder, table)));
      }
    }
    OG_RETURN_IF_ERROR(condemn_below("__manifest/checkpoints/"));
    OG_RETURN_IF_ERROR(condemn_below("__manifest/lineage/"));
    return write_list();
  }

  Status condemn_below(const std::string& prefix) {
    std::string after;
    for (;;) {
      OG_RETURN_IF_ERROR(cancel_.check());
      OG_ASSIGN_OR_RETURN(const auto listed, environment_.store.list(prefix, after, kListedAtOnce));
      for (const io::ObjectInfo& info : listed) {
        const bool young = info.modified_us > now_us_ - options_.policy.grace_us;
        if (young || !may_be_condemned(info.path) || reached_.contains(info.path) ||
            !condemned_.insert(xxh3(as_bytes(info.path))).second) {
          continue;
        }
        ++report_.files_condemned;
        if (!info.path.starts_with("__manifest/")) {
          table_of(table_path_of(info.path)).bytes_removed += info.size_bytes;
        }
        if (options_.confirm) {
          OG_RETURN_IF_ERROR(condemn_file(info.path));
        }
      }
      if (listed.size() < kListedAtOnce) {
        return {};
      }
      after = listed.back().path;
    }
  }

  Status condemn_file(const std::string& path) {
    waiting_.push_back(path);
    return waiting_.size() < kTrashPathsMax ? Status() : write_list();
  }

  Status write_list() {
    if (waiting_.empty()) {
      return {};
    }
    const std::string object = format("{}{}.json", kTrashFolder, environment_.ids.next());
    OG_RETURN_IF_ERROR(
        environment_.store.create(object, as_bytes(trash_json(graph_id_, waiting_))));
    OG_ASSIGN_OR_RETURN(const io::ObjectInfo info, environment_.store.stat(object));
    lists_.push_back({object, info.modified_us, {}});
    waiting_.clear();
    return {};
  }

  Status delete_condemned() {
    for (const TrashList& list : lists_) {
      const bool due =
          options_.policy.grace_us == 0 || list.stored_at < now_us_ - options_.policy.grace_us;
      if (!due) {
        continue;
      }
      OG_ASSIGN_OR_RETURN(const auto paths, read_list(list));
      for (const std::string& path : paths) {
        OG_RETURN_IF_ERROR(cancel_.check());
        if (!reached_.contains(path)) {
          OG_RETURN_IF_ERROR(delete_file(path));
        }
      }
      OG_RETURN_IF_ERROR(environment_.store.remove(list.object));
    }
    return {};
  }

  Status delete_file(const std::string& path) {
    const auto info = environment_.store.stat(path);
    if (!info.ok()) {
      return info.error().code() == ErrorCode::kNotFound ? Status() : info.error();
    }
    OG_RETURN_IF_ERROR(environment_.store.remove(path));
    ++report_.files_deleted;
    report_.bytes_deleted += info->size_bytes;
    return {};
  }

  ReadCache cache_;
  GraphEnvironment environment_;
  const std::string graph_id_;
  const CleanupOptions& options_;
  const CancelToken& cancel_;
  int64_t now_us_ = 0;
  std::vector<SurveyedLog> logs_;
  Retention retention_;
  ReachedFiles reached_;
  std::map<std::string, std::string, std::less<>> keys_;  // table path → key
  std::map<std::string, CleanedTable> tables_;            // by key
  std::vector<TrashList> lists_;
  absl::flat_hash_set<uint64_t> condemned_;  // on lists
  std::vector<std::string> waiting_;         // of the next list
  CleanupReport report_;
};

}  // namespace

Result<CleanupReport> cleanup(GraphEnvironment& environment,
                              const std::string& graph_id,
                              const CleanupOptions& options,
                              const CancelToken& cancel) {
  if (!options.policy.keep_versions && !options.policy.older_than_us) {
    return Error(ErrorCode::kInvalidArgument,
                 "cleanup requires at least one of keep_versions or older_than");
  }
  return Cleanup(environment, graph_id, options, cancel).run();
}

}  // namespace omnigraph::graph
