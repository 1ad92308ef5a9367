// Lineage: finding old commits without walking the log. A commit record carries the headers of the
// newest commits before it (`recent`); older headers lie in pages of at most 1,024, which the
// record names (`lineage`). docs/formats/commit-record.md has the members.
//
//   record ── recent: the newest headers
//      └─ lineage ── leaf: up to 1,024 headers before those
//                      └─ before ── inner: names and ranges of up to 1,024 full leaves
//                                     └─ before ── inner …
//
// Invariants:
//  - headers of recent, leaf, inner leaves from the newest to the oldest follow one another without
//    a gap: manifest versions fall by one
//  - a page is immutable; a leaf that is not full yet is written again, longer, under a new name
//
// Cost: a page is one read, cached. The newest 100 commits are in the record and one leaf; a commit
// is found by its id or version in at most three reads up to 10^6 commits of a branch, one more for
// each 10^6 after that.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/log/record.h"
#include "omnigraph/io/object_store.h"

namespace omnigraph::graph {

inline constexpr size_t kPageEntries = 1024;
inline constexpr size_t kRecentHeaders = 32;  // above: the lineage is extended

// A full leaf, as an inner page knows it.
struct LeafRange {
  std::string page;
  uint64_t first_version = 0;
  uint64_t last_version = 0;
  std::string least_id;  // of the commit ids in it, by byte order (that of time, but for races)
  std::string greatest_id;
  bool operator==(const LeafRange&) const = default;
};

struct LineagePage {
  std::string graph_id;
  std::vector<CommitHeader> headers;  // of a leaf, oldest first
  std::vector<LeafRange> leaves;      // of an inner page, oldest first
  std::optional<std::string> before;  // the inner page with what is older
  bool operator==(const LineagePage&) const = default;
};
using LineagePagePtr = std::shared_ptr<const LineagePage>;

std::string to_json(const LineagePage& page);
Result<LineagePage> parse_lineage_page(std::string_view bytes, std::string_view object_name);

Result<LineagePagePtr> read_lineage_page(GraphEnvironment& environment,
                                         const std::string& graph_id,
                                         const std::string& page);

// What the record after `parent` says of the commits up to and with the parent's.
struct Lineage {
  std::optional<std::string> page;
  std::vector<CommitHeader> recent;
  std::vector<io::NewObject> new_pages;  // to be stored before the record
};
// `commits`: how many the new record will hold; groups extend less often than single commits. Reads
// the parent's leaf when it is extended.
Result<Lineage> next_lineage(GraphEnvironment& environment,
                             const CommitRecord& parent,
                             size_t commits);

// What a record that forks off after commit `commit_id` of `record` (of a birth: its only state)
// says. Reads nothing; `recent` ends with that commit and so is never empty.
Lineage fork_lineage(const CommitRecord& record, const std::string& commit_id);

// The record's commits and those before it, newest first: at most `limit`, from manifest version
// `from` (0: the newest) downwards. Headers only: `changes` and the schema are not in them.
Result<std::vector<CommitHeader>> newest_commits(GraphEnvironment& environment,
                                                 const CommitRecord& head,
                                                 size_t limit,
                                                 uint64_t from = 0);

// The header of a commit of `head`'s past; nothing if it has none with that id.
Result<std::optional<CommitHeader>> find_commit(GraphEnvironment& environment,
                                                const CommitRecord& head,
                                                const std::string& commit_id);

// The newest commit with that idempotency key among the record's own, `recent` and the two newest
// leaves (1,024 commits at least).
Result<std::optional<CommitHeader>> find_request(GraphEnvironment& environment,
                                                 const CommitRecord& head,
                                                 const std::string& idempotency_key);

}  // namespace omnigraph::graph
