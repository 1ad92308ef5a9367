// The short way of a line against the long one: what the short one takes must be what the long one
// makes of it, and it must take the usual lines.
#include "omnigraph/graph/load/fast_line.h"

#include <cstring>

#include <gtest/gtest.h>

#include "omnigraph/base/random.h"
#include "omnigraph/graph/load/block_parser.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::graph {
namespace {

const char* const kSchema = R"(
node Everything {
  slug: String @key
  text: String?
  flag: Bool?
  i32: I32?
  i64: I64?
  u32: U32?
  u64: U64?
  f32: F32?
  f64: F64?
  day: Date?
  instant: DateTime?
  vector: Vector(3)?
  state: enum(draft, open)?
  numbers: [I64]?
}
node Numbered { number: I64 @key  must: String }
node Loose { id: String?  kept: String? @default("d") }
edge Link: Everything -> Everything { weight: F64? }
)";

class FastLine : public ::testing::Test {
 protected:
  io::MemoryStore store;
  testing::TestGraph graph{store};
  LoadOptions options;
  LinePlaces places;
  std::shared_ptr<const schema::Catalog> catalog;

  void SetUp() override {
    ASSERT_TRUE(graph.init(kSchema).ok());
    catalog = graph.head()->catalog();
    places.add_input(0, "");
  }

  ParsedBlock parse(std::string_view text, bool fast, size_t column_bytes_max = 64 << 20) {
    block_ = {};
    block_.reserve(text.size());
    std::memcpy(block_.bytes.get(), text.data(), text.size());
    std::memset(block_.bytes.get() + text.size(), 0, kTextPaddingBytes);
    block_.size = text.size();
    parser_.reset();
    settings_ = std::make_unique<ParseSettings>(
        ParseSettings{*catalog, options, places, 1000, {}, 7, fast, column_bytes_max});
    parser_ = std::make_unique<BlockParser>(*settings_);
    return parser_->parse(block_);
  }
  ParsedBlock parse_rest() { return parser_->parse_rest(); }

  static std::string text_of(const ParsedBlock& block) {
    std::string text = block.error ? block.error->error.message() + "\n" : "";
    for (const ParsedRows& rows : block.rows) {
      text += rows.type->name + "\n";
      for (size_t row = 0; row < rows.lines.size(); ++row) {
        text += std::to_string(rows.lines[row]) + (rows.identified[row] ? " given" : "");
        for (const columnar::ArrayPtr& column : rows.batch.columns) {
          text += "|" + cell(*column, row);
        }
        text += "\n";
      }
    }
    return text;
  }
  // Whether the short way takes the line.
  bool taken(std::string_view line) {
    std::map<const schema::EntityType*, std::unique_ptr<TypeLoader>> loaders;
    FastLines lines(*catalog, [&](const schema::EntityType& type) -> TypeLoader& {
      auto& loader = loaders[&type];
      loader = std::make_unique<TypeLoader>(type, options, 0);
      loader->set_ids(&graph.environment().ids);
      return *loader;
    });
    std::string padded(line);
    padded += '\n';
    padded.append(kTextPaddingBytes, '\0');
    return lines.add(std::string_view(padded).substr(0, line.size()), 1) != nullptr;
  }

 private:
  static std::string cell(const columnar::Array& array, size_t row) {
    if (array.is_null(row)) {
      return "null";
    }
    switch (array.kind()) {
      case columnar::TypeKind::kString:
        return "'" + std::string(array.string_at(row)) + "'";
      case columnar::TypeKind::kBool:
        return array.bool_at(row) ? "true" : "false";
      case columnar::TypeKind::kList:
      case columnar::TypeKind::kFixedSizeList: {
        std::string text = "[";
        for (size_t i = array.list_begin(row); i < array.list_end(row); ++i) {
          text += cell(array.child(0), i) + " ";
        }
        return text + "]";
      }
      default: {
        const size_t width = columnar::byte_width(array.kind());
        return to_hex(ByteSpan(array.values().data() + row * width, width));
      }
    }
  }

  TextBlock block_;
  std::unique_ptr<ParseSettings> settings_;
  std::unique_ptr<BlockParser> parser_;
};

