#include "omnigraph/graph/verify/verify.h"

#include <charconv>
#include <set>
#include <string>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/branches/log_heads.h"
#include "omnigraph/graph/log/branch_log.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/mirror/mirror.h"
#include "omnigraph/graph/snapshot/snapshot.h"
#include "omnigraph/graph/verify/check_state.h"
#include "omnigraph/graph/verify/findings.h"
#include "omnigraph/graph/verify/walk_log.h"

namespace omnigraph::graph {
namespace {

// Lineage pages and pages of the newest state, each used once or twice.
constexpr size_t kCacheBytes = size_t{64} << 20;

// The seq of a log's newest record, told by the listing: unlike a search that asks for names it is
// not misled by a record that is missing before it. 0: there is none.
Result<uint64_t> newest_seq(io::ObjectStore& store, std::string_view log_name) {
  const std::string first = record_object(log_name, 1);
  const std::string folder = first.substr(0, first.rfind('/') + 1);
  OG_ASSIGN_OR_RETURN(const auto listed, store.list(folder, "", 1));
  if (listed.empty()) {
    return uint64_t{0};
  }
  const std::string_view name = std::string_view(listed.front().path).substr(folder.size());
  uint64_t inverse = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), inverse);
  if (error != std::errc() || std::string_view(end) != ".json") {
    return Error(ErrorCode::kCorruption,
                 format("not a name of a commit record: object \"{}\"", listed.front().path));
  }
  return UINT64_MAX - inverse;
}

// The graph's id: what format.json says, or the newest record if that is damaged.
Result<std::string> graph_id_of(io::ObjectStore& store, uint64_t head_seq, Findings& findings) {
  const std::string format_object(kFormatObject);
  ++findings.report().objects;
  const auto bytes = store.read(kFormatObject);
  const auto id = bytes.ok() ? parse_format(bytes->view()) : Result<std::string>(bytes.error());
  if (id.ok()) {
    return *id;
  }
  OG_RETURN_IF_ERROR(findings.take(format_object, id.error()));
  for (uint64_t seq = head_seq; seq >= 1; --seq) {
    const std::string object = record_object(kMainBranch, seq);
    const auto record_bytes = store.read(object);
    if (record_bytes.ok()) {
      const auto record = parse_record(record_bytes->view(), object);
      if (record.ok()) {
        return record->graph_id;
      }
    }
  }
  return std::string();
}

// The logs one after another.
class Walker {
 public:
  Walker(GraphEnvironment& environment,
         const VerifyOptions& options,
         Findings& findings,
         const CancelToken& cancel)
      : environment_(environment),
        options_(options),
        findings_(findings),
        cancel_(cancel),
        walk_(environment, options, findings, cancel) {}

  Status run(const std::string& graph_id, uint64_t main_seq) {
    OG_RETURN_IF_ERROR(check_log(graph_id, std::string(kMainBranch), main_seq));
    for (const bool tags : {false, true}) {
      OG_ASSIGN_OR_RETURN(const auto log_names, list_log_names(environment_, tags));
      for (const std::string& log_name : log_names) {
        OG_ASSIGN_OR_RETURN(const uint64_t seq, newest_seq(environment_.store, log_name));
        if (log_name != kMainBranch && seq != 0) {
          OG_RETURN_IF_ERROR(check_log(graph_id, log_name, seq));
        }
      }
    }
    return {};
  }

 private:
  Status check_log(const std::string& graph_id, const std::string& log_name, uint64_t head_seq) {
    OG_RETURN_IF_ERROR(walk_.run(graph_id, log_name, head_seq));
    const LogRecord& head = walk_.head();
    if (head.record == nullptr || head.record->kind == RecordKind::kTombstone) {
      return {};
    }
    const auto newest = Snapshot::of_record(environment_, head);
    if (!newest.ok()) {
      return findings_.take(record_object(log_name, head_seq), newest.error());
    }
    if (log_name == kMainBranch) {
      for (const auto& [key, pin] : (*newest)->pins()) {
        findings_.report().rows += pin.row_count;
      }
    }
    return options_.deep ? check_deeply(**newest) : Status();
  }

  // States that several logs share are looked at once.
  Status check_deeply(const Snapshot& state) {
    std::string text = state.schema_sha256();
    for (const auto& [key, pin] : state.pins()) {
      text += format("\n{} {} {}", key, pin.table_path, pin.manifest);
    }
    return deep_states_.insert(sha256_hex(as_bytes(text))).second
               ? check_state(state, findings_, cancel_)
               : Status();
  }

  GraphEnvironment& environment_;
  const VerifyOptions& options_;
  Findings& findings_;
  const CancelToken& cancel_;
  LogWalk walk_;
  std::set<std::string> deep_states_;  // by the hash of what they are made of
};

}  // namespace

Result<VerifyReport> verify_graph(GraphEnvironment& environment,
                                  const VerifyOptions& options,
                                  const CancelToken& cancel) {
  ReadCache cache(kCacheBytes);
  GraphEnvironment own{
      environment.store, environment.clock, environment.random, environment.ids, cache};
  own.pause = environment.pause;
  VerifyReport report;
  Findings findings(report);
  // First the hint, then the listing: whatever the hint speaks of was there before.
  const auto hint = read_mirror_hint(environment.store);
  OG_ASSIGN_OR_RETURN(const uint64_t head_seq, newest_seq(environment.store, kMainBranch));
  if (head_seq == 0) {
    const auto format_json = environment.store.read(kFormatObject);
    if (format_json.ok()) {
      const auto graph_id = parse_format(format_json->view());
      if (!graph_id.ok() && graph_id.error().code() == ErrorCode::kFailedPrecondition) {
        return graph_id.error();  // an import that is not finished
      }
    } else if (format_json.error().code() == ErrorCode::kNotFound) {
      return Error(
          ErrorCode::kNotFound,
          format("there is no graph at '{}' (no {})", environment.store.root_uri(), kFormatObject));
    }
    findings.add(record_object(kMainBranch, 1), "there is no commit record");
    return report;
  }
  OG_ASSIGN_OR_RETURN(const std::string graph_id,
                      graph_id_of(environment.store, head_seq, findings));
  if (hint && hint->graph_id == graph_id && hint->seq > head_seq) {
    findings.add(
        record_object(kMainBranch, head_seq + 1),
        format("it is missing: {} shows the state of record {}", kMirrorHintObject, hint->seq));
  }
  Walker walker(own, options, findings, cancel);
  OG_RETURN_IF_ERROR(walker.run(graph_id, head_seq));
  return report;
}

}  // namespace omnigraph::graph
