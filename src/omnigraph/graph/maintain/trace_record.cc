#include "omnigraph/graph/maintain/trace_record.h"

#include <optional>
#include <string>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/log/lineage.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/log/record_files.h"
#include "omnigraph/lance/index/btree_writer.h"
#include "omnigraph/lance/table/manifest.h"

namespace omnigraph::graph {
namespace {

class RecordTrace {
 public:
  RecordTrace(GraphEnvironment& environment, const TraceVisitor& visit)
      : environment_(environment), visit_(visit) {}

  Status run(const CommitRecord& record) {
    if (record.lineage) {
      OG_RETURN_IF_ERROR(trace_lineage(record.graph_id, *record.lineage));
    }
    if (record.kind != RecordKind::kCommits && record.kind != RecordKind::kBirth) {
      return {};
    }
    OG_ASSIGN_OR_RETURN(files_, unpack_files(record));
    PinMap state;
    if (record.checkpoint) {
      OG_RETURN_IF_ERROR(enter_checkpoint(checkpoint_object(*record.checkpoint), state));
    }
    apply_pins(state, record.base);
    // The first commit decides what of the state before is still seen; those after it add to it.
    if (!record.commits.empty()) {
      apply_pins(state, record.commits.front().changes);
    }
    for (const auto& [key, pin] : state) {
      OG_RETURN_IF_ERROR(trace_version(pin));
    }
    for (size_t i = 1; i < record.commits.size(); ++i) {
      for (const Pin& pin : record.commits[i].changes) {
        if (!pin.dropped) {
          OG_RETURN_IF_ERROR(trace_version(pin));
        }
      }
    }
    return {};
  }

 private:
  Result<bool> visit(const std::string& path) {
    return visit_(path, files_.find(path) != files_.end());
  }

  Status enter_checkpoint(const std::string& object, PinMap& state) {
    OG_RETURN_IF_ERROR(visit(object));
    OG_ASSIGN_OR_RETURN(
        const auto checkpoint,
        environment_.cache.get<Checkpoint>(
            "checkpoint:" + object, [&]() -> Result<ReadCache::Sized<Checkpoint>> {
              OG_ASSIGN_OR_RETURN(const Buffer bytes, environment_.store.read(object));
              OG_ASSIGN_OR_RETURN(Checkpoint parsed, parse_checkpoint(bytes.view(), object));
              return ReadCache::Sized<Checkpoint>{
                  std::make_shared<const Checkpoint>(std::move(parsed)), bytes.size() * 2};
            }));
    apply_pins(state, checkpoint->pins);
    return {};
  }

  Status trace_lineage(const std::string& graph_id, const std::string& leaf) {
    OG_ASSIGN_OR_RETURN(const bool fresh, visit(lineage_object(leaf)));
    if (!fresh) {
      return {};
    }
    OG_ASSIGN_OR_RETURN(const LineagePagePtr page, read_lineage_page(environment_, graph_id, leaf));
    std::optional<std::string> inner = page->before;
    while (inner) {
      OG_ASSIGN_OR_RETURN(const bool unknown, visit(lineage_object(*inner)));
      if (!unknown) {
        break;
      }
      OG_ASSIGN_OR_RETURN(const LineagePagePtr names,
                          read_lineage_page(environment_, graph_id, *inner));
      for (const LeafRange& full : names->leaves) {
        OG_RETURN_IF_ERROR(visit(lineage_object(full.page)));
      }
      inner = names->before;
    }
    return {};
  }

  Status trace_version(const Pin& pin) {
    const std::string object = manifest_object(pin.table_path, pin.manifest);
    OG_ASSIGN_OR_RETURN(const bool fresh, visit(object));
    if (!fresh) {
      return {};
    }
    const auto packed = files_.find(object);
    const Result<Buffer> bytes =
        packed != files_.end() ? packed->second : environment_.store.read(object);
    OG_RETURN_IF_ERROR(bytes);
    if (hex16(xxh3(bytes->span())) != pin.manifest_xxh3) {
      return Error(ErrorCode::kCorruption,
                   format("table manifest has a wrong checksum: object \"{}\"", object));
    }
    OG_ASSIGN_OR_RETURN(const lance::TableManifest manifest,
                        lance::parse_manifest(bytes->span(), object));
    return trace_files(manifest, pin.table_path);
  }

  Status trace_files(const lance::TableManifest& manifest, const std::string& table_path) {
    for (const lance::Fragment& fragment : manifest.fragments) {
      for (const lance::DataFile& file : fragment.files) {
        OG_RETURN_IF_ERROR(visit(table_path + "/" + lance::data_path(file)));
      }
      if (fragment.deletion_file) {
        OG_RETURN_IF_ERROR(
            visit(table_path + "/" + lance::deletion_path(fragment.id, *fragment.deletion_file)));
      }
    }
    for (const lance::IndexEntry& entry : manifest.indices) {
      const std::string folder = table_path + "/" + lance::index_folder(entry) + "/";
      if (entry.files.empty()) {
        OG_RETURN_IF_ERROR(visit(folder));
      }
      for (const lance::IndexFile& file : entry.files) {
        OG_RETURN_IF_ERROR(visit(folder + file.path));
      }
    }
    return {};
  }

  GraphEnvironment& environment_;
  const TraceVisitor& visit_;
  RecordFiles files_;
};

}  // namespace

Status trace_record(GraphEnvironment& environment,
                    const CommitRecord& record,
                    const TraceVisitor& visit) {
  return RecordTrace(environment, visit).run(record);
}

}  // namespace omnigraph::graph
