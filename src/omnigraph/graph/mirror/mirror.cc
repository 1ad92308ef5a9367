#include "omnigraph/graph/mirror/mirror.h"

#include "omnigraph/base/fail_point.h"
#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/lance/table/mirror_manifest.h"
#include "omnigraph/lance/table/new_version.h"

namespace omnigraph::graph {
namespace {

// Old mirror manifests serve nobody but handles opened on them; every so often all but the newest
// few go, so that a mirror's folder does not grow with history.
constexpr uint64_t kPruneEvery = 64;
constexpr uint64_t kKeepVersions = 8;

// Races for the next version lost to other processes of ours before it is left to them.
constexpr int kAttempts = 8;

// The newest version in a mirror's folder; 0 if there is none.
Result<uint64_t> newest_version(io::ObjectStore& store, const std::string& folder) {
  const std::string prefix = folder + "/_versions/";
  OG_ASSIGN_OR_RETURN(const auto names, store.list(prefix, "", 1));
  for (const io::ObjectInfo& info : names) {
    const auto version =
        lance::parse_version_manifest_name(std::string_view(info.path).substr(prefix.size()));
    if (version) {
      return *version;
    }
  }
  return 0;
}

// What version `version` of the mirror says of the state it shows, if a process of this graph wrote
// it. Errors count as no: then it is left alone.
std::optional<lance::MirrorMarks> our_marks(io::ObjectStore& store,
                                            const std::string& folder,
                                            uint64_t version,
                                            const std::string& graph_id) {
  const std::string object = folder + "/" + lance::version_manifest_path(version);
  const auto bytes = store.read(object);
  if (!bytes.ok()) {
    return std::nullopt;
  }
  const auto manifest = lance::parse_manifest(bytes->span(), object);
  if (!manifest.ok()) {
    return std::nullopt;
  }
  auto marks = lance::own_marks(*manifest);
  return marks && marks->graph_id == graph_id ? std::move(marks) : std::nullopt;
}

void prune(io::ObjectStore& store, const std::string& folder, uint64_t newest) {
  const std::string prefix = folder + "/_versions/";
  const std::string after = folder + "/" + lance::version_manifest_path(newest - kKeepVersions);
  const auto old = store.list(prefix, after, 1000);
  if (!old.ok()) {
    return;
  }
  for (const io::ObjectInfo& info : *old) {
    if (lance::parse_version_manifest_name(std::string_view(info.path).substr(prefix.size()))) {
      (void)store.remove(info.path);  // a leftover does no harm
    }
  }
}

struct MirrorOutcome {
  enum class Kind : uint8_t { kWritten, kOvertaken, kDrift };
  Kind kind = Kind::kWritten;
  uint64_t version = 0;  // the newest version in the folder
};

Result<Buffer> mirror_bytes(GraphEnvironment& environment,
                            const Snapshot& snapshot,
                            const Pin& pin,
                            uint64_t version) {
  TableStore tables(environment.store, environment.cache);
  OG_ASSIGN_OR_RETURN(const ManifestPtr source, tables.manifest(pin));
  lance::MirrorOptions options;
  options.base_uri = environment.store.root_uri() + "/" + pin.table_path;
  options.mirror_version = version;
  options.timestamp_us = environment.clock.now_us();
  options.transaction_uuid = lance::make_uuid(environment.random);
  options.marks = {snapshot.record().graph_id, snapshot.record().seq, pin.table_version};
  return lance::serialize(lance::make_mirror(*source, options));
}

// Writes the next mirror version of one table. Overtaken: another process of ours shows a newer
// state there already. Drift: somebody else wrote the newest version.
Result<MirrorOutcome> mirror_table(GraphEnvironment& environment,
                                   const Snapshot& snapshot,
                                   const Pin& pin,
                                   uint64_t known_version) {
  io::ObjectStore& store = environment.store;
  const std::string folder = mirror_folder(pin.table_key);
  OG_ASSIGN_OR_RETURN(uint64_t newest, newest_version(store, folder));
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (newest != 0 && newest != known_version) {
      const auto marks = our_marks(store, folder, newest, snapshot.record().graph_id);
      if (!marks) {
        return MirrorOutcome{MirrorOutcome::Kind::kDrift, newest};
      }
      if (marks->seq > snapshot.record().seq) {
        return MirrorOutcome{MirrorOutcome::Kind::kOvertaken, newest};
      }
    }
    OG_ASSIGN_OR_RETURN(const Buffer bytes, mirror_bytes(environment, snapshot, pin, newest + 1));
    const Status put =
        store.create(folder + "/" + lance::version_manifest_path(newest + 1), bytes.span());
    if (put.ok()) {
      if ((newest + 1) % kPruneEvery == 0) {
        prune(store, folder, newest + 1);
      }
      return MirrorOutcome{MirrorOutcome::Kind::kWritten, newest + 1};
    }
    if (put.error().code() != ErrorCode::kAlreadyExists) {
      return put.error();
    }
    // Whoever took the name, its version is looked at before anything goes above it.
    ++newest;
  }
  return MirrorOutcome{MirrorOutcome::Kind::kOvertaken, newest};
}

// The mirror of a type that is no more goes away.
void remove_mirror(io::ObjectStore& store, const std::string& table_key) {
  const auto objects = store.list(mirror_folder(table_key) + "/", "", 10'000);
  if (objects.ok()) {
    for (const io::ObjectInfo& info : *objects) {
      (void)store.remove(info.path);
    }
  }
}

}  // namespace

Result<MirrorReport> sync_mirror(GraphEnvironment& environment,
                                 const Snapshot& snapshot,
                                 std::optional<MirrorHint>& hint) {
  MirrorReport report;
  const CommitRecord& record = snapshot.record();
  const std::string root = environment.store.root_uri();
  const bool usable = hint && hint->root == root && hint->graph_id == record.graph_id &&
                      hint->incarnation == record.incarnation;
  MirrorHint next;
  next.root = root;
  next.graph_id = record.graph_id;
  next.incarnation = record.incarnation;
  next.seq = record.seq;
  if (usable) {
    next.tables = hint->tables;
    if (hint->seq > record.seq) {
      return report;  // a newer state is mirrored already
    }
  }
  for (const auto& [key, pin] : snapshot.pins()) {
    const auto known = next.tables.find(key);
    if (known != next.tables.end() && known->second.manifest == pin.manifest) {
      continue;
    }
    const uint64_t known_version = known == next.tables.end() ? 0 : known->second.mirror_version;
    OG_FAIL_POINT(kMirrorTable);
    OG_ASSIGN_OR_RETURN(const MirrorOutcome outcome,
                        mirror_table(environment, snapshot, pin, known_version));
    switch (outcome.kind) {
      case MirrorOutcome::Kind::kWritten:
        ++report.written;
        next.tables[key] = {outcome.version, pin.manifest};
        break;
      case MirrorOutcome::Kind::kOvertaken:
        break;
      case MirrorOutcome::Kind::kDrift:
        report.drift.push_back({key, outcome.version});
        break;
    }
  }
  for (auto at = next.tables.begin(); at != next.tables.end();) {
    if (snapshot.find_pin(at->first) == nullptr) {
      remove_mirror(environment.store, at->first);
      at = next.tables.erase(at);
    } else {
      ++at;
    }
  }
  if (!usable || *hint != next) {
    OG_RETURN_IF_ERROR(environment.store.put(kMirrorHintObject, as_bytes(to_json(next))));
    hint = std::move(next);
  }
  return report;
}

}  // namespace omnigraph::graph
