#include "omnigraph/engine/change_group.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "omnigraph/base/fail_point.h"
#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/engine/compile_query.h"
#include "omnigraph/engine/write_conditions.h"
#include "omnigraph/exec/mutate/table_sets.h"
#include "omnigraph/graph/log/lineage.h"
#include "omnigraph/query/types/params.h"

namespace omnigraph::engine {
namespace {

using graph::SnapshotPtr;

// Which request an idempotency key stands for.
std::string request_hash(const ChangeRequest& request) {
  std::string text = "change";
  for (const std::string* part :
       {&request.branch, &request.query_source, &request.query_name, &request.params_json}) {
    text += format("\n{}:{}", part->size(), *part);
  }
  return sha256_hex(as_bytes(text));
}

// One attempt: a head, and the mutations executed on it so far.
class Attempt {
 public:
  Attempt(const ChangeServices& services, const SnapshotPtr& head)
      : services_(services),
        reads_(services.reads.of(head)),
        snapshot_(reads_->tables.snapshot()),
        tables_(reads_->tables),
        commit_id_(snapshot_->commit_id()) {}

  // Executes the turn as the next one. Settles it, unless it is part of the group now, or its
  // answer comes from a state that others of the group have made and that may never be, or it is a
  // request that is in the group already: it gets the receipt of that one's commit later.
  void execute(ChangeTurn& turn) {
    const bool on_drafts = !drafts_.empty();
    if (is_in_group(turn.request)) {
      return;
    }
    auto executed = try_execute(turn);
    if (executed.ok() && !*executed) {
      return;
    }
    Result<ChangeAnswer> answer =
        executed.ok() ? Result<ChangeAnswer>(*std::move(*executed)) : executed.error();
    if (on_drafts) {
      provisional_.emplace_back(&turn, std::move(answer));
    } else {
      turn.answer.emplace(std::move(answer));
    }
  }

  const std::vector<ChangeTurn*>& members() const { return members_; }

  // Publishes the group and settles its turns; those that are to be executed again stay unsettled.
  // False: the group failed as a whole, nothing happened, and each turn is to be tried alone, since
  // one of them may have been what the others failed for.
  bool publish(int64_t deadline_boot_us) {
    Status sealed = graph::seal_group(
        services_.graph.environment(), *snapshot_, tables_.turns(), turns_of_, drafts_);
    if (!sealed.ok()) {
      return settle_failed(sealed.error());
    }
    std::vector<std::vector<TableVersion>> written;
    for (const graph::CommitDraft& draft : drafts_) {
      std::vector<TableVersion>& tables = written.emplace_back();
      for (const graph::Pin& pin : draft.changes) {
        tables.push_back({pin.table_key, pin.table_version});
      }
    }
    graph::PublishOptions options;
    options.deadline_boot_us = deadline_boot_us;
    auto outcome = services_.graph.publish_group(snapshot_, std::move(drafts_), options);
    if (!outcome.ok()) {
      return settle_failed(outcome.error());
    }
    // On top of what another process published meanwhile the states in between are others.
    if (outcome->published != nullptr &&
        outcome->published->record().seq == snapshot_->record().seq + 1) {
      for (auto& [turn, answer] : provisional_) {
        turn->answer.emplace(std::move(answer));
      }
    }
    for (size_t i = 0; i < members_.size(); ++i) {
      if (outcome->published == nullptr) {
        settle_unpublished(*members_[i], outcome->drafts[i]);
        continue;
      }
      const auto& commits = outcome->published->record().commits;
      answers_[i].commit_id = commits[i].graph_commit_id;
      answers_[i].manifest_version = commits[i].manifest_version;
      answers_[i].tables = std::move(written[i]);
      members_[i]->answer.emplace(std::move(answers_[i]));
    }
    return true;
  }

