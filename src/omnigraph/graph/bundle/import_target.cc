#include "omnigraph/graph/bundle/import_target.h"

#include <optional>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/graph/bundle/check_heads.h"
#include "omnigraph/graph/log/json_members_internal.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/log/record.h"
#include "omnigraph/graph/log/sealed_json.h"

namespace omnigraph::graph {
namespace {

constexpr uint64_t kReadBackBytes = uint64_t{4} << 20;

Result<ImportClaim> parse_claim(std::string_view bytes) {
  return parse_sealed<ImportClaim>(bytes, kFormatObject, [](Members& members) {
    return ImportClaim{members.ulid("graph_id"), members.ulid("importing")};
  });
}

Error other_bytes(std::string_view path) {
  return Error(
      ErrorCode::kCorruption,
      format("an earlier try of this import left other bytes than are to be stored: object \"{}\"",
             path));
}

Error no_place(io::ObjectStore& store, std::string_view why) {
  return Error(
      ErrorCode::kFailedPrecondition,
      format("a graph can only be brought to an empty place: '{}' {}", store.root_uri(), why));
}

// Nothing: the root is empty, as far as anybody says.
Result<std::optional<ImportClaim>> earlier_claim(io::ObjectStore& store) {
  const auto bytes = store.read(kFormatObject);
  if (bytes.ok()) {
    if (parse_format(bytes->view()).ok()) {
      return Error(ErrorCode::kAlreadyExists,
                   format("there is a graph already at '{}'", store.root_uri()));
    }
    OG_ASSIGN_OR_RETURN(ImportClaim claim, parse_claim(bytes->view()));
    return std::optional(std::move(claim));
  }
  if (bytes.error().code() != ErrorCode::kNotFound) {
    return bytes.error();
  }
  OG_ASSIGN_OR_RETURN(const auto listed, store.list("", "", 1));
  if (!listed.empty()) {
    return no_place(store, format("holds {}", listed.front().path));
  }
  return std::optional<ImportClaim>();
}

Result<std::string> stored_sha256(io::ObjectStore& store, const std::string& path) {
  Sha256 hash;
  for (uint64_t offset = 0;; offset += kReadBackBytes) {
    OG_ASSIGN_OR_RETURN(const Buffer bytes, store.read_range(path, {offset, kReadBackBytes}));
    hash.update(bytes.span());
    if (bytes.size() < kReadBackBytes) {
      return hash.finish_hex();
    }
  }
}

bool is_record(std::string_view path) {
  return path.starts_with(kBranchesFolder) || path.starts_with(kTagsFolder);
}

}  // namespace

std::string to_json(const ImportClaim& claim) {
  JsonWriter json;
  json.begin_object();
  json.member("format", uint64_t{1});
  json.member("graph_id", claim.graph_id);
  json.member("importing", claim.importing);
  json.end_object();
  return seal_json(json.take());
}

Status LargeImport::append(ByteSpan bytes) {
  if (!begun_) {
    begun_ = true;
    const auto info = store_.stat(path_);
    if (!info.ok()) {
      if (info.error().code() != ErrorCode::kNotFound) {
        return info.error();
      }
      OG_ASSIGN_OR_RETURN(writer_, store_.create_writer(path_));
    }
  }
  hash_.update(bytes);
  return writer_ != nullptr ? writer_->append(bytes) : Status();
}

const std::string& LargeImport::sha256() {
  if (sha256_.empty()) {
    sha256_ = hash_.finish_hex();
  }
  return sha256_;
}

Status LargeImport::publish() {
  if (writer_ != nullptr) {
    const Status finished = writer_->finish();
    if (finished.ok() || finished.error().code() != ErrorCode::kAlreadyExists) {
      return finished;
    }
  }
  OG_ASSIGN_OR_RETURN(const std::string stored, stored_sha256(store_, path_));
  return stored == sha256() ? Status() : Status(other_bytes(path_));
}

Result<std::unique_ptr<ImportTarget>> ImportTarget::claim(GraphEnvironment& environment,
                                                          const ImportClaim& claim) {
  io::ObjectStore& store = environment.store;
  OG_ASSIGN_OR_RETURN(auto earlier, earlier_claim(store));
  const bool resumed = earlier.has_value();
  if (!earlier) {
    const Status created = store.create(kFormatObject, as_bytes(to_json(claim)));
    if (!created.ok() && created.error().code() != ErrorCode::kAlreadyExists) {
      return created.error();
    }
    if (!created.ok()) {
      OG_ASSIGN_OR_RETURN(earlier, earlier_claim(store));
    }
  }
  if (earlier && *earlier != claim) {
    return no_place(store, "holds another import that was not finished");
  }
  return std::unique_ptr<ImportTarget>(new ImportTarget(environment, claim, resumed));
}

Status ImportTarget::store(const std::vector<io::NewObject>& objects, bool records_may_differ) {
  if (objects.empty()) {
    return {};
  }
  if (resumed_) {
    for (const io::NewObject& object : objects) {
      OG_RETURN_IF_ERROR(check_stored(object, records_may_differ && is_record(object.path)));
    }
  }
  return environment_.store.create_many(objects);
}

Status ImportTarget::check_stored(const io::NewObject& object, bool may_differ) {
  const auto stored = environment_.store.read(object.path);
  if (!stored.ok()) {
    return stored.error().code() == ErrorCode::kNotFound ? Status() : stored.error();
  }
  if (stored->view() == object.bytes.view()) {
    return {};
  }
  return may_differ ? environment_.store.replace(object.path, object.bytes.span())
                    : Status(other_bytes(object.path));
}

Status ImportTarget::finish(const CancelToken& cancel) {
  OG_RETURN_IF_ERROR(check_heads(environment_, claim_.graph_id, cancel));
  const std::string complete = format_json(claim_.graph_id);
  const Status replaced = environment_.store.replace(kFormatObject, as_bytes(complete));
  if (!replaced.ok() && replaced.error().code() == ErrorCode::kOutcomeUnknown) {
    const auto stored = environment_.store.read(kFormatObject);
    if (stored.ok() && stored->view() == complete) {
      return {};
    }
  }
  return replaced;
}

}  // namespace omnigraph::graph
