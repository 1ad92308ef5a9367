#include "fuzz/seeds.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "omnigraph/base/check.h"
#include "omnigraph/engine/engine.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/lance/file/random_column_test_support.h"
#include "omnigraph/lance/file/written_file_test_support.h"
#include "omnigraph/lance/index/btree_writer.h"
#include "omnigraph/lance/index/value_order.h"

namespace omnigraph::testing {
namespace {

using Seeds = std::map<std::string, std::vector<FuzzSeed>>;

std::string text_of(const Buffer& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

constexpr const char* kSchema = R"(
node Person {
  name: String @key
  age: I32?
  tags: [String]?
  at: DateTime?
  photo: Blob?
  point: Vector(3)?
}
edge Knows: Person -> Person { since: Date? }
)";

// A graph with a load, a change and a delete behind it: every kind of object that we store.
void add_stored_objects(Seeds& seeds) {
  io::MemoryStore store;
  engine::EngineOptions options;
  options.cache_bytes = 1 << 20;
  auto engine = engine::Engine::init_on(store, kSchema, options);
  OG_CHECK(engine.ok(), "init");
  std::string lines;
  for (int i = 0; i < 40; ++i) {
    const std::string name = "p" + std::to_string(i);
    lines += R"({"type":"Person","data":{"name":")" + name + R"(","age":)" + std::to_string(i) +
             R"(,"tags":["a",")" + name + R"("],"point":[1,2,3],"photo":"base64:aGk="}})" + "\n";
    lines += R"({"edge":"Knows","from":")" + name + R"(","to":"p0"})" + "\n";
  }
  const auto reader = graph::testing::read_from_text(lines);
  OG_CHECK((*engine)->load(reader, {}, CancelToken()).ok(), "load");
  engine::ChangeRequest request;
  request.query_source = "query q() { delete Person where age in [3, 5, 7, 20, 21, 22] }";
  OG_CHECK((*engine)->change(request, CancelToken()).ok(), "change");
  OG_CHECK((*engine)->sync_mirror().ok(), "mirror");
  const auto objects = store.list("", "", 1000).value();
  for (const io::ObjectInfo& object : objects) {
    const std::string extension = std::filesystem::path(object.path).extension();
    const bool record = object.path.starts_with("__manifest/");
    const char* target = extension == ".lance"      ? "file_reader_fuzz"
                         : extension == ".manifest" ? "manifest_fuzz"
                         : extension == ".bin"      ? "deletion_vector_fuzz"
                         : record                   ? "record_fuzz"
                                                    : nullptr;
    if (target == nullptr) {
      continue;
    }
    auto& list = seeds[target];
    std::string bytes = text_of(store.read(object.path).value());
    list.push_back({std::to_string(list.size()) + extension, bytes});
    // The fuzz target seals what it is given.
    const size_t seal = bytes.rfind(",\"check\":");
    if (record && seal != std::string::npos) {
      list.push_back({std::to_string(list.size()) + ".open", bytes.substr(0, seal) + "}"});
    }
  }
}

// Files without checksums, so that a changed byte gets as far as the decoders.
void add_data_files(std::vector<FuzzSeed>& seeds) {
  using columnar::DataType;
  using columnar::TypeKind;
  using lance::testing::random_column;
  SeededRandom random(7);
  for (const size_t rows : {3, 70, 1500}) {
    const std::vector<lance::testing::TestColumn> columns = {
        {"number", random_column(TypeKind::kInt64, rows, {}, random), false},
        {"small", random_column(TypeKind::kInt32, rows, {20, 0, 0, 0, 9}, random)},
        {"flag", random_column(TypeKind::kBool, rows, {30, 0, 0, 0}, random)},
        {"text", random_column(TypeKind::kString, rows, {30, 9, 0, 0}, random)},
        {"few", random_column(TypeKind::kString, rows, {30, 9, 0, 5}, random)},
        {"long", random_column(TypeKind::kString, rows, {90, 600, 0, 0}, random)},
        {"vector", random_column(DataType::vector(8), rows, {30, 0, 0, 0}, random)},
        {"list", random_column(DataType::list(TypeKind::kString), rows, {30, 9, 3, 0}, random)},
        {"blob", random_column(DataType::blob(), rows, {30, 9, 3, 0}, random)},
        {"one", random_column(TypeKind::kInt32, rows, {0, 0, 0, 1}, random)},
        {"none", random_column(TypeKind::kFloat64, rows, {100, 0, 0, 0}, random)}};
    // One column a file: small seeds are changed in more places.
    for (const lance::testing::TestColumn& column : columns) {
      io::MemoryStore store;
      lance::FileWriterOptions options;
      options.with_check_buffer = false;
      options.page_max_rows = 1000;
      lance::testing::write_file(store, {column}, options);
      seeds.push_back({column.name + std::to_string(rows) + ".lance",
                       text_of(store.read(lance::testing::kPath).value())});
    }
  }
}

// Index segments as btree_reader_fuzz takes them, without checksums.
void add_index_segments(std::vector<FuzzSeed>& seeds) {
  using columnar::TypeKind;
  constexpr TypeKind kKinds[] = {TypeKind::kString, TypeKind::kInt64, TypeKind::kFloat64};
  SeededRandom random(9);
  for (size_t kind = 0; kind < 3; ++kind) {
    for (const size_t rows : {5, 300}) {
      const auto values = lance::testing::random_column(kKinds[kind], rows, {20, 6, 0, 40}, random);
      const auto order = lance::sorted_rows(*values);
      io::MemoryStore store;
      auto writer = lance::BTreeWriter::create(store.create_writer("data").value(),
                                               store.create_writer("lookup").value(),
                                               kKinds[kind],
                                               {64, false})
                        .value();
      const std::vector<uint64_t> ids(order.begin(), order.end());
      OG_CHECK(writer->write(columnar::take(*values, order), ids).ok(), "write");
      OG_CHECK(writer->finish().ok(), "finish");
      const std::string data = text_of(store.read("data").value());
      std::string bytes(1, static_cast<char>(kind));
      for (size_t byte = 0; byte < 4; ++byte) {
        bytes.push_back(static_cast<char>(data.size() >> (8 * byte) & 0xFF));
      }
      bytes += data + text_of(store.read("lookup").value());
      seeds.push_back({std::to_string(kind) + "-" + std::to_string(rows) + ".index", bytes});
    }
  }
}

void add_texts(Seeds& seeds) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(OG_TEST_DATA_DIR)) {
    const std::filesystem::path& path = entry.path();
    const bool schema = path.extension() == ".pg";
    if (!schema && path.extension() != ".gq") {
      continue;
    }
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    std::string name = std::filesystem::relative(path, OG_TEST_DATA_DIR);
    std::replace(name.begin(), name.end(), '/', '_');
    for (const char* target : {"schema_fuzz", "query_fuzz", "check_fuzz"}) {
      if ((std::string_view(target) == "schema_fuzz") == schema) {
        seeds[target].push_back({name, text.str()});
      }
    }
  }
  seeds["check_fuzz"].push_back({"types.gq", R"(query all($n: I64, $t: String?) {
  match {
    $a: Thing
    $a.i64 > $n
    not { $a.name contains $t }
  }
  return { $a.name as name, count($a) as n, max($a.f64) as top }
  order { n desc }
  limit 3
}
)"});
}

}  // namespace