 private:
  // The answer, if the turn is settled without a commit; nothing if it is part of the group.
  Result<std::optional<ChangeAnswer>> try_execute(ChangeTurn& turn) {
    const ChangeRequest& request = turn.request;
    OG_RETURN_IF_ERROR(turn.cancel.check());
    if (request.conditions.idempotency_key) {
      OG_ASSIGN_OR_RETURN(auto known, known_request(request));
      if (known) {
        return known;
      }
    }
    OG_RETURN_IF_ERROR(check_conditions(
        request.conditions,
        *snapshot_->catalog(),
        [&](const std::string& key) { return tables_.table_version(key); },
        commit_id_));
    OG_ASSIGN_OR_RETURN(const query::CheckedQueryPtr query,
                        compile_query(services_.cache,
                                      snapshot_->catalog(),
                                      request.query_source,
                                      request.query_name,
                                      Door::kChange));
    OG_ASSIGN_OR_RETURN(std::vector<query::Value> params,
                        query::decode_params(*query, request.params_json));
    exec::StagedTables staged(snapshot_->catalog(), tables_);
    exec::ExecContext context{*query,
                              tables_,
                              std::move(params),
                              services_.graph.environment().clock.now_us() / 1000,
                              turn.cancel,
                              services_.limits,
                              nullptr};
    auto outcome = exec::run_mutation(context, staged, services_.mutation);
    if (!outcome.ok()) {
      return locate(outcome.error(), request.query_source);
    }
    OG_FAIL_POINT(kMutationExecuted);
    ChangeAnswer answer;
    answer.branch = request.branch;
    answer.query_name = query->name;
    answer.affected_nodes = outcome->affected_nodes;
    answer.affected_edges = outcome->affected_edges;
    answer.manifest_version = snapshot_->manifest_version() + drafts_.size();
    answer.warnings = query->warnings;
    answer.rows = std::move(outcome->rows);
    OG_RETURN_IF_ERROR(turn.cancel.check());
    OG_ASSIGN_OR_RETURN(std::vector<graph::TurnRef> refs, take_turns(staged));
    if (refs.empty()) {
      return std::optional(std::move(answer));
    }
    add_draft(turn, *query, std::move(outcome->trace), std::move(refs), answer);
    answers_.push_back(std::move(answer));
    return std::optional<ChangeAnswer>();
  }

  // Takes what the mutation staged into the group.
  Result<std::vector<graph::TurnRef>> take_turns(const exec::StagedTables& staged) {
    // All tables are opened before any takes its turn: a failure must not leave half of one.
    std::vector<std::pair<graph::TableTurns*, const graph::StagedTable*>> changed;
    for (const auto& [key, table] : staged.tables()) {
      if (table->changed()) {
        OG_ASSIGN_OR_RETURN(graph::TableTurns * turns, tables_.turns_of(table->base()->type()));
        changed.emplace_back(turns, table.get());
      }
    }
    std::vector<graph::TurnRef> refs;
    for (const auto& [turns, table] : changed) {
      if (turns->accept(*table)) {
        refs.push_back({table->base()->type().table_key, turns->turn_count()});
      }
    }
    return refs;
  }

  void add_draft(ChangeTurn& turn,
                 const query::CheckedQuery& query,
                 exec::MutationTrace trace,
                 std::vector<graph::TurnRef> refs,
                 const ChangeAnswer& answer) {
    const ChangeRequest& request = turn.request;
    graph::CommitDraft draft;
    draft.commit_id = services_.mutation.ids.next();
    draft.operation = "mutate";
    draft.actor_id = request.actor_id;
    draft.message = request.message;
    draft.affected_nodes = answer.affected_nodes;
    draft.affected_edges = answer.affected_edges;
    if (request.conditions.idempotency_key) {
      draft.idempotency =
          graph::IdempotencyKey{*request.conditions.idempotency_key, request_hash(request)};
    }
    exec::TableSets sets = exec::table_sets(query, std::get<query::Mutation>(query.body));
    draft.read = std::move(sets.read);
    draft.validated = std::move(sets.validated);
    draft.unmoved = unmoved_tables(request.conditions, *snapshot_->catalog());
    std::set<std::string> written;
    for (const graph::TurnRef& ref : refs) {
      written.insert(ref.table_key);
      draft.read.erase(ref.table_key);
      draft.validated.erase(ref.table_key);
    }
    // The catalogue outlives the group; `now` is only looked at during the call.
    draft.revalidate =
        [this, trace = std::move(trace), written = std::move(written)](const graph::Snapshot& now) {
          SnapshotTables current(SnapshotPtr(SnapshotPtr(), &now), services_.cache);
          return exec::revalidate(trace, *snapshot_->catalog(), written, current);
        };
    commit_id_ = draft.commit_id;
    drafts_.push_back(std::move(draft));
    turns_of_.push_back(std::move(refs));
    members_.push_back(&turn);
  }

  bool is_in_group(const ChangeRequest& request) const {
    const auto& key = request.conditions.idempotency_key;
    return key && std::any_of(drafts_.begin(), drafts_.end(), [&](const graph::CommitDraft& draft) {
             return draft.idempotency && draft.idempotency->key == *key;
           });
  }

