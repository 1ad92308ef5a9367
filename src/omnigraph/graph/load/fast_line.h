// FastLines: lines of the usual form, read in one go, without a tree and without a second look:
//
//   {"type":"Person","data":{"name":"Alice","age":30}}
//   {"edge":"Knows","from":"Alice","to":"Bob","data":{"since":"2020-01-01"}}
//
// Usual: known members, each once, the type before `data`; strings without escapes; numbers in
// range; arrays for vectors only. Everything else, right or wrong, is left to LineParser and
// TypeLoader, which also word the errors. So what is read here must be what they would have read,
// and fast_line_test.cc holds one against the other.
//
// Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/graph/load/type_loader.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::graph {

class FastLines {
 public:
  // Gives the loader of a type; asked once per type.
  using LoaderOf = std::function<TypeLoader&(const schema::EntityType&)>;

  // `catalog` outlives it. The loaders live until forget().
  FastLines(const schema::Catalog& catalog, LoaderOf loader_of);

  // Adds the row of a line to its loader and gives that; null, with nothing added, if the line has
  // not the usual form. `line` is trimmed and followed as json_scan.h wants it.
  TypeLoader* add(std::string_view line, uint64_t number);

  // The loaders are no more.
  void forget() { types_.clear(); }

 private:
  struct Column {
    std::string name;
    schema::ScalarKind kind = schema::ScalarKind::kString;
    uint64_t negative_max = 0;  // integers: the largest magnitudes
    uint64_t positive_max = 0;
    size_t dimension = 0;
    bool simple = false;    // a kind of value that is read here
    bool may_lack = false;  // nothing is stored as null
    bool may_null = false;
  };
  struct Type {
    std::string name;  // as the lines write it
    bool edge = false;
    const schema::EntityType* type = nullptr;
    TypeLoader* loader = nullptr;
    std::vector<Column> columns;  // properties in table order
    bool usual = true;
  };
  struct Line {
    Type* type = nullptr;
    std::string_view id;
    TypeLoader::Ends ends;
    bool has_source = false;
    bool has_target = false;
    bool has_data = false;
  };

  Type* type_named(std::string_view name, bool edge);
  Type make_type(const schema::EntityType& type, std::string_view name);
  // Each reads what begins at `at` and gives where it ends, null if it is not usual.
  const char* read_text(const char* at, std::string_view* text);
  const char* read_member(const char* at, Line* line);
  const char* read_data(const char* at, Line* line);
  const char* read_value(const char* at, const Column& column, Cell* cell);
  const char* read_time(const char* at, const Column& column, Cell* cell);
  const char* read_vector(const char* at, const Column& column, Cell* cell);
  Cell* cell_named(Type& type, std::string_view name, const Column** column);
  bool complete(const Line& line);

  const schema::Catalog& catalog_;
  LoaderOf loader_of_;
  std::vector<std::unique_ptr<Type>> types_;
  Type* last_node_ = nullptr;
  Type* last_edge_ = nullptr;
  std::vector<Cell> cells_;
  std::vector<float> floats_;
  size_t expected_ = 0;  // the column of the next member, probably
};

}  // namespace omnigraph::graph
