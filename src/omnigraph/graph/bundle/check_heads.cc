#include "omnigraph/graph/bundle/check_heads.h"

#include "omnigraph/base/format.h"
#include "omnigraph/graph/branches/log_heads.h"
#include "omnigraph/graph/bundle/path_set.h"
#include "omnigraph/graph/log/branch_log.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/maintain/trace_record.h"
#include "omnigraph/graph/snapshot/snapshot.h"

namespace omnigraph::graph {
namespace {

constexpr size_t kCheckCacheBytes = size_t{32} << 20;

class HeadCheck {
 public:
  HeadCheck(GraphEnvironment& environment, const std::string& graph_id, const CancelToken& cancel)
      : cache_(kCheckCacheBytes),
        environment_{environment.store,
                     environment.clock,
                     environment.random,
                     environment.ids,
                     cache_,
                     environment.pause},
        graph_id_(graph_id),
        cancel_(cancel) {}

  Status run() {
    bool main_is_there = false;
    for (const bool tags : {false, true}) {
      OG_ASSIGN_OR_RETURN(const auto names, list_log_names(environment_, tags));
      OG_ASSIGN_OR_RETURN(const auto heads, find_log_heads(environment_, graph_id_, names, {}));
      if (heads.size() != names.size()) {
        return Error(ErrorCode::kCorruption,
                     format("a {} lacks its first record", tags ? "tag" : "branch"));
      }
      for (const LogHead& head : heads) {
        OG_RETURN_IF_ERROR(cancel_.check());
        main_is_there = main_is_there || head.log_name == kMainBranch;
        const Status checked = check(head);
        if (!checked.ok()) {
          return missing_is_damage(record_object(head.log_name, head.seq), checked.error());
        }
      }
    }
    return main_is_there ? Status()
                         : Status(Error(ErrorCode::kCorruption,
                                        format("it is missing: object \"{}\"",
                                               record_object(kMainBranch, 1))));
  }

 private:
  static Error missing_is_damage(const std::string& head, const Error& error) {
    return error.code() == ErrorCode::kNotFound
               ? Error(ErrorCode::kCorruption,
                       format("state of {} is not complete: {}", head, error.message()))
               : error.with_context(format("state of {}", head));
  }

  Status check(const LogHead& head) {
    const BranchLog log(environment_.store, head.log_name, graph_id_);
    OG_ASSIGN_OR_RETURN(const LogRecord record, log.read(head.seq));
    if (record.record->kind != RecordKind::kTombstone) {
      OG_RETURN_IF_ERROR(Snapshot::of_record(environment_, record));
    }
    return trace_record(
        environment_, *record.record, [this](std::string_view path, bool in_record) {
          return in_record ? Result<bool>(true) : look_at(path);
        });
  }

  Result<bool> look_at(std::string_view path) {
    if (!met_.add(path)) {
      return false;
    }
    if (!path.ends_with('/')) {
      OG_RETURN_IF_ERROR(environment_.store.stat(path));
      return true;
    }
    OG_ASSIGN_OR_RETURN(const auto listed, environment_.store.list(path, "", 1));
    if (listed.empty()) {
      return Error(ErrorCode::kNotFound, format("object not found: \"{}\"", path));
    }
    return true;
  }

  ReadCache cache_;
  GraphEnvironment environment_;
  const std::string& graph_id_;
  const CancelToken& cancel_;
  PathSet met_;
};

}  // namespace

Status check_heads(GraphEnvironment& environment,
                   const std::string& graph_id,
                   const CancelToken& cancel) {
  return HeadCheck(environment, graph_id, cancel).run();
}

}  // namespace omnigraph::graph
