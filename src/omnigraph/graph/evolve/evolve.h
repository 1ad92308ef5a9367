// Evolving: from a supported plan (schema/migrate/plan.h) to the commit that carries it out, on the
// head of any branch. Most changes are metadata only; evolve_table.h says which write columns.
//
// Invariants:
//  - one commit, all or nothing: nobody sees what is staged before its record names it, and no lock
//    is held
//  - old states keep their own schema and their own table versions, and read as before
//  - rows keep their ids and versions: none of them counts as changed, a new column's values come
//    with the schema
//  - a renamed type keeps its table path; a path is never given to a second table: a type that is
//    added later gets a path that no other one can have, on no branch
//  - whatever was read to see that stored rows fit is in R, so a write to it meanwhile is a
//  conflict;
//    writers that started under the old schema lose the race by their schema (publish/rebase.h)
#pragma once

#include <optional>
#include <set>
#include <string>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/publish/commit_draft.h"
#include "omnigraph/graph/snapshot/snapshot.h"
#include "omnigraph/schema/migrate/plan.h"

namespace omnigraph::graph {

struct EvolveOptions {
  std::optional<std::string> actor_id;
  std::optional<std::string> message;
  std::optional<IdempotencyKey> idempotency;
  std::set<std::string> unmoved;  // as CommitDraft has it
};

// A draft to be published on `base`, whose catalog is the plan's accepted one; the plan is
// supported and has steps. Errors: kFailedPrecondition with ConstraintDetail when stored rows do
// not fit; those of reading and writing. Files of large tables may be left behind, unseen.
Result<CommitDraft> evolve(GraphEnvironment& environment,
                           const Snapshot& base,
                           const schema::MigrationPlan& plan,
                           const EvolveOptions& options,
                           const CancelToken& cancel);

}  // namespace omnigraph::graph
