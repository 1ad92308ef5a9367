// Bytes to TableManifest. Nothing in the bytes is believed: section lengths are checked before use,
// messages are parsed by protobuf (whose memory is bounded by their size), ranges and runs stay
// unexpanded, and at last the manifest must obey the rules that our writer obeys.
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/lance/file/field_proto_internal.h"
#include "omnigraph/lance/table/manifest.h"
#include "omnigraph/lance/table/manifest_bytes_internal.h"
#include "omnigraph/lance/table/manifest_format_internal.h"
#include "omnigraph/lance/table/manifest_rules_internal.h"
#include "omnigraph/lance/table/wire_internal.h"
#include "table.pb.h"

namespace omnigraph::lance {

namespace {

namespace pb = ::lance::table;

template <typename Proto>
std::optional<uint32_t> base_of(const Proto& proto) {
  return proto.has_base_id() ? std::optional<uint32_t>(proto.base_id()) : std::nullopt;
}

DataFile read_data_file(const pb::DataFile& proto) {
  DataFile file;
  file.path = proto.path();
  file.field_ids.assign(proto.fields().begin(), proto.fields().end());
  file.column_indices.assign(proto.column_indices().begin(), proto.column_indices().end());
  file.size_bytes = proto.file_size_bytes();
  file.major_version = proto.file_major_version();
  file.minor_version = proto.file_minor_version();
  file.base_id = base_of(proto);
  file.unknown_fields = unknown_fields_of(proto);
  return file;
}

Result<DeletionFile> read_deletion_file(const pb::DeletionFile& proto, const ManifestBytes& bytes) {
  DeletionFile file;
  if (proto.file_type() != pb::DeletionFile::ARROW_ARRAY &&
      proto.file_type() != pb::DeletionFile::BITMAP) {
    return bytes.unsupported(format("deletion file of type {}", int{proto.file_type()}));
  }
  file.kind = static_cast<DeletionFileKind>(proto.file_type());
  file.id = proto.id();
  file.read_version = proto.read_version();
  file.num_deleted_rows = proto.num_deleted_rows();
  file.base_id = base_of(proto);
  file.unknown_fields = unknown_fields_of(proto);
  return file;
}

// A version sequence; an absent one means version 1 where there must be one.
Result<VersionRuns> read_versions(bool present,
                                  const std::string& inline_bytes,
                                  const Fragment& fragment,
                                  bool stable_row_ids,
                                  std::string_view place) {
  if (!present) {
    return stable_row_ids ? VersionRuns(fragment.physical_rows, 1) : VersionRuns();
  }
  return VersionRuns::parse(as_bytes(inline_bytes), place);
}

Result<Fragment> read_fragment(const pb::DataFragment& proto,
                               bool stable_row_ids,
                               const ManifestBytes& bytes) {
  if (proto.has_external_row_ids() || proto.has_external_last_updated_at_versions() ||
      proto.has_external_created_at_versions()) {
    return bytes.unsupported(format("fragment {} keeps sequences in another file", proto.id()));
  }
  if (!proto.overlays().empty()) {
    return bytes.unsupported(format("fragment {} has overlay files", proto.id()));
  }
  const std::string place = format("{}, fragment {}", bytes.name(), proto.id());
  Fragment fragment;
  fragment.id = proto.id();
  fragment.files.reserve(static_cast<size_t>(proto.files_size()));
  for (const pb::DataFile& file : proto.files()) {
    fragment.files.push_back(read_data_file(file));
  }
  if (proto.has_deletion_file()) {
    OG_ASSIGN_OR_RETURN(fragment.deletion_file, read_deletion_file(proto.deletion_file(), bytes));
  }
  fragment.physical_rows = proto.physical_rows();
  if (stable_row_ids && proto.has_inline_row_ids()) {
    OG_ASSIGN_OR_RETURN(fragment.row_ids,
                        RowIdSequence::parse(as_bytes(proto.inline_row_ids()), place));
  }
  OG_ASSIGN_OR_RETURN(fragment.last_updated,
                      read_versions(proto.has_inline_last_updated_at_versions(),
                                    proto.inline_last_updated_at_versions(),
                                    fragment,
                                    stable_row_ids,
                                    place));
  OG_ASSIGN_OR_RETURN(fragment.created,
                      read_versions(proto.has_inline_created_at_versions(),
                                    proto.inline_created_at_versions(),
                                    fragment,
                                    stable_row_ids,
                                    place));
  fragment.unknown_fields = unknown_fields_of(proto);
  return fragment;
}

Result<IndexEntry> read_index(const pb::IndexMetadata& proto, const ManifestBytes& bytes) {
  if (!proto.covering_fields().empty()) {
    return bytes.unsupported(format("index \"{}\" has covering fields", proto.name()));
  }
  IndexEntry index;
  index.uuid = proto.uuid().uuid();
  index.name = proto.name();
  index.field_ids.assign(proto.fields().begin(), proto.fields().end());
  index.dataset_version = proto.dataset_version();
  index.fragment_bitmap = proto.fragment_bitmap();
  index.details_type = proto.index_details().type_url();
  index.details = proto.index_details().value();
  if (proto.has_index_version()) {
    index.index_version = proto.index_version();
  }
  if (proto.has_created_at()) {
    index.created_at_ms = proto.created_at();
  }
  index.base_id = base_of(proto);
  for (const pb::IndexFile& file : proto.files()) {
    index.files.push_back({file.path(), file.size_bytes()});
  }
  index.unknown_fields = unknown_fields_of(proto);
  return index;
}

Transaction read_transaction(const pb::Transaction& proto) {
  Transaction transaction;
  transaction.kind = static_cast<TransactionKind>(proto.operation_case());
  transaction.read_version = proto.read_version();
  transaction.uuid = proto.uuid();
  transaction.tag = proto.tag();
  transaction.properties.insert(proto.transaction_properties().begin(),
                                proto.transaction_properties().end());
  if (transaction.kind != TransactionKind::kNone) {
    const auto* field = pb::Transaction::descriptor()->FindFieldByNumber(proto.operation_case());
    transaction.operation = proto.GetReflection()->GetString(proto, field);
  }
  transaction.unknown_fields = unknown_fields_of(proto);
  return transaction;
}

Result<int64_t> read_timestamp(const ::google::protobuf::Timestamp& proto,
                               const ManifestBytes& bytes,
                               uint64_t offset) {
  constexpr int64_t kSecondsMax = std::numeric_limits<int64_t>::max() / 1'000'000 - 1;
  if (proto.seconds() > kSecondsMax || proto.seconds() < -kSecondsMax || proto.nanos() < 0 ||
      proto.nanos() >= 1'000'000'000) {
    return bytes.corrupt(format("time {} s {} ns is out of range", proto.seconds(), proto.nanos()),
                         offset);
  }
  return proto.seconds() * 1'000'000 + proto.nanos() / 1000;
}

Status check_flags(const pb::Manifest& proto, const ManifestBytes& bytes) {
  const uint64_t flags = proto.reader_feature_flags() | proto.writer_feature_flags();
  for (uint64_t bit = kFirstUnknownFlag; bit != 0; bit <<= 1) {
    if ((flags & bit) != 0) {
      return bytes.unsupported(format("feature flag {}", bit));
    }
  }
  return {};
}

// The file version that the table declares, or else that of its first data file.
Result<std::string> read_data_version(const pb::Manifest& proto,
                                      const TableManifest& manifest,
                                      const ManifestBytes& bytes) {
  if (!proto.has_data_format()) {
    for (const Fragment& fragment : manifest.fragments) {
      if (!fragment.files.empty()) {
        const DataFile& file = fragment.files[0];
        return format("{}.{}", file.major_version, file.minor_version);
      }
    }
    return TableManifest().data_version;
  }
  if (proto.data_format().file_format() != kFileFormat) {
    return bytes.unsupported(format("file format \"{}\"", proto.data_format().file_format()));
  }
  return proto.data_format().version();
}

// Fields that are copied as they are.
void read_plain(const pb::Manifest& proto, TableManifest* manifest) {
  manifest->version = proto.version();
  manifest->next_row_id = proto.next_row_id();
  if (proto.has_max_fragment_id()) {
    manifest->max_fragment_id = proto.max_fragment_id();
  }
  manifest->schema_metadata.insert(proto.schema_metadata().begin(), proto.schema_metadata().end());
  manifest->config.insert(proto.config().begin(), proto.config().end());
  manifest->table_metadata.insert(proto.table_metadata().begin(), proto.table_metadata().end());
  for (const pb::BasePath& base : proto.base_paths()) {
    manifest->base_paths.push_back(
        {base.id(),
         base.has_name() ? std::optional<std::string>(base.name()) : std::nullopt,
         base.is_dataset_root(),
         base.path(),
         unknown_fields_of(base)});
  }
  manifest->tag = proto.tag();
  if (proto.has_branch()) {
    manifest->branch = proto.branch();
  }
  manifest->writer = {proto.writer_version().library(), proto.writer_version().version()};
  manifest->unknown_fields = unknown_fields_of(proto);
}

// The parts that lie outside the manifest section.
Status read_other_sections(const pb::Manifest& proto,
                           const ManifestBytes& bytes,
                           TableManifest* manifest) {
  if (proto.has_index_section()) {
    pb::IndexSection section;
    OG_RETURN_IF_ERROR(bytes.parse_section(proto.index_section(), &section));
    for (const pb::IndexMetadata& index_proto : section.indices()) {
      OG_ASSIGN_OR_RETURN(IndexEntry index, read_index(index_proto, bytes));
      manifest->indices.push_back(std::move(index));
    }
  }
  if (proto.has_transaction_section()) {
    pb::Transaction section;
    OG_RETURN_IF_ERROR(bytes.parse_section(proto.transaction_section(), &section));
    manifest->transaction = read_transaction(section);
  }
  return {};
}

}  // namespace

Result<TableManifest> parse_manifest(ByteSpan raw, std::string_view object_name) {
  const ManifestBytes bytes(raw, object_name);
  OG_ASSIGN_OR_RETURN(const uint64_t offset, bytes.read_footer());
  pb::Manifest proto;
  OG_RETURN_IF_ERROR(bytes.parse_section(offset, &proto));
  OG_RETURN_IF_ERROR(check_flags(proto, bytes));

  TableManifest manifest;
  read_plain(proto, &manifest);
  manifest.stable_row_ids = (proto.reader_feature_flags() & kFlagStableRowIds) != 0;
  OG_ASSIGN_OR_RETURN(manifest.fields, fields_from_proto(proto.fields(), object_name));
  OG_ASSIGN_OR_RETURN(manifest.timestamp_us, read_timestamp(proto.timestamp(), bytes, offset));
  manifest.fragments.reserve(static_cast<size_t>(proto.fragments_size()));
  for (const pb::DataFragment& fragment_proto : proto.fragments()) {
    OG_ASSIGN_OR_RETURN(Fragment fragment,
                        read_fragment(fragment_proto, manifest.stable_row_ids, bytes));
    manifest.fragments.push_back(std::move(fragment));
  }
  if (!manifest.max_fragment_id && !manifest.fragments.empty()) {
    // Tolerated, as Lance does; ids that do not fit are found by the rules below.
    manifest.max_fragment_id = static_cast<uint32_t>(manifest.fragments.back().id);
  }
  OG_ASSIGN_OR_RETURN(manifest.data_version, read_data_version(proto, manifest, bytes));
  OG_RETURN_IF_ERROR(read_other_sections(proto, bytes, &manifest));
  if (const auto broken = broken_rule(manifest)) {
    return bytes.corrupt(*broken, offset);
  }
  return manifest;
}

}  // namespace omnigraph::lance
