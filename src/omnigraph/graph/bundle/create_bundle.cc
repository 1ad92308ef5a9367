#include <string>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/base/sha256.h"
#include "omnigraph/graph/bundle/bundle.h"
#include "omnigraph/graph/bundle/bundle_format.h"
#include "omnigraph/graph/bundle/compress.h"
#include "omnigraph/graph/bundle/read_object.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/log/record.h"

namespace omnigraph::graph {
namespace {

std::string_view text_of(ByteSpan bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

class BundleWriter {
 public:
  BundleWriter(GraphEnvironment& environment, const ByteSink& sink, const BundleOptions& options)
      : environment_(environment),
        options_(options),
        created_at_(environment.clock.now_us()),
        compressor_(sink),
        tar_([this](std::string_view bytes) { return compressor_.write(bytes); },
             created_at_ / 1'000'000) {}

  Status begin(const std::string& graph_id) {
    report_.graph_id = graph_id;
    report_.bundle_id = environment_.ids.next();
    return tar_.add(std::string(kBundleHead),
                    to_json(BundleHead{graph_id, report_.bundle_id, created_at_}));
  }

  Status add(const std::string& path, ObjectPart part) {
    if (part != part_) {
      OG_RETURN_IF_ERROR(end_group());
      part_ = part;
    }
    Sha256 large_hash;
    ObjectTaker taker;
    bool large = false;
    taker.small = [&](const Buffer& bytes) { return add_small(path, bytes.view()); };
    taker.begin_large = [&](uint64_t size_bytes) -> Status {
      large = true;
      OG_RETURN_IF_ERROR(end_group());
      count(size_bytes);
      return tar_.begin({std::string(kBundleObjects) + path, size_bytes});
    };
    taker.piece = [&](ByteSpan bytes) {
      large_hash.update(bytes);
      return tar_.content(text_of(bytes));
    };
    const Status added = read_object(environment_.store, path, kGroupBytes, taker);
    if (!added.ok()) {
      return added.error().with_context(format("put \"{}\" into the bundle", path));
    }
    if (large) {
      manifest_ += manifest_line(large_hash.finish_hex(), path);
      OG_RETURN_IF_ERROR(end_group());
    }
    return {};
  }

  Result<BundleReport> finish(const CollectedGraph& graph) {
    OG_RETURN_IF_ERROR(end_group());
    OG_RETURN_IF_ERROR(add_small(std::string(kFormatObject), format_json(report_.graph_id)));
    OG_RETURN_IF_ERROR(end_group());
    report_.graph = graph;
    const BundleEnd end{report_.bundle_id,
                        report_.objects,
                        report_.bytes,
                        groups_,
                        manifests_hash_.finish_hex(),
                        graph};
    OG_RETURN_IF_ERROR(tar_.add(std::string(kBundleEnd), to_json(end)));
    OG_RETURN_IF_ERROR(tar_.finish());
    OG_RETURN_IF_ERROR(compressor_.finish());
    report_.archive_bytes = compressor_.written_bytes();
    return report_;
  }

 private:
  Status add_small(const std::string& path, std::string_view bytes) {
    if (group_bytes_ + bytes.size() > kGroupBytes || group_objects_ >= kGroupObjects) {
      OG_RETURN_IF_ERROR(end_group());
    }
    count(bytes.size());
    group_bytes_ += bytes.size();
    ++group_objects_;
    manifest_ += manifest_line(sha256_hex(as_bytes(bytes)), path);
    return tar_.add(std::string(kBundleObjects) + path, bytes);
  }

  Status end_group() {
    if (manifest_.empty()) {
      return {};
    }
    ++groups_;
    manifests_hash_.update(as_bytes(manifest_));
    OG_RETURN_IF_ERROR(tar_.add(manifest_entry(groups_), manifest_));
    manifest_.clear();
    group_bytes_ = 0;
    group_objects_ = 0;
    return {};
  }

  void count(uint64_t bytes) {
    ++report_.objects;
    report_.bytes += bytes;
    if (options_.progress) {
      options_.progress({report_.objects, report_.bytes});
    }
  }

  GraphEnvironment& environment_;
  const BundleOptions& options_;
  const int64_t created_at_;
  Compressor compressor_;
  TarWriter tar_;
  BundleReport report_;
  ObjectPart part_ = ObjectPart::kFiles;
  std::string manifest_;  // of the group at work
  uint64_t group_bytes_ = 0;
  size_t group_objects_ = 0;
  uint64_t groups_ = 0;
  Sha256 manifests_hash_;
};

}  // namespace

Result<BundleReport> create_bundle(GraphEnvironment& environment,
                                   const std::string& graph_id,
                                   const ByteSink& sink,
                                   const BundleOptions& options,
                                   const CancelToken& cancel) {
  BundleWriter writer(environment, sink, options);
  OG_RETURN_IF_ERROR(writer.begin(graph_id));
  OG_ASSIGN_OR_RETURN(
      const CollectedGraph graph,
      collect_objects(
          environment,
          graph_id,
          [&](const std::string& path, ObjectPart part) { return writer.add(path, part); },
          cancel));
  return writer.finish(graph);
}

}  // namespace omnigraph::graph