const char* const kUsual[] = {
    R"({"type":"Everything","data":{"slug":"a"}})",
    R"({"type":"Everything","data":{"slug":"é","text":"grüße","id":"é"}})",
    R"({ "type" : "Everything" , "data" : { "slug" : "a", "text" : null, "flag" : true } })",
    R"({"type":"Everything","data":{"flag":false,"slug":"a","i32":-2147483648,"i64":-7}})",
    R"({"type":"Everything","data":{"slug":"a","u32":4294967295,"u64":123456789012345678}})",
    R"({"type":"Everything","data":{"slug":"a","f32":0.5,"f64":-0,"vector":[1, -2.5,3e2]}})",
    R"({"type":"Everything","data":{"slug":"a","f64":123456789012345678901234567890}})",
    R"({"type":"Everything","data":{"slug":"a","f64":0.1234567890123456789}})",
    R"({"type":"Everything","data":{"slug":"a","f64":1.7976931348623157e308,"f32":1e-45}})",
    R"({"type":"Everything","data":{"slug":"a","day":"2020-02-29","instant":"2020-01-01T10:00:00+01:00"}})",
    R"({"type":"Everything","data":{"slug":"a","state":"open"}})",
    R"({"type":"Numbered","data":{"number":-5,"must":"x","id":"-5"}})",
    R"({"type":"Loose","data":{"id":"property","kept":"k"}})",
    R"({"edge":"link","from":"a","to":"b","data":{"weight":0.25,"id":"e"}})",
    R"({"edge":"Link","from":"a","to":"b"})",
    R"({"edge":"Link","data":{},"to":"b","from":"a"})",
};

const char* const kUnusual[] = {
    R"({"type":"Everything","data":{"slug":"a\n"}})",
    R"({"type":"Everything","data":{"slug":"a","slug":"b"}})",
    R"({"type":"Everything","id":"a","data":{"slug":"a"}})",
    R"({"data":{"slug":"a"},"type":"Everything"})",
    R"({"type":"Everything","data":{"slug":"a","more":1}})",
    R"({"type":"Everything","data":{"slug":"a","i32":2147483648}})",
    R"({"type":"Everything","data":{"slug":"a","i32":1.0}})",
    R"({"type":"Everything","data":{"slug":"a","u32":-1}})",
    R"({"type":"Everything","data":{"slug":"a","u64":18446744073709551615}})",
    R"({"type":"Everything","data":{"slug":"a","f32":1e39}})",
    R"({"type":"Everything","data":{"slug":"a","f64":1e999}})",
    R"({"type":"Everything","data":{"slug":"a","f64":01}})",
    R"({"type":"Everything","data":{"slug":"a","f64":1.}})",
    R"({"type":"Everything","data":{"slug":"a","f64":.5}})",
    R"({"type":"Everything","data":{"slug":"a","f64":+1}})",
    R"({"type":"Everything","data":{"slug":"a","vector":[1,2]}})",
    R"({"type":"Everything","data":{"slug":"a","vector":[1,2,3,]}})",
    R"({"type":"Everything","data":{"slug":"a","day":"2021-02-29"}})",
    R"({"type":"Everything","data":{"slug":"a","day":20000}})",
    R"({"type":"Everything","data":{"slug":"a","numbers":[1,2]}})",
    R"({"type":"Everything","data":{"slug":"a","flag":tru}})",
    R"({"type":"Everything","data":{"slug":"a","text":nul}})",
    R"({"type":"Everything","data":{"slug":"a","id":"b"}})",
    R"({"type":"Everything","data":{"text":"no key"}})",
    R"({"type":"Everything","data":{"slug":null}})",
    R"({"type":"Everything","data":{"slug":"a"},"data":{"slug":"b"}})",
    R"({"type":"Everything","data":{"slug":"a"}} x)",
    R"({"type":"Everything","data":{"slug":"a"},})",
    R"({"type":"Everything","data":{"slug":"a",}})",
    R"({"type":"Everything","data":{"slug":"a"})",
    R"({"type":"Everything","data":{"slug":"a)",
    R"({"type":"Everything","data":[]})",
    R"({"type":"Everything","from":"a","data":{"slug":"a"}})",
    R"({"type":"Numbered","data":{"number":5}})",
    R"({"type":"Loose","data":{}})",
    R"({"type":"Nothing","data":{}})",
    R"({"edge":"Link","from":"a"})",
    R"({"edge":"Link","from":"a","to":"b","type":"Everything"})",
    R"({"edge":"Link","from":1,"to":"b"})",
    "{\"type\":\"Everything\",\"data\":{\"slug\":\"a\tb\"}}",
    "{\"type\":\"Everything\",\"data\":{\"slug\":\"\xFF\"}}",
    "{\"type\":\"Everything\",\"data\":{\"slug\":\"\xED\xA0\x80\"}}",
    "{}",
    "{",
    "[1]",
    "x",
};

