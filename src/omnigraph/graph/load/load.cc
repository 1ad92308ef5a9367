// The way of a load:
//
//   lines → parse → one TypeLoader per type → data files (unseen)
//                 └→ node ids → duplicates; edge ends → known, or pending until the input is read
//   end of input → pending ends against the ids of the input, or the stored table
//               → stored edges that would dangle
//               → new table versions → one publish
//
// An edge's end refers to the node table of the input if the input has rows of that type (its table
// is being replaced), else to the stored table. Which of the two it is, is only known at the end;
// so ends that are not among the ids read so far are kept (each once) and settled then.
#include "omnigraph/graph/load/load.h"

#include <algorithm>
#include <memory>
#include <optional>

#include <simdjson.h>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/load/huge_integers.h"
#include "omnigraph/graph/load/id_set.h"
#include "omnigraph/graph/load/type_loader.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/stage/stage_version.h"
#include "omnigraph/graph/table/id_index.h"

namespace omnigraph::graph {
namespace {

using schema::EntityType;

constexpr uint64_t kProgressEvery = 16384;

struct NodeType {
  IdSet ids;
  // Ends that were not among `ids` when their edge was read: where each was first wanted.
  IdSet pending;
  struct Wanted {
    const EntityType* edge = nullptr;
    uint64_t row = 0;  // of the edge's type in the input, from 1
    bool source = false;
  };
  std::vector<Wanted> wanted;  // parallel to pending
};

class LoadSession {
 public:
  LoadSession(Graph& graph, SnapshotPtr base, const LoadOptions& options)
      : graph_(graph), base_(std::move(base)), catalog_(*base_->catalog()), options_(options) {}

  Status read(LineSource& lines, const CancelToken& cancel);
  Result<LoadResult> commit();

 private:
  struct Loading {
    std::unique_ptr<TypeLoader> loader;
    IdSet edge_ids;  // explicit ids of edges
  };

  Status read_line(std::string_view line, uint64_t number);
  Status read_node(const EntityType& type, const simdjson::dom::object& line, uint64_t number);
  Status read_edge(const EntityType& type, const simdjson::dom::object& line, uint64_t number);
  Status note_members(const simdjson::dom::object& line, bool edge);
  Result<TypeLoader*> loader_for(const EntityType& type);
  void want_end(const EntityType& edge,
                const std::string& node_type,
                std::string_view id,
                bool source,
                uint64_t number);
  Status settle_pending();
  Status check_strict() const;
  Status handle_dangling(CommitDraft* draft, LoadResult* result);
  Status stage_dangling(const EntityType& edge,
                        std::vector<uint32_t> positions,
                        CommitDraft* draft);
  Result<std::vector<uint32_t>> dangling_edges(const EntityType& edge);
  Status stage_loaded(CommitDraft* draft, LoadResult* result);

