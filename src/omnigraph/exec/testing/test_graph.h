// For tests: small graphs in memory, and queries run on them from their text.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnigraph/exec/context.h"
#include "omnigraph/exec/result_set.h"

namespace omnigraph::exec::testing {

// One property value of a row: "Ana", 30, 0.5, true, {} (null), Cell::list({"x", "y"}). Dates and
// instants are given as text.
struct Cell {
  query::Value value;
  Cell() = default;
  Cell(const char* text) : value{std::string(text)} {}  // NOLINT: rows read like literals
  Cell(std::string text) : value{std::move(text)} {}    // NOLINT
  Cell(int number) : value{int64_t{number}} {}          // NOLINT
  Cell(int64_t number) : value{number} {}               // NOLINT
  Cell(double number) : value{number} {}                // NOLINT
  Cell(bool flag) : value{flag} {}                      // NOLINT
  static Cell list(std::vector<Cell> items);
  static Cell vector(std::vector<float> items);
};
using Cells = std::vector<std::pair<std::string, Cell>>;

// A graph that is built row by row and then read as tables. The rows of a type lie in fragments of
// a few rows each, so that every test crosses fragments.
class TestGraph final : public TableSource {
 public:
  explicit TestGraph(schema::CatalogPtr catalog, size_t fragment_rows = 2)
      : catalog_(std::move(catalog)), fragment_rows_(fragment_rows) {}

  void node(const std::string& type, const std::string& id, Cells cells);
  void edge(const std::string& type,
            const std::string& id,
            const std::string& source,
            const std::string& target,
            Cells cells = {});

  const schema::CatalogPtr& catalog() const { return catalog_; }
  Result<graph::TableViewPtr> table(const schema::EntityType& type) override;
  Result<graph::IdIndexPtr> id_index(const schema::EntityType& type) override;

 private:
  using Row = std::map<std::string, Cell>;
  schema::CatalogPtr catalog_;
  size_t fragment_rows_;
  std::map<std::string, std::vector<Row>> rows_;  // by table key
  std::map<std::string, graph::TableViewPtr> views_;
  std::map<std::string, graph::IdIndexPtr> indices_;
};

// `rows` as batches of a type's table, `batch_rows` each.
std::vector<columnar::Batch> make_batches(const schema::EntityType& type,
                                          const std::vector<std::map<std::string, Cell>>& rows,
                                          size_t batch_rows);

struct Outcome {
  std::string error;              // the first code, or the error's code name; empty = it ran
  std::string message;            // of the error
  std::vector<std::string> rows;  // as JSON objects
  ResultSet result;

  // "a c" or "(a,1) (c,null)": the cells of each row, strings without quotes.
  std::string text() const;
  // The same with the rows sorted.
  std::string sorted_text() const;
};

struct RunOptions {
  std::string params;       // declared parameters: "$n: I64"
  std::string params_json;  // their values
  ExecLimits limits;
};

// Runs `query name(<params>) { <body> }`.
Outcome run(TestGraph& graph, const std::string& body, const RunOptions& options = {});

// The plan of the query's pattern, one line per step.
std::string plan_text(TestGraph& graph, const std::string& body, const RunOptions& options = {});

// The fixture of the language specification's conformance cases.
std::unique_ptr<TestGraph> language_graph();

}  // namespace omnigraph::exec::testing
