#include "omnigraph/graph/load/load_session.h"

#include <algorithm>

#include "omnigraph/base/fail_point.h"
#include "omnigraph/base/format.h"
#include "omnigraph/graph/load/dangling.h"
#include "omnigraph/graph/load/loaded_table.h"
#include "omnigraph/graph/stage/seal_table.h"

namespace omnigraph::graph {

using schema::EntityType;

namespace {

constexpr uint64_t kProgressEvery = 16384;

std::string_view trim(std::string_view line) {
  constexpr std::string_view kBlank = " \t\r";
  const size_t first = line.find_first_not_of(kBlank);
  return first == std::string_view::npos
             ? std::string_view()
             : line.substr(first, line.find_last_not_of(kBlank) - first + 1);
}

Error duplicate_error(const EntityType& type,
                      std::string_view id,
                      uint64_t line,
                      uint64_t first_line) {
  const bool keyed = !type.key.empty();
  return Error(ErrorCode::kInvalidArgument,
               format("line {}: duplicate {} of {}: '{}' stands on line {} already{}",
                      line,
                      keyed ? "@key" : "id",
                      type.name,
                      id,
                      first_line,
                      keyed ? " (@unique violation)" : ""),
               KeyConflictDetail{type.name, std::string(id)});
}

}  // namespace

LoadSession::LoadSession(Graph& graph, SnapshotPtr base, const LoadOptions& options)
    : graph_(graph),
      base_(std::move(base)),
      catalog_(*base_->catalog()),
      options_(options),
      now_ms_(graph.environment().clock.now_us() / 1000),
      parser_(catalog_, ignored_) {}

// ---- Lines -------------------------------------------------------------------------------------

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
  OG_RETURN_IF_ERROR(check_ends(*base_));
  OG_RETURN_IF_ERROR(check_strict());
  return check_tables();
}

Status LoadSession::read_line(std::string_view text, uint64_t number) {
  OG_ASSIGN_OR_RETURN(const ParsedLine line, parser_.parse(text, number));
  OG_ASSIGN_OR_RETURN(Loading * loading, loading_of(*line.type));
  TypeLoader& loader = *loading->loader;
  const auto id =
      loader.begin_row(line.data ? &*line.data : nullptr, line.id, {line.from, line.to}, &ignored_);
  if (!id.ok()) {
    return at_line(number, id.error());
  }
  OG_RETURN_IF_ERROR(line.type->is_edge() ? note_edge(line, *loading, *id)
                                          : note_node(line, loader, *id));
  return loader.finish_row(line.from, line.to, number);
}

Status LoadSession::note_node(const ParsedLine& line,
                              const TypeLoader& loader,
                              std::string_view id) {
  uint64_t first_line = 0;
  return nodes_[loader.type().name].declare(id, line.number, &first_line)
             ? Status()
             : Status(duplicate_error(loader.type(), id, line.number, first_line));
}

Status LoadSession::note_edge(const ParsedLine& line, Loading& loading, std::string_view id) {
  const EntityType& type = *line.type;
  const uint64_t row = loading.loader->row_count() + 1;
  if (loading.loader->identified()) {
    bool inserted = false;
    uint64_t& last_line = loading.edge_ids.at(xxh3_128(id), &inserted);
    if (!inserted && options_.mode != LoadMode::kMerge) {
      return duplicate_error(type, id, line.number, last_line);
    }
    if (!inserted) {
      loading.loader->supersede(last_line);
    }
    last_line = line.number;
  }
  nodes_[type.from_type].want(line.from, {line.number, &type, row, true});
  nodes_[type.to_type].want(line.to, {line.number, &type, row, false});
  return {};
}

Result<LoadSession::Loading*> LoadSession::loading_of(const EntityType& type) {
  const auto at = loading_.find(type.table_key);
  if (at != loading_.end()) {
    return &at->second;
  }
  OG_ASSIGN_OR_RETURN(const ManifestPtr manifest, base_->manifest(type));
  OG_ASSIGN_OR_RETURN(auto fields, column_fields(*manifest, type));
  TableViewPtr stored;
  if (options_.mode != LoadMode::kOverwrite) {
    OG_ASSIGN_OR_RETURN(stored, base_->table(type));
  }
  TableWriter::Options options;
  options.mode = options_.mode;
  options.rows_per_file = options_.rows_per_file;
  options.keep_automatic = options_.keep_automatic;
  options.keep_lines =
      has_constraints(type) || (type.is_edge() && options_.mode == LoadMode::kMerge);
  auto writer = std::make_unique<TableWriter>(graph_.environment(),
                                              base_->find_pin(type.table_key)->table_path,
                                              std::move(fields),
                                              type,
                                              std::move(stored),
                                              options);
  Loading& loading = loading_[type.table_key];
  loading.loader =
      std::make_unique<TypeLoader>(graph_.environment(), std::move(writer), options_, now_ms_);
  return &loading;
}

bool LoadSession::replaced(const std::string& node_type) const {
  return options_.mode == LoadMode::kOverwrite && loading_.contains("node:" + node_type);
}

// ---- Checks ------------------------------------------------------------------------------------

