// What the arguments said, one struct per command. Filled by arguments.cc, used by commands/.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace omnigraph::cli {

// Arguments that several commands share.
struct GraphOptions {
  std::string uri;
  std::string durability = "fsync";
  bool allow_network_fs = false;
};

struct OutputOptions {
  bool json = false;
  bool timing = false;
};

struct InitOptions {
  GraphOptions graph;
  std::string schema_file;
};

struct LoadOptions {
  GraphOptions graph;
  OutputOptions output;
  std::string data_file;
  std::string branch = "main";
  std::string mode = "overwrite";
  bool strict = false;
  bool cascade = false;
};

struct QueryOptions {
  GraphOptions graph;
  OutputOptions output;
  std::string query_file;
  std::string name;
  std::string params;
  std::string params_file;
  std::string branch = "main";
  std::string snapshot;  // read only
  std::string format;    // read only: table, json, jsonl, csv, kv; empty = table
};

struct ExportOptions {
  GraphOptions graph;
  bool timing = false;
  std::string branch = "main";
  std::vector<std::string> types;
  std::vector<std::string> tables;
  bool jsonl = false;
};

struct ShowOptions {  // snapshot, schema show, commit list, commit show
  GraphOptions graph;
  OutputOptions output;
  std::string branch = "main";
  std::string commit_id;
  uint64_t limit = 0;  // commit list: 0 = all
};

}  // namespace omnigraph::cli
