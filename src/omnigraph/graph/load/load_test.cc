#include "omnigraph/graph/load/load.h"

#include <functional>

#include <gtest/gtest.h>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/export/export.h"
#include "omnigraph/graph/testing/crash_sweep.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/fault/fault_store.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::graph {
namespace {

using testing::crash_sweep;
using testing::export_text;
using testing::TestGraph;

// A graph with data, to be loaded over.
class Load : public ::testing::Test {
 protected:
  io::MemoryStore store;
  TestGraph graph{store};

  void start(std::string_view schema = testing::kPeopleSchema) {
    ASSERT_TRUE(graph.init(schema).ok());
  }
  // The message of a refused load, after which nothing may have changed.
  std::string refusal(std::string_view lines, const LoadOptions& options = {}) {
    const SnapshotPtr before = graph.head();
    const auto result = graph.load(lines, options);
    if (result.ok()) {
      return "accepted";
    }
    EXPECT_EQ(result.error().code(), ErrorCode::kInvalidArgument);
    EXPECT_EQ(graph.head()->commit_id(), before->commit_id());
    return result.error().message();
  }
  std::string exported() { return *export_text(*graph.head()); }
};

const char* const kManyPeople = R"({"type":"Person","data":{"name":"Alice","age":30}}
{"type":"Person","data":{"name":"Bob"}}
{"type":"Company","data":{"name":"Acme"}}
{"edge":"Knows","from":"Alice","to":"Bob","data":{"id":"k1","since":"2020-01-31"}}
{"edge":"WorksAt","from":"Bob","to":"Acme","data":{"id":"w1"}}
)";

const char* const kPeopleExport =
    R"({"edge":"Knows","from":"Alice","to":"Bob","data":{"id":"k1","since":"2020-01-31"}}
{"edge":"WorksAt","from":"Bob","to":"Acme","data":{"id":"w1"}}
{"type":"Company","data":{"id":"Acme","name":"Acme"}}
{"type":"Person","data":{"id":"Alice","age":30,"name":"Alice"}}
{"type":"Person","data":{"id":"Bob","age":null,"name":"Bob"}}
)";

TEST_F(Load, NodesAndEdgesAsOneCommit) {
  start();
  const auto result = graph.load(kManyPeople);
  ASSERT_TRUE(result.ok()) << result.error().message();
  EXPECT_EQ(result->nodes, (std::map<std::string, uint64_t>{{"Company", 1}, {"Person", 2}}));
  EXPECT_EQ(result->edges, (std::map<std::string, uint64_t>{{"Knows", 1}, {"WorksAt", 1}}));
  EXPECT_TRUE(result->ignored.empty());
  EXPECT_EQ(result->snapshot->record().seq, 2U);
  EXPECT_EQ(result->snapshot->record().commits[0].operation, "load");
  EXPECT_EQ(exported(), kPeopleExport);
}

TEST_F(Load, LinesMayComeInAnyOrderWithBlanksAndComments) {
  start();
  const auto result = graph.load(R"(// a comment

  {"edge":"worksat","from":"Bob","to":"Acme","data":{"id":"w1"}}
	{"edge":"KNOWS","from":"Alice","to":"Bob","data":{"id":"k1","since":"2020-01-31"}}
  // { another
{"type":"Person","data":{"name":"Bob"}}
{"data":{"age":30,"name":"Alice"},"type":"Person"})"
                                 "\r\n{\"type\":\"Company\",\"data\":{\"name\":\"Acme\"}}\r\n\r\n");
  ASSERT_TRUE(result.ok()) << result.error().message();
  EXPECT_EQ(exported(), kPeopleExport);
}

TEST_F(Load, InputInPiecesOfAnySizeGivesTheSame) {
  start();
  for (const size_t step : {1U, 2U, 7U, 100U}) {
    const auto result = load_lines(
        graph.graph(), testing::read_from_text(kManyPeople, step), {}, CancelToken(graph.clock()));
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(exported(), kPeopleExport);
  }
}

TEST_F(Load, EmptyInputChangesNothing) {
  start();
  ASSERT_TRUE(graph.load("\n// nothing\n\n").ok());
  ASSERT_TRUE(graph.load("").ok());
  EXPECT_EQ(graph.head()->record().seq, 1U);
}

