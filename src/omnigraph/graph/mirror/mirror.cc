#include "omnigraph/graph/mirror/mirror.h"

#include <set>
#include <utility>

#include "omnigraph/base/fail_point.h"
#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/lance/table/mirror_manifest.h"
#include "omnigraph/lance/table/new_version.h"
#include "omnigraph/lance/table/uuid.h"

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

// Files of a mirror version that lie in the mirror's own folder, relative to it.
std::set<std::string> local_files_of(const lance::TableManifest& manifest) {
  std::set<std::string> files;
  for (const lance::Fragment& fragment : manifest.fragments) {
    for (const lance::DataFile& file : fragment.files) {
      if (!file.base_id) {
        files.insert(lance::data_path(file));
      }
    }
    if (fragment.deletion_file && !fragment.deletion_file->base_id) {
      files.insert(lance::deletion_path(fragment.id, *fragment.deletion_file));
    }
  }
  for (const lance::IndexEntry& index : manifest.indices) {
    for (const lance::IndexFile& file : index.files) {
      if (!index.base_id) {
        files.insert("_indices/" + lance::uuid_text(index.uuid) + "/" + file.path);
      }
    }
  }
  return files;
}

// Takes away all but the newest few versions, with the files that only they have. Whatever cannot
// be read or removed stays; it does no harm.
void prune(io::ObjectStore& store, const std::string& folder) {
  const std::string prefix = folder + "/_versions/";
  const auto listed = store.list(prefix, "", 1000);  // newest first
  if (!listed.ok()) {
    return;
  }
  std::set<std::string> kept;
  std::set<std::string> unused;
  std::vector<std::string> old;
  size_t count = 0;
  for (const io::ObjectInfo& info : *listed) {
    if (!lance::parse_version_manifest_name(std::string_view(info.path).substr(prefix.size()))) {
      continue;
    }
    const bool keep = ++count <= kKeepVersions;
    const auto bytes = store.read(info.path);
    const auto manifest = bytes.ok() ? lance::parse_manifest(bytes->span(), info.path)
                                     : Result<lance::TableManifest>(bytes.error());
    if (!manifest.ok()) {
      return;  // what it needs is not known
    }
    const bool ours = lance::own_marks(*manifest).has_value();
    (keep || !ours ? kept : unused).merge(local_files_of(*manifest));
    if (!keep && ours) {
      old.push_back(info.path);
    }
  }
  for (const std::string& path : old) {
    (void)store.remove(path);
  }
  for (const std::string& file : unused) {
    if (kept.count(file) == 0) {
      (void)store.remove(folder + "/" + file);
    }
  }
}

struct MirrorOutcome {
  enum class Kind : uint8_t { kWritten, kOvertaken, kDrift };
  Kind kind = Kind::kWritten;
  uint64_t version = 0;  // the newest version in the folder
};

Result<lance::TableManifest> mirror_manifest(GraphEnvironment& environment,
                                             const Snapshot& snapshot,
                                             const Pin& pin,
                                             uint64_t version) {
  OG_ASSIGN_OR_RETURN(const ManifestPtr source, snapshot.manifest(pin));
  lance::MirrorOptions options;
  options.base_uri = environment.store.root_uri() + "/" + pin.table_path;
  options.mirror_version = version;
  options.timestamp_us = environment.clock.now_us();
  options.transaction_uuid = lance::make_uuid(environment.random);
  options.marks = {snapshot.record().graph_id, snapshot.record().seq, pin.table_version};
  const RecordFiles& files = *snapshot.files();
  const std::string folder = pin.table_path + "/";
  for (auto at = files.lower_bound(folder); at != files.end() && at->first.starts_with(folder);
       ++at) {
    options.local_files.insert(at->first.substr(folder.size()));
  }
  return lance::make_mirror(*source, options);
}

// Files that exist only in the snapshot's record are stored in the mirror's own folder: there is
// nothing that a base path could name.
Status store_local_files(io::ObjectStore& store,
                         const std::string& folder,
                         const Snapshot& snapshot,
                         const Pin& pin,
                         const lance::TableManifest& manifest) {
  std::vector<io::NewObject> wanted;
  for (const std::string& file : local_files_of(manifest)) {
    const auto at = snapshot.files()->find(pin.table_path + "/" + file);
    if (at != snapshot.files()->end()) {
      wanted.push_back({folder + "/" + file, at->second});
    }
  }
  return wanted.empty() ? Status() : store.create_many(wanted);
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
  bool stored = false;
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
    OG_ASSIGN_OR_RETURN(const lance::TableManifest manifest,
                        mirror_manifest(environment, snapshot, pin, newest + 1));
    if (!std::exchange(stored, true)) {
      OG_RETURN_IF_ERROR(store_local_files(store, folder, snapshot, pin, manifest));
    }
    OG_ASSIGN_OR_RETURN(const Buffer bytes, lance::serialize(manifest));
    const Status put =
        store.create(folder + "/" + lance::version_manifest_path(newest + 1), bytes.span());
    if (put.ok()) {
      if ((newest + 1) % kPruneEvery == 0) {
        prune(store, folder);
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

// The mirror of a type that is no more goes away. The newest version, if somebody else wrote it:
// then all of it is left alone, as it is where a later state has the type again. `known_version`:
// our last one, 0 if not known.
Result<uint64_t> remove_mirror(io::ObjectStore& store,
                               const std::string& folder,
                               uint64_t known_version,
                               const CommitRecord& record) {
  OG_ASSIGN_OR_RETURN(const uint64_t newest, newest_version(store, folder));
  if (newest != 0 && newest != known_version) {
    const auto marks = our_marks(store, folder, newest, record.graph_id);
    if (!marks) {
      return newest;
    }
    if (marks->seq > record.seq) {
      return 0;
    }
  }
  const auto objects = store.list(folder + "/", "", 10'000);
  if (objects.ok()) {
    for (const io::ObjectInfo& info : *objects) {
      (void)store.remove(info.path);
    }
  }
  return 0;
}

// Mirrors in the store of types that the snapshot does not have: they stay when the hint that would
// tell of them is lost.
void add_forgotten(io::ObjectStore& store, const Snapshot& snapshot, MirrorHint* hint) {
  constexpr size_t kMostFolders = 10'000;
  constexpr std::string_view kEnd = ".lance";
  for (const std::string kind : {"node", "edge"}) {
    const auto folders = store.list_folders("lance/" + kind + "s", "", kMostFolders);
    for (size_t i = 0; folders.ok() && i < folders->size(); ++i) {
      const std::string& name = (*folders)[i];
      if (!name.ends_with(kEnd)) {
        continue;
      }
      const std::string key = kind + ":" + name.substr(0, name.size() - kEnd.size());
      if (snapshot.find_pin(key) == nullptr) {
        hint->tables[key] = {};
      }
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
  } else {
    add_forgotten(environment.store, snapshot, &next);
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
    if (snapshot.find_pin(at->first) != nullptr) {
      ++at;
      continue;
    }
    OG_ASSIGN_OR_RETURN(
        const uint64_t foreign,
        remove_mirror(
            environment.store, mirror_folder(at->first), at->second.mirror_version, record));
    if (foreign != 0) {
      report.drift.push_back({at->first, foreign});
      ++at;
    } else {
      at = next.tables.erase(at);
    }
  }
  if (!usable || *hint != next) {
    OG_RETURN_IF_ERROR(environment.store.put(kMirrorHintObject, as_bytes(to_json(next))));
    hint = std::move(next);
  }
  return report;
}

}  // namespace omnigraph::graph
