// Merges against a plain model: random histories of branches, writes and merges, where every merge
// is also made by brute force on maps of whole states, with the bases found by walking all commits.
// OG_MERGE_SEEDS sets how many histories, OG_MERGE_SEED runs one.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/branches/branches.h"
#include "omnigraph/graph/history/entity_log.h"
#include "omnigraph/graph/merge/merge.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/graph/verify/verify.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::graph {
namespace {

const char* const kModelSchema = R"(
node City { name: String @key  size: I32? }
node Person { name: String @key  age: I32?  nick: String?  email: String? @unique }
edge Knows: Person -> Person { since: I32? }
edge LivesIn: Person -> City @card(0..1)
)";

// Values are JSON texts; absent is null. Ends of edges are "_src" and "_dst".
using ModelRow = std::map<std::string, std::string>;
using ModelTable = std::map<std::string, ModelRow>;
using ModelState = std::map<std::string, ModelTable>;

struct ModelType {
  std::string key;
  std::string name;
  std::vector<std::string> properties;  // alphabetical
  std::string from;                     // of edges: the table keys of the ends
  std::string to;
};

const std::vector<ModelType>& model_types() {
  static const std::vector<ModelType> types = {
      {"edge:Knows", "Knows", {"since"}, "node:Person", "node:Person"},
      {"edge:LivesIn", "LivesIn", {}, "node:Person", "node:City"},
      {"node:City", "City", {"name", "size"}, "", ""},
      {"node:Person", "Person", {"age", "email", "name", "nick"}, "", ""}};
  return types;
}

std::string cell(const ModelRow& row, const std::string& property) {
  const auto at = row.find(property);
  return at == row.end() ? "null" : at->second;
}

// As export writes it.
std::string text_of(const ModelState& state) {
  std::string text;
  for (const ModelType& type : model_types()) {
    const auto table = state.find(type.key);
    if (table == state.end()) {
      continue;
    }
    for (const auto& [id, row] : table->second) {
      text += type.from.empty() ? format(R"({{"type":"{}",)", type.name)
                                : format(R"({{"edge":"{}","from":{},"to":{},)",
                                         type.name,
                                         cell(row, "_src"),
                                         cell(row, "_dst"));
      text += format(R"("data":{{"id":"{}")", id);
      for (const std::string& property : type.properties) {
        text += format(R"(,"{}":{})", property, cell(row, property));
      }
      text += "}}\n";
    }
  }
  return text;
}

// "kind table/row", sorted.
using Told = std::vector<std::string>;

std::string told(std::string_view kind, const std::string& table, const std::string& row) {
  return format("{} {}/{}", kind, table, row);
}

Told rules_broken(const ModelState& state) {
  Told broken;
  for (const ModelType& type : model_types()) {
    std::map<std::string, int> by_source;
    const auto table = state.find(type.key);
    if (table == state.end()) {
      continue;
    }
    std::map<std::string, std::string> emails;
    for (const auto& [id, row] : table->second) {
      if (type.from.empty()) {
        const std::string email = cell(row, "email");
        if (email != "null" && !emails.emplace(email, id).second) {
          broken.push_back("unique");
        }
        continue;
      }
      const auto end_there = [&](const std::string& node, const std::string& end) {
        const std::string text = cell(row, end);
        const auto nodes = state.find(node);
        return nodes != state.end() && nodes->second.count(text.substr(1, text.size() - 2)) != 0;
      };
      for (const auto& [node, end] : {std::pair(type.from, "_src"), std::pair(type.to, "_dst")}) {
        if (!end_there(node, end)) {
          broken.push_back(told("orphan_edge", type.key, id));
        }
      }
      if (type.key == "edge:LivesIn" && ++by_source[cell(row, "_src")] == 2) {
        broken.push_back(told("cardinality_violation", type.key, ""));
      }
    }
  }
  return broken;
}

struct ModelMerge {
  MergeOutcome outcome = MergeOutcome::kMerged;
  ModelState state;
  Told conflicts;
};

