#include "omnigraph/base/format.h"
#include "omnigraph/graph/bundle/bundle.h"
#include "omnigraph/graph/bundle/bundle_format.h"
#include "omnigraph/graph/bundle/import_target.h"
#include "omnigraph/graph/bundle/read_object.h"

namespace omnigraph::graph {
namespace {

class GraphCopy {
 public:
  GraphCopy(io::ObjectStore& source, ImportTarget& target, const BundleOptions& options)
      : source_(source), target_(target), options_(options) {}

  Status add(const std::string& path, ObjectPart part) {
    // A log begins to exist with its first record: what it names is there before.
    if (part != part_ || group_bytes_ >= kGroupBytes || group_.size() >= kGroupObjects) {
      OG_RETURN_IF_ERROR(store_group());
      part_ = part;
    }
    const auto large = target_.large(path);
    bool is_large = false;
    ObjectTaker taker;
    taker.small = [&](Buffer bytes) {
      count(bytes.size());
      group_bytes_ += bytes.size();
      group_.push_back({path, std::move(bytes)});
      return Status();
    };
    taker.begin_large = [&](uint64_t size_bytes) {
      is_large = true;
      count(size_bytes);
      return Status();
    };
    taker.piece = [&](ByteSpan bytes) { return large->append(bytes); };
    const Status copied = read_object(source_, path, kGroupBytes, taker);
    if (!copied.ok()) {
      return copied.error().with_context(format("copy \"{}\"", path));
    }
    return is_large ? large->publish() : Status();
  }

  Status store_group() {
    OG_RETURN_IF_ERROR(target_.store(group_, /*records_may_differ=*/true));
    group_.clear();
    group_bytes_ = 0;
    return {};
  }

  BundleReport& report() { return report_; }

 private:
  void count(uint64_t bytes) {
    ++report_.objects;
    report_.bytes += bytes;
    if (options_.progress) {
      options_.progress({report_.objects, report_.bytes});
    }
  }

  io::ObjectStore& source_;
  ImportTarget& target_;
  const BundleOptions& options_;
  BundleReport report_;
  ObjectPart part_ = ObjectPart::kFiles;
  std::vector<io::NewObject> group_;
  uint64_t group_bytes_ = 0;
};

}  // namespace

Result<BundleReport> copy_graph(GraphEnvironment& source,
                                const std::string& graph_id,
                                GraphEnvironment& target,
                                const BundleOptions& options,
                                const CancelToken& cancel) {
  // Whatever state of the graph an earlier try saw, this one sees the same or a later one: all that
  // was stored then is part of it.
  OG_ASSIGN_OR_RETURN(const auto place, ImportTarget::claim(target, {graph_id, graph_id}));
  GraphCopy copy(source.store, *place, options);
  OG_ASSIGN_OR_RETURN(
      copy.report().graph,
      collect_objects(
          source,
          graph_id,
          [&](const std::string& path, ObjectPart part) { return copy.add(path, part); },
          cancel));
  OG_RETURN_IF_ERROR(copy.store_group());
  OG_RETURN_IF_ERROR(place->finish(cancel));
  copy.report().graph_id = graph_id;
  return std::move(copy.report());
}

}  // namespace omnigraph::graph
