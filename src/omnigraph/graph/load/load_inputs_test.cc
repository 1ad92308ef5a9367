// Inputs of a load: several at once, CSV, compressed ones; and what is told of damaged ones.
#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include "omnigraph/base/format.h"
#include "omnigraph/base/random.h"
#include "omnigraph/graph/load/decompress.h"
#include "omnigraph/graph/load/load.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::graph {
namespace {

using testing::export_text;
using testing::read_from_text;
using testing::TestGraph;

LoadInput input_of(std::string name, std::string text, size_t step = SIZE_MAX) {
  LoadInput input;
  const FileKind kind = kind_of_file(name);
  input.format = kind.format;
  input.type = std::string(kind.stem);
  input.name = std::move(name);
  input.open = [text = std::move(text), step] {
    return Result<ByteReader>(read_from_text(text, step));
  };
  return input;
}

class LoadInputs : public ::testing::Test {
 protected:
  io::MemoryStore store;
  TestGraph graph{store};
  LoadOptions options;

  void start(const char* schema = testing::kPeopleSchema) { ASSERT_TRUE(graph.init(schema).ok()); }

  // The export afterwards, or the error.
  std::string load(std::vector<LoadInput> inputs) {
    const auto result =
        load_inputs(graph.graph(), std::move(inputs), options, CancelToken(graph.clock()));
    if (!result.ok()) {
      EXPECT_EQ(graph.head()->record().seq, 1U) << "a refused load left something";
      return result.error().message();
    }
    std::string text = *export_text(*result->snapshot);
    for (const auto& [what, count] : result->ignored) {
      text += format("ignored {} {}\n", what, count);
    }
    return text;
  }
  std::string load_csv(std::string name, std::string text) {
    std::vector<LoadInput> inputs;
    inputs.push_back(input_of(std::move(name), std::move(text)));
    return load(std::move(inputs));
  }
};

TEST(KindOfFile, GoesByTheSuffixes) {
  EXPECT_EQ(kind_of_file("a/b/WorksAt.csv").stem, "WorksAt");
  EXPECT_EQ(kind_of_file("WorksAt.csv.gz").format, InputFormat::kCsv);
  EXPECT_EQ(kind_of_file("a.b/People.JSONL.zst").stem, "People");
  EXPECT_EQ(kind_of_file("x.ndjson").format, InputFormat::kJsonLines);
  EXPECT_FALSE(kind_of_file("x.txt").loadable);
  EXPECT_FALSE(kind_of_file("csv").loadable);
  EXPECT_FALSE(kind_of_file(".csv").loadable);
  EXPECT_FALSE(kind_of_file("x.gz").loadable);
}

// ---- CSV ---------------------------------------------------------------------------------------

TEST_F(LoadInputs, CsvOfNodesAndEdges) {
  start();
  std::vector<LoadInput> inputs;
  inputs.push_back(input_of("WorksAt.csv", "id,from,to\nw1,Alice,Acme\n"));
  inputs.push_back(input_of("knows.csv", "@src,dst,since,id\r\nAlice,Bob,2020-01-31,k1\r\n"));
  inputs.push_back(input_of("Person.csv", "\xEF\xBB\xBFname,age\nAlice,30\nBob,\n\n"));
  inputs.push_back(input_of("Company.csv", "name\nAcme"));
  EXPECT_EQ(load(std::move(inputs)),
            R"({"edge":"Knows","from":"Alice","to":"Bob","data":{"id":"k1","since":"2020-01-31"}}
{"edge":"WorksAt","from":"Alice","to":"Acme","data":{"id":"w1"}}
{"type":"Company","data":{"id":"Acme","name":"Acme"}}
{"type":"Person","data":{"id":"Alice","age":30,"name":"Alice"}}
{"type":"Person","data":{"id":"Bob","age":null,"name":"Bob"}}
)");
}

TEST_F(LoadInputs, CsvCellsOfEveryType) {
  start(testing::kEveryTypeSchema);
  EXPECT_EQ(
      load_csv(
          "Everything.csv",
          "slug,text,flag,i32,i64,u32,u64,f32,f64,day,instant,vector,state,texts,numbers,blob\n"
          "a,\"say \"\"hi\"\", then\nleave\",TRUE,-1,2,3.0,4,0.5,-0,2020-02-29,"
          "2020-01-01T00:00:00Z,\"[1,\n2,3]\",open,\"[\"\"x\"\",null]\",[],base64:AAEC\n"
          "b,\"\",,,,,,,,,,,,,,\n"),
      R"({"type":"Everything","data":{"id":"a","blob":"base64:AAEC","day":"2020-02-29","f32":0.5,"f64":-0.0,"flag":true,"i32":-1,"i64":2,"instant":"2020-01-01T00:00:00.000Z","numbers":[],"short":null,"slug":"a","state":"open","text":"say \"hi\", then\nleave","texts":["x",null],"u32":3,"u64":4,"vector":[1.0,2.0,3.0]}}
{"type":"Everything","data":{"id":"b","blob":null,"day":null,"f32":null,"f64":null,"flag":null,"i32":null,"i64":null,"instant":null,"numbers":null,"short":null,"slug":"b","state":null,"text":"","texts":null,"u32":null,"u64":null,"vector":null}}
)");
}

