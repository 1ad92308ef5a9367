#include "omnigraph/graph/verify/verify.h"

#include <charconv>

#include "omnigraph/base/format.h"
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

// The seq of the newest record, told by the listing: unlike a search that asks for names it is not
// misled by a record that is missing before it. 0: there is none.
Result<uint64_t> newest_seq(io::ObjectStore& store) {
  const std::string first = record_object(kMainBranch, 1);
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
  OG_ASSIGN_OR_RETURN(const uint64_t head_seq, newest_seq(environment.store));
  if (head_seq == 0) {
    const auto format_json = environment.store.stat(kFormatObject);
    if (!format_json.ok() && format_json.error().code() == ErrorCode::kNotFound) {
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
  LogWalk walk(own, options, findings, cancel);
  OG_RETURN_IF_ERROR(walk.run(graph_id, head_seq));
  if (walk.head().record == nullptr) {
    return report;
  }
  const auto newest = Snapshot::of_record(own, walk.head());
  if (!newest.ok()) {
    OG_RETURN_IF_ERROR(findings.take(record_object(kMainBranch, head_seq), newest.error()));
    return report;
  }
  for (const auto& [key, pin] : (*newest)->pins()) {
    report.rows += pin.row_count;
  }
  if (options.deep) {
    OG_RETURN_IF_ERROR(check_state(**newest, findings, cancel));
  }
  return report;
}

}  // namespace omnigraph::graph