// One row on three sides; a null pointer is no row. `state` takes what becomes of it.
void merge_row(const ModelType& type,
               const std::string& id,
               const ModelRow* base,
               const ModelRow* source,
               const ModelRow* target,
               bool contested,
               Decision decision,
               ModelMerge& merge) {
  const auto same = [](const ModelRow* a, const ModelRow* b) {
    return (a == nullptr) == (b == nullptr) && (a == nullptr || *a == *b);
  };
  ModelTable& table = merge.state[type.key];
  const auto become = [&](const ModelRow* row) {
    row == nullptr ? (void)table.erase(id) : (void)(table[id] = *row);
  };
  const auto conflict = [&](std::string_view kind) {
    if (decision == Decision::kFail) {
      merge.conflicts.push_back(told(kind, type.key, id));
    } else if (decision == Decision::kTheirs) {
      become(source);
    }
  };
  if (same(source, target)) {
    return;
  }
  if (contested) {
    conflict(source == nullptr || target == nullptr ? "delete_vs_update" : "divergent_update");
    return;
  }
  if (same(source, base)) {
    return;
  }
  if (same(target, base)) {
    become(source);
    return;
  }
  if (base == nullptr) {
    conflict("divergent_insert");
    return;
  }
  if (source == nullptr || target == nullptr) {
    conflict("delete_vs_update");
    return;
  }
  std::vector<std::string> columns = type.properties;
  columns.insert(columns.end(), {"_src", "_dst"});
  ModelRow merged = *target;
  bool clash = false;
  for (const std::string& column : columns) {
    const std::string s = cell(*source, column);
    const std::string t = cell(*target, column);
    const std::string b = cell(*base, column);
    if (s == t || s == b) {
      continue;
    }
    if (t == b || decision == Decision::kTheirs) {
      merged[column] = s;
    }
    clash = clash || t != b;
  }
  if (clash && decision == Decision::kFail) {
    merge.conflicts.push_back(told("divergent_update", type.key, id));
  } else {
    become(&merged);
  }
}

class Model {
 public:
  struct Commit {
    std::vector<size_t> parents;
    ModelState state;
  };

  size_t add(std::vector<size_t> parents, ModelState state) {
    commits.push_back({std::move(parents), std::move(state)});
    return commits.size() - 1;
  }

  std::set<size_t> past(size_t commit) const {
    std::set<size_t> seen;
    std::vector<size_t> open = {commit};
    while (!open.empty()) {
      const size_t next = open.back();
      open.pop_back();
      if (seen.insert(next).second) {
        open.insert(open.end(), commits[next].parents.begin(), commits[next].parents.end());
      }
    }
    return seen;
  }

  ModelMerge merge(size_t source, size_t target, Decision decision) const {
    ModelMerge merged;
    merged.state = commits[target].state;
    const std::set<size_t> theirs = past(source);
    const std::set<size_t> ours = past(target);
    if (ours.count(source) != 0) {
      merged.outcome = MergeOutcome::kAlreadyUpToDate;
      return merged;
    }
    if (theirs.count(target) != 0) {
      merged.outcome = MergeOutcome::kFastForward;
      merged.state = commits[source].state;
      return merged;
    }
    std::set<size_t> bases;
    std::set_intersection(
        theirs.begin(), theirs.end(), ours.begin(), ours.end(), std::inserter(bases, bases.end()));
    for (const size_t one : std::set<size_t>(bases)) {
      for (const size_t older : past(one)) {
        if (older != one) {
          bases.erase(older);
        }
      }
    }
    merge_rows(bases, source, target, decision, merged);
    if (merged.conflicts.empty()) {
      merged.conflicts = rules_broken(merged.state);
    }
    if (!merged.conflicts.empty()) {
      merged.outcome = MergeOutcome::kConflicts;
      merged.state = commits[target].state;
    }
    std::sort(merged.conflicts.begin(), merged.conflicts.end());
    return merged;
  }

  std::vector<Commit> commits;

 private:
  static const ModelRow* row_of(const ModelState& state,
                                const std::string& table,
                                const std::string& id) {
    const auto at = state.find(table);
    if (at == state.end()) {
      return nullptr;
    }
    const auto row = at->second.find(id);
    return row == at->second.end() ? nullptr : &row->second;
  }

  void merge_rows(const std::set<size_t>& bases,
                  size_t source,
                  size_t target,
                  Decision decision,
                  ModelMerge& merged) const {
    for (const ModelType& type : model_types()) {
      std::set<std::string> ids;
      std::vector<const ModelState*> states = {&commits[source].state, &commits[target].state};
      for (const size_t base : bases) {
        states.push_back(&commits[base].state);
      }
      for (const ModelState* state : states) {
        const auto table = state->find(type.key);
        for (size_t i = 0; table != state->end() && i < 1; ++i) {
          for (const auto& [id, row] : table->second) {
            ids.insert(id);
          }
        }
      }
      for (const std::string& id : ids) {
        const ModelRow* first = row_of(*states[2], type.key, id);
        const bool contested = std::any_of(states.begin() + 3, states.end(), [&](const auto* base) {
          const ModelRow* row = row_of(*base, type.key, id);
          return (row == nullptr) != (first == nullptr) || (row != nullptr && *row != *first);
        });
        merge_row(type,
                  id,
                  first,
                  row_of(*states[0], type.key, id),
                  row_of(*states[1], type.key, id),
                  contested,
                  decision,
                  merged);
      }
    }
  }
};

