// run_mutation: the statements of a mutation, executed in order on a working state in memory. Each
// statement sees all effects of the earlier ones; inside one statement every read sees the state
// before it. Nothing is written: the caller stages and publishes what StagedTables holds
// afterwards.
//
// Checked per statement: types and ranges of values, required, enum, @range, @check, key texts,
// that the ends of inserted edges exist. Checked at the end: @unique and @card (end_checks.h).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/base/ulid.h"
#include "omnigraph/exec/context.h"
#include "omnigraph/exec/mutate/end_checks.h"
#include "omnigraph/exec/mutate/staged_tables.h"
#include "omnigraph/exec/result_set.h"
#include "omnigraph/exec/topology/topology_cache.h"

namespace omnigraph::exec {

// Fills `out` with the embedding of `text`.
using EmbedFunction = std::function<Status(std::string_view text, std::span<float> out)>;

struct MutationServices {
  UlidGenerator& ids;
  EmbedFunction embed;                  // none: no provider
  TopologyCache* topologies = nullptr;  // may be null
};

// What later validation on another state needs: ends that inserted edges rely on, and nodes that
// went.
struct MutationTrace {
  struct Ends {
    const schema::EntityType* edge = nullptr;
    std::vector<std::string> sources;
    std::vector<std::string> targets;
  };
  std::vector<Ends> inserted_edges;
  std::map<std::string, std::vector<std::string>> deleted_nodes;  // by node type name
};

struct MutationOutcome {
  uint64_t affected_nodes = 0;
  uint64_t affected_edges = 0;
  MutationTrace trace;
  StagedPlaces places;
  std::optional<ResultSet> rows;  // of the statement with a `return`; nothing if none has one
};

// `context.query` is a mutation; `context.tables` is not used, `staged` is. Errors:
// kInvalidArgument with R… diagnostics, what reading gives. After an error `staged` is to be
// dropped.
Result<MutationOutcome> run_mutation(ExecContext& context,
                                     StagedTables& staged,
                                     const MutationServices& services);

// Does what was checked against the tables of V still hold in `tables`? kConflict if not. Tables of
// `written` (keys) are skipped: they did not move, and the mutation's own rows are not in `tables`.
Status revalidate(const MutationTrace& trace,
                  const schema::Catalog& catalog,
                  const std::set<std::string>& written,
                  TableSource& tables);

// Live positions in `view` (an edge table), rising, of edges whose source, respectively target, is
// among `ids`. Through the indices where there are some.
Result<std::vector<uint32_t>> edges_at(const graph::TableView& view,
                                       std::span<const std::string> ids,
                                       bool by_source,
                                       bool by_target);

}  // namespace omnigraph::exec
