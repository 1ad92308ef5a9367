// Case files (*.test): written cases with written expectations, without C++ per case.
//
//   // A comment, before the first case.
//   fixture friends                  what the cases that follow start from: fixtures/friends.pg
//   with
//                                    the data of fixtures/friends.jsonl
//   fixture friends.pg               or the schema alone, without data
//
//   === 83 negative limit            a case: its number in the specification, what it is about
//   query t($n: I64) { … }           its first step; here a query text, one or more lines
//
// A step is one of
//
//   (text without a heading)         a query, run through the door that it belongs to
//   --- schema                       a schema, on the lines that follow. If it expects nothing, it
//   is
//                                    that of a new, empty graph for the steps that follow
//   --- load merge, strict           a load of the lines that follow; `cascade` is the other option
//   --- export Person, edge:Knows    an export of these types and tables; of none: of everything
//   --- branch create b from main    about branches: create, delete b, rename a b
//   --- tag create v1 at main        about tags: create, delete v1
//   --- ingest b from main           a load (merge) of the lines that follow into a branch that may
//                                    have to be created first
//   --- mark old                     nothing but a name for the newest commit: `$old` from there on
//
// Any step may say which branch it is on, or, if it only reads, at which reference (a branch,
// `$old`, `tag:v1`, `main@2`); else it is on main. So are what it expects of the graph afterwards.
//
//   --- on feature
//
// A query step may have
//
//   --- name second                  which query of the text is to run
//   --- params                       a JSON value on the lines that follow
//
// and every step expects one of
//
//   --- error R004                   a code ("unsupported" and the like where there is none),
//   --- error S110 at 2:6: text      with the place and a part of the message, both optional
//   --- error any: text              any code
//   --- rows                         rows, in any order,
//   --- rows in order                or in this one
//   --- affected 2/3                 a change of 2 nodes and 3 edges and its commit
//   --- affected 2/0, no commit      a change that leaves nothing to store
//   --- returns                      beside `affected`: the rows of the change, in this order
//   --- checks L311                  that all queries of the text are right, whether or not they
//   can
//                                    run yet, with exactly these warnings
//   --- queries                      that the text parses into these queries (facts.h)
//   --- catalog                      that a schema is right and has exactly these facts (facts.h),
//   --- catalog has                  or these facts among others
//   --- edges                        that edges are found by names: `knows = Knows`, `x =`
//   --- loaded                       that a load succeeds: `Person 4`, `ignored Person.nick 1`,
//                                    `cascaded Knows 2`, `branch created`, nothing else
//   --- done                         that a step about branches or tags succeeds
//   --- lines                        what an export gives, in this order; see `exports`
//
// and may say of the graph after it
//
//   --- tables                       rows in tables: `node:Person 4`
//   --- table branches               by which branch tables were written last: `node:Person main`
//   --- branches                     all branches, by name
//   --- commits                      all commits of the branch, newest first, as
//                                    `3 mutate on feature`; each must be the parent of the next
//   --- exports                      the whole export; <fresh id> stands for an id that was made up
//   --- reloads                      a new graph loaded from the export exports the very same lines
//
//   --- then                         the next step, on the graph as the last one left it
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"

namespace omnigraph::testing {

struct ExpectedError {
  std::string code;
  std::optional<std::string> place;  // "2:6"
  std::string message;               // a part of it
};

struct ExpectedChange {
  uint64_t nodes = 0;
  uint64_t edges = 0;
  bool commit = true;
};

using Lines = std::vector<std::string>;

struct CaseStep {
  enum class Kind : uint8_t { kQuery, kSchema, kLoad, kExport, kBranch, kTag, kMark };
  Kind kind = Kind::kQuery;
  std::string text;   // of an export the names
  Lines command;      // of kBranch, kTag, kMark and an ingest: the words of the heading
  std::string on;     // a branch or a reference; empty: main
  bool done = false;  // expects that it succeeds

  std::string name;    // of a query; empty: the only one
  std::string params;  // empty: none
  std::string mode;    // of a load
  bool strict = false;
  bool cascade = false;

  // One of these; a schema may have none.
  std::optional<ExpectedError> error;
  std::optional<Lines> rows;
  bool in_order = false;
  std::optional<ExpectedChange> change;
  std::optional<Lines> returns;  // beside it
  std::optional<Lines> checks;
  std::optional<Lines> queries;
  std::optional<Lines> catalog;
  bool whole_catalog = true;
  std::optional<Lines> edges;
  std::optional<Lines> loaded;
  std::optional<Lines> lines;

  std::optional<Lines> tables;
  std::optional<Lines> table_branches;
  std::optional<Lines> branches;
  std::optional<Lines> commits;
  std::optional<Lines> exports;
  bool reloads = false;

  // A schema that the following steps have a graph of.
  bool makes_graph() const { return kind == Kind::kSchema && !error && !catalog && !edges; }
  // Whether it runs on a graph, or is about a text alone.
  bool is_ingest() const { return kind == Kind::kLoad && !command.empty(); }
  bool needs_graph() const {
    return kind == Kind::kQuery ? !checks && !queries : kind != Kind::kSchema;
  }
};

struct Case {
  std::string file;     // "language/boolean.test"
  std::string fixture;  // empty: none
  std::string title;    // with its number
  std::vector<CaseStep> steps;

  // The number that the title begins with; nothing for a section ("7.2 …", "decision 12 …").
  std::optional<int> number() const;
  bool needs_graph() const;
};

// Errors: kInvalidArgument with the line, for a text that is not in the form above.
Result<std::vector<Case>> parse_cases(const std::string& file, std::string_view text);

// All cases below tests/conformance/, files in the order of their names.
std::vector<Case> all_cases();

}  // namespace omnigraph::testing
