#include "omnigraph/engine/write_conditions.h"

#include "omnigraph/base/format.h"
#include "omnigraph/graph/branches/find_commit.h"
#include "omnigraph/graph/publish/rebase.h"

namespace omnigraph::engine {

Result<std::string> condition_table(const schema::Catalog& catalog, std::string_view name) {
  if (catalog.find_table(name) != nullptr) {
    return std::string(name);
  }
  const schema::EntityType* node = catalog.find_node(name);
  const schema::EntityType* edge = catalog.find_edge(name);
  if ((node == nullptr) == (edge == nullptr)) {
    return Error(ErrorCode::kInvalidArgument,
                 node == nullptr
                     ? format("there is no table '{}' to expect a version of (tables are named "
                              "node:<Type> or edge:<Type>)",
                              name)
                     : format("'{}' is a node type and an edge type: write '{}' or '{}'",
                              name,
                              node->table_key,
                              edge->table_key));
  }
  return node != nullptr ? node->table_key : edge->table_key;
}

Status check_conditions(const WriteConditions& conditions,
                        const schema::Catalog& catalog,
                        const std::function<uint64_t(const std::string& table_key)>& version_of,
                        const std::string& commit_id) {
  for (const auto& [name, expected] : conditions.expected_table_versions) {
    OG_ASSIGN_OR_RETURN(const std::string table_key, condition_table(catalog, name));
    const uint64_t actual = version_of(table_key);
    if (actual != expected) {
      return graph::version_mismatch(table_key, expected, actual);
    }
  }
  if (conditions.if_commit && *conditions.if_commit != commit_id) {
    return Error(
        ErrorCode::kConflict,
        format("the branch has moved on: expected commit {} but the newest is {} — refresh "
               "and retry",
               *conditions.if_commit,
               commit_id));
  }
  return {};
}

std::set<std::string> unmoved_tables(const WriteConditions& conditions,
                                     const schema::Catalog& catalog) {
  std::set<std::string> keys;
  for (const auto& [name, expected] : conditions.expected_table_versions) {
    if (auto key = condition_table(catalog, name); key.ok()) {
      keys.insert(std::move(key).value());
    }
  }
  if (conditions.if_commit) {
    for (const auto* types : {&catalog.nodes(), &catalog.edges()}) {
      for (const schema::EntityType& type : *types) {
        keys.insert(type.table_key);
      }
    }
  }
  return keys;
}

Result<WriteReceipt> repeated_receipt(graph::Graph& graph, const graph::CommitHeader& commit) {
  OG_ASSIGN_OR_RETURN(const graph::FoundCommit found, graph::find_commit(graph, commit));
  const graph::CommitEntry& entry = found.record.record->commits[found.index];
  WriteReceipt receipt;
  receipt.commit_id = entry.graph_commit_id;
  receipt.manifest_version = entry.manifest_version;
  receipt.affected_nodes = entry.affected_nodes;
  receipt.affected_edges = entry.affected_edges;
  for (const graph::Pin& pin : entry.changes) {
    receipt.tables.push_back({pin.table_key, pin.table_version});
  }
  receipt.repeated = true;
  return receipt;
}

}  // namespace omnigraph::engine
