// For tests of the engine: a graph of people on a store that the test brings, and its requests in
// one line each.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "omnigraph/engine/engine.h"
#include "omnigraph/engine/result_rows.h"
#include "omnigraph/graph/testing/test_graph.h"

namespace omnigraph::engine::testing {

using graph::testing::kPeopleSchema;
using graph::testing::read_from_text;

// Two hundred people in one file, companies, and an edge or two.
inline std::string people_lines(int people = 200) {
  std::string lines;
  for (int i = 0; i < people; ++i) {
    lines += R"({"type":"Person","data":{"name":"p)" + std::to_string(i) + R"(","age":)" +
             std::to_string(i) + "}}\n";
  }
  return lines + R"({"type":"Company","data":{"name":"Acme"}}
{"type":"Company","data":{"name":"Umbrella"}}
{"edge":"Knows","from":"p0","to":"p1","data":{"id":"k1"}}
{"edge":"WorksAt","from":"p1","to":"Acme","data":{"id":"w1"}}
)";
}

// A small cache, and no waiting.
inline EngineOptions test_options() {
  EngineOptions options;
  options.cache_bytes = size_t{64} << 20;
  options.pause = [](int64_t) {};
  return options;
}

inline std::unique_ptr<Engine> open_engine(io::ObjectStore& store,
                                           const EngineOptions& options = test_options()) {
  auto engine = Engine::open_on(store, options);
  EXPECT_TRUE(engine.ok()) << engine.error().message();
  return std::move(engine).value();
}

inline Status load(Engine& engine, std::string_view lines, const LoadRequest& request = {}) {
  const auto loaded = engine.load(read_from_text(lines), request, CancelToken());
  return loaded.ok() ? Status() : Status(loaded.error());
}

inline std::unique_ptr<Engine> people_engine(io::ObjectStore& store, int people = 200) {
  auto engine = Engine::init_on(store, kPeopleSchema, test_options());
  EXPECT_TRUE(engine.ok()) << engine.error().message();
  EXPECT_TRUE(load(**engine, people_lines(people)).ok());
  return std::move(engine).value();
}

// Runs the statements of a mutation.
inline Result<ChangeAnswer> change(Engine& engine, const std::string& statements) {
  ChangeRequest request;
  request.query_source = "query q() {\n" + statements + "\n}";
  return engine.change(request, CancelToken());
}

// The rows as JSON objects, one a line; the error's text if it fails.
inline std::string read(Engine& engine, const std::string& body, const Target& target = {}) {
  ReadRequest request;
  request.query_source = "query q() {\n" + body + "\n}";
  request.target = target;
  const auto answer = engine.read(request, CancelToken());
  if (!answer.ok()) {
    return "error: " + answer.error().message();
  }
  std::string text;
  each_row(answer->rows, [&](const ResultRow& row) {
    JsonWriter json;
    row.write_object(json);
    text += json.take() + "\n";
  });
  return text;
}

inline const char* const kPersonZero =
    R"(match { $p: Person { name: "p0" } } return { $p.age as age })";
inline const char* const kCountPeople = "match { $p: Person } return { count($p) as n }";
inline const char* const kCountKnows =
    "match { $a: Person $b: Person $a knows $b } return { count($a) as n }";

}  // namespace omnigraph::engine::testing