TEST_F(Load, ReplacesTheTypesOfTheInputAndNoOthers) {
  start();
  ASSERT_TRUE(graph.load(kManyPeople).ok());
  ASSERT_TRUE(graph.load(R"({"edge":"Knows","from":"Bob","to":"Alice","data":{"id":"k2"}})").ok());
  std::string expected = kPeopleExport;
  const std::string old = expected.substr(0, expected.find('\n'));
  expected.replace(0,
                   old.size(),
                   R"({"edge":"Knows","from":"Bob","to":"Alice","data":{"id":"k2","since":null}})");
  EXPECT_EQ(exported(), expected);
  const auto again = graph.load(kManyPeople);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(exported(), kPeopleExport);
}

TEST_F(Load, ErrorsOfLinesNameTheLine) {
  start();
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"\n{\"type\":", "invalid JSON on line 2: "},
      {"[1]", "line 1: expected a JSON object"},
      {R"({"type":"Nobody","data":{}})", "line 1: unknown node type 'Nobody'"},
      {R"({"edge":"Nothing","from":"a","to":"b"})", "line 1: unknown edge type 'Nothing'"},
      {R"({"edge":"Knows","to":"b"})", "line 1: edge missing 'from'"},
      {R"({"edge":"Knows","from":1,"to":"b"})", "line 1: edge missing 'from'"},
      {R"({"edge":"Knows","from":"a"})", "line 1: edge missing 'to'"},
      {R"({"data":{}})", "line 1: expected 'type' or 'edge' field"},
      {R"({"type":3})", "line 1: expected 'type' or 'edge' field"},
      {R"({"type":"Person","data":{"age":1}})", "line 1: node Person missing @key property 'name'"},
      {R"({"type":"Person","data":{"name":null}})",
       "line 1: node Person missing @key property 'name'"},
      {R"({"type":"Person","data":7})", "line 1: node Person missing @key property 'name'"},
      {R"({"type":"Person"})", "line 1: node Person missing @key property 'name'"},
      {R"({"type":"Person","data":{"id":"B","name":"A"}})",
       "line 1: explicit id 'B' does not match @key property: expected 'A'"},
      {R"({"type":"Person","id":"B","data":{"name":"A"}})",
       "line 1: explicit id 'B' does not match @key property: expected 'A'"},
      {R"({"type":"Person","id":"A","data":{"id":"B","name":"A"}})",
       "line 1: the two ids of the line differ: 'A' and 'B'"},
      {R"({"type":"Person","id":7,"data":{"name":"A"}})", "line 1: 'id' must be a string"},
      {"{\"type\":\"Person\",\"data\":{\"name\":\"A\"}}\n\n{\"type\":\"Person\",\"data\":{\"name\":"
       "\"A\"}}",
       "line 3: duplicate @key of Person: 'A' stands on line 1 already"},
  };
  for (const auto& [line, expected] : cases) {
    const std::string message = refusal(line);
    EXPECT_TRUE(message.starts_with(expected)) << line << "\n  " << message;
  }
}

TEST_F(Load, DuplicateEdgeIdsNameBothLines) {
  start();
  ASSERT_TRUE(graph.load(kManyPeople).ok());
  EXPECT_EQ(refusal("{\"edge\":\"Knows\",\"from\":\"Bob\",\"to\":\"Bob\",\"data\":{\"id\":\"x\"}}\n"
                    "{\"edge\":\"Knows\",\"id\":\"x\",\"from\":\"Bob\",\"to\":\"Bob\"}\n"),
            "line 2: duplicate id of Knows: 'x' stands on line 1 already");
  // Without ids the same edge may stand there twice; ids of two types do not meet.
  EXPECT_EQ(
      refusal("{\"edge\":\"Knows\",\"from\":\"Bob\",\"to\":\"Bob\"}\n"
              "{\"edge\":\"Knows\",\"from\":\"Bob\",\"to\":\"Bob\"}\n"
              "{\"edge\":\"Knows\",\"from\":\"Bob\",\"to\":\"Bob\",\"data\":{\"id\":\"x\"}}\n"
              "{\"edge\":\"WorksAt\",\"from\":\"Bob\",\"to\":\"Acme\",\"data\":{\"id\":\"x\"}}\n"),
      "accepted");
}

