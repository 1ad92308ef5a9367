#include "omnigraph/graph/maintain/trash.h"

#include <algorithm>

#include <simdjson.h>

#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/base/ulid.h"
#include "omnigraph/graph/log/json_members_internal.h"
#include "omnigraph/graph/log/sealed_json.h"
#include "omnigraph/io/object_path.h"

namespace omnigraph::graph {
namespace {

constexpr std::string_view kClock = "clock.json";

// "nodes/03ee…/data/x" -> "data"; nothing if it does not lie below a table's folder.
std::string_view part_of_table(std::string_view path) {
  if (!path.starts_with("nodes/") && !path.starts_with("edges/")) {
    return {};
  }
  const size_t table = path.find('/', path.find('/') + 1);
  if (table == std::string_view::npos) {
    return {};
  }
  const size_t end = path.find('/', table + 1);
  return end == std::string_view::npos ? std::string_view()
                                       : path.substr(table + 1, end - table - 1);
}

}  // namespace

bool may_be_condemned(std::string_view path) {
  if (!io::validate_path(path).ok()) {
    return false;
  }
  if (path.starts_with("__manifest/checkpoints/") || path.starts_with("__manifest/lineage/")) {
    return true;
  }
  const std::string_view part = part_of_table(path);
  return part == "data" || part == "_deletions" || part == "_indices" || part == "_graph";
}

std::string trash_json(const std::string& graph_id, const std::vector<std::string>& paths) {
  JsonWriter json;
  json.begin_object();
  json.member("format", uint64_t{1});
  json.member("graph_id", graph_id);
  json.key("paths");
  json.begin_array();
  for (const std::string& path : paths) {
    json.string(path);
  }
  json.end_array();
  json.end_object();
  return seal_json(json.take());
}

Result<std::vector<std::string>> parse_trash(std::string_view bytes,
                                             const std::string& graph_id,
                                             const std::string& object_name) {
  OG_RETURN_IF_ERROR(verify_seal(bytes, object_name));
  const auto bad = [&](std::string_view what) {
    return Error(ErrorCode::kCorruption,
                 format("trash list is wrong: object \"{}\", {}", object_name, what));
  };
  simdjson::dom::parser parser;
  simdjson::dom::element json;
  if (parser.parse(bytes.data(), bytes.size()).get(json) != simdjson::SUCCESS) {
    return bad("not JSON");
  }
  uint64_t version = 0;
  if (json["format"].get(version) != simdjson::SUCCESS) {
    return bad("no format");
  }
  if (version > 1) {
    return Error(
        ErrorCode::kUnsupported,
        format("trash list of a newer format: object \"{}\", format {}", object_name, version));
  }
  std::string_view graph;
  if (json["graph_id"].get(graph) != simdjson::SUCCESS || graph != graph_id) {
    return bad("of another graph");
  }
  simdjson::dom::array items;
  if (json["paths"].get(items) != simdjson::SUCCESS) {
    return bad("no paths");
  }
  std::vector<std::string> paths;
  for (const simdjson::dom::element item : items) {
    std::string_view path;
    if (item.get(path) != simdjson::SUCCESS || !may_be_condemned(path)) {
      return bad("it lists what cleanup never deletes");
    }
    paths.emplace_back(path);
  }
  return paths;
}

Result<int64_t> store_time(GraphEnvironment& environment) {
  const std::string object = format("{}{}", kTrashFolder, kClock);
  OG_RETURN_IF_ERROR(environment.store.put(object, as_bytes(std::string_view("{}"))));
  OG_ASSIGN_OR_RETURN(const io::ObjectInfo info, environment.store.stat(object));
  return info.modified_us;
}

Result<std::vector<TrashList>> trash_lists(GraphEnvironment& environment) {
  OG_ASSIGN_OR_RETURN(const auto listed,
                      environment.store.list(kTrashFolder, "", static_cast<size_t>(-1)));
  std::vector<TrashList> lists;
  for (const io::ObjectInfo& info : listed) {
    const std::string_view name = std::string_view(info.path).substr(kTrashFolder.size());
    constexpr std::string_view kSuffix = ".json";
    if (name.ends_with(kSuffix) && is_ulid(name.substr(0, name.size() - kSuffix.size()))) {
      lists.push_back({info.path, info.modified_us, {}});
    }
  }
  return lists;
}

}  // namespace omnigraph::graph
