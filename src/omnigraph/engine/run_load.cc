#include "omnigraph/engine/run_load.h"

#include <algorithm>
#include <memory>
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

// The inputs of a load, hashing what passes through them.
class HashedInputs {
 public:
  explicit HashedInputs(std::vector<graph::LoadInput> inputs) {
    for (graph::LoadInput& input : inputs) {
      inputs_.push_back(std::make_unique<Input>());
      inputs_.back()->source = std::move(input);
    }
  }

  // What graph/load reads; valid as long as this is. Without `hashed` nothing is hashed, and
  // read_rest() and sha256() are of no use.
  std::vector<graph::LoadInput> readers(bool hashed) {
    std::vector<graph::LoadInput> readers;
    for (const auto& input : inputs_) {
      graph::LoadInput& reader = readers.emplace_back(input->source);
      if (hashed) {
        reader.open = [&input = *input]() -> Result<graph::ByteReader> {
          OG_RETURN_IF_ERROR(input.open());
          return graph::ByteReader(
              [&input](char* buffer, size_t size) { return input.read(buffer, size); });
        };
      }
    }
    return readers;
  }

  Status read_rest(const CancelToken& cancel) {
    std::vector<char> buffer(size_t{1} << 20);
    for (const auto& input : inputs_) {
      OG_RETURN_IF_ERROR(input->open());
      while (!input->at_end) {
        OG_RETURN_IF_ERROR(cancel.check());
        OG_RETURN_IF_ERROR(input->read(buffer.data(), buffer.size()));
      }
    }
    return {};
  }

  // Of all bytes, and of what they are taken for; call at the end of the inputs.
  const std::string& sha256() {
    if (sha256_.empty() && inputs_.size() == 1 &&
        inputs_[0]->source.format == graph::InputFormat::kJsonLines) {
      sha256_ = inputs_[0]->hash.finish_hex();
    } else if (sha256_.empty()) {
      std::string all;
      for (const auto& input : inputs_) {
        const bool csv = input->source.format == graph::InputFormat::kCsv;
        all += format("{} {}\n", csv ? input->source.type : "", input->hash.finish_hex());
      }
      sha256_ = sha256_hex(as_bytes(all));
    }
    return sha256_;
  }

 private:
  struct Input {
    graph::LoadInput source;
    graph::ByteReader reader;  // once it is open
    Sha256 hash;
    bool at_end = false;

    Status open() {
      if (reader == nullptr) {
        OG_ASSIGN_OR_RETURN(reader, source.open());
      }
      return {};
    }
    Result<size_t> read(char* buffer, size_t size) {
      OG_ASSIGN_OR_RETURN(const size_t count, reader(buffer, size));
      hash.update({reinterpret_cast<const std::byte*>(buffer), count});
      at_end = at_end || count == 0;
      return count;
    }
  };

  std::vector<std::unique_ptr<Input>> inputs_;
  std::string sha256_;
};

class Load {
 public:
  Load(graph::Graph& graph,
       const std::string& branch,
       std::vector<graph::LoadInput> inputs,
       const LoadRequest& request,
       const CancelToken& cancel)
      : graph_(graph),
        branch_(branch),
        request_(request),
        cancel_(cancel),
        inputs_(std::move(inputs)) {}

  Result<LoadAnswer> run(graph::LoadOptions options) {
    OG_ASSIGN_OR_RETURN(options.base, graph_.head(branch_));
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
    auto loaded = graph::load_inputs(graph_, inputs_.readers(key.has_value()), options, cancel_);
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
                              inputs_.sha256());
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
    OG_RETURN_IF_ERROR(inputs_.read_rest(cancel_));
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
    OG_ASSIGN_OR_RETURN(const SnapshotPtr now, graph_.head(branch_));
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
  const std::string& branch_;
  const LoadRequest& request_;
  const CancelToken& cancel_;
  HashedInputs inputs_;
};

}  // namespace

Result<LoadAnswer> run_load(graph::Graph& graph,
                            const graph::EmbedFunction& embed,
                            const std::string& branch,
                            std::vector<graph::LoadInput> inputs,
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
  options.threads = request.threads;
  return Load(graph, branch, std::move(inputs), request, cancel).run(std::move(options));
}

}  // namespace omnigraph::engine
