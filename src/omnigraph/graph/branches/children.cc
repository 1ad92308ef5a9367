#include "omnigraph/graph/branches/children.h"

#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/graph/branches/branch_heads.h"
#include "omnigraph/graph/log/json_members_internal.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/log/sealed_json.h"

namespace omnigraph::graph {
namespace {

// Hints looked at in one deletion; a branch with more of them is refused at the first that lives.
constexpr size_t kHintsMax = 1000;

struct ChildHint {
  std::string incarnation;  // the child's
  std::string parent;       // the parent's incarnation
};

std::string hints_folder(const std::string& parent) {
  return format("__manifest/children/{}/", encode_name(parent));
}

Result<ChildHint> parse_hint(std::string_view bytes, std::string_view object) {
  return parse_sealed<ChildHint>(bytes, object, [](Members& members) {
    members.allow_only({"format", "incarnation", "parent", "check"});
    return ChildHint{members.ulid("incarnation"), members.ulid("parent")};
  });
}

// Does the branch live in that incarnation?
Result<bool> lives(Graph& graph, const std::string& branch, const std::string& incarnation) {
  const auto head = graph.head(branch);
  if (head.ok()) {
    return (*head)->record().incarnation == incarnation;
  }
  return head.error().code() == ErrorCode::kNotFound ? Result<bool>(false)
                                                     : Result<bool>(head.error());
}

}  // namespace

void note_child(GraphEnvironment& environment, const Snapshot& from, const Snapshot& child) {
  const std::string& parent = from.branch();
  if (parent == kMainBranch || is_tag_log(parent)) {
    return;
  }
  JsonWriter json;
  json.begin_object();
  json.member("format", uint64_t{1});
  json.member("incarnation", child.record().incarnation);
  json.member("parent", from.record().incarnation);
  json.end_object();
  // A hint: whether it is there does not matter to anything that was promised.
  (void)environment.store.put(
      format("{}{}.json", hints_folder(parent), encode_name(child.branch())),
      as_bytes(seal_json(json.take())));
}

Result<std::optional<std::string>> living_child(Graph& graph, const Snapshot& parent) {
  io::ObjectStore& store = graph.environment().store;
  const std::string folder = hints_folder(parent.branch());
  OG_ASSIGN_OR_RETURN(const auto hints, store.list(folder, "", kHintsMax));
  for (const io::ObjectInfo& info : hints) {
    const std::string_view file = std::string_view(info.path).substr(folder.size());
    const auto child =
        file.ends_with(".json") ? decode_name(file.substr(0, file.size() - 5)) : std::nullopt;
    const auto bytes = store.read(info.path);
    const auto hint =
        bytes.ok() ? parse_hint(bytes->view(), info.path) : Result<ChildHint>(bytes.error());
    if (child && hint.ok() && hint->parent == parent.record().incarnation) {
      OG_ASSIGN_OR_RETURN(const bool living, lives(graph, *child, hint->incarnation));
      if (living) {
        return std::optional(*child);
      }
    }
    (void)store.remove(info.path);
  }
  return std::optional<std::string>();
}

}  // namespace omnigraph::graph
