// A load, as it is asked for and answered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "omnigraph/engine/write_request.h"

namespace omnigraph::engine {

struct LoadRequest {
  std::string branch = "main";
  std::string mode = "overwrite";
  bool strict = false;
  bool cascade = false;
  bool keep_automatic = false;  // store the values of @auto properties that rows carry
  std::optional<std::string> actor_id;
  std::optional<std::string> message;
  // Retries are of no effect: the input is read once. A request is told from another one by mode,
  // options and the bytes of the inputs.
  WriteConditions conditions;
  std::function<void(uint64_t rows, uint64_t bytes)> progress;  // as graph::LoadOptions has it
  size_t threads = 0;                                           // 0: as many as run at once
};

// `affected_nodes` and `affected_edges` are the rows loaded. Of a repeated load the maps are empty.
struct LoadAnswer : WriteReceipt {
  std::map<std::string, uint64_t> nodes;  // rows by type
  std::map<std::string, uint64_t> edges;
  std::map<std::string, uint64_t> ignored;
  std::map<std::string, uint64_t> cascaded;
};

}  // namespace omnigraph::engine