TEST_F(LoadInputs, CsvColumnsThatNobodyKnowsAreCounted) {
  start();
  const std::string text = load_csv("Person.csv", "name,height,from\nA,170,x\nB,,\n");
  EXPECT_NE(text.find("ignored Person.from 2\nignored Person.height 2\n"), std::string::npos)
      << text;
}

TEST_F(LoadInputs, CsvErrorsNameFileLineAndColumn) {
  start();
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"name,age\nA,1\n\"B\nb\",x\n",
       "line 3 of Person.csv: property 'age': expected a number, got 'x'"},
      {"name,age\nA,1\nB,1.5\n",
       "line 3 of Person.csv: property 'age': expected an integer (I32), got 1.5"},
      {"name,age\nA,2147483648\n",
       "line 2 of Person.csv: property 'age': value 2147483648 is out of range for I32"},
      {"name,age\nA,\"\"\n", "line 2 of Person.csv: property 'age': expected a number, got ''"},
      {"name,age\n,1\n", "line 2 of Person.csv: node Person missing @key property 'name'"},
      {"name,age\nA\n", "line 2 of Person.csv: expected 2 cells as in the header, found 1"},
      {"name,age\nA,1,2\n", "line 2 of Person.csv: expected 2 cells as in the header, found 3"},
      {"name,age\nA\"B,1\n", "line 2 of Person.csv: cell 1: a quote inside a cell"},
      {"name,age\n1,\"1\"x\n", "line 2 of Person.csv: cell 2: text behind its closing quote"},
      {"name,age\nA,1\nB,\"1\n2\n", "line 3 of Person.csv: cell 2: the quote at its start is not"},
      {"name,age\nA,1\nA,2\n",
       "line 3 of Person.csv: duplicate @key of Person: 'A' stands on line "
       "2 of Person.csv already"},
      {"name,age\n\xFF,1\n", "line 2 of Person.csv: column 'name': the text is not UTF-8"},
      {"name,name\nA,1\n", "line 1 of Person.csv: column 'name' stands twice in the header"},
      {"", "line 1 of Person.csv: expected a header row"},
      {"\"name,age\nA,1\n", "line 1 of Person.csv: cell 1: the quote at its start is not closed"},
  };
  for (const auto& [text, expected] : cases) {
    const std::string message = load_csv("Person.csv", text);
    EXPECT_EQ(message.substr(0, expected.size()), expected);
  }
}

TEST_F(LoadInputs, CsvMustFitAType) {
  start();
  EXPECT_EQ(load_csv("people.csv", "name\nA\n"),
            "line 1 of people.csv: unknown node or edge type 'people'");
  EXPECT_EQ(load_csv("WorksAt.csv", "from\nA\n"),
            "line 1 of WorksAt.csv: expected one column 'to' ('dst', '@dst') for the rows of edge "
            "type WorksAt, found 0");
  EXPECT_EQ(
      load_csv("WorksAt.csv", "from,src,to\nA,A,B\n"),
      "line 1 of WorksAt.csv: expected one column 'from' ('src', '@src') for the rows of edge "
      "type WorksAt, found 2");
  EXPECT_EQ(load_csv("WorksAt.csv", "from,to\n,B\n"), "line 2 of WorksAt.csv: edge missing 'from'");
  std::vector<LoadInput> inputs;
  inputs.push_back(input_of("", "name\nA\n"));
  inputs[0].format = InputFormat::kCsv;
  inputs[0].type = "edge:Person";
  EXPECT_EQ(load(std::move(inputs)), "line 1: unknown edge type 'Person'");
}

