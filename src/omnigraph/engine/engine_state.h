// What an engine is made of. Only for the sources of this layer that implement Engine's functions.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "omnigraph/base/clock.h"
#include "omnigraph/base/random.h"
#include "omnigraph/base/ulid.h"
#include "omnigraph/embed/mock.h"
#include "omnigraph/engine/background_worker.h"
#include "omnigraph/engine/branch_turns.h"
#include "omnigraph/engine/change_group.h"
#include "omnigraph/engine/engine.h"
#include "omnigraph/engine/snapshot_tables.h"
#include "omnigraph/exec/topology/topology_cache.h"
#include "omnigraph/graph/graph.h"

namespace omnigraph::engine {

struct Engine::State {
  State(std::unique_ptr<io::ObjectStore> owned,
        io::ObjectStore& used,
        const EngineOptions& engine_options)
      : owned_store(std::move(owned)),
        store(used),
        options(engine_options),
        ids(system_clock(), system_random()),
        cache(engine_options.cache_bytes),
        topologies(cache),
        reads(cache, topologies) {
    if (options.mock_embeddings) {
      embed = [](std::string_view text, std::span<float> out) {
        embed::mock_embedding(text, out);
        return Status();
      };
    }
  }

  graph::GraphEnvironment environment() {
    graph::GraphEnvironment environment{store, system_clock(), system_random(), ids, cache};
    environment.small_commit_bytes = options.small_commit_bytes;
    if (options.pause) {
      environment.pause = options.pause;
    }
    return environment;
  }

  std::unique_ptr<io::ObjectStore> owned_store;
  io::ObjectStore& store;
  EngineOptions options;
  UlidGenerator ids;
  graph::ReadCache cache;
  exec::TopologyCache topologies;
  exec::EmbedFunction embed;
  std::unique_ptr<graph::Graph> graph;
  BranchTurns<ChangeTurn> turns;
  RecentReads reads;
  std::unique_ptr<BackgroundWorker> background;  // last: it uses all others. Null: none

  // These are in engine_maintenance.cc.
  void start_background();
  void note_commit(const std::string& branch);
};

// The state that a target means (graph/branches/ref.h).
Result<graph::SnapshotPtr> resolve(graph::Graph& graph, const Target& target);

}  // namespace omnigraph::engine
