// Changing a graph's schema: what is asked, and what is answered. The functions are Engine's
// schema_plan() and schema_apply(); docs/guide/schema-changes.md tells what is possible.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "omnigraph/base/diagnostic.h"
#include "omnigraph/engine/write_request.h"

namespace omnigraph::engine {

struct SchemaPlanRequest {
  std::string schema_source;  // the wanted schema (.pg), whole
  std::string branch = "main";
  bool allow_data_loss = false;  // types and properties that it does not have may go
};

// One change, for people and for programs.
struct SchemaStep {
  std::string text;  // "add property 'Person.nick' (String?) on node 'Person'"
  std::string json;  // an object with `kind`
};

struct SchemaPlanAnswer {
  std::string branch;
  bool supported = true;
  std::vector<SchemaStep> steps;     // none: the schema is the same
  std::vector<Diagnostic> warnings;  // about the wanted schema
};

struct SchemaApplyRequest : SchemaPlanRequest {
  std::optional<std::string> actor_id;
  std::optional<std::string> message;
  WriteConditions conditions;
};

// `applied` is false, and nothing was committed, when the schema is the same. Of a repeated request
// the steps are empty.
struct SchemaApplyAnswer : WriteReceipt {
  std::string branch;
  bool applied = false;
  std::vector<SchemaStep> steps;
  std::vector<Diagnostic> warnings;
};

}  // namespace omnigraph::engine