// A history on both: the graph and the model.
class History {
 public:
  explicit History(uint64_t seed) : random_(seed), one_(store_, seed), cancel_(one_.clock()) {
    EXPECT_TRUE(one_.init(kModelSchema).ok());
    heads_["main"] = model_.add({}, {});
    commit_ids_[0] = head("main")->commit_id();
  }

  void run(size_t steps) {
    for (size_t i = 0; i < 6; ++i) {
      write("main");
    }
    for (size_t i = 0; i < steps && !::testing::Test::HasFailure(); ++i) {
      const uint64_t what = random_.next() % 10;
      if (what < 6) {
        write(any_branch());
      } else if (what == 6 && heads_.size() < 5) {
        fork();
      } else if (what < 9) {
        merge();
      } else {
        check_difference();
        check_log();
        check_revert();
      }
    }
    compare_stored();
    VerifyOptions deep;
    deep.deep = true;
    const auto report = verify_graph(one_.environment(), deep, cancel_);
    ASSERT_TRUE(report.ok()) << report.error().message();
    for (const auto& finding : report->findings) {
      ADD_FAILURE() << finding.object << ": " << finding.problem;
    }
  }

  std::map<MergeOutcome, int> outcomes;
  int criss_cross = 0;

 private:
  uint64_t below(uint64_t bound) { return random_.next() % bound; }