TEST_F(Load, EndsAreLookedUpInTheInputWhereItHasTheType) {
  start();
  ASSERT_TRUE(graph.load(kManyPeople).ok());
  // Alice is stored, but the input replaces all people.
  EXPECT_EQ(refusal("{\"type\":\"Person\",\"data\":{\"name\":\"Zoe\"}}\n"
                    "{\"edge\":\"WorksAt\",\"from\":\"Zoe\",\"to\":\"Acme\"}\n"
                    "{\"edge\":\"Knows\",\"from\":\"Zoe\",\"to\":\"Zoe\"}\n"
                    "{\"edge\":\"Knows\",\"from\":\"Zoe\",\"to\":\"Alice\"}\n"),
            "line 4: edge Knows row 2: dst 'Alice' not found in Person");
  // Without people in the input the stored ones count.
  EXPECT_EQ(refusal(R"({"edge":"WorksAt","from":"Nobody","to":"Acme"})"),
            "line 1: edge WorksAt row 1: src 'Nobody' not found in Person");
  EXPECT_EQ(refusal(R"({"edge":"WorksAt","from":"Alice","to":"Acme"})"), "accepted");
}

TEST_F(Load, UnknownMembersAreCountedOrRefused) {
  start();
  const char* lines = R"({"type":"Person","data":{"name":"A","nick":1},"when":2}
{"type":"Person","data":{"name":"B","nick":null,"tags":[]}}
{"edge":"Knows","from":"A","to":"B","type":null,"data":{"how":"x"}}
)";
  const auto result = graph.load(lines);
  ASSERT_TRUE(result.ok()) << result.error().message();
  EXPECT_EQ(result->ignored,
            (std::map<std::string, uint64_t>{{"Person.nick", 2},
                                             {"Person.tags", 1},
                                             {"Knows.how", 1},
                                             {"top-level member 'when'", 1},
                                             {"top-level member 'type'", 1}}));
  LoadOptions strict;
  strict.strict = true;
  const std::string message = refusal(lines, strict);
  EXPECT_NE(message.find("Person.nick (2 times)"), std::string::npos) << message;
}

TEST_F(Load, DanglingEdgesOfOtherTablesAreRefusedOrCascaded) {
  start();
  ASSERT_TRUE(graph.load(kManyPeople).ok());
  const char* only_alice = R"({"type":"Person","data":{"name":"Alice"}})";
  const std::string message = refusal(only_alice);
  EXPECT_NE(message.find("1 Knows, 1 WorksAt"), std::string::npos) << message;
  EXPECT_NE(message.find("--cascade"), std::string::npos);
  LoadOptions cascade;
  cascade.cascade = true;
  const auto result = graph.load(only_alice, cascade);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->cascaded, (std::map<std::string, uint64_t>{{"Knows", 1}, {"WorksAt", 1}}));
  EXPECT_EQ(result->snapshot->record().seq, 3U);
  EXPECT_EQ(exported(),
            "{\"type\":\"Company\",\"data\":{\"id\":\"Acme\",\"name\":\"Acme\"}}\n"
            "{\"type\":\"Person\",\"data\":{\"id\":\"Alice\",\"age\":null,\"name\":\"Alice\"}}\n");
}

TEST_F(Load, CascadeKeepsTheEdgesWhoseEndsRemain) {
  start();
  ASSERT_TRUE(graph.load(kManyPeople).ok());
  LoadOptions cascade;
  cascade.cascade = true;
  const auto result = graph.load(R"({"type":"Person","data":{"name":"Bob","age":1}})", cascade);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->cascaded, (std::map<std::string, uint64_t>{{"Knows", 1}}));
  EXPECT_EQ(graph.head()->find_pin("edge:WorksAt")->row_count, 1U);
}

