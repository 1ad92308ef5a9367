#include "support/reference/mutate_plain.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "omnigraph/base/base64.h"
#include "omnigraph/base/format.h"
#include "support/reference/automatic_plain.h"
#include "support/reference/load_plain.h"
#include "support/reference/match.h"
#include "support/reference/run_plain.h"

namespace omnigraph::testing {
namespace {

using query::Statement;
using schema::PropertyType;
using schema::ScalarKind;

struct Bounds {
  Integer low = 0;
  Integer high = 0;
};

Bounds bounds_of(ScalarKind kind) {
  switch (kind) {
    case ScalarKind::kI32:
      return {std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()};
    case ScalarKind::kU32:
      return {0, std::numeric_limits<uint32_t>::max()};
    case ScalarKind::kU64:
      return {0, std::numeric_limits<uint64_t>::max()};
    default:
      return {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()};
  }
}

// A number as it is stored in a property of the type.
Result<PlainValue> stored_number(const PlainValue& value, ScalarKind kind) {
  if (kind == ScalarKind::kF64) {
    return plain_real(to_double(value));
  }
  if (kind == ScalarKind::kF32 || kind == ScalarKind::kVector) {
    const PlainValue narrow = rounded_to_f32(value);
    const bool fits = std::isfinite(static_cast<float>(to_double(value)));
    return fits ? Result<PlainValue>(narrow) : run_time_error("R121", "out of range");
  }
  // The checker lets no float through to an integer property.
  const Bounds bounds = bounds_of(kind);
  if (value.integer() < bounds.low || value.integer() > bounds.high) {
    return run_time_error("R121", "out of range");
  }
  return value;
}

Result<PlainValue> stored_blob(const std::string& text) {
  constexpr std::string_view kInline = "base64:";
  if (!text.starts_with(kInline)) {
    return plain_text(text);
  }
  const auto bytes = base64_decode(text.substr(kInline.size()));
  if (!bytes.ok()) {
    return run_time_error("R104", "not base64");
  }
  return plain_text(std::string(kInline) + base64_encode(as_bytes(*bytes)));
}

Result<PlainValue> stored(const PlainValue& value, const PropertyType& type) {
  if (value.is_null()) {
    return value;
  }
  if (value.is_number()) {
    return stored_number(value, type.scalar);
  }
  if (type.scalar == ScalarKind::kBlob) {
    return stored_blob(value.text());
  }
  if (!std::holds_alternative<std::shared_ptr<const PlainList>>(value.data)) {
    return value;
  }
  const bool vector = type.scalar == ScalarKind::kVector;
  if (vector && value.list().size() != static_cast<size_t>(type.dimension)) {
    return run_time_error("R121", "a vector of another length");
  }
  PlainList items;
  for (const PlainValue& item : value.list()) {
    OG_ASSIGN_OR_RETURN(PlainValue one, stored(item, type));
    if (vector && one.is_null()) {
      return run_time_error("R121", "a null in a vector");
    }
    items.push_back(std::move(one));
  }
  return plain_list(std::move(items));
}

class MutationRun {
 public:
  MutationRun(const query::CheckedQuery& query,
              const PlainGraph& graph,
              const std::vector<query::Value>& params,
              int64_t now_ms)
      : query_(query),
        before_(graph),
        params_(params),
        now_ms_(now_ms),
        change_{graph, 0, 0, std::nullopt} {}

  Result<PlainChange> run() {
    for (const Statement& statement : std::get<query::Mutation>(query_.body).statements) {
      OG_RETURN_IF_ERROR(run(statement));
    }
    OG_RETURN_IF_ERROR(check_change(before_, change_.graph));
    return std::move(change_);
  }

 private:
  Status run(const Statement& statement) {
    switch (statement.kind) {
      case query::ast::StatementKind::kInsert:
        return insert(statement);
      case query::ast::StatementKind::kUpdate:
        return update(statement);
      case query::ast::StatementKind::kDelete:
        return remove(statement);
      case query::ast::StatementKind::kUpsert:
        return upsert(statement);
    }
    return {};
  }

  void count(const schema::EntityType& type) {
    ++(type.is_edge() ? change_.affected_edges : change_.affected_nodes);
  }

  PlainContext context() const { return plain_context(query_, change_.graph, params_, now_ms_); }

