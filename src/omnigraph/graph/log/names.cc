#include "omnigraph/graph/log/names.h"

#include <limits>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"

namespace omnigraph::graph {
namespace {

constexpr size_t kMaxEncodedName = 240;

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_' || c == '/';
}

// `what`: "branch" or "tag".
Result<std::string> normalize_name(std::string_view name, std::string_view what) {
  const auto bad_name = [&](std::string_view shown, std::string_view why) {
    return Error(ErrorCode::kInvalidArgument, format("{} name {}: '{}'", what, why, shown));
  };
  const size_t first = name.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) {
    return Error(ErrorCode::kInvalidArgument, format("{} name cannot be empty", what));
  }
  name = name.substr(first, name.find_last_not_of(" \t\r\n") - first + 1);
  for (const char c : name) {
    if (!is_name_char(c)) {
      return bad_name(name, "may hold letters, digits, '.', '-', '_' and '/' only");
    }
  }
  if (name.front() == '/' || name.back() == '/' || name.find("//") != std::string_view::npos) {
    return bad_name(name, "may not begin or end with '/' or hold '//'");
  }
  if (name.find("..") != std::string_view::npos || name.ends_with(".lock")) {
    return bad_name(name, "may not hold '..' or end in '.lock'");
  }
  if (name.starts_with("__run__")) {
    return Error(ErrorCode::kInvalidArgument,
                 format("{} name does not allow internal run ref '{}'", what, name));
  }
  if (name == "__schema_apply_lock__") {
    return Error(ErrorCode::kInvalidArgument,
                 format("{} name is an internal system ref: '{}'", what, name));
  }
  if (encode_name(name).size() > kMaxEncodedName) {
    return bad_name(name, format("is too long (at most {} bytes when encoded)", kMaxEncodedName));
  }
  return std::string(name);
}

// The digit's value; negative for what encode_name() does not write.
int lower_hex(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

Result<std::string> normalize_branch_name(std::string_view name) {
  return normalize_name(name, "branch");
}

Result<std::string> normalize_tag_name(std::string_view name) {
  return normalize_name(name, "tag");
}

std::string tag_log_name(std::string_view tag) {
  return format("{}{}", kTagPrefix, tag);
}

std::string encode_name(std::string_view name) {
  std::string encoded;
  for (const char c : name) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-') {
      encoded.push_back(c);
    } else {
      encoded += format("_{:02x}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

std::optional<std::string> decode_name(std::string_view encoded) {
  std::string name;
  for (size_t i = 0; i < encoded.size(); ++i) {
    if (encoded[i] != '_') {
      name.push_back(encoded[i]);
      continue;
    }
    const int high = i + 2 < encoded.size() ? lower_hex(encoded[i + 1]) : -1;
    const int low = i + 2 < encoded.size() ? lower_hex(encoded[i + 2]) : -1;
    if (high < 0 || low < 0) {
      return std::nullopt;
    }
    name.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return encode_name(name) == encoded ? std::optional(std::move(name)) : std::nullopt;
}

std::string record_object(std::string_view branch, uint64_t seq) {
  const bool tag = is_tag_log(branch);
  return format("{}/{}/{:020}.json",
                tag ? kTagsFolder : kBranchesFolder,
                encode_name(tag ? branch.substr(kTagPrefix.size()) : branch),
                std::numeric_limits<uint64_t>::max() - seq);
}

std::string checkpoint_object(std::string_view ulid) {
  return format("__manifest/checkpoints/{}.json", ulid);
}

std::string lineage_object(std::string_view ulid) {
  return format("__manifest/lineage/{}.json", ulid);
}

std::string schema_object(std::string_view sha256) {
  return format("_schema/{}.pg", sha256);
}

std::string table_folder(schema::EntityKind kind, std::string_view type_name) {
  return (kind == schema::EntityKind::kNode ? "nodes/" : "edges/") + hex16(fnv1a64(type_name));
}

std::string manifest_object(std::string_view table_path, std::string_view manifest_name) {
  return format("{}/_graph/{}", table_path, manifest_name);
}

std::string mirror_folder(std::string_view table_key) {
  const size_t colon = table_key.find(':');
  return format("lance/{}s/{}.lance", table_key.substr(0, colon), table_key.substr(colon + 1));
}

}  // namespace omnigraph::graph