  Graph& graph_;
  SnapshotPtr base_;
  const schema::Catalog& catalog_;
  const LoadOptions& options_;
  simdjson::dom::parser parser_;
  std::map<std::string, Loading> loading_;  // by table key
  std::map<std::string, NodeType> nodes_;   // by node type name
  std::map<std::string, uint64_t> ignored_;
  uint64_t rows_ = 0;
};

Error at_line(uint64_t number, const Error& error) {
  return Error(error.code(), format("line {}: {}", number, error.message()), error.detail());
}

Error line_error(uint64_t number, std::string_view message) {
  return Error(ErrorCode::kInvalidArgument, format("line {}: {}", number, message));
}

std::string_view trim(std::string_view line) {
  constexpr std::string_view kBlank = " \t\r";
  const size_t first = line.find_first_not_of(kBlank);
  return first == std::string_view::npos
             ? std::string_view()
             : line.substr(first, line.find_last_not_of(kBlank) - first + 1);
}

Status LoadSession::read(LineSource& lines, const CancelToken& cancel) {
  for (;;) {
    OG_ASSIGN_OR_RETURN(const auto line, lines.next());
    if (!line) {
      break;
    }
    const std::string_view text = trim(*line);
    if (text.empty() || text.starts_with("//")) {
      continue;
    }
    OG_RETURN_IF_ERROR(read_line(text, lines.line_number()));
    if (++rows_ % kProgressEvery == 0) {
      OG_RETURN_IF_ERROR(cancel.check());
      if (options_.progress) {
        options_.progress(rows_, lines.bytes_read());
      }
    }
  }
  if (options_.progress) {
    options_.progress(rows_, lines.bytes_read());
  }
  for (auto& [key, loading] : loading_) {
    OG_RETURN_IF_ERROR(loading.loader->finish());
  }
  OG_RETURN_IF_ERROR(settle_pending());
  return check_strict();
}

Status LoadSession::read_line(std::string_view text, uint64_t number) {
  simdjson::dom::element root;
  // The line lies inside a buffer that goes on for at least the padding the parser wants.
  auto error = parser_.parse(text.data(), text.size(), false).get(root);
  if (error == simdjson::NUMBER_ERROR) {
    if (const auto rewritten = huge_integers_as_floats(text)) {
      error = parser_.parse(*rewritten).get(root);  // copies the text
    }
  }
  if (error != simdjson::SUCCESS) {
    return Error(ErrorCode::kInvalidArgument,
                 format("invalid JSON on line {}: {}", number, simdjson::error_message(error)));
  }
  simdjson::dom::object line;
  if (root.get(line) != simdjson::SUCCESS) {
    return line_error(number, "expected a JSON object");
  }
  std::string_view name;
  if (line["type"].get(name) == simdjson::SUCCESS) {
    const EntityType* type = catalog_.find_node(name);
    if (type == nullptr) {
      return line_error(number, format("unknown node type '{}'", name));
    }
    return read_node(*type, line, number);
  }
  if (line["edge"].get(name) == simdjson::SUCCESS) {
    const auto candidates = catalog_.find_edges(name);
    if (candidates.empty()) {
      return line_error(number, format("unknown edge type '{}'", name));
    }
    if (candidates.size() > 1) {
      return line_error(number,
                        format("edge type '{}' is ambiguous: '{}' or '{}'",
                               name,
                               candidates[0]->name,
                               candidates[1]->name));
    }
    return read_edge(*candidates[0], line, number);
  }
  return line_error(number, "expected 'type' or 'edge' field");
}

Result<TypeLoader*> LoadSession::loader_for(const EntityType& type) {
  const auto at = loading_.find(type.table_key);
  if (at != loading_.end()) {
    return at->second.loader.get();
  }
  OG_ASSIGN_OR_RETURN(const ManifestPtr manifest, base_->manifest(type));
  OG_ASSIGN_OR_RETURN(auto fields, column_fields(*manifest, type));
  Loading loading;
  loading.loader = std::make_unique<TypeLoader>(graph_.environment(),
                                                type,
                                                base_->find_pin(type.table_key)->table_path,
                                                std::move(fields),
                                                options_);
  return loading_.emplace(type.table_key, std::move(loading)).first->second.loader.get();
}

Status LoadSession::note_members(const simdjson::dom::object& line, bool edge) {
  for (const auto [name, value] : line) {
    (void)value;
    const bool known = name == "data" || name == "id" ||
                       (edge ? name == "edge" || name == "from" || name == "to" : name == "type");
    if (!known) {
      ++ignored_[format("top-level member '{}'", name)];
    }
  }
  return {};
}

// The members that nodes and edges share.
struct LineParts {
  std::optional<simdjson::dom::element> data;
  std::string_view id;
};

Result<LineParts> parts_of(const simdjson::dom::object& line, uint64_t number) {
  LineParts parts;
  simdjson::dom::element data;
  if (line["data"].get(data) == simdjson::SUCCESS) {
    parts.data = data;
  }
  simdjson::dom::element id;
  if (line["id"].get(id) == simdjson::SUCCESS && !id.is_null() &&
      id.get(parts.id) != simdjson::SUCCESS) {
    return line_error(number, "'id' must be a string");
  }
  return parts;
}

Status LoadSession::read_node(const EntityType& type,
                              const simdjson::dom::object& line,
                              uint64_t number) {
  OG_ASSIGN_OR_RETURN(TypeLoader * loader, loader_for(type));
  OG_RETURN_IF_ERROR(note_members(line, false));
  OG_ASSIGN_OR_RETURN(const LineParts parts, parts_of(line, number));
  const auto id = loader->begin_row(parts.data ? &*parts.data : nullptr, parts.id, &ignored_);
  if (!id.ok()) {
    return at_line(number, id.error());
  }
  uint64_t first = 0;
  if (!nodes_[type.name].ids.insert(*id, number, &first)) {
    return Error(ErrorCode::kInvalidArgument,
                 format("line {}: duplicate {} of {}: '{}' stands on line {} already",
                        number,
                        type.key.empty() ? "id" : "@key",
                        type.name,
                        *id,
                        first),
                 KeyConflictDetail{type.name, std::string(*id)});
  }
  return loader->finish_row({}, {}, number);
}

Status LoadSession::read_edge(const EntityType& type,
                              const simdjson::dom::object& line,
                              uint64_t number) {
  std::string_view from;
  std::string_view to;
  if (line["from"].get(from) != simdjson::SUCCESS) {
    return line_error(number, "edge missing 'from'");
  }
  if (line["to"].get(to) != simdjson::SUCCESS) {
    return line_error(number, "edge missing 'to'");
  }
  OG_ASSIGN_OR_RETURN(TypeLoader * loader, loader_for(type));
  OG_RETURN_IF_ERROR(note_members(line, true));
  OG_ASSIGN_OR_RETURN(const LineParts parts, parts_of(line, number));
  const auto id = loader->begin_row(parts.data ? &*parts.data : nullptr, parts.id, &ignored_);
  if (!id.ok()) {
    return at_line(number, id.error());
  }
  // Only given ids can repeat; fresh ones cannot.
  simdjson::dom::element given;
  const bool has_data_id = parts.data && (*parts.data)["id"].get(given) == simdjson::SUCCESS;
  uint64_t first = 0;
  if ((!parts.id.empty() || has_data_id) &&
      !loading_.find(type.table_key)->second.edge_ids.insert(*id, number, &first)) {
    return Error(ErrorCode::kInvalidArgument,
                 format("line {}: duplicate id of {}: '{}' stands on line {} already",
                        number,
                        type.name,
                        *id,
                        first),
                 KeyConflictDetail{type.name, std::string(*id)});
  }
  want_end(type, type.from_type, from, true, number);
  want_end(type, type.to_type, to, false, number);
  return loader->finish_row(from, to, number);
}

void LoadSession::want_end(const EntityType& edge,
                           const std::string& node_type,
                           std::string_view id,
                           bool source,
                           uint64_t number) {
  NodeType& node = nodes_[node_type];
  if (!node.ids.contains(id) && node.pending.insert(id, number)) {
    node.wanted.push_back(
        {&edge, loading_.find(edge.table_key)->second.loader->row_count() + 1, source});
  }
}

Status LoadSession::settle_pending() {
  // The earliest line of all that want a missing end is reported.
  std::optional<std::pair<uint64_t, std::string>> earliest;
  for (auto& [type_name, node] : nodes_) {
    if (node.pending.size() == 0) {
      continue;
    }
    const bool replaced = loading_.contains("node:" + type_name);
    std::vector<uint32_t> stored;
    if (!replaced) {
      OG_ASSIGN_OR_RETURN(const TableViewPtr view, base_->table(*catalog_.find_node(type_name)));
      OG_ASSIGN_OR_RETURN(const IdIndexPtr index,
                          build_id_index(*view, &graph_.environment().cache));
      std::vector<std::string_view> ids;
      for (size_t i = 0; i < node.pending.size(); ++i) {
        ids.push_back(node.pending.id(i));
      }
      stored.resize(ids.size());
      index->find_many(ids, stored.data());
    }
    for (size_t i = 0; i < node.pending.size(); ++i) {
      const std::string_view id = node.pending.id(i);
      const bool there = replaced ? node.ids.contains(id) : stored[i] != columnar::kNullRow;
      if (there || (earliest && earliest->first <= node.pending.line(i))) {
        continue;
      }
      const auto& wanted = node.wanted[i];
      earliest = {node.pending.line(i),
                  format("edge {} row {}: {} '{}' not found in {}",
                         wanted.edge->name,
                         wanted.row,
                         wanted.source ? "src" : "dst",
                         id,
                         type_name)};
    }
  }
  return earliest ? Status(line_error(earliest->first, earliest->second)) : Status();
}

Status LoadSession::check_strict() const {
  if (!options_.strict || ignored_.empty()) {
    return {};
  }
  std::string list;
  for (const auto& [what, count] : ignored_) {
    list += format("{}{} ({} times)", list.empty() ? "" : ", ", what, count);
  }
  return Error(ErrorCode::kInvalidArgument, "unknown properties in the input (strict): " + list);
}

Result<std::vector<uint32_t>> LoadSession::dangling_edges(const EntityType& edge) {
  std::vector<uint32_t> dangling;
  OG_ASSIGN_OR_RETURN(const TableViewPtr view, base_->table(edge));
  const bool source_replaced = loading_.contains("node:" + edge.from_type);
  const bool target_replaced = loading_.contains("node:" + edge.to_type);
  for (const TableView::Fragment& fragment : view->fragments()) {
    constexpr uint32_t kStep = 65536;
    for (uint32_t begin = 0; begin < fragment.row_count; begin += kStep) {
      const uint32_t end = std::min(fragment.row_count, begin + kStep);
      OG_ASSIGN_OR_RETURN(const auto sources, fragment.source->read(1, begin, end));
      OG_ASSIGN_OR_RETURN(const auto targets, fragment.source->read(2, begin, end));
      for (uint32_t row = begin; row < end; ++row) {
        if (!fragment.live.empty() && !columnar::get_bit(fragment.live.data(), row)) {
          continue;
        }
        const bool broken = (source_replaced && !nodes_[edge.from_type].ids.contains(
                                                    sources->string_at(row - begin))) ||
                            (target_replaced &&
                             !nodes_[edge.to_type].ids.contains(targets->string_at(row - begin)));
        if (broken) {
          dangling.push_back(fragment.first_position + row);
        }
      }
    }
  }
  return dangling;
}

Status LoadSession::stage_dangling(const EntityType& edge,
                                   std::vector<uint32_t> positions,
                                   CommitDraft* draft) {
  OG_ASSIGN_OR_RETURN(const TableViewPtr view, base_->table(edge));
  OG_ASSIGN_OR_RETURN(const ManifestPtr manifest, base_->manifest(edge));
  StagedTable staged(base_->catalog(), view);
  staged.erase(positions);
  OG_ASSIGN_OR_RETURN(StagedVersion version,
                      stage_version(graph_.environment(),
                                    base_->branch(),
                                    *base_->find_pin(edge.table_key),
                                    *manifest,
                                    staged));
  draft->changes.push_back(std::move(version.pin));
  for (io::NewObject& file : version.files) {
    draft->files.push_back(std::move(file));
  }
  return {};
}

Status LoadSession::handle_dangling(CommitDraft* draft, LoadResult* result) {
  std::string refused;
  for (const EntityType& edge : catalog_.edges()) {
    const bool touched =
        loading_.contains("node:" + edge.from_type) || loading_.contains("node:" + edge.to_type);
    if (!touched || loading_.contains(edge.table_key)) {
      continue;
    }
    draft->validated.insert(edge.table_key);
    OG_ASSIGN_OR_RETURN(std::vector<uint32_t> dangling, dangling_edges(edge));
    if (dangling.empty()) {
      continue;
    }
    if (options_.cascade) {
      result->cascaded[edge.name] = dangling.size();
      OG_RETURN_IF_ERROR(stage_dangling(edge, std::move(dangling), draft));
    } else {
      refused += format("{}{} {}", refused.empty() ? "" : ", ", dangling.size(), edge.name);
    }
  }
  if (!refused.empty()) {
    return Error(ErrorCode::kInvalidArgument,
                 format("the load would leave dangling edges in tables that it does not replace: "
                        "{}; load these edges "
                        "too, or pass --cascade to delete them",
                        refused));
  }
  return {};
}

Status LoadSession::stage_loaded(CommitDraft* draft, LoadResult* result) {
  for (auto& [key, loading] : loading_) {
    const EntityType& type = loading.loader->type();
    (type.is_edge() ? result->edges : result->nodes)[type.name] = loading.loader->row_count();
    OG_ASSIGN_OR_RETURN(const ManifestPtr manifest, base_->manifest(type));
    lance::NewVersion next(*manifest, version_options(graph_.environment()));
    next.replace_all();
    for (lance::NewFragment& fragment : loading.loader->take_fragments()) {
      OG_RETURN_IF_ERROR(next.add_fragment(std::move(fragment)));
    }
    OG_ASSIGN_OR_RETURN(StagedVersion version,
                        stage_manifest(graph_.environment(),
                                       base_->branch(),
                                       key,
                                       base_->find_pin(key)->table_path,
                                       next.finish()));
    draft->changes.push_back(std::move(version.pin));
    draft->files.push_back(std::move(version.files[0]));
  }
  return {};
}

Result<LoadResult> LoadSession::commit() {
  LoadResult result;
  result.ignored = ignored_;
  if (loading_.empty()) {
    result.snapshot = base_;
    return result;
  }
  CommitDraft draft;
  draft.commit_id = graph_.environment().ids.next();
  draft.operation = "load";
  draft.actor_id = options_.actor_id;
  // Node tables whose ids were relied on, and edge tables looked at for dangling ends.
  for (const auto& [name, node] : nodes_) {
    if (!loading_.contains("node:" + name)) {
      draft.validated.insert("node:" + name);
    }
  }
  OG_RETURN_IF_ERROR(handle_dangling(&draft, &result));
  OG_RETURN_IF_ERROR(stage_loaded(&draft, &result));
  draft.revalidate = [](const Snapshot&) {
    return Status(
        Error(ErrorCode::kConflict, "a table that the load relies on changed meanwhile — retry"));
  };
  OG_ASSIGN_OR_RETURN(result.snapshot, graph_.publish(base_, std::move(draft)));
  return result;
}

}  // namespace

Result<LoadResult> load_overwrite(Graph& graph,
                                  const ByteReader& input,
                                  const LoadOptions& options,
                                  const CancelToken& cancel) {
  OG_ASSIGN_OR_RETURN(SnapshotPtr base, graph.head());
  LoadSession session(graph, std::move(base), options);
  LineSource lines(input);
  OG_RETURN_IF_ERROR(session.read(lines, cancel));
  return session.commit();
}

}  // namespace omnigraph::graph
