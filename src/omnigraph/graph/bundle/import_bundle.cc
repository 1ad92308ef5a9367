#include <algorithm>
#include <optional>
#include <string>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/base/sha256.h"
#include "omnigraph/graph/bundle/bundle.h"
#include "omnigraph/graph/bundle/bundle_format.h"
#include "omnigraph/graph/bundle/import_target.h"
#include "omnigraph/graph/bundle/path_set.h"
#include "omnigraph/graph/load/decompress.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/log/record.h"

namespace omnigraph::graph {
namespace {

constexpr size_t kCopyBytes = size_t{1} << 20;
constexpr uint64_t kHeadBytesMax = 4096;
// A path of 1,024 bytes and its hash, for each object of a group.
constexpr uint64_t kManifestBytesMax = kGroupObjects * 1200;

// What was decompressed wrongly is damage of the bundle.
ByteReader bundle_bytes(ByteReader source) {
  return [inner = decompressed(std::move(source), "")](char* buffer, size_t size) {
    auto got = inner(buffer, size);
    if (!got.ok() && got.error().code() == ErrorCode::kInvalidArgument) {
      return Result<size_t>(Error(ErrorCode::kCorruption, got.error().message()));
    }
    return got;
  };
}

class BundleReader {
 public:
  BundleReader(GraphEnvironment& target,
               const ByteReader& source,
               const BundleOptions& options,
               const CancelToken& cancel)
      : target_(target),
        options_(options),
        cancel_(cancel),
        tar_(bundle_bytes(source)),
        buffer_(kCopyBytes, '\0') {}

  Result<BundleReport> run() {
    OG_RETURN_IF_ERROR(read_head());
    OG_ASSIGN_OR_RETURN(place_, ImportTarget::claim(target_, {head_.graph_id, head_.bundle_id}));
    for (;;) {
      OG_RETURN_IF_ERROR(cancel_.check());
      OG_ASSIGN_OR_RETURN(const auto entry, next());
      if (!entry) {
        break;
      }
      const Status taken = take(*entry);
      if (!taken.ok()) {
        return taken.error();
      }
    }
    OG_RETURN_IF_ERROR(check_end());
    OG_RETURN_IF_ERROR(place_->finish(cancel_));
    return report_;
  }

 private:
  Error damaged(std::string_view what, std::string_view entry) const {
    return Error(ErrorCode::kCorruption,
                 format("bundle is damaged: {}: object \"{}\"", what, entry));
  }

  Result<std::optional<TarEntry>> next() {
    auto entry = tar_.next();
    if (!entry.ok()) {
      return last_path_.empty() ? entry.error()
                                : entry.error().with_context(format("after \"{}\"", last_path_));
    }
    if (*entry) {
      last_path_ = (*entry)->path;
    }
    return entry;
  }

  // The content of an entry that is held whole.
  Result<std::string> content(const TarEntry& entry, uint64_t limit) {
    if (entry.size_bytes > limit) {
      return damaged(format("{} bytes, at most {} are taken", entry.size_bytes, limit), entry.path);
    }
    std::string bytes;
    for (;;) {
      auto got = tar_.read(buffer_.data(), buffer_.size());
      if (!got.ok()) {
        return got.error().with_context(format("object \"{}\"", entry.path));
      }
      if (*got == 0) {
        return bytes;
      }
      bytes.append(buffer_.data(), *got);
    }
  }

  Status read_head() {
    const auto entry = tar_.next();
    const bool is_bundle = entry.ok() && *entry && (*entry)->path == kBundleHead;
    if (!is_bundle) {
      return entry.ok() || entry.error().code() == ErrorCode::kCorruption
                 ? Error(ErrorCode::kCorruption,
                         format("this is no bundle of a graph: it does not begin with {}{}",
                                kBundleHead,
                                entry.ok() ? "" : " (" + entry.error().message() + ")"))
                 : entry.error();
    }
    OG_ASSIGN_OR_RETURN(const std::string bytes, content(**entry, kHeadBytesMax));
    OG_ASSIGN_OR_RETURN(head_, parse_bundle_head(bytes));
    report_.graph_id = head_.graph_id;
    report_.bundle_id = head_.bundle_id;
    return {};
  }

  Status take(const TarEntry& entry) {
    if (end_) {
      return damaged("something follows its end", entry.path);
    }
    if (entry.path == kBundleEnd) {
      OG_ASSIGN_OR_RETURN(const std::string bytes, content(entry, kHeadBytesMax));
      OG_ASSIGN_OR_RETURN(end_, parse_bundle_end(bytes));
      return {};
    }
    if (entry.path.starts_with(kBundleManifests)) {
      return take_manifest(entry);
    }
    if (!entry.path.starts_with(kBundleObjects)) {
      return damaged("no entry has that name", entry.path);
    }
    const std::string path = entry.path.substr(kBundleObjects.size());
    OG_RETURN_IF_ERROR(check_bundled_path(path));
    if (!met_.add(path)) {
      return damaged("it is there twice", path);
    }
    return take_object(path, entry);
  }