TEST_F(Load, EdgesInTheInputReplaceThoseThatWouldDangle) {
  start();
  ASSERT_TRUE(graph.load(kManyPeople).ok());
  EXPECT_EQ(refusal("{\"type\":\"Person\",\"data\":{\"name\":\"Zoe\"}}\n"
                    "{\"edge\":\"Knows\",\"from\":\"Zoe\",\"to\":\"Zoe\"}\n"
                    "{\"edge\":\"WorksAt\",\"from\":\"Zoe\",\"to\":\"Acme\"}\n"),
            "accepted");
  EXPECT_EQ(graph.head()->find_pin("edge:Knows")->row_count, 1U);
}

TEST_F(Load, CompositeAndNumericKeysGiveCanonicalIds) {
  start(R"(
node Part {
  maker: String
  number: I32
  @key(maker, number)
}
node Day {
  day: Date @key
}
node Count {
  n: U64 @key
}
)");
  const auto result = graph.load(
      R"({"type":"Part","data":{"number":12,"maker":"a\"b"}}
{"type":"Part","id":"[\"x\",\"3\"]","data":{"maker":"x","number":3.0}}
{"type":"Day","data":{"day":"2024-02-29T23:59:59+05:00"}}
{"type":"Day","data":{"day":0}}
{"type":"Count","data":{"n":18446744073709551615}}
)");
  ASSERT_TRUE(result.ok()) << result.error().message();
  EXPECT_EQ(exported(),
            R"({"type":"Count","data":{"id":"18446744073709551615","n":18446744073709551615}}
{"type":"Day","data":{"id":"1970-01-01","day":"1970-01-01"}}
{"type":"Day","data":{"id":"2024-02-29","day":"2024-02-29"}}
{"type":"Part","data":{"id":"[\"a\\\"b\",\"12\"]","maker":"a\"b","number":12}}
{"type":"Part","data":{"id":"[\"x\",\"3\"]","maker":"x","number":3}}
)");
  EXPECT_EQ(
      refusal(
          "{\"type\":\"Count\",\"data\":{\"n\":3}}\n{\"type\":\"Count\",\"data\":{\"n\":3.0}}\n"),
      "line 2: duplicate @key of Count: '3' stands on line 1 already (@unique violation)");
}

TEST_F(Load, DeclaredIdIsAPropertyAndTheTopLevelIdIsTheEntitys) {
  start("node Thing { id: I32 }\nnode Free { a: I32? }\nedge Has: Thing -> Free { id: String? }\n");
  const auto result = graph.load(
      R"({"type":"Thing","id":"t1","data":{"id":5}}
{"type":"Free","data":{"id":"f1"}}
{"type":"Free","id":"f2"}
{"type":"Free","id":"f3","data":{"id":"f3","a":1}}
{"edge":"Has","id":"h1","from":"t1","to":"f1","data":{"id":"property"}}
{"edge":"Has","id":"h2","from":"t1","to":"f1","data":{"id":"property"}}
)");
  ASSERT_TRUE(result.ok()) << result.error().message();
  const char* expected =
      R"({"edge":"Has","from":"t1","to":"f1","id":"h1","data":{"id":"property"}}
{"edge":"Has","from":"t1","to":"f1","id":"h2","data":{"id":"property"}}
{"type":"Free","data":{"id":"f1","a":null}}
{"type":"Free","data":{"id":"f2","a":null}}
{"type":"Free","data":{"id":"f3","a":1}}
{"type":"Thing","id":"t1","data":{"id":5}}
)";
  EXPECT_EQ(exported(), expected);
  ASSERT_TRUE(graph.load(exported()).ok());
  EXPECT_EQ(exported(), expected);
  EXPECT_EQ(
      refusal("{\"type\":\"Free\",\"id\":\"x\"}\n{\"type\":\"Free\",\"data\":{\"id\":\"x\"}}\n"),
      "line 2: duplicate id of Free: 'x' stands on line 1 already");
}