  // The answer to a request that was committed before.
  Result<std::optional<ChangeAnswer>> known_request(const ChangeRequest& request) {
    const graph::IdempotencyKey key{*request.conditions.idempotency_key, request_hash(request)};
    OG_ASSIGN_OR_RETURN(
        const auto commit,
        graph::find_request(services_.graph.environment(), snapshot_->record(), key.key));
    if (!commit) {
      return std::optional<ChangeAnswer>();
    }
    const graph::DraftOutcome met = graph::meet_request(key, *commit);
    if (met.refused) {
      return *met.refused;
    }
    OG_ASSIGN_OR_RETURN(ChangeAnswer answer, repeated_answer(request, *met.repeated));
    return std::optional(std::move(answer));
  }

  Result<ChangeAnswer> repeated_answer(const ChangeRequest& request,
                                       const graph::CommitHeader& commit) {
    OG_ASSIGN_OR_RETURN(WriteReceipt receipt, repeated_receipt(services_.graph, commit));
    ChangeAnswer answer;
    static_cast<WriteReceipt&>(answer) = std::move(receipt);
    answer.branch = request.branch;
    OG_ASSIGN_OR_RETURN(const query::CheckedQueryPtr query,
                        compile_query(services_.cache,
                                      snapshot_->catalog(),
                                      request.query_source,
                                      request.query_name,
                                      Door::kChange));
    answer.query_name = query->name;
    return answer;
  }

  // What another process published came in between.
  void settle_unpublished(ChangeTurn& turn, const graph::DraftOutcome& outcome) {
    if (outcome.repeated) {
      turn.answer.emplace(repeated_answer(turn.request, *outcome.repeated));
    } else if (outcome.refused && turn.retries_left == 0) {
      turn.answer.emplace(*outcome.refused);
    } else if (outcome.refused) {
      --turn.retries_left;
    }
  }

  bool settle_failed(const Error& error) {
    if (members_.size() > 1 && error.code() != ErrorCode::kOutcomeUnknown) {
      return false;
    }
    for (ChangeTurn* member : members_) {
      member->answer.emplace(error);
    }
    return true;
  }

  const ChangeServices& services_;
  const std::shared_ptr<SnapshotReads> reads_;
  const SnapshotPtr snapshot_;
  GroupTables tables_;
  std::string commit_id_;  // that the next turn follows
  // The group: one each per member, in order.
  std::vector<ChangeTurn*> members_;
  std::vector<ChangeAnswer> answers_;
  std::vector<graph::CommitDraft> drafts_;
  std::vector<std::vector<graph::TurnRef>> turns_of_;
  // Answers that hold if the group is published; else their turns are executed again.
  std::vector<std::pair<ChangeTurn*, Result<ChangeAnswer>>> provisional_;
};

std::vector<ChangeTurn*> unsettled(std::span<ChangeTurn* const> turns) {
  std::vector<ChangeTurn*> open;
  std::copy_if(turns.begin(), turns.end(), std::back_inserter(open), [](const ChangeTurn* turn) {
    return !turn->answer;
  });
  return open;
}

// So many attempts in a row that other processes spoiled are too many.
constexpr int kMostAttempts = 64;

}  // namespace

void run_changes(const ChangeServices& services, std::span<ChangeTurn* const> turns) {
  bool one_by_one = false;
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    const std::vector<ChangeTurn*> open = unsettled(turns);
    if (open.empty()) {
      return;
    }
    const auto head =
        services.graph.head(services.branch, attempt == 0 ? services.staleness_us : INT64_MAX);
    if (!head.ok()) {
      for (ChangeTurn* turn : open) {
        turn->answer.emplace(head.error());
      }
      return;
    }
    Attempt group(services, *head);
    for (ChangeTurn* turn : open) {
      group.execute(*turn);
      if (one_by_one && !group.members().empty()) {
        break;
      }
    }
    if (!group.members().empty()) {
      int64_t deadline = 0;
      for (const ChangeTurn* member : group.members()) {
        deadline = std::max(deadline, member->cancel.deadline_boot_us());
      }
      one_by_one = !group.publish(deadline) || one_by_one;
    }
  }
  for (ChangeTurn* turn : unsettled(turns)) {
    turn->answer.emplace(Error(
        ErrorCode::kConflict,
        format("other processes were faster {} times in a row — retry later", kMostAttempts)));
  }
}

}  // namespace omnigraph::engine