// Rows cut at every place, with quotes and line ends in cells.
TEST_F(LoadInputs, CsvBlocksEndBetweenRecords) {
  start();
  std::string text = "age,name\n";
  for (int i = 0; i < 300; ++i) {
    text += format("{},\"n{}\n,\"\"\n\"\n", i, i);
  }
  options.threads = 2;
  std::string expected;
  for (const size_t bytes : {1U << 20, 17U, 64U, 1000U}) {
    io::MemoryStore other_store;
    TestGraph other(other_store);
    ASSERT_TRUE(other.init().ok());
    options.bytes_per_block = bytes;
    std::vector<LoadInput> inputs;
    inputs.push_back(input_of("Person.csv", text, 13));
    const auto result =
        load_inputs(other.graph(), std::move(inputs), options, CancelToken(other.clock()));
    ASSERT_TRUE(result.ok()) << result.error().message();
    const std::string exported = *export_text(*result->snapshot);
    expected = expected.empty() ? exported : expected;
    EXPECT_TRUE(exported == expected) << bytes;
  }
  EXPECT_NE(expected.find(R"("name":"n299\n,\"\n")"), std::string::npos);
}

// ---- Several -----------------------------------------------------------------------------------

TEST_F(LoadInputs, LinesAreToldByTheirFile) {
  start();
  const auto both = [](std::string second) {
    std::vector<LoadInput> inputs;
    inputs.push_back(input_of("a.jsonl", "{\"type\":\"Person\",\"data\":{\"name\":\"A\"}}"));
    inputs.push_back(input_of("b.jsonl", std::move(second)));
    return inputs;
  };
  EXPECT_EQ(load(both("\n{\"type\":\"Person\",\"data\":{\"name\":\"A\"}}\n")),
            "line 2 of b.jsonl: duplicate @key of Person: 'A' stands on line 1 of a.jsonl already "
            "(@unique violation)");
  EXPECT_EQ(load(both("\n\n{\"type\":\"Perso\"}\n")),
            "line 3 of b.jsonl: unknown node type 'Perso'");
  EXPECT_TRUE(load(both("\n{\n")).starts_with("invalid JSON on line 2 of b.jsonl"));
  EXPECT_EQ(load(both("{\"edge\":\"Knows\",\"from\":\"A\",\"to\":\"B\"}\n")),
            "line 1 of b.jsonl: edge Knows row 1: dst 'B' not found in Person");
}

TEST_F(LoadInputs, AnInputThatDoesNotOpenRefusesTheLoad) {
  start();
  std::vector<LoadInput> inputs;
  inputs.push_back(input_of("a.jsonl", "{\"type\":\"Person\",\"data\":{\"name\":\"A\"}}"));
  inputs.push_back(input_of("b.jsonl", ""));
  inputs[1].open = [] { return Result<ByteReader>(Error(ErrorCode::kNotFound, "no b")); };
  EXPECT_EQ(load(std::move(inputs)), "no b");
}

// ---- Compressed --------------------------------------------------------------------------------

std::string gzip(std::string_view text) {
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstd(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  out.resize(ZSTD_compress2(context, out.data(), out.size(), text.data(), text.size()));
  ZSTD_freeCCtx(context);
  return out;
}

Result<std::string> read_all(const std::string& bytes, size_t step, size_t room) {
  const ByteReader reader = decompressed(read_from_text(bytes, step), "x");
  std::string text;
  std::string buffer(room, '\0');
  for (;;) {
    OG_ASSIGN_OR_RETURN(const size_t count, reader(buffer.data(), buffer.size()));
    if (count == 0) {
      return text;
    }
    text.append(buffer, 0, count);
  }
}

std::string sample() {
  SeededRandom random(3);
  std::string text;
  for (int i = 0; i < 20'000; ++i) {
    text += format("{} line {}\n", random.next(), i);
  }
  return text;
}

// A reader that keeps its place in itself: a copy of it would begin anew.
TEST(Decompressed, ReadsItsSourceOnce) {
  const std::string text = "line one\nline two\n";
  ByteReader source = [text, at = size_t{0}](char* buffer, size_t size) mutable -> Result<size_t> {
    const size_t count = std::min({size, text.size() - at, size_t{5}});
    std::copy_n(text.data() + at, count, buffer);
    at += count;
    return count;
  };
  const ByteReader reader = decompressed(std::move(source), "x");
  std::string read;
  char buffer[64];
  for (;;) {
    const auto count = reader(buffer, sizeof buffer);
    ASSERT_TRUE(count.ok());
    if (*count == 0) {
      break;
    }
    read.append(buffer, *count);
    ASSERT_LE(read.size(), text.size());
  }
  EXPECT_EQ(read, text);
}

TEST(Decompressed, GivesBackGzipZstdAndPlainBytes) {
  const std::string text = sample();
  for (const std::string& bytes : {gzip(text), zstd(text), text}) {
    for (const size_t step : {size_t{1}, size_t{1000}, SIZE_MAX}) {
      for (const size_t room : {size_t{37}, size_t{1} << 20}) {
        const auto read = read_all(bytes, step, room);
        ASSERT_TRUE(read.ok()) << read.error().message();
        EXPECT_TRUE(*read == text);
      }
    }
  }
  for (const std::string& bytes : {gzip(""), zstd(""), std::string()}) {
    EXPECT_EQ(*read_all(bytes, 1, 10), "");
  }
  for (const std::string short_one : {"x", "\x1F", "{}\n"}) {
    EXPECT_EQ(*read_all(short_one, 1, 10), short_one);
  }
}

TEST(Decompressed, SeveralPartsInARowAreOneText) {
  EXPECT_EQ(*read_all(gzip("one ") + gzip("") + gzip("two"), 3, 100), "one two");
  EXPECT_EQ(*read_all(zstd("one ") + zstd("") + zstd("two"), 3, 100), "one two");
}

// Every cut and many flipped bits: an error with its place, or, where nothing is checked, bytes;
// never a short text without an error.
TEST(Decompressed, CutAndDamagedBytesAreToldWithTheirPlace) {
  const std::string text = sample().substr(0, 3000);
  for (const std::string& bytes : {gzip(text), zstd(text)}) {
    for (size_t size = 4; size < bytes.size(); size += 7) {
      const auto read = read_all(bytes.substr(0, size), SIZE_MAX, 1000);
      ASSERT_FALSE(read.ok()) << size;
      EXPECT_EQ(read.error().code(), ErrorCode::kInvalidArgument);
      EXPECT_NE(read.error().message().find("compressed input x is damaged: it ends inside a"),
                std::string::npos);
      EXPECT_TRUE(read.error().message().ends_with(format("byte {}", size)));
    }
    for (size_t at = 10; at < bytes.size(); at += 11) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
      const auto read = read_all(damaged, SIZE_MAX, 1000);
      if (read.ok()) {
        EXPECT_EQ(*read, text);  // a bit that means nothing
      } else {
        EXPECT_NE(read.error().message().find("damaged"), std::string::npos)
            << read.error().message();
      }
    }
    EXPECT_FALSE(read_all(bytes + "x", SIZE_MAX, 1000).ok());
  }
}

// A megabyte of zeros in a few bytes, again and again: streams through a small buffer.
TEST(Decompressed, ABombOnlyStreams) {
  const std::string part = zstd(std::string(1 << 20, '\n'));
  std::string bytes;
  for (int i = 0; i < 64; ++i) {
    bytes += part;
  }
  const ByteReader reader = decompressed(read_from_text(bytes), "");
  std::string buffer(4096, '\0');
  size_t total = 0;
  for (;;) {
    const auto count = reader(buffer.data(), buffer.size());
    ASSERT_TRUE(count.ok());
    if (*count == 0) {
      break;
    }
    total += *count;
  }
  EXPECT_EQ(total, size_t{64} << 20);
}

TEST_F(LoadInputs, CompressedFilesLoadWhateverTheirNames) {
  start();
  std::vector<LoadInput> inputs;
  inputs.push_back(
      input_of("people.jsonl", gzip("{\"type\":\"Person\",\"data\":{\"name\":\"A\"}}\n")));
  inputs.push_back(input_of("Company.csv.zst", zstd("name\nC\n")));
  EXPECT_EQ(load(std::move(inputs)),
            R"({"type":"Company","data":{"id":"C","name":"C"}}
{"type":"Person","data":{"id":"A","age":null,"name":"A"}}
)");
}

TEST_F(LoadInputs, DamagedCompressedInputLoadsNothing) {
  start();
  std::string text;
  for (int i = 0; i < 3000; ++i) {
    text += format("{{\"type\":\"Person\",\"data\":{{\"name\":\"p{}\"}}}}\n", i);
  }
  for (const size_t threads : {1U, 2U}) {
    options.threads = threads;
    options.bytes_per_block = 4096;
    for (const std::string& bytes : {gzip(text), zstd(text)}) {
      std::vector<LoadInput> inputs;
      inputs.push_back(input_of("p.jsonl.gz", bytes.substr(0, bytes.size() - 9)));
      EXPECT_TRUE(load(std::move(inputs)).starts_with("compressed input p.jsonl.gz is damaged"));
    }
  }
}

}  // namespace
}  // namespace omnigraph::graph
