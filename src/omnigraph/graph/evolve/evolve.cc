#include "omnigraph/graph/evolve/evolve.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

#include "omnigraph/base/check.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/evolve/check_stored.h"
#include "omnigraph/graph/evolve/evolve_table.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/stage/stage_version.h"
#include "omnigraph/schema/migrate/type_mapping.h"

namespace omnigraph::graph {
namespace {

using schema::EntityType;
using schema::MigrationStep;

// What checks read back.
constexpr size_t kCheckReadBytes = size_t{32} << 20;

class Evolution {
 public:
  Evolution(GraphEnvironment& environment,
            const Snapshot& base,
            const schema::MigrationPlan& plan,
            const CancelToken& cancel)
      : environment_(environment), base_(base), plan_(plan), cancel_(cancel) {}

  Result<CommitDraft> run(const EvolveOptions& options) {
    OG_CHECK(plan_.supported() && plan_.accepted == base_.catalog(),
             "a plan for this state that can be carried out");
    draft_.commit_id = environment_.ids.next();
    draft_.operation = "schema_apply";
    draft_.actor_id = options.actor_id;
    draft_.message = options.message;
    draft_.idempotency = options.idempotency;
    draft_.unmoved = options.unmoved;
    OG_RETURN_IF_ERROR(evolve_types(plan_.accepted->nodes(), plan_.desired->nodes()));
    OG_RETURN_IF_ERROR(evolve_types(plan_.accepted->edges(), plan_.desired->edges()));
    for (auto& [key, pin] : pins_) {
      draft_.read.erase(key);
      draft_.changes.push_back(std::move(pin));
    }
    const std::string& source = plan_.desired->source();
    const std::string sha256 = sha256_hex(as_bytes(source));
    draft_.stored_files.push_back({schema_object(sha256), Buffer::from(std::string(source))});
    draft_.schema = NewSchema{sha256, plan_.desired};
    return std::move(draft_);
  }

 private:
  Status evolve_types(const std::vector<EntityType>& before, const std::vector<EntityType>& after) {
    std::set<std::string> kept;
    for (const EntityType& type : after) {
      const EntityType* was = schema::earlier_type(before, after, type);
      if (was == nullptr) {
        OG_RETURN_IF_ERROR(add_type(type));
      } else {
        kept.insert(was->name);
        OG_RETURN_IF_ERROR(change_type({plan_.desired, was, &type}));
      }
    }
    for (const EntityType& type : before) {
      if (kept.count(type.name) == 0) {
        drop(type.table_key);
      }
    }
    return {};
  }

  Status add_type(const EntityType& type) {
    // The end of a ULID is random.
    constexpr size_t kSuffix = 8;
    const std::string id = environment_.ids.next();
    const std::string path =
        table_folder(type.kind, type.name) + "-" + id.substr(id.size() - kSuffix);
    OG_ASSIGN_OR_RETURN(StagedVersion table,
                        stage_empty_table(environment_, base_.branch(), type, path));
    put(std::move(table));
    return {};
  }

  Status change_type(const TypeChange& change) {
    OG_ASSIGN_OR_RETURN(EvolvedTable evolved, evolve_table(environment_, base_, change, cancel_));
    OG_RETURN_IF_ERROR(check_rows(change, evolved));
    const std::string& old_key = change.before->table_key;
    const std::string& new_key = change.after->table_key;
    const Pin& pin = *base_.find_pin(old_key);
    if (old_key != new_key) {
      drop(old_key);
    }
    if (evolved.manifest) {
      OG_ASSIGN_OR_RETURN(
          StagedVersion version,
          stage_manifest(environment_, base_.branch(), new_key, pin.table_path, *evolved.manifest));
      put(std::move(version));
      move_files(std::move(evolved.files), &draft_.files);
      move_files(std::move(evolved.stored_files), &draft_.stored_files);
    } else if (old_key != new_key) {
      Pin renamed = pin;
      renamed.table_key = new_key;
      OG_ASSIGN_OR_RETURN(draft_.manifests[new_key], base_.manifest(pin));
      pins_.insert_or_assign(new_key, std::move(renamed));
    }
    return {};
  }

  Status check_rows(const TypeChange& change, const EvolvedTable& evolved) {
    const schema::TypeKind kind =
        change.after->is_edge() ? schema::TypeKind::kEdge : schema::TypeKind::kNode;
    std::vector<const MigrationStep*> steps;
    for (const MigrationStep& step : plan_.steps) {
      if (step.validates && step.type_kind == kind && step.type_name == change.after->name) {
        steps.push_back(&step);
      }
    }
    if (steps.empty()) {
      return {};
    }
    draft_.read.insert(change.before->table_key);
    ReadCache cache(kCheckReadBytes);
    OG_ASSIGN_OR_RETURN(const TableViewPtr view,
                        evolved_view(environment_, cache, base_, change, evolved));
    return check_stored(view, steps, cancel_);
  }

  void drop(const std::string& table_key) {
    Pin pin = *base_.find_pin(table_key);
    pin.dropped = true;
    // Where another type takes the name, its pin stands.
    pins_.emplace(table_key, std::move(pin));
  }

  void put(StagedVersion version) {
    const std::string key = version.pin.table_key;
    draft_.manifests[key] = std::move(version.manifest);
    pins_.insert_or_assign(key, std::move(version.pin));
    move_files(std::move(version.files), &draft_.files);
  }

  static void move_files(std::vector<io::NewObject> from, std::vector<io::NewObject>* to) {
    std::move(from.begin(), from.end(), std::back_inserter(*to));
  }

  GraphEnvironment& environment_;
  const Snapshot& base_;
  const schema::MigrationPlan& plan_;
  const CancelToken& cancel_;
  CommitDraft draft_;
  std::map<std::string, Pin> pins_;  // the changes, by key
};

}  // namespace

Result<CommitDraft> evolve(GraphEnvironment& environment,
                           const Snapshot& base,
                           const schema::MigrationPlan& plan,
                           const EvolveOptions& options,
                           const CancelToken& cancel) {
  return Evolution(environment, base, plan, cancel).run(options);
}

}  // namespace omnigraph::graph
