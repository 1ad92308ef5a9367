// LoadSession: one load from its lines to its commit.
//
//   inputs → BlockReader → BlockParser (any thread, any order) → settle (one block at a time, in
//   order) → NodeIds: duplicates; ends of edges: known, or wanted
//          → one TableWriter per type → data files (unseen)
//   end of input → wanted ends against the input and the stored nodes
//               → @unique and @card on the end state of each table
//               → stored edges that would dangle (overwrite)
//               → new table versions → one publish
//
// Of several errors in the input that of the earliest line stands, whatever the number of threads.
// Not thread-safe: it has its threads inside.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "omnigraph/base/task_pool.h"
#include "omnigraph/graph/load/line_places.h"
#include "omnigraph/graph/load/load.h"
#include "omnigraph/graph/load/node_ids.h"
#include "omnigraph/graph/load/parsed_block.h"
#include "omnigraph/graph/load/table_writer.h"
#include "omnigraph/graph/validate/hash128_map.h"

namespace omnigraph::graph {

class LoadSession {
 public:
  // `graph` must outlive the session.
  LoadSession(Graph& graph, SnapshotPtr base, const LoadOptions& options);

  // Reads all inputs and checks what they bring.
  Status read(std::vector<LoadInput> inputs, const CancelToken& cancel);
  Result<LoadResult> commit(const CancelToken& cancel);

 private:
  struct Loading {
    std::unique_ptr<TableWriter> writer;
    Hash128Map edge_ids;     // of edges that are identified → the line of the last one
    uint64_t row_count = 0;  // read
    uint64_t superseded_count = 0;
  };

  // Takes the next block in the order of the input.
  Status settle(ParsedBlock block);
  void note_nodes(const ParsedRows& rows, std::optional<PlacedError>* first);
  void note_edges(ParsedRows* rows, Loading& loading, std::optional<PlacedError>* first);
  void supersede(uint64_t line, ParsedRows* rows, Loading& loading);
  static void drop_superseded(ParsedRows* rows);
  PlacedError duplicate_error(const schema::EntityType& type,
                              std::string_view id,
                              uint64_t line,
                              uint64_t first_line) const;
  PlacedError stored_error(const ParsedRows& rows, size_t row) const;
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
  Result<CommitDraft> make_draft(LoadResult* result);
  // Takes `now` for the state that the load starts from. Its tables have the same rows as before,
  // but maintenance has stored them differently.
  Status rebase(SnapshotPtr now);
  Status revalidate(const Snapshot& now, const std::set<std::string>& written) const;

  Graph& graph_;
  const SnapshotPtr first_base_;  // holds the catalogue
  SnapshotPtr base_;
  const schema::Catalog& catalog_;
  LoadOptions options_;
  LinePlaces places_;
  std::map<std::string, uint64_t> ignored_;
  // Behind what uses them goes first. Null: everything on one thread.
  std::unique_ptr<TaskPool> pool_;
  std::unique_ptr<TaskPool> closing_;       // waits for the disk
  std::map<std::string, Loading> loading_;  // by table key
  std::map<std::string, NodeIds> nodes_;    // by node type name
  uint64_t rows_ = 0;
};

}  // namespace omnigraph::graph
