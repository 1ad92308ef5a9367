// Names of the objects below a graph's root (architecture: "On disk"), and of branches.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "omnigraph/base/result.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::graph {

inline constexpr std::string_view kMainBranch = "main";
inline constexpr std::string_view kFormatObject = "__manifest/format.json";

// `name` trimmed, if it is a legal branch name: letters, digits, '.', '-', '_', '/'; no leading,
// trailing or double slash, no "..", no suffix ".lock", not reserved ("__run__…"). Errors:
// kInvalidArgument.
Result<std::string> normalize_branch_name(std::string_view name);

// The same rules for the name of a tag.
Result<std::string> normalize_tag_name(std::string_view name);

// A tag has a log like a branch's, under a name that no branch can have: "tag:v1" is that of v1.
inline constexpr std::string_view kTagPrefix = "tag:";
std::string tag_log_name(std::string_view tag);
inline bool is_tag_log(std::string_view log_name) {
  return log_name.substr(0, kTagPrefix.size()) == kTagPrefix;
}

// a–z, 0–9 and '-' stay, every other byte becomes `_xx`: "a/b" is "a_2fb".
std::string encode_name(std::string_view name);
// Nothing for what encode_name() gives for no name.
std::optional<std::string> decode_name(std::string_view encoded);

// The folders of all branches' logs and of all tags' logs; no slash at the end.
inline constexpr std::string_view kBranchesFolder = "__manifest/branches";
inline constexpr std::string_view kTagsFolder = "__manifest/tags";

// __manifest/branches/<name>/<20 digits of 2^64 - 1 - seq>.json: newest sorts first. seq >= 1.
// For "tag:v1": __manifest/tags/v1/<20 digits>.json.
std::string record_object(std::string_view branch, uint64_t seq);

std::string checkpoint_object(std::string_view ulid);
std::string lineage_object(std::string_view ulid);
std::string schema_object(std::string_view sha256);

// nodes/<fnv1a64 of the type's name> or edges/<…>.
std::string table_folder(schema::EntityKind kind, std::string_view type_name);

// <table>/_graph/<name>
std::string manifest_object(std::string_view table_path, std::string_view manifest_name);

// lance/nodes/<Type>.lance: the mirror's folder of a table.
std::string mirror_folder(std::string_view table_key);
inline constexpr std::string_view kMirrorHintObject = "lance/mirror.json";

}  // namespace omnigraph::graph
