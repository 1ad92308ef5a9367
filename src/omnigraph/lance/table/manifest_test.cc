#include "omnigraph/lance/table/manifest.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "omnigraph/lance/table/uuid.h"

namespace omnigraph::lance {
namespace {

LanceField field(int32_t id, std::string name, columnar::DataType type) {
  LanceField field;
  field.id = id;
  field.name = std::move(name);
  field.type = std::move(type);
  return field;
}

// A manifest in which everything is set.
TableManifest full_manifest() {
  TableManifest manifest;
  manifest.fields = {field(0, "_id", columnar::TypeKind::kString),
                     field(1, "born", columnar::TypeKind::kDate32),
                     field(2, "vector", columnar::DataType::vector(4))};
  manifest.fields[0].nullable = false;
  manifest.fields[0].metadata["lance-schema:unenforced-primary-key:position"] = "1";
  Fragment first;
  first.id = 3;
  first.files = {DataFile{"a.lance", {0, 1}, {0, 1}, 4096, 2, 2, std::nullopt, {}},
                 DataFile{"b.lance", {2}, {0}, 512, 2, 2, 1, {}}};
  first.deletion_file = DeletionFile{DeletionFileKind::kRoaring, ~uint64_t{0}, 6, 7, 0, {}};
  first.physical_rows = 100;
  first.row_ids = RowIdSequence::range(40, 130);
  first.row_ids.append(RowIdSequence::of(std::vector<uint64_t>{9, 2, 7, 30, 31, 8, 35, 33, 1, 0}));
  first.created = VersionRuns(90, 4);
  first.created.append(10, 2);
  first.last_updated = VersionRuns(100, 6);
  Fragment second;
  second.id = 9;
  second.files = {DataFile{"c.lance", {0, 1, 2}, {0, 1, 2}, 0, 2, 2, std::nullopt, {}}};
  second.physical_rows = 1;
  second.row_ids = RowIdSequence::range(130, 131);
  second.created = VersionRuns(1, 7);
  second.last_updated = VersionRuns(1, 7);
  manifest.fragments = {first, second};
  manifest.version = 7;
  manifest.timestamp_us = 1'763'800'000'123'456;
  manifest.next_row_id = 200;
  manifest.max_fragment_id = 12;
  manifest.schema_metadata = {{"s", std::string("\x00\xff", 2)}};
  manifest.config = {{"c", "1"}, {"d", "2"}};
  manifest.table_metadata = {{"t", "x"}};
  manifest.base_paths = {BasePath{0, std::nullopt, false, "/zero", {}},
                         BasePath{1, "one", true, "s3://bucket/one", {}}};
  IndexEntry index;
  index.uuid = std::string(16, '\x7e');
  index.name = "born_idx";
  index.field_ids = {1};
  index.dataset_version = 5;
  index.fragment_bitmap = "bitmap";
  index.details_type = "/lance.table.BTreeIndexDetails";
  index.details = "details";
  index.index_version = 0;
  index.created_at_ms = 1'763'800'000'000;
  index.base_id = 0;
  index.files = {{"page_data.lance", 892}};
  manifest.indices = {index};
  manifest.transaction = Transaction{
      TransactionKind::kUpdate, 6, "1f-2e", "tag", {{"k", "v"}}, std::string("\x08\x03", 2), {}};
  manifest.tag = "release";
  manifest.branch = "feature/x";
  return manifest;
}

Buffer bytes_of(const TableManifest& manifest) {
  auto bytes = serialize(manifest);
  EXPECT_TRUE(bytes.ok()) << bytes.error().message();
  return *bytes;
}

TableManifest parsed(const Buffer& bytes) {
  auto manifest = parse_manifest(bytes.span(), "x");
  EXPECT_TRUE(manifest.ok()) << manifest.error().message();
  return *manifest;
}

std::string testdata(const char* name) {
  std::ifstream file(std::filesystem::path(__FILE__).parent_path() / "testdata" / name,
                     std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Manifest, RoundTripsEverything) {
  const TableManifest manifest = full_manifest();
  const Buffer bytes = bytes_of(manifest);
  EXPECT_EQ(parsed(bytes), manifest);
  EXPECT_EQ(bytes_of(parsed(bytes)).view(), bytes.view()) << "equal values give equal bytes";
}

TEST(Manifest, RoundTripsTheSmallest) {
  TableManifest manifest;
  manifest.fields = {field(0, "a", columnar::TypeKind::kInt64)};
  manifest.version = 1;
  EXPECT_EQ(parsed(bytes_of(manifest)), manifest);
  manifest.stable_row_ids = false;
  manifest.timestamp_us = -1;
  EXPECT_EQ(parsed(bytes_of(manifest)), manifest);
}

TEST(Manifest, EndsInTheFooterThatLanceExpects) {
  const Buffer bytes = bytes_of(full_manifest());
  EXPECT_EQ(bytes.view().substr(bytes.size() - 8), std::string_view("\x00\x00\x02\x00LANC", 8));
}

// Goal: parse and serialize again what LanceDB wrote, and find every fact of it.
TEST(Manifest, ReadsWhatLanceDbWrites) {
  const std::string bytes = testdata("foreign.manifest");
  const auto manifest = parse_manifest(as_bytes(bytes), "foreign.manifest");
  ASSERT_TRUE(manifest.ok()) << manifest.error().message();
  EXPECT_EQ(manifest->version, 5U);
  EXPECT_EQ(manifest->writer, (WriterVersion{"lance", "10.0.0"}));
  EXPECT_EQ(manifest->data_version, "2.2");
  EXPECT_TRUE(manifest->stable_row_ids);
  EXPECT_EQ(manifest->next_row_id, 25U);
  EXPECT_EQ(manifest->live_rows(), 22U);
  ASSERT_EQ(manifest->fields.size(), 4U);
  EXPECT_EQ(manifest->fields[0].name, "_id");
  EXPECT_EQ(manifest->fields[2].children.size(), 1U);
  EXPECT_EQ(manifest->fields[3].type.kind, columnar::TypeKind::kList);
  ASSERT_EQ(manifest->fragments.size(), 3U);
  EXPECT_EQ(deletion_path(0, *manifest->fragments[0].deletion_file),
            "_deletions/0-3-15353522637572846708.arrow");
  // The fragment of an update of rows 7 and 21: ids and created versions are kept.
  const Fragment& updated = manifest->fragments[2];
  EXPECT_EQ(updated.row_ids.to_vector(), (std::vector<uint64_t>{7, 21}));
  EXPECT_EQ(updated.created.at(0), 1U);
  EXPECT_EQ(updated.created.at(1), 2U);
  EXPECT_EQ(updated.last_updated, VersionRuns(2, 4));
  ASSERT_EQ(manifest->indices.size(), 1U);
  EXPECT_EQ(uuid_text(manifest->indices[0].uuid), "5f93ba84-111c-4f24-a3f4-e22d7299874d");
  EXPECT_EQ(manifest->indices[0].details_type, "/lance.table.BTreeIndexDetails");
  EXPECT_EQ(manifest->indices[0].files.size(), 2U);
  EXPECT_EQ(manifest->transaction.kind, TransactionKind::kCreateIndex);
  EXPECT_FALSE(manifest->transaction.operation.empty());
  EXPECT_TRUE(manifest->unknown_fields.empty());

  // Ours says the same; only the writer differs.
  TableManifest expected = *manifest;
  expected.writer = WriterVersion();
  EXPECT_EQ(parsed(bytes_of(*manifest)), expected);
}

TEST(Manifest, KeepsFieldsThatItDoesNotKnow) {
  TableManifest manifest = full_manifest();
  const std::string unknown = "\xa2\x06\x03xyz";  // field 100, bytes
  manifest.unknown_fields = unknown;
  manifest.fragments[0].unknown_fields = unknown;
  manifest.fragments[0].files[0].unknown_fields = unknown;
  manifest.fragments[0].deletion_file->unknown_fields = unknown;
  manifest.base_paths[1].unknown_fields = unknown;
  manifest.indices[0].unknown_fields = unknown;
  // In a transaction field 100 is an operation; take 199.
  manifest.transaction.unknown_fields = "\xba\x0c\x03xyz";
  EXPECT_EQ(parsed(bytes_of(manifest)), manifest);
}

TEST(Manifest, RefusesToWriteWhatBreaksTheRules) {
  const std::vector<void (*)(TableManifest&)> breaks = {
      [](TableManifest& m) { m.version = 0; },
      [](TableManifest& m) { m.fields.clear(); },
      [](TableManifest& m) { m.fragments[1].id = 3; },
      [](TableManifest& m) { m.max_fragment_id = 8; },
      [](TableManifest& m) { m.max_fragment_id.reset(); },
      [](TableManifest& m) { m.fragments[1].id = uint64_t{1} << 32; },
      [](TableManifest& m) { m.fragments[1].physical_rows = 2; },
      [](TableManifest& m) { m.fragments[1].created = VersionRuns(2, 1); },
      [](TableManifest& m) { m.fragments[1].last_updated = VersionRuns(); },
      [](TableManifest& m) { m.fragments[0].deletion_file->num_deleted_rows = 101; },
      [](TableManifest& m) { m.fragments[0].files[0].column_indices.pop_back(); },
      [](TableManifest& m) { m.fragments[0].files[0].path.clear(); },
      [](TableManifest& m) { m.fragments[0].files[0].base_id = 5; },
      [](TableManifest& m) { m.fragments[0].deletion_file->base_id = 5; },
      [](TableManifest& m) { m.indices[0].base_id = 5; },
      [](TableManifest& m) { m.indices[0].uuid = "short"; },
      [](TableManifest& m) { m.base_paths[1].id = 0; },
      [](TableManifest& m) { m.next_row_id = 130; },
      [](TableManifest& m) { m.stable_row_ids = false; },
  };
  for (size_t i = 0; i < breaks.size(); ++i) {
    TableManifest manifest = full_manifest();
    breaks[i](manifest);
    const auto bytes = serialize(manifest);
    ASSERT_FALSE(bytes.ok()) << i;
    EXPECT_EQ(bytes.error().code(), ErrorCode::kInvalidArgument) << i;
  }
}

// The bytes of a manifest message alone, as a container.
Buffer container(std::string_view message, uint64_t offset = 0, uint16_t minor = 2) {
  BufferBuilder out;
  out.push(static_cast<uint32_t>(message.size()));
  out.append(message);
  out.push(offset);
  out.push(uint16_t{0});
  out.push(minor);
  out.append("LANC");
  return out.finish();
}

TEST(Manifest, RefusesFlagsThatItDoesNotKnow) {
  const std::string other = "\x18\x01";      // version 1
  for (const char tag : {'\x48', '\x50'}) {  // reader and writer flags
    const auto unknown =
        parse_manifest(container(other + tag + std::string("\xc2\x01", 2)).span(), "x");  // 64 + 66
    ASSERT_FALSE(unknown.ok());
    EXPECT_EQ(unknown.error().code(), ErrorCode::kUnsupported);
    EXPECT_NE(unknown.error().message().find("feature flag 64"), std::string::npos);
  }
  const auto newer = parse_manifest(container(other, 0, 3).span(), "x");
  EXPECT_EQ(newer.error().code(), ErrorCode::kUnsupported);
}

TEST(Manifest, RefusesSectionsOutsideTheFile) {
  const std::string message = "\x18\x01";
  const auto far = parse_manifest(container(message, ~uint64_t{0}).span(), "t.manifest");
  ASSERT_FALSE(far.ok());
  EXPECT_EQ(far.error().code(), ErrorCode::kCorruption);
  EXPECT_NE(far.error().message().find("t.manifest"), std::string::npos);
  EXPECT_NE(far.error().message().find("offset"), std::string::npos);
  EXPECT_FALSE(parse_manifest(container(message, 3).span(), "x").ok());
  EXPECT_FALSE(parse_manifest(container(message + std::string("\x30\x63", 2)).span(), "x").ok());
}

// Goal: a row id range of 2^60 and deleted rows without end cost nothing and are refused.
TEST(Manifest, RefusesForgedCounts) {
  TableManifest manifest = full_manifest();
  manifest.fragments[1].row_ids = RowIdSequence::range(0, uint64_t{1} << 60);
  manifest.fragments[1].physical_rows = uint64_t{1} << 60;
  EXPECT_FALSE(serialize(manifest).ok());
  const std::string fragment = std::string("\x20\x80\x80\x80\x80\x80\x80\x80\x80\x10", 10) +
                               std::string("\x2a\x0f\x0a\x0d\x0a\x0b\x08\x00\x10", 9) +
                               std::string("\x80\x80\x80\x80\x80\x80\x80\x80\x10", 9);
  std::string message =
      std::string("\x0a\x15\x12\x01_\x20\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01") +
      std::string("\x2a\x05int64", 7);
  message[1] = static_cast<char>(message.size() - 2);
  message += "\x12";
  message.push_back(static_cast<char>(fragment.size()));
  message += fragment + "\x18\x01\x48\x02";
  const auto forged = parse_manifest(container(message).span(), "x");
  ASSERT_FALSE(forged.ok());
  EXPECT_EQ(forged.error().code(), ErrorCode::kCorruption) << forged.error().message();
}

// Goal: any damaged byte or lost tail gives a typed error or a manifest that obeys all rules, which
// the writer then accepts; nothing crashes (sanitizers watch) and nothing is expanded.
TEST(Manifest, SurvivesEveryFlippedByteAndEveryLength) {
  const std::vector<std::string> samples = {std::string(bytes_of(full_manifest()).view()),
                                            testdata("foreign.manifest"),
                                            testdata("foreign_on_mirror.manifest")};
  for (const std::string& good : samples) {
    ASSERT_GT(good.size(), 100U);
    for (size_t length = 0; length < good.size(); ++length) {
      EXPECT_FALSE(parse_manifest(as_bytes(std::string_view(good).substr(0, length)), "x").ok());
    }
    for (size_t i = 0; i < good.size(); ++i) {
      for (const int mask : {0x01, 0x80, 0xff}) {
        std::string bytes = good;
        bytes[i] = static_cast<char>(bytes[i] ^ mask);
        const auto manifest = parse_manifest(as_bytes(bytes), "x");
        if (manifest.ok()) {
          TableManifest expected = *manifest;
          expected.writer = WriterVersion();
          const auto again = serialize(expected);
          ASSERT_TRUE(again.ok()) << i << ": " << again.error().message();
          ASSERT_EQ(parsed(*again), expected) << i;
        } else {
          EXPECT_TRUE(manifest.error().code() == ErrorCode::kCorruption ||
                      manifest.error().code() == ErrorCode::kUnsupported)
              << manifest.error().message();
        }
      }
    }
  }
}

TEST(ManifestNames, AreThoseOfLance) {
  EXPECT_EQ(version_manifest_path(1), "_versions/18446744073709551614.manifest");
  EXPECT_EQ(version_manifest_path(18446744073709551615U),
            "_versions/00000000000000000000.manifest");
  EXPECT_EQ(parse_version_manifest_name("18446744073709551613.manifest"), 2U);
  EXPECT_EQ(parse_version_manifest_name("18446744073709551616.manifest"), std::nullopt);
  EXPECT_EQ(parse_version_manifest_name("8446744073709551613.manifest"), std::nullopt);
  EXPECT_EQ(parse_version_manifest_name("d8446744073709551613.manifest"), std::nullopt);
  EXPECT_EQ(parse_version_manifest_name("18446744073709551613.manifest-x"), std::nullopt);
  EXPECT_EQ(graph_manifest_name(13, "01KA0000000000000000000007"),
            "13-01KA0000000000000000000007.manifest");
  EXPECT_EQ(deletion_path(7, DeletionFile{DeletionFileKind::kRoaring, 9, 12, 1, {}, {}}),
            "_deletions/7-12-9.bin");
}

}  // namespace
}  // namespace omnigraph::lance
