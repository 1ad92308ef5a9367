// TableManifest to bytes: index section, transaction section, manifest section, footer.
#include <cstdint>
#include <limits>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/lance/file/field_proto_internal.h"
#include "omnigraph/lance/table/manifest.h"
#include "omnigraph/lance/table/manifest_format_internal.h"
#include "omnigraph/lance/table/manifest_rules_internal.h"
#include "omnigraph/lance/table/wire_internal.h"
#include "table.pb.h"

namespace omnigraph::lance {

namespace {

namespace pb = ::lance::table;

void write_data_file(const DataFile& file, pb::DataFile* out) {
  out->set_path(file.path);
  out->mutable_fields()->Assign(file.field_ids.begin(), file.field_ids.end());
  out->mutable_column_indices()->Assign(file.column_indices.begin(), file.column_indices.end());
  out->set_file_major_version(file.major_version);
  out->set_file_minor_version(file.minor_version);
  out->set_file_size_bytes(file.size_bytes);
  if (file.base_id) {
    out->set_base_id(*file.base_id);
  }
  restore_unknown_fields(file.unknown_fields, out);
}

void write_deletion_file(const DeletionFile& file, pb::DeletionFile* out) {
  out->set_file_type(static_cast<pb::DeletionFile::FileType>(file.kind));
  out->set_read_version(file.read_version);
  out->set_id(file.id);
  out->set_num_deleted_rows(file.num_deleted_rows);
  if (file.base_id) {
    out->set_base_id(*file.base_id);
  }
  restore_unknown_fields(file.unknown_fields, out);
}

void write_fragment(const Fragment& fragment, bool stable_row_ids, pb::DataFragment* out) {
  out->set_id(fragment.id);
  for (const DataFile& file : fragment.files) {
    write_data_file(file, out->add_files());
  }
  if (fragment.deletion_file) {
    write_deletion_file(*fragment.deletion_file, out->mutable_deletion_file());
  }
  out->set_physical_rows(fragment.physical_rows);
  if (stable_row_ids) {
    out->set_inline_row_ids(fragment.row_ids.serialize());
  }
  if (stable_row_ids || !fragment.last_updated.empty()) {
    out->set_inline_last_updated_at_versions(fragment.last_updated.serialize());
  }
  if (stable_row_ids || !fragment.created.empty()) {
    out->set_inline_created_at_versions(fragment.created.serialize());
  }
  restore_unknown_fields(fragment.unknown_fields, out);
}

void write_index(const IndexEntry& index, pb::IndexMetadata* out) {
  out->mutable_uuid()->set_uuid(index.uuid);
  out->mutable_fields()->Assign(index.field_ids.begin(), index.field_ids.end());
  out->set_name(index.name);
  out->set_dataset_version(index.dataset_version);
  out->set_fragment_bitmap(index.fragment_bitmap);
  if (!index.details_type.empty()) {
    out->mutable_index_details()->set_type_url(index.details_type);
    out->mutable_index_details()->set_value(index.details);
  }
  if (index.index_version) {
    out->set_index_version(*index.index_version);
  }
  if (index.created_at_ms) {
    out->set_created_at(*index.created_at_ms);
  }
  if (index.base_id) {
    out->set_base_id(*index.base_id);
  }
  for (const IndexFile& file : index.files) {
    auto* out_file = out->add_files();
    out_file->set_path(file.path);
    out_file->set_size_bytes(file.size_bytes);
  }
  restore_unknown_fields(index.unknown_fields, out);
}

// An operation stands in the message as bytes with the number of its kind: the same wire form.
std::string transaction_bytes(const Transaction& transaction) {
  pb::Transaction proto;
  proto.set_read_version(transaction.read_version);
  proto.set_uuid(transaction.uuid);
  proto.set_tag(transaction.tag);
  proto.mutable_transaction_properties()->insert(transaction.properties.begin(),
                                                 transaction.properties.end());
  if (transaction.kind != TransactionKind::kNone) {
    const auto* field =
        pb::Transaction::descriptor()->FindFieldByNumber(static_cast<int>(transaction.kind));
    proto.GetReflection()->SetString(&proto, field, transaction.operation);
  }
  restore_unknown_fields(transaction.unknown_fields, &proto);
  return message_bytes(proto);
}

// Floor division, so that times before 1970 keep nanos >= 0.
void write_timestamp(int64_t us, ::google::protobuf::Timestamp* out) {
  int64_t seconds = us / 1'000'000;
  int64_t rest = us % 1'000'000;
  if (rest < 0) {
    --seconds;
    rest += 1'000'000;
  }
  out->set_seconds(seconds);
  out->set_nanos(static_cast<int32_t>(rest * 1000));
}

void write_flags(const TableManifest& manifest, pb::Manifest* out) {
  uint64_t flags = manifest.stable_row_ids ? kFlagStableRowIds : 0;
  for (const Fragment& fragment : manifest.fragments) {
    flags |= fragment.deletion_file ? kFlagDeletionFiles : 0;
  }
  flags |= manifest.base_paths.empty() ? 0 : kFlagBasePaths;
  out->set_reader_feature_flags(flags);
  out->set_writer_feature_flags(flags | (manifest.config.empty() ? 0 : kFlagTableConfig));
}

// Everything but the offsets of the other sections.
pb::Manifest manifest_proto(const TableManifest& manifest) {
  pb::Manifest proto;
  fields_to_proto(manifest.fields, proto.mutable_fields());
  for (const Fragment& fragment : manifest.fragments) {
    write_fragment(fragment, manifest.stable_row_ids, proto.add_fragments());
  }
  proto.set_version(manifest.version);
  write_timestamp(manifest.timestamp_us, proto.mutable_timestamp());
  write_flags(manifest, &proto);
  if (manifest.max_fragment_id) {
    proto.set_max_fragment_id(*manifest.max_fragment_id);
  }
  const WriterVersion ours;
  proto.mutable_writer_version()->set_library(ours.library);
  proto.mutable_writer_version()->set_version(ours.version);
  proto.set_next_row_id(manifest.next_row_id);
  proto.mutable_data_format()->set_file_format(std::string(kFileFormat));
  proto.mutable_data_format()->set_version(manifest.data_version);
  proto.mutable_schema_metadata()->insert(manifest.schema_metadata.begin(),
                                          manifest.schema_metadata.end());
  proto.mutable_config()->insert(manifest.config.begin(), manifest.config.end());
  proto.mutable_table_metadata()->insert(manifest.table_metadata.begin(),
                                         manifest.table_metadata.end());
  for (const BasePath& base : manifest.base_paths) {
    auto* out = proto.add_base_paths();
    out->set_id(base.id);
    if (base.name) {
      out->set_name(*base.name);
    }
    out->set_is_dataset_root(base.is_dataset_root);
    out->set_path(base.path);
    restore_unknown_fields(base.unknown_fields, out);
  }
  proto.set_tag(manifest.tag);
  if (manifest.branch) {
    proto.set_branch(*manifest.branch);
  }
  restore_unknown_fields(manifest.unknown_fields, &proto);
  return proto;
}

// Appends u32 length and the bytes; returns the offset of the length.
uint64_t append_section(const std::string& bytes, BufferBuilder* out) {
  const uint64_t offset = out->size();
  out->push(static_cast<uint32_t>(bytes.size()));
  out->append(bytes);
  return offset;
}

}  // namespace

Result<Buffer> serialize(const TableManifest& manifest) {
  if (const auto broken = broken_rule(manifest)) {
    return Error(
        ErrorCode::kInvalidArgument,
        format("table manifest cannot be written: {}: version {}", *broken, manifest.version));
  }
  pb::Manifest proto = manifest_proto(manifest);
  pb::IndexSection indices;
  for (const IndexEntry& index : manifest.indices) {
    write_index(index, indices.add_indices());
  }
  const size_t estimate = proto.ByteSizeLong() + indices.ByteSizeLong();
  if (estimate > kSectionBytesMax) {
    return Error(
        ErrorCode::kResourceExhausted,
        format(
            "table manifest is too large: limit {}, found {} bytes", kSectionBytesMax, estimate));
  }
  BufferBuilder out;
  out.reserve(estimate + kFooterBytes + 512);
  if (!manifest.indices.empty()) {
    proto.set_index_section(append_section(message_bytes(indices), &out));
  }
  if (manifest.transaction != Transaction()) {
    proto.set_transaction_section(append_section(transaction_bytes(manifest.transaction), &out));
  }
  const uint64_t offset = append_section(message_bytes(proto), &out);
  out.push(offset);
  out.push(kContainerMajor);
  out.push(kContainerMinor);
  out.append(kMagic);
  return out.finish();
}

}  // namespace omnigraph::lance
