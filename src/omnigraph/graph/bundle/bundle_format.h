// What a bundle is made of: the names of its entries and its two sealed JSON objects.
// docs/formats/bundle.md has all of it.
//
//   bundle.json                 what it is a bundle of
//   graph/<path> …              a group of objects
//   manifest/00000001.sha256    their hashes, as sha256sum writes them
//   …                           more groups
//   end.json                    how much there was, and the hash of all manifests
//
// A reader knows the hashes of a group before it stores the group's objects, and that nothing is
// missing when it has read end.json.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/bundle/collect.h"

namespace omnigraph::graph {

inline constexpr std::string_view kBundleHead = "bundle.json";
inline constexpr std::string_view kBundleEnd = "end.json";
inline constexpr std::string_view kBundleObjects = "graph/";
inline constexpr std::string_view kBundleManifests = "manifest/";

// A group ends when it has this many bytes or objects. A larger object is a group of its own.
inline constexpr uint64_t kGroupBytes = uint64_t{8} << 20;
inline constexpr size_t kGroupObjects = 1024;

struct BundleHead {
  std::string graph_id;
  std::string bundle_id;   // ULID: which bundle, made anew each time
  int64_t created_at = 0;  // µs since the epoch
  bool operator==(const BundleHead&) const = default;
};

struct BundleEnd {
  std::string bundle_id;
  uint64_t objects = 0;
  uint64_t bytes = 0;  // of their content
  uint64_t groups = 0;
  std::string manifests_sha256;  // of all manifests, one after another
  CollectedGraph graph;
  bool operator==(const BundleEnd&) const = default;
};

std::string to_json(const BundleHead& head);
std::string to_json(const BundleEnd& end);
// Errors: kCorruption; kUnsupported for a newer format.
Result<BundleHead> parse_bundle_head(std::string_view bytes);
Result<BundleEnd> parse_bundle_end(std::string_view bytes);

// "manifest/00000001.sha256"; `group` from 1.
std::string manifest_entry(uint64_t group);
// "<64 hex digits>  graph/<path>\n"
std::string manifest_line(std::string_view sha256, std::string_view path);

// OK if a graph may have an object of that name that belongs into a bundle. Error: kCorruption.
Status check_bundled_path(std::string_view path);

}  // namespace omnigraph::graph
