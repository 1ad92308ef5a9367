#include "omnigraph/engine/schema_change.h"

#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/engine/engine_state.h"
#include "omnigraph/engine/write_conditions.h"
#include "omnigraph/graph/evolve/evolve.h"
#include "omnigraph/graph/log/lineage.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/publish/rebase.h"
#include "omnigraph/schema/compile.h"
#include "omnigraph/schema/migrate/plan.h"

namespace omnigraph::engine {
namespace {

using graph::SnapshotPtr;

std::vector<SchemaStep> steps_of(const schema::MigrationPlan& plan) {
  std::vector<SchemaStep> steps;
  for (const schema::MigrationStep& step : plan.steps) {
    JsonWriter json;
    schema::write_json(json, step);
    steps.push_back({schema::to_text(step), json.take()});
  }
  return steps;
}

// How often maintenance may come before an apply.
constexpr int kMostMaintained = 64;

class SchemaApply {
 public:
  SchemaApply(graph::Graph& graph,
              const std::string& branch,
              const SchemaApplyRequest& request,
              const CancelToken& cancel)
      : graph_(graph), branch_(branch), request_(request), cancel_(cancel) {}

  Result<SchemaApplyAnswer> run() {
    OG_ASSIGN_OR_RETURN(desired_, schema::compile_schema_with_warnings(request_.schema_source));
    int maintained = 0;
    for (uint64_t retries = request_.conditions.conflict_retries;; --retries) {
      auto answer = attempt();
      if (answer.ok() || answer.error().code() != ErrorCode::kConflict) {
        return answer;
      }
      // It may be a conflict with the very same request, sent twice at the same time.
      if (request_.conditions.idempotency_key) {
        OG_ASSIGN_OR_RETURN(const SnapshotPtr now, graph_.head(branch_));
        OG_ASSIGN_OR_RETURN(auto known, known_request(*now));
        if (known) {
          return *std::move(known);
        }
      }
      if (std::exchange(only_maintenance_, false) && ++maintained < kMostMaintained) {
        ++retries;
      } else if (retries == 0) {
        return answer;
      }
    }
  }

 private:
  Result<SchemaApplyAnswer> attempt() {
    OG_ASSIGN_OR_RETURN(const SnapshotPtr base, graph_.head(branch_));
    if (request_.conditions.idempotency_key) {
      OG_ASSIGN_OR_RETURN(auto known, known_request(*base));
      if (known) {
        return *std::move(known);
      }
    }
    OG_RETURN_IF_ERROR(check_conditions(
        request_.conditions,
        *base->catalog(),
        [&](const std::string& table_key) {
          const graph::Pin* pin = base->find_pin(table_key);
          return pin == nullptr ? 0 : pin->table_version;
        },
        base->commit_id()));
    const schema::MigrationPlan plan = schema::plan_migration(
        base->catalog(), desired_.catalog, {.allow_data_loss = request_.allow_data_loss});
    if (const schema::Unsupported* obstacle = plan.obstacle()) {
      return Error(ErrorCode::kInvalidArgument, obstacle->reason);
    }
    SchemaApplyAnswer answer;
    answer.branch = branch_;
    answer.warnings = desired_.warnings;
    answer.manifest_version = base->manifest_version();
    if (plan.steps.empty()) {
      return answer;
    }
    answer.steps = steps_of(plan);
    OG_RETURN_IF_ERROR(publish(base, plan, &answer));
    return answer;
  }