  std::string any_branch() {
    auto at = heads_.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(below(heads_.size())));
    return at->first;
  }

  SnapshotPtr head(const std::string& branch) {
    auto head = one_.graph().head(branch);
    EXPECT_TRUE(head.ok()) << head.error().message();
    return *head;
  }

  static std::string quoted(const std::string& text) { return '"' + text + '"'; }

  // A few changes as one commit, valid ones only.
  void write(const std::string& branch) {
    one_.clock().advance_us(1000);
    ModelState state = model_.commits[heads_[branch]].state;
    const SnapshotPtr base = head(branch);
    for (uint64_t i = 0; i < 1 + below(3); ++i) {
      ModelState next = state;
      const ModelType& type = model_types()[below(4)];
      const std::string id = format("{}{}", type.name.substr(0, 1), below(6));
      ModelTable& table = next[type.key];
      const bool erase = below(4) == 0 && table.count(id) != 0;
      if (erase) {
        table.erase(id);
        erase_edges_of(next, type, id);
      } else {
        change(type, table, id);
      }
      if (rules_broken(next).empty()) {
        state = std::move(next);
      }
    }
    publish(branch, base, state);
  }

  static void erase_edges_of(ModelState& state, const ModelType& node, const std::string& id) {
    for (const ModelType& type : model_types()) {
      std::erase_if(state[type.key], [&](const auto& row) {
        return (type.from == node.key && cell(row.second, "_src") == quoted(id)) ||
               (type.to == node.key && cell(row.second, "_dst") == quoted(id));
      });
    }
  }

  void change(const ModelType& type, ModelTable& table, const std::string& id) {
    ModelRow& row = table[id];
    if (!type.from.empty()) {
      row["_src"] = quoted(format("P{}", below(6)));
      row["_dst"] = quoted(format("{}{}", type.to == "node:City" ? "C" : "P", below(6)));
      if (type.key == "edge:Knows" && below(2) == 0) {
        row["since"] = format("{}", below(3));
      }
      return;
    }
    row["name"] = quoted(id);
    const std::string number = format("{}", below(4));
    switch (below(4)) {
      case 0:
        row[type.name == "City" ? "size" : "age"] = number;
        break;
      case 1:
        if (type.name == "Person") {
          row["nick"] = quoted(number);
        }
        break;
      case 2:
        if (type.name == "Person") {
          row["email"] = quoted(number);
        }
        break;
      default:
        row.erase("age");
        row.erase("nick");
        break;
    }
  }

  // The difference to the branch's state as one commit.
  void publish(const std::string& branch, const SnapshotPtr& base, const ModelState& state) {
    const ModelState& before = model_.commits[heads_[branch]].state;
    std::optional<CommitDraft> draft;
    for (const ModelType& type : model_types()) {
      const auto old_at = before.find(type.key);
      const auto new_at = state.find(type.key);
      const ModelTable old_rows = old_at == before.end() ? ModelTable() : old_at->second;
      const ModelTable new_rows = new_at == state.end() ? ModelTable() : new_at->second;
      std::vector<std::string> puts;
      std::vector<std::string> gone;
      for (const auto& [id, row] : new_rows) {
        const auto at = old_rows.find(id);
        if (at == old_rows.end() || at->second != row) {
          std::string text = format(R"({{"_id":"{}")", id);
          for (const auto& [name, value] : row) {
            text += format(R"(,"{}":{})", name, value);
          }
          puts.push_back(text + "}");
        }
      }
      for (const auto& [id, row] : old_rows) {
        if (new_rows.count(id) == 0) {
          gone.push_back(id);
        }
      }
      if (puts.empty() && gone.empty()) {
        continue;
      }
      CommitDraft one = one_.change_draft(base, type.key, puts, gone);
      if (draft) {
        testing::TestGraph::merge(*draft, std::move(one));
      } else {
        draft = std::move(one);
      }
    }
    if (!draft) {
      return;
    }
    const auto published = one_.graph().publish(base, *std::move(draft));
    ASSERT_TRUE(published.ok()) << published.error().message();
    heads_[branch] = model_.add({heads_[branch]}, state);
    commit_ids_[heads_[branch]] = (*published)->commit_id();
  }

  // What another process reads of all branches.
  void compare_stored() {
    testing::TestGraph fresh(store_, 12345);
    ASSERT_TRUE(fresh.open().ok());
    for (const auto& [branch, commit] : heads_) {
      const auto state = fresh.graph().head(branch);
      ASSERT_TRUE(state.ok()) << state.error().message();
      const auto text = testing::export_text(**state);
      ASSERT_TRUE(text.ok()) << text.error().message();
      ASSERT_EQ(*text, text_of(model_.commits[commit].state)) << branch;
      ASSERT_EQ(rules_broken(model_.commits[commit].state), Told()) << branch;
    }
  }

  SnapshotPtr state_of(size_t commit) {
    auto state = one_.graph().at_commit(commit_ids_.at(commit));
    EXPECT_TRUE(state.ok()) << state.error().message();
    return *state;
  }

  // Applying the difference of any two states to the first one gives the second one.
  void check_difference() {
    const size_t from = below(model_.commits.size());
    const size_t to = below(model_.commits.size());
    ModelState state = model_.commits[from].state;
    const auto apply = [&](const EntityChange& change) {
      if (change.op == RowOp::kDelete) {
        state[change.table_key].erase(change.id);
        return Status();
      }
      ModelRow& row = state[change.table_key][change.id];
      for (const PropertyChange& property : change.properties) {
        const std::string name =
            property.property[0] == '@' ? "_" + property.property.substr(1) : property.property;
        EXPECT_EQ(cell(row, name), property.before.value_or("null"));
        if (property.after.value_or("null") == "null") {
          row.erase(name);
        } else {
          row[name] = *property.after;
        }
      }
      return Status();
    };
    const auto counts = diff_states(*state_of(from), *state_of(to), {}, apply, cancel_);
    ASSERT_TRUE(counts.ok()) << counts.error().message();
    ASSERT_EQ(text_of(state), text_of(model_.commits[to].state));
  }

  // The newest entry of the log that names a property is a commit of the past that gave it the
  // value that it has, and every value has one.
  void check_log() {
    const std::string branch = any_branch();
    const size_t at = heads_[branch];
    const ModelTable& people = model_.commits[at].state["node:Person"];
    if (people.empty()) {
      return;
    }
    auto one = people.begin();
    std::advance(one, static_cast<std::ptrdiff_t>(below(people.size())));
    EntityLogRequest request;
    request.table_key = "node:Person";
    request.id = one->first;
    const auto log = entity_log(one_.graph(), head(branch), request, cancel_);
    ASSERT_TRUE(log.ok()) << log.error().message();
    std::set<std::string> past_ids;
    for (const size_t commit : model_.past(at)) {
      past_ids.insert(commit_ids_.at(commit));
    }
    std::map<std::string, std::string> last;
    for (const EntityLogEntry& entry : *log) {
      ASSERT_EQ(past_ids.count(entry.commit.entry.graph_commit_id), 1U);
      for (const PropertyChange& property : entry.change.properties) {
        last.emplace(property.property, property.after.value_or("null"));
      }
    }
    for (const auto& [property, value] : one->second) {
      ASSERT_EQ(last.count(property), 1U) << one->first << "." << property;
    }
  }

  // Reverting the newest commit of a branch gives the state before it.
  void check_revert() {
    const std::string branch = any_branch();
    const Model::Commit& last = model_.commits[heads_[branch]];
    if (last.parents.size() != 1 || heads_[branch] == 0 || head(branch)->record().commits.empty()) {
      return;
    }
    const std::string copy = format("revert{}", branches_++);
    ASSERT_TRUE(create_branch(one_.graph(), copy, head(branch)).ok());
    const auto reverted = revert_commit(one_.graph(), head(branch)->commit_id(), copy, {}, cancel_);
    ASSERT_TRUE(reverted.ok()) << reverted.error().message();
    const auto text = testing::export_text(*reverted->after);
    ASSERT_TRUE(text.ok());
    ASSERT_EQ(*text, text_of(model_.commits[last.parents[0]].state));
    ASSERT_TRUE(delete_branch(one_.graph(), copy).ok());
  }

  void fork() {
    const std::string from = any_branch();
    const std::string name = format("b{}", branches_++);
    const auto born = create_branch(one_.graph(), name, head(from));
    ASSERT_TRUE(born.ok()) << born.error().message();
    heads_[name] = heads_[from];
  }

  void merge() {
    one_.clock().advance_us(1000);
    const std::string source = any_branch();
    const std::string target = any_branch();
    if (source == target) {
      return;
    }
    constexpr Decision kDecisions[] = {Decision::kFail, Decision::kOurs, Decision::kTheirs};
    MergeOptions options;
    options.rules.on_conflict = kDecisions[below(3)];
    const ModelMerge expected =
        model_.merge(heads_[source], heads_[target], options.rules.on_conflict);
    const auto found = merge_branches(one_.graph(), source, target, options, cancel_);
    ASSERT_TRUE(found.ok()) << found.error().message();
    ASSERT_EQ(to_string(found->outcome), to_string(expected.outcome));
    ++outcomes[found->outcome];
    criss_cross += found->base_commits.size() > 1 ? 1 : 0;
    compare_conflicts(*found, expected);
    const auto text = testing::export_text(*found->after);
    ASSERT_TRUE(text.ok()) << text.error().message();
    ASSERT_EQ(*text, text_of(expected.state));
    if (found->outcome == MergeOutcome::kFastForward || found->outcome == MergeOutcome::kMerged) {
      heads_[target] = model_.add({heads_[target], heads_[source]}, expected.state);
      commit_ids_[heads_[target]] = found->after->commit_id();
    }
  }

  static void compare_conflicts(const MergeReport& found, const ModelMerge& expected) {
    Told texts;
    for (const MergeConflict& conflict : found.conflicts) {
      // Which of two rows a unique violation names depends on the side: only its kind is compared.
      texts.push_back(
          conflict.kind == ConflictKind::kUniqueViolation
              ? "unique"
              : told(to_string(conflict.kind), conflict.table_key, conflict.row_id.value_or("")));
    }
    std::sort(texts.begin(), texts.end());
    ASSERT_EQ(texts, expected.conflicts);
  }

  io::MemoryStore store_;
  SeededRandom random_;
  testing::TestGraph one_;
  CancelToken cancel_;
  Model model_;
  std::map<std::string, size_t> heads_;
  std::map<size_t, std::string> commit_ids_;  // of the model's commits
  int branches_ = 0;
};