  // Puts the assigned values into `entity`; they are computed on `row`, in the state before.
  Status assign(const Statement& statement, const PlainRow& row, PlainEntity& entity) {
    const PlainContext before = context();
    OG_RETURN_IF_ERROR(assign_in(before, statement, row, entity));
    for (const schema::Property& property : entity.type->properties) {
      if (is_automatic(property, "updated")) {
        entity.properties[property.name] = PlainValue{PlainInstant{now_ms_}};
      }
    }
    return {};
  }

  static Status assign_in(const PlainContext& before,
                          const Statement& statement,
                          const PlainRow& row,
                          PlainEntity& entity) {
    for (const query::PropertyAssignment& assignment : statement.assignments) {
      OG_ASSIGN_OR_RETURN(const PlainValue value, evaluate(before, *assignment.value, row));
      if (assignment.property == "@src" || assignment.property == "@dst") {
        if (value.is_null()) {
          return run_time_error("R120", "an end of an edge is null");
        }
        (assignment.property == "@src" ? entity.source : entity.target) = value.text();
        continue;
      }
      const schema::Property& property = *statement.type->find_property(assignment.property);
      OG_ASSIGN_OR_RETURN(entity.properties[property.name], stored(value, property.type));
    }
    return {};
  }

  // ---- Insert -----------------------------------------------------------------------------------

  // A row as it is before anything is assigned.
  PlainEntity new_entity(const schema::EntityType& type) {
    PlainEntity entity;
    entity.type = &type;
    for (const schema::Property& property : type.properties) {
      entity.properties[property.name] = absent_value(property, change_.graph, now_ms_);
    }
    return entity;
  }

  Status insert(const Statement& statement) {
    const schema::EntityType& type = *statement.type;
    PlainEntity entity = new_entity(type);
    OG_RETURN_IF_ERROR(assign(statement, empty_row(context()), entity));
    entity.id = type.key.empty() ? change_.graph.fresh_id() : id_from_key(entity);
    if (const PlainEntity* stored = change_.graph.find(type, entity.id)) {
      for (const schema::Property& property : type.properties) {
        if (is_automatic(property, "created")) {
          entity.properties[property.name] = stored->properties.at(property.name);
        }
      }
    }
    return add(statement, std::move(entity));
  }

  Status add(const Statement& statement, PlainEntity entity) {
    const schema::EntityType& type = *entity.type;
    fill_mock_vectors(entity);
    OG_RETURN_IF_ERROR(check_row(entity));
    if (type.is_edge()) {
      OG_RETURN_IF_ERROR(check_end(type.from_type, entity.source));
      OG_RETURN_IF_ERROR(check_end(type.to_type, entity.target));
    }
    return store(statement, {std::move(entity)});
  }

  Status store(const Statement& statement, std::vector<PlainEntity> rows) {
    std::vector<std::string> ids;
    for (PlainEntity& entity : rows) {
      ids.push_back(entity.id);
      count(*entity.type);
      put(std::move(entity));
    }
    return return_rows(statement, std::move(ids));
  }

  Status return_rows(const Statement& statement, std::vector<std::string> ids) {
    if (statement.returning.empty()) {
      return {};
    }
    std::sort(ids.begin(), ids.end());
    const PlainContext now = context();
    change_.rows.emplace();
    for (const std::string& id : ids) {
      PlainRow row = empty_row(now);
      row.variables[statement.self] = change_.graph.find(*statement.type, id);
      OG_ASSIGN_OR_RETURN(std::string line, result_line(now, statement.returning, row));
      change_.rows->push_back(std::move(line));
    }
    return {};
  }

  // An update of one row, or an insert. The key is settled on no row.
  Status upsert(const Statement& statement) {
    const schema::EntityType& type = *statement.type;
    PlainRow row = empty_row(context());
    PlainEntity entity = new_entity(type);
    OG_RETURN_IF_ERROR(assign(only_key(statement), row, entity));
    const std::string id = id_from_key(entity);
    const PlainEntity* stored = change_.graph.find(type, id);
    if (stored == nullptr) {
      OG_RETURN_IF_ERROR(assign(statement, row, entity));
      entity.id = id;
      return add(statement, std::move(entity));
    }
    row.variables[statement.self] = stored;
    PlainEntity changed = *stored;
    OG_RETURN_IF_ERROR(assign(statement, row, changed));
    renew_vectors(statement, changed);
    OG_RETURN_IF_ERROR(check_row(changed));
    return store(statement, {std::move(changed)});
  }