std::string fuzz_load_lines() {
  return R"(// every type
{"type":"Everything","data":{"slug":"a","text":"é😀","flag":true,"i32":-5,"i64":9007199254740993,"u32":4294967295,"u64":18446744073709551615,"f32":0.1,"f64":-1e2,"day":"2024-02-29","instant":"2026-01-02T03:04:05.678Z","vector":[1,2.5,-3],"state":"open","texts":["x",""],"numbers":[1,-1],"blob":"base64:aGVsbG8=","short":"abc"}}
{"type":"Everything","id":"b","data":{"slug":"b","day":null,"blob":"s3://bucket/key","texts":[]}}

{"edge":"Link","from":"a","to":"b","data":{"weight":1.5,"count":3}}
{"type":"Loose","id":"l1","data":{"name":"loose"}}
{"edge":"Apart","id":"e1","from":"l1","to":"a"}
)";
}

std::map<std::string, std::vector<FuzzSeed>> fuzz_seeds() {
  Seeds seeds;
  add_stored_objects(seeds);
  add_data_files(seeds["file_reader_fuzz"]);
  add_index_segments(seeds["btree_reader_fuzz"]);
  add_texts(seeds);
  seeds["load_fuzz"].push_back({"lines.jsonl", fuzz_load_lines()});
  return seeds;
}

}  // namespace omnigraph::testing