  Status take_object(const std::string& path, const TarEntry& entry) {
    if (large_ || group_.size() >= kGroupObjects ||
        (!group_.empty() && group_bytes_ + entry.size_bytes > kGroupBytes)) {
      return damaged("it is not in the manifest that is due", path);
    }
    ++report_.objects;
    report_.bytes += entry.size_bytes;
    group_bytes_ += entry.size_bytes;
    if (entry.size_bytes > kGroupBytes) {
      OG_RETURN_IF_ERROR(take_large(path));
    } else {
      OG_ASSIGN_OR_RETURN(std::string bytes, content(entry, kGroupBytes));
      manifest_ += manifest_line(sha256_hex(as_bytes(bytes)), path);
      if (path == kFormatObject) {
        OG_RETURN_IF_ERROR(check_format(bytes));
        format_seen_ = true;
      } else {
        group_.push_back({path, Buffer::from(std::move(bytes))});
      }
    }
    if (options_.progress) {
      options_.progress({report_.objects, report_.bytes});
    }
    return {};
  }

  Status take_large(const std::string& path) {
    large_ = place_->large(path);
    for (;;) {
      OG_RETURN_IF_ERROR(cancel_.check());
      const auto got = tar_.read(buffer_.data(), buffer_.size());
      if (!got.ok()) {
        return got.error().with_context(format("object \"{}\"", path));
      }
      if (*got == 0) {
        break;
      }
      OG_RETURN_IF_ERROR(large_->append(as_bytes(std::string_view(buffer_).substr(0, *got))));
    }
    manifest_ += manifest_line(large_->sha256(), path);
    return {};
  }

  // It is written last, when everything else is there.
  Status check_format(std::string_view bytes) {
    OG_ASSIGN_OR_RETURN(const std::string graph_id, parse_format(bytes));
    return graph_id == head_.graph_id ? Status()
                                      : Status(damaged("it is of another graph", kFormatObject));
  }

  Status take_manifest(const TarEntry& entry) {
    ++groups_;
    if (entry.path != manifest_entry(groups_) || manifest_.empty()) {
      return damaged("another one was expected", entry.path);
    }
    OG_ASSIGN_OR_RETURN(const std::string said, content(entry, kManifestBytesMax));
    if (said != manifest_) {
      return damaged(format("it does not hash to what {} says", entry.path),
                     first_difference(said));
    }
    manifests_hash_.update(as_bytes(said));
    OG_RETURN_IF_ERROR(place_->store(group_));
    if (large_) {
      OG_RETURN_IF_ERROR(large_->publish());
    }
    large_.reset();
    group_.clear();
    group_bytes_ = 0;
    manifest_.clear();
    return {};
  }

  // The object of the first line of the group's manifest that is not as `said`.
  std::string first_difference(std::string_view said) const {
    const size_t same = static_cast<size_t>(
        std::mismatch(manifest_.begin(), manifest_.end(), said.begin(), said.end()).first -
        manifest_.begin());
    if (same >= manifest_.size()) {
      return last_path_;
    }
    const size_t before = same == 0 ? std::string::npos : manifest_.rfind('\n', same - 1);
    const size_t begin = before == std::string::npos ? 0 : before + 1;
    const std::string line = manifest_.substr(begin, manifest_.find('\n', begin) - begin);
    const size_t path = line.find(kBundleObjects);
    return path == std::string::npos ? line : line.substr(path + kBundleObjects.size());
  }

  Status check_end() {
    if (!end_) {
      return damaged("it ends too early", kBundleEnd);
    }
    const bool all = format_seen_ && manifest_.empty() && end_->bundle_id == head_.bundle_id &&
                     end_->objects == report_.objects && end_->bytes == report_.bytes &&
                     end_->groups == groups_ &&
                     end_->manifests_sha256 == manifests_hash_.finish_hex();
    if (!all) {
      return damaged(format("it tells of {} objects with {} bytes, there were {} with {}",
                            end_->objects,
                            end_->bytes,
                            report_.objects,
                            report_.bytes),
                     kBundleEnd);
    }
    report_.graph = end_->graph;
    return {};
  }

  GraphEnvironment& target_;
  const BundleOptions& options_;
  const CancelToken& cancel_;
  TarReader tar_;
  std::string buffer_;
  std::string last_path_;
  BundleHead head_;
  std::optional<BundleEnd> end_;
  std::unique_ptr<ImportTarget> place_;
  BundleReport report_;
  PathSet met_;
  bool format_seen_ = false;
  // The group at work: its objects, or one that is large; and what its manifest must say.
  std::vector<io::NewObject> group_;
  std::unique_ptr<LargeImport> large_;
  uint64_t group_bytes_ = 0;
  std::string manifest_;
  uint64_t groups_ = 0;
  Sha256 manifests_hash_;
};

}  // namespace

Result<BundleReport> import_bundle(GraphEnvironment& target,
                                   const ByteReader& source,
                                   const BundleOptions& options,
                                   const CancelToken& cancel) {
  return BundleReader(target, source, options, cancel).run();
}

}  // namespace omnigraph::graph
