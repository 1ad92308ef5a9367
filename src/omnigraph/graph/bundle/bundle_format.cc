#include "omnigraph/graph/bundle/bundle_format.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/graph/log/json_members_internal.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/log/sealed_json.h"
#include "omnigraph/io/object_path.h"

namespace omnigraph::graph {
namespace {

constexpr std::string_view kBundledFolders[] = {"__manifest/branches/",
                                                "__manifest/checkpoints/",
                                                "__manifest/children/",
                                                "__manifest/lineage/",
                                                "__manifest/merges/",
                                                "__manifest/tags/",
                                                "_schema/",
                                                "edges/",
                                                "nodes/"};

}  // namespace

std::string to_json(const BundleHead& head) {
  JsonWriter json;
  json.begin_object();
  json.member("format", uint64_t{1});
  json.member("graph_id", head.graph_id);
  json.member("bundle_id", head.bundle_id);
  json.member("created_at", head.created_at);
  json.end_object();
  return seal_json(json.take());
}

std::string to_json(const BundleEnd& end) {
  JsonWriter json;
  json.begin_object();
  json.member("format", uint64_t{1});
  json.member("bundle_id", end.bundle_id);
  json.member("objects", end.objects);
  json.member("bytes", end.bytes);
  json.member("groups", end.groups);
  json.member("manifests_sha256", end.manifests_sha256);
  json.member("commits", end.graph.commits);
  json.member("branches", end.graph.branches);
  json.member("tags", end.graph.tags);
  json.end_object();
  return seal_json(json.take());
}

Result<BundleHead> parse_bundle_head(std::string_view bytes) {
  return parse_sealed<BundleHead>(bytes, kBundleHead, [](Members& members) {
    BundleHead head;
    head.graph_id = members.ulid("graph_id");
    head.bundle_id = members.ulid("bundle_id");
    head.created_at = members.signed_number("created_at");
    return head;
  });
}

Result<BundleEnd> parse_bundle_end(std::string_view bytes) {
  return parse_sealed<BundleEnd>(bytes, kBundleEnd, [](Members& members) {
    BundleEnd end;
    end.bundle_id = members.ulid("bundle_id");
    end.objects = members.number("objects", 0);
    end.bytes = members.number("bytes", 0);
    end.groups = members.number("groups", 0);
    end.manifests_sha256 = members.hex("manifests_sha256", 64);
    end.graph.commits = members.number("commits", 0);
    end.graph.branches = members.number("branches", 0);
    end.graph.tags = members.number("tags", 0);
    return end;
  });
}

std::string manifest_entry(uint64_t group) {
  return format("{}{:08}.sha256", kBundleManifests, group);
}

std::string manifest_line(std::string_view sha256, std::string_view path) {
  return format("{}  {}{}\n", sha256, kBundleObjects, path);
}

Status check_bundled_path(std::string_view path) {
  const bool known = path == kFormatObject ||
                     std::any_of(std::begin(kBundledFolders),
                                 std::end(kBundledFolders),
                                 [&](std::string_view folder) { return path.starts_with(folder); });
  const Status valid = io::validate_path(path);
  if (!known || !valid.ok()) {
    return Error(
        ErrorCode::kCorruption,
        format("bundle is damaged: a graph has no object of that name: object \"{}\"", path));
  }
  return {};
}

}  // namespace omnigraph::graph