TEST_F(FastLine, TakesUsualLinesAndNoOthers) {
  for (const char* line : kUsual) {
    EXPECT_TRUE(taken(line)) << line;
  }
  for (const char* line : kUnusual) {
    EXPECT_FALSE(taken(line)) << line;
  }
}

TEST_F(FastLine, GivesWhatTheLongWayGives) {
  for (const auto* lines : {kUsual, kUnusual}) {
    const size_t count = lines == kUsual ? std::size(kUsual) : std::size(kUnusual);
    for (size_t i = 0; i < count; ++i) {
      EXPECT_EQ(text_of(parse(lines[i], true)), text_of(parse(lines[i], false))) << lines[i];
    }
  }
}

// Usual lines with a few bytes changed, many of them.
TEST_F(FastLine, GivesWhatTheLongWayGivesForDamagedLines) {
  SeededRandom random(11);
  const std::string_view bytes = "\"\\{}[]:,0123456789.-+eEnutf \t\x01\xC3\xA9";
  for (int round = 0; round < 20'000; ++round) {
    std::string line = kUsual[random.below(std::size(kUsual))];
    for (uint64_t changes = random.below(3) + 1; changes != 0; --changes) {
      const size_t at = random.below(line.size());
      const char byte = bytes[random.below(bytes.size())];
      switch (random.below(3)) {
        case 0:
          line[at] = byte;
          break;
        case 1:
          line.insert(at, 1, byte);
          break;
        default:
          line.erase(at, 1);
      }
    }
    ASSERT_EQ(text_of(parse(line, true)), text_of(parse(line, false))) << line;
  }
}

// All doubles of a kind: those that the short way rounds itself.
TEST_F(FastLine, RoundsNumbersAsTheLongWayDoes) {
  SeededRandom random(5);
  std::string lines;
  for (int i = 0; i < 20'000; ++i) {
    std::string digits = std::to_string(random.next() >> random.below(64));
    if (random.below(3) != 0) {
      digits.insert(random.below(digits.size()) + 1, ".");
      digits += std::to_string(random.below(10));
    }
    if (random.below(4) == 0) {
      digits += "e" + std::to_string(static_cast<int>(random.below(80)) - 40);
    }
    lines +=
        "{\"edge\":\"Link\",\"from\":\"a\",\"to\":\"b\",\"data\":{\"weight\":" + digits + "}}\n";
  }
  EXPECT_TRUE(text_of(parse(lines, true)) == text_of(parse(lines, false)));
}

// A type whose nulls take much more than its lines: the block comes in parts.
TEST_F(FastLine, ABlockThatTakesTooMuchComesInParts) {
  std::string lines;
  for (int i = 0; i < 5000; ++i) {
    lines += "{\"type\":\"Everything\",\"data\":{\"slug\":\"s" + std::to_string(i) + "\"}}\n";
  }
  for (const bool fast : {true, false}) {
    size_t rows = 0;
    size_t parts = 0;
    ParsedBlock block = parse(lines, fast, 100'000);
    for (;; block = parse_rest(), ++parts) {
      ASSERT_FALSE(block.error.has_value());
      ASSERT_EQ(block.rows.size(), 1U);
      EXPECT_EQ(block.rows[0].lines.front(), rows + 1);
      rows += block.rows[0].lines.size();
      if (!block.rest) {
        break;
      }
    }
    EXPECT_EQ(rows, 5000U);
    EXPECT_GT(parts, 2U);
  }
}

// Rows in front of a wrong line are there, and are the right ones, though the line had begun.
TEST_F(FastLine, RowsBeforeAnErrorAreWhole) {
  const std::string lines =
      "{\"type\":\"Everything\",\"data\":{\"slug\":\"a\",\"numbers\":[1]}}\n"
      "{\"type\":\"Everything\",\"data\":{\"slug\":\"b\",\"i64\":1,\"numbers\":[1,2,\"x\"]}}\n"
      "{\"type\":\"Everything\",\"data\":{\"slug\":\"c\"}}\n";
  const ParsedBlock block = parse(lines, true);
  ASSERT_TRUE(block.error.has_value());
  EXPECT_EQ(block.error->line, 2U);
  ASSERT_EQ(block.rows.size(), 1U);
  EXPECT_EQ(block.rows[0].lines, std::vector<uint64_t>{1});
}

}  // namespace
}  // namespace omnigraph::graph
