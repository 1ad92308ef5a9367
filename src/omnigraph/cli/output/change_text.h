// Changes of nodes and edges as a review reads them, and as JSON:
//
//   + Person Alice {name: "Alice", age: 30}
//   ~ Person Bob  age: 40 -> 41
//   - Knows k1 Alice -> Bob
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "omnigraph/base/json_writer.h"
#include "omnigraph/cli/output/paint.h"
#include "omnigraph/engine/engine.h"

namespace omnigraph::cli {

// One line. Long values are cut short.
std::string change_line(const graph::EntityChange& change, const Paint& paint);
// What became of the properties only: `{name: "Alice"}` or `age: 40 -> 41`.
std::string properties_text(const graph::EntityChange& change);

// An id as it is, or quoted where it has blanks or anything that is not plainly seen.
std::string shown_id(std::string_view id);

// "Person" for "node:Person".
std::string_view type_of_table(std::string_view table_key);

// {"table_key":…,"kind":…,"type_name":…,"id":…,"op":…,"manifest_version":…,"endpoints":{…}|null,
// "before":{…}|null,"after":{…}|null}. Of updates `before` and `after` have the properties that
// changed, and the ends as "@src" and "@dst" if these did. `manifest_version`: of the later state.
void write_entity_change(JsonWriter& json,
                         const graph::EntityChange& change,
                         uint64_t manifest_version);

// Counts by table key.
using ChangeTally = std::map<std::string, graph::RowCounts>;
void count_change(ChangeTally& tally, const graph::EntityChange& change);

// "Person  +1 ~2 -0" per type, in columns. Both a node and an edge type of one name are told apart
// by their table keys.
std::string tally_lines(const ChangeTally& tally, const Paint& paint);
// "tables": {"node:Person": {"inserts":1,"updates":2,"deletes":0}}
void write_tally(JsonWriter& json, const ChangeTally& tally);
// {"inserts":…,"updates":…,"deletes":…,"types_affected":[…]}
void write_stats(JsonWriter& json, const graph::ChangeCounts& counts);

}  // namespace omnigraph::cli
