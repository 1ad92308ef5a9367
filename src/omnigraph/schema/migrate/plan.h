// Planning a change of schema: what separates the schema in force from the wanted one, step by
// step, and whether it can be done. Pure: looks at no row. docs/guide/schema-changes.md tells users
// what is possible.
//
// Steps come in this order: interfaces, node types, edge types; in each the wanted types by name,
// then those that are gone. In a type: its rename; implements, ends and cardinality; its metadata;
// its properties by name (rename, type, metadata of each); properties that are gone; constraints.
#pragma once

#include <vector>

#include "omnigraph/schema/catalog.h"
#include "omnigraph/schema/migrate/step.h"

namespace omnigraph::schema {

struct PlanOptions {
  // Types and properties that are not wanted any more may go; else that is unsupported.
  bool allow_data_loss = false;
};

struct MigrationPlan {
  CatalogPtr accepted;
  CatalogPtr desired;
  std::vector<MigrationStep> steps;  // none: the schemas are the same

  // The first step that cannot be done; null: all can.
  const Unsupported* obstacle() const;
  bool supported() const { return obstacle() == nullptr; }
};

MigrationPlan plan_migration(CatalogPtr accepted, CatalogPtr desired, const PlanOptions& options);

// May a stored value of `from` be taken as one of `to`, apart from nulls and enum values: the same
// scalar, or a wider number?
bool is_widening(const PropertyType& from, const PropertyType& to);

}  // namespace omnigraph::schema