TEST_F(Load, FreshIdsAreUniqueUlids) {
  start("node Free { a: I32 }");
  std::string lines;
  for (int i = 0; i < 1000; ++i) {
    lines += format("{{\"type\":\"Free\",\"data\":{{\"a\":{}}}}}\n", i);
  }
  ASSERT_TRUE(graph.load(lines).ok());
  const SnapshotPtr head = graph.head();
  const auto view = head->table(*head->catalog()->find_node("Free"));
  const auto ids = (*view)->fragments()[0].source->read(0, 0, 1000);
  for (size_t i = 0; i < 1000; ++i) {
    ASSERT_TRUE(is_ulid((*ids)->string_at(i)));
    ASSERT_TRUE(i == 0 || (*ids)->string_at(i - 1) < (*ids)->string_at(i));
  }
}

TEST_F(Load, EmbedTargetsAreFilledByAProviderOrStayPending) {
  start(
      "node Doc { name: String @key text: String? v: Vector(4)? @embed(text) }\n"
      "node Must { name: String @key v: Vector(4) @embed(name) }\n");
  const char* docs = R"({"type":"Doc","data":{"name":"a","text":"hello"}}
{"type":"Doc","data":{"name":"b","text":"hello","v":[1,2,3,4]}}
{"type":"Doc","data":{"name":"c"}}
{"type":"Doc","data":{"name":"d","text":"hello","v":null}}
)";
  ASSERT_TRUE(graph.load(docs).ok());
  EXPECT_NE(exported().find(R"("id":"a","name":"a","text":"hello","v":null)"), std::string::npos)
      << exported();
  const std::string message = refusal(R"({"type":"Must","data":{"name":"a"}})");
  EXPECT_TRUE(message.starts_with("line 1: ")) << message;
  EXPECT_NE(message.find("OMNIGRAPH_EMBEDDINGS_MOCK"), std::string::npos) << message;

  LoadOptions with_mock;
  with_mock.embed = [](std::string_view text, std::span<float> out) {
    std::fill(out.begin(), out.end(), static_cast<float>(text.size()));
    return Status();
  };
  ASSERT_TRUE(graph.load(docs, with_mock).ok());
  EXPECT_EQ(exported(),
            R"({"type":"Doc","data":{"id":"a","name":"a","text":"hello","v":[5.0,5.0,5.0,5.0]}}
{"type":"Doc","data":{"id":"b","name":"b","text":"hello","v":[1.0,2.0,3.0,4.0]}}
{"type":"Doc","data":{"id":"c","name":"c","text":null,"v":null}}
{"type":"Doc","data":{"id":"d","name":"d","text":"hello","v":[5.0,5.0,5.0,5.0]}}
)");
  EXPECT_EQ(refusal(R"({"type":"Must","data":{"name":"a"}})", with_mock), "accepted");
}

TEST_F(Load, ValueConstraintsNameTheLine) {
  start(R"(
node Task {
  name: String @key
  state: enum(open, done)
  priority: I32?
  code: String?
  @range(priority, 1..5)
  @check(code, "^[A-Z]+$")
}
)");
  const auto line = [](std::string_view rest) {
    return format(
        "{{\"type\":\"Task\",\"data\":{{\"name\":\"ok\",\"state\":\"open\"}}}}\n"
        "{{\"type\":\"Task\",\"data\":{{\"name\":\"x\",{}}}}}\n",
        rest);
  };
  EXPECT_EQ(refusal(line(R"("state":"open","priority":5,"code":"AB")")), "accepted");
  EXPECT_TRUE(refusal(line(R"("state":"closed")"))
                  .starts_with("line 2: invalid enum value 'closed' for Task.state"));
  EXPECT_TRUE(
      refusal(line(R"("state":"open","priority":6)")).starts_with("line 2: @range violation"));
  EXPECT_TRUE(
      refusal(line(R"("state":"open","code":"a")")).starts_with("line 2: @check violation"));
  EXPECT_TRUE(refusal(line(R"("priority":1)"))
                  .starts_with("line 2: non-nullable property 'state' has null or invalid values"));
}

