#include "omnigraph/query/lint/unset_properties.h"

#include <algorithm>
#include <map>
#include <set>

#include "omnigraph/base/format.h"

namespace omnigraph::query::lint {

namespace {

// What the statements of a file do with one node type.
struct Updates {
  std::vector<std::string> query_names;  // of those that update it, in text order
  std::set<std::string> properties;
};

std::map<std::string, Updates> updates_by_type(const std::vector<const ast::Query*>& queries) {
  std::map<std::string, Updates> updates;
  for (const ast::Query* query : queries) {
    const auto* mutation = std::get_if<ast::Mutation>(&query->body);
    if (mutation == nullptr) {
      continue;
    }
    for (const ast::Statement& statement : mutation->statements) {
      const bool update = statement.kind == ast::StatementKind::kUpdate;
      if (!update && statement.kind != ast::StatementKind::kUpsert) {
        continue;
      }
      Updates& entry = updates[statement.type.text];
      for (const ast::Assignment& assignment : statement.assignments) {
        entry.properties.insert(assignment.property.text);
      }
      const bool named = !entry.query_names.empty() && entry.query_names.back() == query->name.text;
      if (update && !named) {
        entry.query_names.push_back(query->name.text);
      }
    }
  }
  return updates;
}

}  // namespace

std::vector<LintFinding> unset_properties(const schema::Catalog& catalog,
                                          const std::vector<const ast::Query*>& queries) {
  std::vector<LintFinding> findings;
  for (const auto& [type_name, updates] : updates_by_type(queries)) {
    const schema::EntityType* type = catalog.find_node(type_name);
    if (type == nullptr || updates.query_names.empty()) {
      continue;
    }
    for (const schema::Property& property : type->properties) {
      const bool automatic =
          !property.embed_source.empty() || property.automatic != schema::Automatic::kNone;
      if (!property.type.nullable || automatic || type->is_key_member(property.name) ||
          updates.properties.count(property.name) != 0) {
        continue;
      }
      LintFinding finding;
      finding.code = "L201";
      finding.message =
          format("{}.{} exists in schema but no update query sets it", type_name, property.name);
      finding.type_name = type_name;
      finding.property = property.name;
      finding.query_names = updates.query_names;
      findings.push_back(std::move(finding));
    }
  }
  return findings;
}

}  // namespace omnigraph::query::lint
