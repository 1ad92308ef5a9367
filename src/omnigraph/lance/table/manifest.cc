#include "omnigraph/lance/table/manifest.h"

#include <algorithm>
#include <charconv>

#include "omnigraph/base/format.h"

namespace omnigraph::lance {

uint64_t TableManifest::live_rows() const {
  uint64_t rows = 0;
  for (const Fragment& fragment : fragments) {
    rows += fragment.live_rows();
  }
  return rows;
}

const Fragment* TableManifest::find_fragment(uint64_t id) const {
  const auto at = std::lower_bound(
      fragments.begin(), fragments.end(), id, [](const Fragment& fragment, uint64_t wanted) {
        return fragment.id < wanted;
      });
  return at == fragments.end() || at->id != id ? nullptr : &*at;
}

uint64_t TableManifest::data_size_bytes() const {
  uint64_t bytes = 0;
  for (const Fragment& fragment : fragments) {
    for (const DataFile& file : fragment.files) {
      bytes += file.size_bytes;
    }
  }
  return bytes;
}

std::string deletion_path(uint64_t fragment_id, const DeletionFile& file) {
  const std::string_view extension = file.kind == DeletionFileKind::kArrow ? "arrow" : "bin";
  return format("_deletions/{}-{}-{}.{}", fragment_id, file.read_version, file.id, extension);
}

std::string data_path(const DataFile& file) {
  return "data/" + file.path;
}

namespace {
constexpr std::string_view kManifestSuffix = ".manifest";
constexpr size_t kVersionDigits = 20;
}  // namespace

std::string version_manifest_path(uint64_t version) {
  return format("_versions/{:020}{}", ~version, kManifestSuffix);
}

std::optional<uint64_t> parse_version_manifest_name(std::string_view name) {
  if (name.size() != kVersionDigits + kManifestSuffix.size() || !name.ends_with(kManifestSuffix)) {
    return std::nullopt;
  }
  uint64_t inverse = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + kVersionDigits, inverse);
  if (error != std::errc() || end != name.data() + kVersionDigits) {
    return std::nullopt;
  }
  return ~inverse;
}

std::string graph_manifest_name(uint64_t version, std::string_view ulid) {
  return format("{}-{}{}", version, ulid, kManifestSuffix);
}

}  // namespace omnigraph::lance