// Small files: many fragments, none larger than asked for, and the same rows.
TEST_F(Load, RowsPerFileBoundsEveryFragment) {
  start();
  std::string lines;
  for (int i = 0; i < 1000; ++i) {
    lines += format("{{\"type\":\"Person\",\"data\":{{\"name\":\"p{:04}\",\"age\":{}}}}}\n", i, i);
    lines += format(
        "{{\"edge\":\"Knows\",\"from\":\"p{:04}\",\"to\":\"p0000\",\"data\":{{\"id\":\"k{:04}\"}}}}"
        "\n",
        i,
        i);
  }
  ASSERT_TRUE(graph.load(lines).ok());
  const std::string whole = exported();
  LoadOptions small;
  small.rows_per_file = 30;
  ASSERT_TRUE(graph.load(lines, small).ok());
  EXPECT_EQ(exported(), whole);
  const SnapshotPtr head = graph.head();
  for (const char* key : {"node:Person", "edge:Knows"}) {
    const auto manifest = head->manifest(*head->catalog()->find_table(key));
    ASSERT_EQ((*manifest)->fragments.size(), 34U);
    for (const lance::Fragment& fragment : (*manifest)->fragments) {
      EXPECT_LE(fragment.physical_rows, 30U);
    }
  }
  // Row ids stay distinct across fragments, and rows can be found and changed.
  ASSERT_TRUE(graph.put("node:Person", {R"({"_id":"p0500","name":"p0500","age":-1})"}).ok());
  EXPECT_NE(exported().find(R"("id":"p0500","age":-1)"), std::string::npos);
}

TEST_F(Load, LongLinesAndValuesComeThrough) {
  start("node Doc { name: String @key text: String }");
  const std::string text(3'000'000, 'x');
  const auto result =
      graph.load(format("{{\"type\":\"Doc\",\"data\":{{\"name\":\"a\",\"text\":\"{}\"}}}}\n"
                        "{{\"type\":\"Doc\",\"data\":{{\"name\":\"b\",\"text\":\"y\"}}}}",
                        text));
  ASSERT_TRUE(result.ok()) << result.error().message();
  EXPECT_EQ(exported(),
            format("{{\"type\":\"Doc\",\"data\":{{\"id\":\"a\",\"name\":\"a\",\"text\":\"{}\"}}}}\n"
                   "{{\"type\":\"Doc\",\"data\":{{\"id\":\"b\",\"name\":\"b\",\"text\":\"y\"}}}}\n",
                   text));
}

TEST_F(Load, CancelledLoadLeavesNothing) {
  start();
  CancelToken cancel(graph.clock());
  cancel.cancel();
  std::string lines;
  for (int i = 0; i < 20'000; ++i) {
    lines += format("{{\"type\":\"Person\",\"data\":{{\"name\":\"p{}\"}}}}\n", i);
  }
  const auto result = load_lines(graph.graph(), testing::read_from_text(lines), {}, cancel);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code(), ErrorCode::kCancelled);
  EXPECT_EQ(graph.head()->record().seq, 1U);
}

