// Ingest: a load into a branch that is created if there is none.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "omnigraph/engine/load_request.h"

namespace omnigraph::engine {

struct IngestRequest : LoadRequest {
  IngestRequest() { mode = "merge"; }
  std::string from = "main";  // what a new branch begins with: a reference to any state
};

struct IngestAnswer {
  LoadAnswer load;
  std::string branch;
  std::string base_branch;  // `from`, also of a branch that was there
  bool branch_created = false;
  std::string mode;
  struct Table {
    std::string table_key;
    uint64_t rows_loaded = 0;
  };
  std::vector<Table> tables;  // in the input, by key
};

}  // namespace omnigraph::engine
