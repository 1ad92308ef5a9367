#include "omnigraph/lance/table/mirror_manifest.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "omnigraph/lance/table/new_version.h"

namespace omnigraph::lance {
namespace {

// One fragment with a deletion file, one without, and an index.
TableManifest source_table() {
  LanceField id;
  id.name = "_id";
  id.type = columnar::TypeKind::kString;
  id.nullable = false;
  NewVersion next(create_table({id}, {}), {.transaction_uuid = "u"});
  for (const char* path : {"a.lance", "b.lance"}) {
    NewFragment fragment;
    fragment.files = {DataFile{path, {0}, {0}, 10, 2, 2, std::nullopt, {}}};
    fragment.physical_rows = 4;
    EXPECT_TRUE(next.add_fragment(fragment).ok());
  }
  DeletionVector deleted;
  deleted.add(1);
  EXPECT_TRUE(next.delete_rows(0, deleted).ok());
  TableManifest manifest = next.finish();
  IndexEntry index;
  index.uuid = std::string(16, '\x11');
  index.name = "id_idx";
  manifest.indices = {index};
  return manifest;
}

MirrorOptions options() {
  MirrorOptions options;
  options.base_uri = "/graph/nodes/8d1f";
  options.mirror_version = 9;
  options.timestamp_us = 1000;
  options.transaction_uuid = "m";
  options.marks = {"01KA0000000000000000000000", 58, 2};
  return options;
}

TEST(Mirror, PointsEveryFileAtTheBase) {
  const TableManifest source = source_table();
  const TableManifest mirror = make_mirror(source, options());
  EXPECT_EQ(mirror.version, 9U);
  ASSERT_EQ(mirror.base_paths.size(), 1U);
  EXPECT_EQ(mirror.base_paths[0].path, "/graph/nodes/8d1f");
  EXPECT_TRUE(mirror.base_paths[0].is_dataset_root);
  for (const Fragment& fragment : mirror.fragments) {
    EXPECT_EQ(fragment.files[0].base_id, 1U);
  }
  EXPECT_EQ(mirror.fragments[0].deletion_file->base_id, 1U);
  EXPECT_EQ(mirror.indices[0].base_id, 1U);
  EXPECT_EQ(mirror.transaction.kind, TransactionKind::kRestore);
  EXPECT_EQ(mirror.transaction.read_version, 8U);
  EXPECT_EQ(mirror.next_row_id, source.next_row_id);

  const auto bytes = serialize(mirror);
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(*parse_manifest(bytes->span(), "x"), mirror);
}

TEST(Mirror, FilesOfTheRecordAreItsOwn) {
  const TableManifest source = source_table();
  MirrorOptions own = options();
  own.local_files = {"data/b.lance",
                     deletion_path(0, *source.fragments[0].deletion_file),
                     "_indices/11111111-1111-1111-1111-111111111111/page_data.lance"};
  const TableManifest mirror = make_mirror(source, own);
  EXPECT_EQ(mirror.fragments[0].files[0].base_id, 1U);
  EXPECT_EQ(mirror.fragments[1].files[0].base_id, std::nullopt);
  EXPECT_EQ(mirror.fragments[0].deletion_file->base_id, std::nullopt);
  EXPECT_EQ(mirror.indices[0].base_id, std::nullopt);
}

TEST(Mirror, IsRecognisedAsOurs) {
  const TableManifest mirror = make_mirror(source_table(), options());
  EXPECT_EQ(own_marks(mirror), options().marks);
  EXPECT_EQ(inherited_marks(mirror), options().marks);
  EXPECT_EQ(own_marks(source_table()), std::nullopt);
  TableManifest damaged = mirror;
  damaged.transaction.properties["omnigraph.seq"] = "5x";
  EXPECT_EQ(own_marks(damaged), std::nullopt);
}

// Goal: after a write of LanceDB the version is not ours, but says what it was built on.
TEST(Mirror, AForeignVersionNamesTheStateItWasBuiltOn) {
  const auto path =
      std::filesystem::path(__FILE__).parent_path() / "testdata/foreign_on_mirror.manifest";
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const auto foreign = parse_manifest(as_bytes(bytes), path.string());
  ASSERT_TRUE(foreign.ok()) << foreign.error().message();
  EXPECT_EQ(foreign->writer.library, "lance");
  EXPECT_EQ(own_marks(*foreign), std::nullopt);
  const auto marks = inherited_marks(*foreign);
  ASSERT_TRUE(marks.has_value());
  EXPECT_EQ(marks->seq, 12U);
  EXPECT_EQ(marks->table_version, 3U);
  // Its update: the new deletion file and data file are its own, the rest is ours.
  EXPECT_EQ(foreign->fragments[0].files[0].base_id, 1U);
  EXPECT_EQ(foreign->fragments[0].deletion_file->base_id, std::nullopt);
  EXPECT_EQ(foreign->fragments[3].files[0].base_id, std::nullopt);
  EXPECT_EQ(foreign->fragments[3].row_ids.to_vector(), (std::vector<uint64_t>{10}));
}

}  // namespace
}  // namespace omnigraph::lance
