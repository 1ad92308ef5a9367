#include "omnigraph/graph/evolve/field_ids.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

namespace omnigraph::graph {
namespace {

const std::string kNextFieldId = "omnigraph.next_field_id";
const std::string kEarlierIds = "omnigraph.earlier_field_ids";

int32_t highest_id(const lance::LanceField& field) {
  int32_t highest = field.id;
  for (const lance::LanceField& child : field.children) {
    highest = std::max(highest, highest_id(child));
  }
  return highest;
}

// The number at the start of `text`, which is cut off with the comma behind it; -1 if there is
// none.
int32_t take_number(std::string_view& text) {
  int32_t number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto used = static_cast<size_t>(end - text.data());
  text.remove_prefix(std::min(text.size(), used + 1));
  return error == std::errc() ? number : -1;
}

}  // namespace

int32_t next_field_id(const lance::TableManifest& manifest) {
  int32_t highest = -1;
  for (const lance::LanceField& field : manifest.fields) {
    highest = std::max(highest, highest_id(field));
  }
  for (const lance::Fragment& fragment : manifest.fragments) {
    for (const lance::DataFile& file : fragment.files) {
      for (const int32_t id : file.field_ids) {
        highest = std::max(highest, id);
      }
    }
  }
  int32_t kept = 0;
  const auto at = manifest.table_metadata.find(kNextFieldId);
  if (at != manifest.table_metadata.end()) {
    std::string_view text = at->second;
    kept = take_number(text);
  }
  return std::max(highest + 1, kept);
}

void keep_next_field_id(int32_t next, lance::TableManifest* manifest) {
  manifest->table_metadata[kNextFieldId] = std::to_string(next);
}

void remember_earlier(const lance::LanceField& old, lance::LanceField* field) {
  std::string& ids = field->metadata[kEarlierIds];
  for (const int32_t id : ids_of(old)) {
    ids += (ids.empty() ? "" : ",") + std::to_string(id);
  }
}

std::vector<int32_t> ids_of(const lance::LanceField& field) {
  std::vector<int32_t> ids = {field.id};
  const auto at = field.metadata.find(kEarlierIds);
  std::string_view text = at == field.metadata.end() ? std::string_view() : at->second;
  while (!text.empty()) {
    const int32_t id = take_number(text);
    if (id < 0) {
      break;
    }
    ids.push_back(id);
  }
  return ids;
}

}  // namespace omnigraph::graph