  Status publish(const SnapshotPtr& base,
                 const schema::MigrationPlan& plan,
                 SchemaApplyAnswer* answer) {
    graph::EvolveOptions options;
    options.actor_id = request_.actor_id;
    options.message = request_.message;
    options.unmoved = unmoved_tables(request_.conditions, *base->catalog());
    if (request_.conditions.idempotency_key) {
      options.idempotency = idempotency();
    }
    OG_ASSIGN_OR_RETURN(graph::CommitDraft draft,
                        graph::evolve(graph_.environment(), *base, plan, options, cancel_));
    graph::PublishOptions publish;
    publish.deadline_boot_us = cancel_.deadline_boot_us();
    std::vector<graph::CommitDraft> group;
    group.push_back(std::move(draft));
    OG_ASSIGN_OR_RETURN(const graph::PublishOutcome outcome,
                        graph_.publish_group(base, std::move(group), publish));
    const SnapshotPtr& after = outcome.published;
    if (after == nullptr) {
      // Maintenance may have moved a table: no row changed, so it is only to be done again.
      const graph::DraftOutcome& lost = outcome.drafts.front();
      only_maintenance_ = !lost.refused && !lost.repeated;
      return lost.refused.value_or(
          Error(ErrorCode::kConflict, "the graph was written to meanwhile — refresh and retry"));
    }
    answer->applied = true;
    answer->commit_id = after->commit_id();
    answer->manifest_version = after->manifest_version();
    for (const graph::Pin& pin : after->record().commits.back().changes) {
      if (!pin.dropped) {
        answer->tables.push_back({pin.table_key, pin.table_version});
      }
    }
    return {};
  }

  graph::IdempotencyKey idempotency() const {
    const std::string text = format("schema_apply\n{}\n{}\n{}",
                                    request_.branch,
                                    request_.allow_data_loss,
                                    request_.schema_source);
    return {*request_.conditions.idempotency_key, sha256_hex(as_bytes(text))};
  }

  // The answer to a request that the past of `now` holds; nothing if its key is not known.
  Result<std::optional<SchemaApplyAnswer>> known_request(const graph::Snapshot& now) const {
    OG_ASSIGN_OR_RETURN(
        const auto commit,
        graph::find_request(
            graph_.environment(), now.record(), *request_.conditions.idempotency_key));
    if (!commit) {
      return std::optional<SchemaApplyAnswer>();
    }
    const graph::DraftOutcome outcome = graph::meet_request(idempotency(), *commit);
    if (outcome.refused) {
      return *outcome.refused;
    }
    SchemaApplyAnswer answer;
    OG_ASSIGN_OR_RETURN(static_cast<WriteReceipt&>(answer), repeated_receipt(graph_, *commit));
    answer.branch = branch_;
    answer.applied = true;
    return std::optional(std::move(answer));
  }

  graph::Graph& graph_;
  const std::string& branch_;
  const SchemaApplyRequest& request_;
  const CancelToken& cancel_;
  schema::CompiledSchema desired_;
  bool only_maintenance_ = false;  // why the last attempt was not published
};

}  // namespace

Result<SchemaPlanAnswer> Engine::schema_plan(const SchemaPlanRequest& request) {
  OG_ASSIGN_OR_RETURN(const std::string branch, graph::normalize_branch_name(request.branch));
  OG_ASSIGN_OR_RETURN(schema::CompiledSchema desired,
                      schema::compile_schema_with_warnings(request.schema_source));
  OG_ASSIGN_OR_RETURN(const SnapshotPtr head, state_->graph->head(branch));
  const schema::MigrationPlan plan = schema::plan_migration(
      head->catalog(), desired.catalog, {.allow_data_loss = request.allow_data_loss});
  return SchemaPlanAnswer{branch, plan.supported(), steps_of(plan), std::move(desired.warnings)};
}

Result<SchemaApplyAnswer> Engine::schema_apply(const SchemaApplyRequest& request,
                                               const CancelToken& cancel) {
  OG_ASSIGN_OR_RETURN(const std::string branch, graph::normalize_branch_name(request.branch));
  const auto turns = state_->turns.of(branch);
  const auto alone = turns->alone();
  auto answer = SchemaApply(*state_->graph, branch, request, cancel).run();
  if (answer.ok() && answer->commit_id) {
    state_->note_commit(branch);
  }
  return answer;
}

}  // namespace omnigraph::engine