uint64_t merge_setting(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

TEST(MergeModel, RandomHistoriesMergeAsBruteForceDoes) {
  const uint64_t only = merge_setting("OG_MERGE_SEED", 0);
  const uint64_t count = only != 0 ? 1 : merge_setting("OG_MERGE_SEEDS", 200);
  std::map<MergeOutcome, int> outcomes;
  int criss_cross = 0;
  for (uint64_t seed = only != 0 ? only : 1; count > 0 && seed < (only != 0 ? only : 1) + count;
       ++seed) {
    SCOPED_TRACE(format("OG_MERGE_SEED={}", seed));
    History history(seed);
    history.run(40);
    for (const auto& [outcome, times] : history.outcomes) {
      outcomes[outcome] += times;
    }
    criss_cross += history.criss_cross;
    ASSERT_FALSE(HasFailure());
  }
  // Histories that found a fault once.
  for (const uint64_t seed : {uint64_t{719}, uint64_t{740}}) {
    SCOPED_TRACE(format("OG_MERGE_SEED={}", seed));
    History(seed).run(40);
  }
  if (count >= 100) {
    // The histories have all of it.
    EXPECT_EQ(outcomes.size(), 4U);
    EXPECT_GT(outcomes[MergeOutcome::kMerged], 300);
    EXPECT_GT(criss_cross, 4);
  }
}

}  // namespace
}  // namespace omnigraph::graph
