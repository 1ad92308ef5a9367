#include "omnigraph/engine/run_load.h"

#include <algorithm>
#include <vector>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/base/sha256.h"
#include "omnigraph/engine/write_conditions.h"
#include "omnigraph/graph/log/lineage.h"

namespace omnigraph::engine {
namespace {

using graph::SnapshotPtr;

Result<graph::LoadMode> load_mode(const std::string& name) {
  if (name == "overwrite") {
    return graph::LoadMode::kOverwrite;
  }
  if (name == "append") {
    return graph::LoadMode::kAppend;
  }
  if (name == "merge") {
    return graph::LoadMode::kMerge;
  }
  return Error(ErrorCode::kInvalidArgument,
               format("unknown load mode '{}' (expected: overwrite, append, merge)", name));
}

// A reader that hashes what passes through it.
class HashedInput {
 public:
  explicit HashedInput(const graph::ByteReader& input) : input_(input) {}

  Result<size_t> read(char* buffer, size_t size) {
    OG_ASSIGN_OR_RETURN(const size_t count, input_(buffer, size));
    hash_.update({reinterpret_cast<const std::byte*>(buffer), count});
    at_end_ = at_end_ || count == 0;
    return count;
  }

  Status read_rest(const CancelToken& cancel) {
    std::vector<char> buffer(size_t{1} << 20);
    while (!at_end_) {
      OG_RETURN_IF_ERROR(cancel.check());
      OG_RETURN_IF_ERROR(read(buffer.data(), buffer.size()));
    }
    return {};
  }

  // Of all bytes; call at the end of the input.
  const std::string& sha256() {
    if (sha256_.empty()) {
      sha256_ = hash_.finish_hex();
    }
    return sha256_;
  }

 private:
  const graph::ByteReader& input_;
  Sha256 hash_;
  bool at_end_ = false;
  std::string sha256_;
};

class Load {
 public:
  Load(graph::Graph& graph,
       const graph::ByteReader& input,
       const LoadRequest& request,
       const CancelToken& cancel)
      : graph_(graph), request_(request), cancel_(cancel), plain_(input), hashed_(input) {}

  Result<LoadAnswer> run(graph::LoadOptions options) {
    OG_ASSIGN_OR_RETURN(options.base, graph_.head());
    const auto& key = request_.conditions.idempotency_key;
    if (key) {
      OG_ASSIGN_OR_RETURN(auto known, known_request(*options.base));
      if (known) {
        return *std::move(known);
      }
      options.idempotency = [this] { return idempotency(); };
    }
    const graph::Snapshot& base = *options.base;
    OG_RETURN_IF_ERROR(check_conditions(
        request_.conditions,
        *base.catalog(),
        [&](const std::string& table_key) {
          const graph::Pin* pin = base.find_pin(table_key);
          return pin == nullptr ? 0 : pin->table_version;
        },
        base.commit_id()));
    options.unmoved = unmoved_tables(request_.conditions, *base.catalog());
    const graph::ByteReader reading =
        key ? [this](char* buffer, size_t size) { return hashed_.read(buffer, size); }
            : graph::ByteReader(plain_);
    auto loaded = graph::load_lines(graph_, reading, options, cancel_);
    if (!loaded.ok()) {
      return key && loaded.error().code() == ErrorCode::kConflict ? met(loaded.error())
                                                                  : loaded.error();
    }
    return answer(base, *std::move(loaded));
  }

 private:
  graph::IdempotencyKey idempotency() {
    std::string text = format("load\n{}\n{} {} {} {}\n{}",
                              request_.branch,
                              request_.mode,
                              request_.strict,
                              request_.cascade,
                              request_.keep_automatic,
                              hashed_.sha256());
    return {*request_.conditions.idempotency_key, sha256_hex(as_bytes(text))};
  }

  // The answer to a request that the past of `now` holds; nothing if its key is not known.
  Result<std::optional<LoadAnswer>> known_request(const graph::Snapshot& now) {
    OG_ASSIGN_OR_RETURN(
        const auto commit,
        graph::find_request(
            graph_.environment(), now.record(), *request_.conditions.idempotency_key));
    if (!commit) {
      return std::optional<LoadAnswer>();
    }
    OG_RETURN_IF_ERROR(hashed_.read_rest(cancel_));
    const graph::DraftOutcome outcome = graph::meet_request(idempotency(), *commit);
    if (outcome.refused) {
      return *outcome.refused;
    }
    LoadAnswer answer;
    OG_ASSIGN_OR_RETURN(static_cast<WriteReceipt&>(answer), repeated_receipt(graph_, *commit));
    return std::optional(std::move(answer));
  }

  // A conflict may be with the very same request, sent twice at the same time.
  Result<LoadAnswer> met(const Error& conflict) {
    OG_ASSIGN_OR_RETURN(const SnapshotPtr now, graph_.head());
    OG_ASSIGN_OR_RETURN(auto known, known_request(*now));
    return known ? Result<LoadAnswer>(*std::move(known)) : Result<LoadAnswer>(conflict);
  }

  static LoadAnswer answer(const graph::Snapshot& base, graph::LoadResult loaded) {
    LoadAnswer answer;
    answer.manifest_version = loaded.snapshot->manifest_version();
    if (loaded.snapshot->commit_id() != base.commit_id()) {
      const graph::CommitEntry& commit = loaded.snapshot->record().commits.back();
      answer.commit_id = commit.graph_commit_id;
      answer.affected_nodes = commit.affected_nodes;
      answer.affected_edges = commit.affected_edges;
      for (const graph::Pin& pin : commit.changes) {
        answer.tables.push_back({pin.table_key, pin.table_version});
      }
      std::sort(answer.tables.begin(), answer.tables.end(), [](const auto& a, const auto& b) {
        return a.table_key < b.table_key;
      });
    }
    answer.nodes = std::move(loaded.nodes);
    answer.edges = std::move(loaded.edges);
    answer.ignored = std::move(loaded.ignored);
    answer.cascaded = std::move(loaded.cascaded);
    return answer;
  }

  graph::Graph& graph_;
  const LoadRequest& request_;
  const CancelToken& cancel_;
  const graph::ByteReader& plain_;
  HashedInput hashed_;
};

}  // namespace

Result<LoadAnswer> run_load(graph::Graph& graph,
                            const graph::EmbedFunction& embed,
                            const graph::ByteReader& input,
                            const LoadRequest& request,
                            const CancelToken& cancel) {
  graph::LoadOptions options;
  OG_ASSIGN_OR_RETURN(options.mode, load_mode(request.mode));
  options.strict = request.strict;
  options.cascade = request.cascade;
  options.keep_automatic = request.keep_automatic;
  options.actor_id = request.actor_id;
  options.message = request.message;
  options.embed = embed;
  options.progress = request.progress;
  return Load(graph, input, request, cancel).run(std::move(options));
}

}  // namespace omnigraph::engine
