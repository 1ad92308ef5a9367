// LoadSession: one load from its lines to its commit.
//
//   lines → LineParser → one TypeLoader per type → its TableWriter → data files (unseen)
//                      └→ NodeIds → duplicates; ends of edges: known, or wanted
//   end of input → wanted ends against the input and the stored nodes
//               → @unique and @card on the end state of each table
//               → stored edges that would dangle (overwrite)
//               → new table versions → one publish
//
// Not thread-safe.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "omnigraph/graph/load/line_parser.h"
#include "omnigraph/graph/load/line_source.h"
#include "omnigraph/graph/load/load.h"
#include "omnigraph/graph/load/node_ids.h"
#include "omnigraph/graph/load/type_loader.h"
#include "omnigraph/graph/validate/hash128_map.h"

namespace omnigraph::graph {

class LoadSession {
 public:
  // `graph` and `options` must outlive the session.
  LoadSession(Graph& graph, SnapshotPtr base, const LoadOptions& options);

  // Reads all lines and checks what they bring.
  Status read(LineSource& lines, const CancelToken& cancel);
  Result<LoadResult> commit(const CancelToken& cancel);

 private:
  struct Loading {
    std::unique_ptr<TypeLoader> loader;
    Hash128Map edge_ids;  // of edges that are identified → the line of the last one
  };

  Status read_line(std::string_view text, uint64_t number);
  Status note_node(const ParsedLine& line, const TypeLoader& loader, std::string_view id);
  Status note_edge(const ParsedLine& line, Loading& loading, std::string_view id);
  Result<Loading*> loading_of(const schema::EntityType& type);
  bool replaced(const std::string& node_type) const;

  // The ends that edges of the input want, as `now` has the nodes that the load keeps.
  Status check_ends(const Snapshot& now) const;
  Status check_strict() const;
  Status check_tables() const;
  // Edge types of which stored edges may dangle: their nodes are replaced, they are not.
  std::vector<const schema::EntityType*> watched_edges() const;
  Result<std::vector<uint32_t>> dangling(const Snapshot& now, const schema::EntityType& edge) const;
  Status handle_dangling(CommitDraft* draft, LoadResult* result);
  Status stage_cascade(const schema::EntityType& edge,
                       const std::vector<uint32_t>& positions,
                       CommitDraft* draft);
  Status revalidate(const Snapshot& now, const std::set<std::string>& written) const;

  Graph& graph_;
  SnapshotPtr base_;
  const schema::Catalog& catalog_;
  const LoadOptions& options_;
  int64_t now_ms_;  // the load's instant
  std::map<std::string, uint64_t> ignored_;
  LineParser parser_;
  std::map<std::string, Loading> loading_;  // by table key
  std::map<std::string, NodeIds> nodes_;    // by node type name
  uint64_t rows_ = 0;
};

}  // namespace omnigraph::graph