Status LoadSession::check_ends(const Snapshot& now) const {
  std::optional<MissingEnd> earliest;
  for (const auto& [type_name, ids] : nodes_) {
    TableViewPtr stored;
    if (!replaced(type_name) && ids.wants_stored()) {
      OG_ASSIGN_OR_RETURN(stored, now.table(*catalog_.find_node(type_name)));
    }
    OG_ASSIGN_OR_RETURN(auto missing, ids.missing(stored.get()));
    if (missing && (!earliest || missing->line < earliest->line)) {
      earliest = std::move(missing);
    }
  }
  return earliest ? Status(line_error(earliest->line, earliest->message)) : Status();
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

Status LoadSession::check_tables() const {
  for (const auto& [key, loading] : loading_) {
    OG_RETURN_IF_ERROR(check_loaded(loading.loader->writer(), base_, graph_.environment().store));
  }
  return {};
}

// ---- Stored edges that would dangle ------------------------------------------------------------

std::vector<const EntityType*> LoadSession::watched_edges() const {
  std::vector<const EntityType*> watched;
  for (const EntityType& edge : catalog_.edges()) {
    if ((replaced(edge.from_type) || replaced(edge.to_type)) &&
        !loading_.contains(edge.table_key)) {
      watched.push_back(&edge);
    }
  }
  return watched;
}

Result<std::vector<uint32_t>> LoadSession::dangling(const Snapshot& now,
                                                    const EntityType& edge) const {
  const auto ids_of = [&](const std::string& node_type) {
    return replaced(node_type) ? &nodes_.find(node_type)->second : nullptr;
  };
  OG_ASSIGN_OR_RETURN(const TableViewPtr view, now.table(edge));
  return dangling_edges(*view, ids_of(edge.from_type), ids_of(edge.to_type));
}

Status LoadSession::handle_dangling(CommitDraft* draft, LoadResult* result) {
  std::string refused;
  for (const EntityType* edge : watched_edges()) {
    draft->validated.insert(edge->table_key);
    OG_ASSIGN_OR_RETURN(const std::vector<uint32_t> positions, dangling(*base_, *edge));
    if (positions.empty()) {
      continue;
    }
    if (options_.cascade) {
      result->cascaded[edge->name] = positions.size();
      OG_RETURN_IF_ERROR(stage_cascade(*edge, positions, draft));
    } else {
      refused += format("{}{} {}", refused.empty() ? "" : ", ", positions.size(), edge->name);
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

Status LoadSession::stage_cascade(const EntityType& edge,
                                  const std::vector<uint32_t>& positions,
                                  CommitDraft* draft) {
  OG_ASSIGN_OR_RETURN(const TableViewPtr view, base_->table(edge));
  OG_ASSIGN_OR_RETURN(const ManifestPtr manifest, base_->manifest(edge));
  StagedTable staged(base_->catalog(), view);
  staged.erase(positions);
  const TableChange change = change_of(staged);
  OG_ASSIGN_OR_RETURN(auto violation, check_constraints(change));
  if (violation) {
    return violation_error(*std::move(violation), change, nullptr);
  }
  OG_ASSIGN_OR_RETURN(StagedVersion version,
                      stage_version(graph_.environment(),
                                    base_->branch(),
                                    *base_->find_pin(edge.table_key),
                                    *manifest,
                                    staged));
  draft->manifests[version.pin.table_key] = std::move(version.manifest);
  draft->changes.push_back(std::move(version.pin));
  for (io::NewObject& file : version.files) {
    draft->files.push_back(std::move(file));
  }
  return {};
}

// ---- Commit ------------------------------------------------------------------------------------

Status LoadSession::revalidate(const Snapshot& now, const std::set<std::string>& written) const {
  const Status ends = check_ends(now);
  if (!ends.ok()) {
    return ends.error().code() != ErrorCode::kInvalidArgument
               ? ends.error()
               : Error(ErrorCode::kConflict,
                       format("a node that the load refers to was deleted meanwhile — retry: {}",
                              ends.error().message()));
  }
  for (const EntityType* edge : watched_edges()) {
    if (written.contains(edge->table_key)) {
      continue;
    }
    OG_ASSIGN_OR_RETURN(const std::vector<uint32_t> positions, dangling(now, *edge));
    if (!positions.empty()) {
      return Error(ErrorCode::kConflict,
                   format("an edge to a node that the load takes away was added meanwhile: {} — "
                          "retry",
                          edge->name));
    }
  }
  return {};
}

Result<LoadResult> LoadSession::commit(const CancelToken& cancel) {
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
  draft.message = options_.message;
  draft.read = options_.unmoved;
  if (options_.idempotency) {
    draft.idempotency = options_.idempotency();
  }
  for (const auto& [name, ids] : nodes_) {
    if (!replaced(name) && ids.wants_stored()) {
      draft.validated.insert("node:" + name);
    }
  }
  OG_RETURN_IF_ERROR(handle_dangling(&draft, &result));
  for (const auto& [key, loading] : loading_) {
    const EntityType& type = loading.loader->type();
    const uint64_t rows = loading.loader->stored_count();
    (type.is_edge() ? result.edges : result.nodes)[type.name] = rows;
    (type.is_edge() ? draft.affected_edges : draft.affected_nodes) += rows;
    OG_RETURN_IF_ERROR(stage_loaded(loading.loader->writer(), base_, graph_.environment(), &draft));
  }
  std::set<std::string> written;
  for (const Pin& pin : draft.changes) {
    written.insert(pin.table_key);
    draft.validated.erase(pin.table_key);
    draft.read.erase(pin.table_key);
  }
  draft.revalidate = [&](const Snapshot& now) { return revalidate(now, written); };
  OG_FAIL_POINT(kLoadStaged);
  OG_RETURN_IF_ERROR(cancel.check());
  PublishOptions publish;
  publish.deadline_boot_us = cancel.deadline_boot_us();
  OG_ASSIGN_OR_RETURN(result.snapshot, graph_.publish(base_, std::move(draft), publish));
  return result;
}

}  // namespace omnigraph::graph