  static Statement only_key(Statement statement) {
    std::erase_if(statement.assignments, [&](const query::PropertyAssignment& assignment) {
      const std::vector<std::string>& key = statement.type->key;
      return std::find(key.begin(), key.end(), assignment.property) == key.end();
    });
    return statement;
  }

  Status check_end(const std::string& node_type, const std::string& id) const {
    const schema::EntityType& type = *change_.graph.catalog->find_node(node_type);
    return change_.graph.find(type, id) != nullptr
               ? Status()
               : Status(run_time_error("R110", format("{} '{}' not found", node_type, id)));
  }

  // In place of the row of the same id, or as a new one.
  void put(PlainEntity entity) {
    std::vector<PlainEntity>& rows = change_.graph.of(*entity.type);
    for (PlainEntity& row : rows) {
      if (row.id == entity.id) {
        row = std::move(entity);
        return;
      }
    }
    rows.push_back(std::move(entity));
  }

  // ---- Update and delete ------------------------------------------------------------------------

  // The rows that the conditions hold for.
  Result<std::vector<PlainRow>> targets(const Statement& statement) {
    const PlainContext before = context();
    return match_pattern(before, statement.target, empty_row(before));
  }

  Status update(const Statement& statement) {
    OG_ASSIGN_OR_RETURN(const std::vector<PlainRow> rows, targets(statement));
    std::vector<PlainEntity> changed;
    for (const PlainRow& row : rows) {
      PlainEntity entity = *row.variables[statement.self];
      OG_RETURN_IF_ERROR(assign(statement, row, entity));
      renew_vectors(statement, entity);
      OG_RETURN_IF_ERROR(check_row(entity));
      changed.push_back(std::move(entity));
    }
    return store(statement, std::move(changed));
  }

  // A vector whose text was assigned, while it was not, is made again.
  static void renew_vectors(const Statement& statement, PlainEntity& entity) {
    const auto assigned = [&](const std::string& name) {
      return std::any_of(statement.assignments.begin(),
                         statement.assignments.end(),
                         [&](const auto& assignment) { return assignment.property == name; });
    };
    for (const schema::Property& property : entity.type->properties) {
      if (!property.embed_source.empty() && assigned(property.embed_source) &&
          !assigned(property.name)) {
        entity.properties[property.name] = mock_vector(entity, property);
      }
    }
  }

  Status remove(const Statement& statement) {
    const schema::EntityType& type = *statement.type;
    OG_ASSIGN_OR_RETURN(const std::vector<PlainRow> rows, targets(statement));
    std::set<std::string> gone;
    for (const PlainRow& row : rows) {
      gone.insert(row.variables[statement.self]->id);
    }
    OG_RETURN_IF_ERROR(return_rows(statement, {gone.begin(), gone.end()}));
    erase(type, [&](const PlainEntity& entity) { return gone.contains(entity.id); });
    if (type.is_edge()) {
      return {};
    }
    for (const schema::EntityType& edge : change_.graph.catalog->edges()) {
      erase(edge, [&](const PlainEntity& one) {
        return (edge.from_type == type.name && gone.contains(one.source)) ||
               (edge.to_type == type.name && gone.contains(one.target));
      });
    }
    return {};
  }

  template <typename Condition>
  void erase(const schema::EntityType& type, Condition&& condition) {
    std::vector<PlainEntity> kept;
    for (PlainEntity& entity : change_.graph.of(type)) {
      if (condition(entity)) {
        count(type);
      } else {
        kept.push_back(std::move(entity));
      }
    }
    change_.graph.of(type) = std::move(kept);
  }

  const query::CheckedQuery& query_;
  const PlainGraph& before_;
  const std::vector<query::Value>& params_;
  int64_t now_ms_;
  PlainChange change_;
};

}  // namespace

Result<PlainChange> run_plain_mutation(const query::CheckedQuery& query,
                                       const PlainGraph& graph,
                                       const std::vector<query::Value>& params,
                                       int64_t now_ms) {
  return MutationRun(query, graph, params, now_ms).run();
}

}  // namespace omnigraph::testing