TEST_F(Load, ConflictWhenATableItReliesOnMoved) {
  start();
  ASSERT_TRUE(graph.load(kManyPeople).ok());
  TestGraph rival(store, 2);
  ASSERT_TRUE(rival.open().ok());
  // The rival writes while the lines are being read.
  const auto load_while = [&](std::string_view lines,
                              const std::function<CommitDraft(const SnapshotPtr&)>& draft,
                              LoadOptions options = {}) {
    auto inner = testing::read_from_text(lines);
    bool once = true;
    const ByteReader reader = [&, inner](char* buffer, size_t size) -> Result<size_t> {
      if (std::exchange(once, false)) {
        const SnapshotPtr head = rival.head();
        EXPECT_TRUE(rival.graph().publish(head, draft(head)).ok());
      }
      return inner(buffer, size);
    };
    return load_lines(graph.graph(), reader, options, CancelToken(graph.clock()));
  };
  const auto put = [&](const std::string& table, const char* row) {
    return
        [&rival, table, row](const SnapshotPtr& head) { return rival.draft(head, table, {row}); };
  };
  const auto erase = [&](const std::string& table, const char* id) {
    return [&rival, table, id](const SnapshotPtr& head) {
      return rival.erase_draft(head, table, {id});
    };
  };
  const char* edge = R"({"edge":"WorksAt","from":"Alice","to":"Acme"})";
  // Its ends are in the stored table of people: that may grow, but not lose them.
  EXPECT_TRUE(load_while(edge, put("node:Person", R"({"_id":"Zoe","name":"Zoe"})")).ok());
  const auto lost = load_while(edge, erase("node:Person", "Alice"));
  ASSERT_FALSE(lost.ok());
  EXPECT_EQ(lost.error().code(), ErrorCode::kConflict);
  // A table that it replaces.
  const char* other_edge = R"({"edge":"WorksAt","from":"Bob","to":"Acme"})";
  const auto replaced =
      load_while(other_edge, put("edge:WorksAt", R"({"_id":"n","_src":"Bob","_dst":"Acme"})"));
  ASSERT_FALSE(replaced.ok());
  EXPECT_EQ(std::get<ConflictDetail>(replaced.error().detail()).table_key, "edge:WorksAt");
  // A table that it has nothing to do with.
  EXPECT_TRUE(
      load_while(other_edge, put("edge:Knows", R"({"_id":"n","_src":"Bob","_dst":"Bob"})")).ok());
  // A table whose edges it would leave without their ends.
  ASSERT_TRUE(graph.load(kManyPeople).ok());
  const char* company = R"({"type":"Company","data":{"name":"Acme"}})";
  const char* to_acme = R"({"_id":"n","_src":"Bob","_dst":"Acme"})";
  EXPECT_TRUE(load_while(company, put("edge:WorksAt", to_acme)).ok());
  const char* both = R"({"type":"Company","data":{"name":"Acme"}}
{"type":"Company","data":{"name":"Initech"}})";
  ASSERT_TRUE(graph.load(both).ok());
  const auto dangling =
      load_while(company, put("edge:WorksAt", R"({"_id":"m","_src":"Bob","_dst":"Initech"})"));
  ASSERT_FALSE(dangling.ok());
  EXPECT_EQ(dangling.error().code(), ErrorCode::kConflict);
}

TEST_F(Load, FailingReaderAndFailingStoreLeaveTheOldState) {
  start();
  ASSERT_TRUE(graph.load(kManyPeople).ok());
  const ByteReader broken = [](char*, size_t) -> Result<size_t> {
    return Error(ErrorCode::kInvalidArgument, "cannot read");
  };
  EXPECT_FALSE(load_lines(graph.graph(), broken, {}, CancelToken(graph.clock())).ok());
  EXPECT_EQ(exported(), kPeopleExport);
}

TEST(LoadCrash, OldOrNewStateAtEveryStop) {
  size_t stops = 0;
  const std::string failures =
      crash_sweep({.prepare = [](io::ObjectStore& store) -> Status {
                     TestGraph graph(store, 1);
                     OG_RETURN_IF_ERROR(graph.init());
                     const auto loaded = graph.load(kManyPeople);
                     return loaded.ok() ? Status() : Status(loaded.error());
                   },
                   .work = [](io::ObjectStore& store) -> Status {
                     TestGraph graph(store, 2);
                     OG_RETURN_IF_ERROR(graph.open());
                     LoadOptions options;
                     options.cascade = true;
                     options.rows_per_file = 1;
                     const auto loaded = graph.load(
                         "{\"type\":\"Person\",\"data\":{\"name\":\"Bob\"}}\n"
                         "{\"type\":\"Person\",\"data\":{\"name\":\"Zoe\"}}\n",
                         options);
                     return loaded.ok() ? Status() : Status(loaded.error());
                   },
                   .observe = [](io::ObjectStore& store) -> Result<std::string> {
                     TestGraph graph(store, 3);
                     OG_RETURN_IF_ERROR(graph.open());
                     return export_text(*graph.head());
                   },
                   .next = [](io::ObjectStore& store) -> Status {
                     TestGraph graph(store, 4);
                     OG_RETURN_IF_ERROR(graph.open());
                     const auto put = graph.put("node:Person", {R"({"_id":"Max","name":"Max"})"});
                     return put.ok() ? Status() : Status(put.error());
                   }},
                  &stops);
  EXPECT_EQ(failures, "");
  EXPECT_GE(stops, 20U);
}

}  // namespace
}  // namespace omnigraph::graph
